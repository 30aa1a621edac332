"""What a document says, before it is a page: its parts by Decree 30, filled in by a seeded chance."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tests.samples import offices, wording
from tests.samples.offices import Office

Run = tuple[str, str]  # text, style: "" upright, "b" bold, "i" italic, "bi" both
World = tuple[offices.Directory, wording.Bank]  # who writes, and in what words
URGENCY = ("KHẨN", "THƯỢNG KHẨN", "HỎA TỐC")
SECRECY = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]
    align: str = "justify"  # justify, centre, left
    kind: str = "body"
    before: float = 0.0  # extra points above

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)


@dataclass(frozen=True)
class Table:
    header: tuple[str, ...]
    shares: tuple[float, ...]  # of the text's width
    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Table


@dataclass(frozen=True)
class Arrival:
    """The stamp ĐẾN of the office that got the paper (Decree 30 Annex IV)."""

    office: str
    number: str
    day: date
    handwritten: bool


@dataclass(frozen=True)
class Draft:
    office: Office
    type_name: str
    number: str  # as printed, "" on a draft without a number
    notation: str
    day: date | None
    subject: str  # without V/v and Về việc
    heading: tuple[str, ...]  # what is printed: under the type's name, or after the number in a letter (with V/v)
    addressees: tuple[str, ...]
    blocks: tuple[Block, ...]
    signing: tuple[str, ...]  # competence and position, as printed line by line
    signer: str
    recipients: tuple[str, ...]
    urgency: str = ""
    secrecy: str = ""
    arrival: Arrival | None = None
    hand_number: bool = False
    year: int = 2026

    @property
    def letter(self) -> bool:
        return self.type_name == "Công văn"

    @property
    def date_line(self) -> str:
        if self.day is None:
            return f"{self.office.place}, ngày tháng năm {self.year}"
        return f"{self.office.place}, {spoken(self.day)}"


def spoken(day: date) -> str:
    """ngày 05 tháng 01 năm 2020: days under 10 and months 1 and 2 with a nought (Decree 30 Annex I.II.4.b)."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def short(day: date) -> str:
    return f"{day.day:02d}/{day.month}/{day.year}"


def short_name(office: str) -> str:
    """How an office stands in a notation: UBND, TTg, BNV."""
    if office.startswith(("Ủy ban nhân dân", "Thủ tướng", "Ủy ban Thường vụ")):
        return {"Ủy ban n": "UBND", "Thủ tướn": "TTg", "Ủy ban T": "UBTVQH"}[office[:8]]
    return "".join(word[0].upper() for word in office.split() if word != "và")


