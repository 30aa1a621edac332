"""Lays a document out as Decree 30 Annex I asks: head, number, heading, body, recipients, signer, stamps."""

from __future__ import annotations

import random

from PIL import Image

from tests.samples import inks
from tests.samples.drafts import Draft, Table, short
from tests.samples.faces import USUAL
from tests.samples.typist import Manner, Sheet, TrueLine, Typist

MOTTO = "Độc lập - Tự do - Hạnh phúc"
# Millimetres; the urgency stamps by Annex I.III.2.b, 8 mm high.
STAMP_SIZES = {"KHẨN": 20.0, "THƯỢNG KHẨN": 40.0, "HỎA TỐC": 30.0, "MẬT": 20.0, "TỐI MẬT": 30.0, "TUYỆT MẬT": 40.0}


def typeset(draft: Draft, dpi: int, chance: random.Random, face: str = USUAL) -> list[Sheet]:
    """The document's pages, clean as from the printer and with all ink on them."""
    typist = Typist(Manner.drawn(chance, face), dpi)
    below = _head(typist, draft, chance)
    for block in draft.blocks:
        if isinstance(block, Table):
            typist.table(block)
        else:
            typist.paragraph(block)
    _end(typist, draft, chance)
    _stamps(typist, draft, chance, below)
    return typist.sheets


def _head(typist: Typist, draft: Draft, chance: random.Random) -> float:
    """Boxes 1 to 5 and 9a of Annex I.IV; where the number's line ends, from where stamps may stand."""
    manner, mm, pt = typist.manner, typist.mm, typist.pt
    nation_wide = typist.face("b", manner.head).getlength(manner.nation)
    right_end = typist.right + mm(3)
    right_middle = right_end - nation_wide / 2
    left_start, left_end = typist.left - mm(10), right_end - nation_wide - mm(3)
    left_middle, left_wide = (left_start + left_end) / 2, left_end - left_start
    high = pt(manner.head) * 1.17
    y = typist.y + pt(manner.head)

    baseline, last = y, (left_start, left_end)
    for text, bold in draft.office.head:
        for line in typist.wrapped(text, "b" if bold else "", manner.head, left_wide):
            last = typist.put(line, "b" if bold else "", manner.head, left_middle, baseline, "office", "ms")
            baseline += high
    length = (last[1] - last[0]) * chance.uniform(0.33, 0.5)
    typist.rule(left_middle - length / 2, left_middle + length / 2, baseline - high + pt(5))
    left_bottom = baseline

    typist.put(manner.nation, "b", manner.head, right_middle, y, "nation", "ms")
    start, end = typist.put(MOTTO, "b", manner.head + 1, right_middle, y + high * 1.05, "nation", "ms")
    typist.rule(start, end, y + high * 1.05 + pt(5))

    baseline = max(left_bottom, y + 2 * high * 1.05) + pt(chance.uniform(10, 16))
    _number(typist, draft, chance, left_middle, baseline)
    _date(typist, draft, chance, right_middle, baseline)
    number_end = baseline + pt(5)

    # Most clerks put the stamp ĐẾN where the sender left room; where there is none it covers print, as in life.
    roomy = draft.arrival is not None and chance.random() < 0.75
    typist.y = baseline + pt(14)
    if draft.letter:
        baseline += pt(6 + 14)
        for line in typist.wrapped(draft.heading[0], "", 12.5, min(left_wide, mm(66))):
            typist.put(line, "", 12.5, left_middle, baseline, "subject", "ms")
            baseline += pt(12.5) * 1.15
        typist.y = max(typist.y, baseline) + pt(chance.uniform(2, 10))
        number_end = baseline
    else:
        typist.y += mm(chance.uniform(3, 8)) + (mm(9) if draft.urgency or draft.secrecy else 0)
        middle = (typist.left + typist.right) / 2
        typist.put(draft.type_name.upper(), "b", 14, middle, typist.y + pt(14), "type", "ms")
        baseline = typist.y + pt(14) * 2.3
        line_start, line_end = typist.left, typist.right
        for line in typist.wrapped(draft.heading[0], "b", 14, mm(84) if roomy else (typist.right - typist.left) * 0.9):
            line_start, line_end = typist.put(line, "b", 14, middle, baseline, "subject", "ms")
            baseline += pt(14) * 1.17
        length = (line_end - line_start) * chance.uniform(0.33, 0.5)
        typist.rule(middle - length / 2, middle + length / 2, baseline - pt(14) * 1.17 + pt(6))
        typist.y = baseline + pt(4)
    if draft.addressees:
        _addressees(typist, draft, mm(52) if roomy else mm(chance.uniform(22, 36)))
    if roomy:
        typist.y = max(typist.y, number_end + mm(40 + (9 if draft.urgency else 0) + (9 if draft.secrecy else 0)))
    typist.y += pt(8)
    return number_end