class Writer:
    """Fills the place holders of one document, the same thing with the same words throughout."""

    def __init__(self, chance: random.Random, office: Office, day: date, world: World) -> None:
        self.chance, self.office, self.day = chance, office, day
        self.directory, self.bank = world
        topic, self.field = chance.choice(self.bank.topics)
        self.values = {"year": str(day.year), "later": str(day.year + 1), "small": str(chance.randint(3, 9))}
        self.topic = topic.format(**self.values)
        self._used: dict[int, list[str]] = {}

    def fresh(self, bank: Sequence[str]) -> str:
        """One of a bank, none twice until all were used."""
        left = self._used.setdefault(id(bank), [])
        if not left:
            left.extend(bank)
            self.chance.shuffle(left)
        return left.pop()

    def fill(self, sentence: str) -> str:
        chance = self.chance
        amount, amount_words = chance.choice(
            (("150.000.000", "một trăm năm mươi triệu"),
             ("2.430.500.000", "hai tỷ bốn trăm ba mươi triệu năm trăm nghìn"),
             ("86.750.000", "tám mươi sáu triệu bảy trăm năm mươi nghìn"), ("1.200.000.000", "một tỷ hai trăm triệu"))
        )  # fmt: skip
        return sentence.format(
            **{
                **self.values,
                "small": chance.randint(2, 15),
                "office": self.office.name,
                "name": self.office.name,
                "superior": self.office.superior,
                "above": short_name(self.office.superior),
                "topic": self.topic,
                "field": self.field,
                "ref": chance.randint(12, 3200),
                "date": spoken(self.day - timedelta(days=chance.randint(5, 200))).removeprefix("ngày "),
                "born": f"{chance.randint(1, 28):02d}/{chance.randint(3, 12)}/{chance.randint(1968, 1992)}",
                "deadline": short(self.day + timedelta(days=chance.randint(7, 90))),
                "pct": chance.choice((35, 45, 60, 75, 80, 85, 90, 95, 98)),
                "n": chance.randint(20, 480),
                "big": f"{chance.randint(1, 48)}.{chance.randint(0, 999):03d}",
                "phone": f"{chance.randint(200, 299)}.{chance.randint(3000, 3999)}.{chance.randint(100, 999)}",
                "money": amount,
                "words": amount_words,
                "person": self.person(),
                "person2": self.person(),
                "chief": self.office.signing[0][-1].capitalize(),
            }
        )

    def person(self) -> str:
        return offices.person(self.chance, self.directory)

    def clause(self) -> str:
        return self.fill(self.fresh(self.bank.clauses))

    def table(self) -> Table:
        chance = self.chance
        header, shares, bank = chance.choice(wording.TABLES)
        picked = chance.sample(bank, chance.randint(3, min(6, len(bank))))
        rows: list[tuple[str, ...]] = []
        for number, (what, who) in enumerate(picked, 1):
            if len(header) == 5:
                goal = chance.randint(20, 400)
                done = chance.randint(goal // 2, goal)
                share = f"{100 * done / goal:.1f}".replace(".", ",")
                rows.append((str(number), what, str(goal), str(done), share))
            elif header[1] == "Họ và tên":
                rows.append((str(number), self.person(), who, chance.choice(("", "Tổ trưởng", "Thành viên"))))
            else:
                rows.append((str(number), what, who, f"Tháng {chance.randint(1, 12)}/{self.day.year}"))
        return Table(header, shares, tuple(rows))

    def bases(self, count: int) -> list[Paragraph]:
        chosen = [*self.chance.sample(wording.BASES[:-1], count - 1), wording.BASES[-1]]
        lines = [Paragraph(((self.fill(base), "i"),)) for base in chosen]
        asked = self.fill(
            f"Theo đề nghị của {self.chance.choice(('Chánh Văn phòng', 'Trưởng phòng Tổ chức - Hành chính'))}."
        )
        return [*lines, Paragraph(((asked, "i"),))]


def plain(text: str, style: str = "", **more: object) -> Paragraph:
    return Paragraph(((text, style),), **more)  # type: ignore[arg-type]


def _points(writer: Writer, count: int, start: int = 1) -> list[Block]:
    """Numbered clauses, some with lettered points."""
    blocks: list[Block] = []
    for number in range(start, start + count):
        blocks.append(plain(f"{number}. {writer.clause()}"))
        if writer.chance.random() < 0.25:
            for letter in "abc"[: writer.chance.randint(2, 3)]:
                blocks.append(plain(f"{letter}) {writer.clause()}"))
    return blocks


def letter_body(writer: Writer, amount: int) -> list[Block]:
    blocks: list[Block] = [plain(writer.fill(writer.fresh(writer.bank.openings)))]
    blocks += _points(writer, 1 + 2 * amount)
    if amount > 1 or writer.chance.random() < 0.15:
        blocks += [plain("Chi tiết phân công nhiệm vụ theo bảng sau:"), writer.table()]
    return [*blocks, plain(writer.fill(writer.fresh(writer.bank.closings)))]


def decision_body(writer: Writer, amount: int) -> list[Block]:
    blocks: list[Block] = [plain(writer.office.authority, "b", align="centre", kind="authority", before=4)]
    blocks += writer.bases(min(2 + amount, 6))
    blocks.append(plain("QUYẾT ĐỊNH:", "b", align="centre", before=4))
    for number in range(1, 2 + amount):
        text = writer.fill(writer.fresh(writer.bank.articles))
        blocks.append(Paragraph(((f"Điều {number}. ", "b"), (text, ""))))
        if amount > 2:
            blocks += _points(writer, 2)
    last = 2 + amount
    blocks.append(Paragraph(((f"Điều {last}. ", "b"), ("Quyết định này có hiệu lực thi hành kể từ ngày ký.", ""))))
    if amount > 1:
        blocks.insert(-1, writer.table())
    return [*blocks, Paragraph(((f"Điều {last + 1}. ", "b"), (wording.WHO_CARRIES_OUT, "")))]


def resolution_body(writer: Writer, amount: int) -> list[Block]:
    session = writer.chance.choice(("MƯỜI HAI", "MƯỜI TÁM", "HAI MƯƠI"))
    blocks: list[Block] = [plain(writer.office.authority, "b", align="centre", kind="authority")]
    blocks.append(plain(f"KHÓA XVII, KỲ HỌP THỨ {session}", "b", align="centre", kind="authority"))
    blocks += writer.bases(min(2 + amount, 5))
    blocks.append(plain("QUYẾT NGHỊ:", "b", align="centre", before=4))
    for number in range(1, 2 + amount):
        title = writer.chance.choice(
            ("Thông qua mục tiêu, nhiệm vụ chủ yếu", "Nhiệm vụ và giải pháp", "Phân bổ nguồn lực")
        )
        blocks.append(plain(f"Điều {number}. {title}", "b"))
        blocks += _points(writer, 2)
    closing = "Nghị quyết này đã được Hội đồng nhân dân thông qua và có hiệu lực kể từ ngày ký./."
    return [*blocks, Paragraph(((f"Điều {2 + amount}. ", "b"), (closing, "")))]


def circular_body(writer: Writer, amount: int) -> list[Block]:
    blocks: list[Block] = [*writer.bases(4)]
    blocks.append(plain(f"Bộ trưởng {writer.office.name} ban hành Thông tư quy định về {writer.topic}.", "i"))
    titles = wording.CIRCULAR_TITLES
    for number, title in enumerate(titles[: min(len(titles), 2 + 2 * amount)], 1):
        if number in (1, 4):
            chapter = "I" if number == 1 else "II"
            blocks.append(plain(f"Chương {chapter}", "b", align="centre", before=4))
            blocks.append(plain("QUY ĐỊNH CHUNG" if number == 1 else "QUY ĐỊNH CỤ THỂ", "b", align="centre"))
        blocks.append(plain(f"Điều {number}. {title}", "b"))
        blocks += _points(writer, 1 if number < 3 else 2)
    return [*blocks, plain("Thông tư này có hiệu lực thi hành sau 45 ngày kể từ ngày ký ban hành./.")]


def sections_body(writer: Writer, amount: int, bank: Sequence[str], closing: str) -> list[Block]:
    """Roman sections with headed clauses: plans and reports."""
    blocks: list[Block] = [plain(writer.fill(writer.fresh(writer.bank.openings)))]
    sections = wording.SECTIONS[: 1 + amount]
    for roman, (title, parts) in zip(("I", "II", "III", "IV"), sections, strict=False):
        blocks.append(plain(f"{roman}. {title}", "b"))
        for number, part in enumerate(parts, 1):
            if amount > 1:
                blocks.append(plain(f"{number}. {part}", writer.chance.choice(("b", "bi", ""))))
            lead = "- " if writer.chance.random() < 0.6 else ""
            blocks.append(plain(lead + writer.fill(writer.fresh(bank))))
            if amount > 2:
                blocks.append(plain(lead + writer.clause()))
        if roman == "II":
            blocks.append(writer.table())
    return [*blocks, plain(closing)]


def plan_body(writer: Writer, amount: int) -> list[Block]:
    return sections_body(writer, amount, writer.bank.clauses, writer.fill(writer.fresh(writer.bank.closings)))


def report_body(writer: Writer, amount: int) -> list[Block]:
    closing = writer.fill("Trên đây là báo cáo kết quả {topic}, {office} kính trình {superior} xem xét, chỉ đạo./.")
    return sections_body(writer, amount, writer.bank.results, closing)


def proposal_body(writer: Writer, amount: int) -> list[Block]:
    blocks: list[Block] = [plain(writer.fill(base)) for base in writer.chance.sample(wording.BASES[:6], 2)]
    blocks.append(
        plain(writer.fill("{office} kính trình {superior} xem xét, phê duyệt {topic} với các nội dung chủ yếu sau:"))
    )
    blocks += _points(writer, 1 + 2 * amount)
    if amount > 1:
        blocks.append(writer.table())
    return [*blocks, plain(writer.fill("{office} kính trình {superior} xem xét, quyết định./."))]


def notice_body(writer: Writer, amount: int) -> list[Block]:
    return [
        plain(writer.fill(wording.MEETING)),
        *_points(writer, 1 + 2 * amount),
        plain(writer.fill("{office} thông báo để các đơn vị biết, thực hiện./.")),
    ]


def invitation_body(writer: Writer, amount: int) -> list[Block]:
    chance = writer.chance
    hour = f"{chance.choice((7, 8, 13, 14))} giờ {chance.choice(('00', '30'))} phút"
    when = f"{hour}, {spoken(writer.day + timedelta(days=chance.randint(2, 12)))}"
    return [
        plain(writer.fill(wording.INVITED)),
        plain(f"Chủ trì: Ông {writer.person()}, {writer.office.signing[0][-1].capitalize()}."),
        plain(f"Thời gian: {when}."),
        plain(writer.fill(f"Địa điểm: {chance.choice(wording.VENUES)}.")),
        *_points(writer, amount),
        plain("Đề nghị quý đại biểu đến dự đúng thời gian, địa điểm nêu trên để cuộc họp đạt kết quả tốt./."),
    ]  # fmt: skip


# type's name: abbreviation in the notation, how its subject begins, body, who may issue it
TYPES = {
    "Công văn": ("", "", letter_body, offices.ANY),
    "Quyết định": ("QĐ", "Về việc ", decision_body, offices.ANY),
    "Thông báo": ("TB", "Kết luận cuộc họp về ", notice_body, offices.ANY),
    "Kế hoạch": ("KH", "", plan_body, offices.ANY),
    "Báo cáo": ("BC", "Kết quả ", report_body, offices.ANY),
    "Tờ trình": ("TTr", "Về việc ", proposal_body, offices.ANY[2:]),
    "Giấy mời": ("GM", "Dự Hội nghị về ", invitation_body, offices.ANY),
    "Nghị quyết": ("NQ", "Về ", resolution_body, (offices.council,)),
    "Thông tư": ("TT", "Quy định về ", circular_body, (offices.ministry,)),
}
_WEIGHTS = (34, 20, 10, 8, 9, 6, 6, 4, 3)


@dataclass(frozen=True)
class Wish:
    """What one asks of a draft; None leaves it to chance."""

    type_name: str | None = None
    office: Office | None = None
    amount: int | None = None  # 1 little to 4 much text
    urgency: str | None = None
    secrecy: str = ""  # secret papers are drawn on request alone
    arrival: bool | None = None
    arrival_office: str | None = None
    arrival_number: str | None = None
    number: str | None = None
    signer: tuple[str, tuple[str, ...]] | None = None  # name, competence and position
    blank_number: bool = False  # an outgoing draft not yet numbered and dated
    hand_number: bool | None = None
    day: date | None = None
    world: World = (offices.HERE, wording.OURS)


def draft(chance: random.Random, wish: Wish) -> Draft:
    """One document. Every draw is made whether wished for or not, so that a wish changes nothing else."""
    drawn_type = chance.choices(list(TYPES), _WEIGHTS)[0]
    type_name = wish.type_name or drawn_type
    abbreviation, lead, body, issuers = TYPES[type_name]
    directory, bank = wish.world
    office = wish.office or chance.choice(issuers)(chance, directory)
    day = wish.day or date(2025, 1, 2) + timedelta(days=chance.randrange(640))
    amount = wish.amount or chance.choices((1, 2, 3, 4), (50, 26, 14, 10))[0]
    writer = Writer(chance, office, day, wish.world)
    subject = writer.topic
    if lead.startswith("Về việc"):
        heading: tuple[str, ...] = (lead + subject,)
    elif type_name == "Công văn":
        heading = ("V/v " + subject,)
    else:
        subject = lead + subject if lead else subject[0].upper() + subject[1:]
        heading = (subject,)
    number = str(chance.choice((chance.randint(1, 9), chance.randint(10, 99), chance.randint(100, 3999)))).zfill(2)
    unit = chance.choice(office.units)
    number = wish.number or number
    if type_name == "Công văn":
        notation = f"{office.abbreviation}-{unit}"
    elif type_name == "Thông tư":
        notation = f"{day.year}/{abbreviation}-{office.abbreviation}"
    else:
        notation = f"{abbreviation}-{office.abbreviation}"
    upward = type_name in ("Tờ trình", "Báo cáo")
    if upward:
        addressees: tuple[str, ...] = (office.superior,)
    elif type_name == "Công văn":
        addressees = tuple(chance.sample(office.subordinates, chance.randint(1, len(office.subordinates))))
    else:
        addressees = ()
    copies = chance.sample(bank.copies, chance.randint(1, 5))
    first = (
        "Như trên"
        if addressees
        else ("Như Điều " + str(3 + amount) if type_name == "Quyết định" else "Các đơn vị liên quan")
    )
    keep = f"Lưu: VT, {unit}" + (f" ({chance.randint(2, 9):02d}b)" if chance.random() < 0.3 else "")
    recipients = (first, *(copy.format(name=office.name) for copy in copies), keep)
    lines = chance.choice(office.signing)
    signer = offices.person(chance, directory)
    if wish.signer:
        signer, lines = wish.signer
    roll, stamp_roll, hand_roll = chance.random(), chance.random(), chance.random()
    urgency = wish.urgency if wish.urgency is not None else (chance.choice(URGENCY) if roll < 0.15 else "")
    receiver = chance.choice(
        ("UBND phường Lê Chân", "Sở Nội vụ", "Văn phòng UBND tỉnh", "Sở Tài chính", "Trường THPT Chu Văn An")
    )
    arrival_number, later = str(chance.randint(3, 4800)), chance.randint(0, 6)
    stamped = wish.arrival if wish.arrival is not None else stamp_roll < 0.25 and not wish.blank_number
    arrival = None
    if stamped:
        arrival = Arrival(
            (wish.arrival_office or receiver).upper(),
            wish.arrival_number or arrival_number,
            day + timedelta(days=later),
            stamp_roll * 10 % 1 < 0.5,
        )
    hand = wish.hand_number if wish.hand_number is not None else hand_roll < 0.3
    return Draft(
        office, type_name, "" if wish.blank_number else number, notation, None if wish.blank_number else day, subject,
        heading, addressees, tuple(body(writer, amount)), lines, signer, recipients, urgency, wish.secrecy, arrival,
        hand and not wish.blank_number, day.year,
    )  # fmt: skip