def _number(typist: Typist, draft: Draft, chance: random.Random, middle: float, baseline: float) -> None:
    if draft.number and not draft.hand_number:
        typist.put(f"Số: {draft.number}/{draft.notation}", "", 13, middle, baseline, "number", "ms")
        return
    wide = 4.0 + 2.6 * len(draft.number) if draft.number else 12.0
    start, blanks, end = typist.pieces([("Số:", wide), (f"/{draft.notation}", 0)], "", 13, middle, baseline)
    if draft.number:
        written = inks.handwriting(draft.number, chance, int(typist.mm(4.6)))
        inks.press(typist.sheet.image, written, int(blanks[0] + typist.mm(0.8)), int(baseline - typist.mm(5.2)))
    typist.note(f"Số: {draft.number}/{draft.notation}", "number", start, end, baseline, 13)


def _date(typist: Typist, draft: Draft, chance: random.Random, middle: float, baseline: float) -> None:
    place, size = draft.office.place, 13.5
    if draft.day is None:
        start, _, end = typist.pieces(
            [(f"{place}, ngày", 8), ("tháng", 8), (f"năm {draft.year}", 0)], "i", size, middle, baseline
        )
    elif draft.hand_number and chance.random() < 0.7:
        parts = [(f"{place}, ngày", 7.5), (f"tháng {draft.date_line.split(' tháng ')[1]}", 0.0)]
        start, blanks, end = typist.pieces(parts, "i", size, middle, baseline)
        written = inks.handwriting(f"{draft.day.day:02d}", chance, int(typist.mm(4.6)))
        inks.press(typist.sheet.image, written, int(blanks[0] + typist.mm(0.6)), int(baseline - typist.mm(5.2)))
    else:
        typist.put(draft.date_line, "i", size, middle, baseline, "date", "ms")
        return
    typist.note(draft.date_line, "date", start, end, baseline, size)


def _addressees(typist: Typist, draft: Draft, indent: float) -> None:
    manner, mm, pt = typist.manner, typist.mm, typist.pt
    size, high = manner.size, pt(manner.size) * 1.2
    typist.y += pt(6)
    if len(draft.addressees) == 1:
        middle = (typist.left + typist.right) / 2 + max(mm(5), indent / 2)
        for line in typist.wrapped(f"Kính gửi: {draft.addressees[0]}.", "", size, mm(125) - indent / 2):
            typist.put(line, "", size, middle, typist.y + pt(size), "addressees", "ms")
            typist.y += high
        return
    x = typist.left + indent
    _, end = typist.put("Kính gửi:", "", size, x, typist.y + pt(size), "addressees")
    typist.y += high
    for number, name in enumerate(draft.addressees):
        mark = "." if number == len(draft.addressees) - 1 else ";"
        for line in typist.wrapped(f"- {name}{mark}", "", size, typist.right - end):
            typist.put(line, "", size, end, typist.y + pt(size), "addressees")
            typist.y += high


def _end(typist: Typist, draft: Draft, chance: random.Random) -> None:
    """Nơi nhận on the left, who signs on the right (boxes 7a to 9b), kept together on one page."""
    mm, pt = typist.mm, typist.pt
    size, small = typist.manner.size, 11.0
    space = mm(chance.uniform(22, 28))
    middle = typist.left + (typist.right - typist.left) * 0.75
    recipients = []
    for number, name in enumerate(draft.recipients):
        mark = "." if number == len(draft.recipients) - 1 else ";"
        recipients += typist.wrapped(f"- {name}{mark}", "", small, middle - mm(38) - typist.left)
    signing = [line for text in draft.signing for line in typist.wrapped(text, "b", size, mm(78))]
    right_tall = len(signing) * pt(size) * 1.17 + space + pt(size) * 1.5
    left_tall = pt(12) * 1.2 + len(recipients) * pt(small) * 1.2
    last_line = typist.sheet.lines[-1] if typist.sheet.lines else None
    if last_line and chance.random() < 0.5 and last_line.text.endswith("./."):
        flourish = inks.initials(chance, typist.dpi)
        inks.press(typist.sheet.image, flourish, int(last_line.box[2] + mm(2)), int(last_line.box[1] - mm(1)))
    typist.y += pt(8)
    typist.room(max(left_tall, right_tall))
    top = typist.y

    baseline = top + pt(12)
    typist.put("Nơi nhận:", "bi", 12, typist.left, baseline, "recipients")
    for line in recipients:
        baseline += pt(small) * 1.2
        typist.put(line, "", small, typist.left, baseline, "recipients")

    baseline = top + pt(size)
    for line in signing:
        typist.put(line, "b", size, middle, baseline, "position", "ms")
        baseline += pt(size) * 1.17
    under = baseline - pt(size)
    typist.put(draft.signer, "b", size, middle, under + space + pt(size), "signer", "ms")
    typist.y = max(top + left_tall, under + space + pt(size) * 1.5)
    hand = inks.signature(chance, typist.dpi)
    round_seal = inks.seal(draft.office.seal, chance, typist.dpi, chance.choice((34.0, 36.0, 36.0, 38.0)))
    if not draft.number:  # a draft that is to be numbered has neither signature nor seal yet
        return
    left = int(middle - hand.width / 2 + mm(chance.uniform(-4, 4)))
    upper = int(under + (space - hand.height) / 2)
    inks.press(typist.sheet.image, hand, left, upper)
    # Annex I.II.8.a: over about a third of the signature, on its left
    left += hand.width // 3 - round_seal.width
    upper += int((hand.height - round_seal.height) / 2 + mm(chance.uniform(-3, 3)))
    inks.press(typist.sheet.image, round_seal, left, upper)


def _stamps(typist: Typist, draft: Draft, chance: random.Random, below: float) -> None:
    """Urgency and secrecy under the number (boxes 10a, 10b), ĐẾN where the first page has most room."""
    page, mm = typist.sheets[0], typist.mm
    for word in filter(None, (draft.secrecy, draft.urgency)):
        stamp = inks.boxed(word, chance, typist.dpi, STAMP_SIZES[word], 8)
        spots = [
            (typist.left + mm(x), below + mm(y)) for y in (2, 4, 7, 10, 14, 18, 22, 28, 34) for x in (6, 0, -8, 14)
        ]
        _stamp(page, stamp, spots, [word], "secrecy" if word == draft.secrecy else "urgency")
    if draft.arrival:
        arrival = draft.arrival
        stamped, lines = inks.arrival(
            arrival.office, arrival.number, short(arrival.day), arrival.handwritten, chance, typist.dpi
        )
        spots = [(typist.left + mm(x), below + mm(y)) for y in range(2, 64, 3) for x in (-8, -14, -18, 0, 66, 92)]
        _stamp(page, stamped, spots, lines, "arrival stamp")


def _stamp(page: Sheet, stamp: Image.Image, spots: list[tuple[float, float]], lines: list[str], kind: str) -> None:
    """Presses the stamp where it hides least print; of equal places the first."""
    grey = page.image.convert("L")

    def hidden(spot: tuple[float, float]) -> int:
        x, y = int(spot[0]), int(spot[1])
        return sum(grey.crop((x, y, x + stamp.width, y + stamp.height)).histogram()[:170])

    x, y = min(spots, key=hidden)
    inks.press(page.image, stamp, int(x), int(y))
    high = stamp.height / max(1, len(lines))
    for number, text in enumerate(lines):
        box = (x, y + number * high, x + stamp.width, y + (number + 1) * high)
        page.lines.append(TrueLine(text, kind, box, optional=True))
