"""Who issues: invented offices of every level, how their heads are printed, who signs for them."""

from __future__ import annotations

import random
from dataclasses import dataclass

PROVINCES = (
    "tỉnh Hậu Giang", "tỉnh Quảng Ninh", "tỉnh Lạng Sơn", "tỉnh Nghệ An", "tỉnh Thái Nguyên", "tỉnh Đắk Lắk",
    "tỉnh Lâm Đồng", "tỉnh Cà Mau", "tỉnh Phú Thọ", "tỉnh Quảng Trị", "tỉnh Gia Lai", "tỉnh Bắc Ninh",
    "tỉnh Khánh Hòa", "tỉnh Đồng Tháp", "thành phố Hải Phòng", "thành phố Hà Nội", "thành phố Đà Nẵng",
    "thành phố Cần Thơ", "thành phố Huế",
)  # fmt: skip
WARDS = (
    "phường Hồng Bàng", "phường Lê Chân", "xã Vĩnh Thuận Đông", "phường Ngô Quyền", "xã Kỳ Lừa", "thị trấn Đông Hưng",
    "phường Cầu Giấy", "xã Tân Phước Hưng", "phường Ỷ La", "xã Nghĩa Đàn", "phường Thủy Nguyên", "xã Bằng Giã",
)  # fmt: skip
# name, abbreviation, units as they stand in notations
MINISTRIES = (
    ("Bộ Nội vụ", "BNV", ("VP", "CCVC", "TCBC", "VTLTNN", "TTr")),
    ("Bộ Tài chính", "BTC", ("NSNN", "QLCS", "VP", "CST", "TCT")),
    ("Bộ Công Thương", "BCT", ("TTTN", "XNK", "VP", "ATMT")),
    ("Bộ Xây dựng", "BXD", ("QHKT", "KTXD", "VP", "KCHT")),
    ("Bộ Khoa học và Công nghệ", "BKHCN", ("CĐSQG", "VP", "TĐC", "BC")),
    ("Bộ Giáo dục và Đào tạo", "BGDĐT", ("GDPT", "KHTC", "VP", "GDĐH")),
    ("Bộ Y tế", "BYT", ("KCB", "DP", "VPB", "BMTE")),
    ("Bộ Nông nghiệp và Môi trường", "BNNMT", ("ĐĐ", "TT", "CN", "VP")),
)
DEPARTMENTS = (
    ("Sở Nội vụ", "SNV", ("VP", "CCVC", "VTLT", "XDCQ")),
    ("Sở Thông tin và Truyền thông", "STTTT", ("CNTT", "BCVT", "VP", "TTBCXB")),
    ("Sở Tài chính", "STC", ("QLNS", "GCS", "VP", "TCĐT")),
    ("Sở Xây dựng", "SXD", ("QLN", "QHKT", "TTr", "VP")),
    ("Sở Y tế", "SYT", ("NVY", "VP", "KHTC")),
    ("Sở Tư pháp", "STP", ("HCTP", "XDKTVB", "VP")),
    ("Sở Nông nghiệp và Môi trường", "SNNMT", ("QLĐĐ", "TTBVTV", "VP")),
    ("Sở Văn hóa, Thể thao và Du lịch", "SVHTTDL", ("QLDSVH", "VP", "QLTDTT")),
    ("Sở Giáo dục và Đào tạo", "SGDĐT", ("GDTrH", "TCCB", "VP")),
    ("Thanh tra", "TTr", ("NV1", "VP", "GQKNTC")),
)
BUREAUS = (
    ("Bộ Nội vụ", "Cục Văn thư và Lưu trữ nhà nước", "VTLTNN", ("NVĐP", "NVTW", "VP")),
    ("Bộ Khoa học và Công nghệ", "Cục Chuyển đổi số quốc gia", "CĐSQG", ("CSS", "DLS", "VP")),
    ("Bộ Tài chính", "Cục Quản lý công sản", "QLCS", ("NT", "CSCC", "VP")),
    ("Bộ Xây dựng", "Cục Kinh tế và Quản lý đầu tư xây dựng", "KTXD", ("ĐT", "ĐM", "VP")),
)
SCHOOLS = (
    ("Trường Trung học phổ thông Nguyễn Bỉnh Khiêm", "THPTNBK"),
    ("Trường Trung học cơ sở Lý Thường Kiệt", "THCSLTK"),
    ("Trường Tiểu học Nguyễn Thị Minh Khai", "THNTMK"),
    ("Trường Trung học phổ thông chuyên Lê Quý Đôn", "THPTCLQĐ"),
)
HOSPITALS = (("Bệnh viện Đa khoa trung tâm", "BVĐKTT"), ("Bệnh viện Y học cổ truyền", "YHCT"))
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
            "Dương", "Lý", "Đoàn", "Trịnh", "Đinh", "Lâm", "Mai", "Tạ", "Tô", "Quách", "Nghiêm")  # fmt: skip
MIDDLES = ("Văn", "Thị", "Hữu", "Đức", "Thị Thu", "Minh", "Quốc", "Ngọc", "Xuân", "Thanh", "Thị Bích", "Công", "Trọng",
           "Hồng", "Kim", "Thị Mỹ", "Tiến", "Gia", "Bá", "")  # fmt: skip
GIVEN = ("An", "Bình", "Cường", "Dũng", "Đạt", "Giang", "Hải", "Hằng", "Hạnh", "Hòa", "Hùng", "Hưởng", "Khánh", "Lan",
         "Liễu", "Long", "Mỹ", "Nghĩa", "Nguyệt", "Phúc", "Phượng", "Quỳnh", "Sơn", "Thảo", "Thắng", "Thủy", "Tuấn",
         "Tuyết", "Uyên", "Việt", "Vỹ", "Yến", "Ánh", "Lệ Hằng", "Thùy Linh", "Vương", "Kỳ", "Đệ")  # fmt: skip


Unit = tuple[str, str, tuple[str, ...]]  # name, abbreviation, units as they stand in notations


@dataclass(frozen=True)
class Directory:
    """The offices and persons there are. Readers are tuned on these; `elsewhere.py` has others, to measure on."""

    provinces: tuple[str, ...] = PROVINCES
    wards: tuple[str, ...] = WARDS
    ministries: tuple[Unit, ...] = MINISTRIES
    departments: tuple[Unit, ...] = DEPARTMENTS
    bureaus: tuple[tuple[str, str, str, tuple[str, ...]], ...] = BUREAUS
    schools: tuple[tuple[str, str], ...] = SCHOOLS
    hospitals: tuple[tuple[str, str], ...] = HOSPITALS
    surnames: tuple[str, ...] = SURNAMES
    middles: tuple[str, ...] = MIDDLES
    given: tuple[str, ...] = GIVEN


HERE = Directory()


@dataclass(frozen=True)
class Office:
    """One issuing office. `head` is what is printed top left: (text, bold) in order."""

    name: str  # in running text: Sở Nội vụ
    head: tuple[tuple[str, bool], ...]
    issuer: str  # as the record says it
    parent: str  # "" when there is none
    abbreviation: str
    units: tuple[str, ...]
    place: str
    superior: str  # whom it reports to, in running text
    authority: str  # GIÁM ĐỐC SỞ NỘI VỤ: who decides, over the articles of a decision
    signing: tuple[tuple[str, ...], ...]  # ways of signing: competence and position lines
    seal: str  # the legend round the seal
    subordinates: tuple[str, ...]  # whom it writes to
    level: str  # ministry, bureau, province, department, ward, school, hospital, council


def person(chance: random.Random, directory: Directory = HERE) -> str:
    parts = chance.choice(directory.surnames), chance.choice(directory.middles), chance.choice(directory.given)
    return " ".join(part for part in parts if part)


def _led_by(chief: str, deputy: str, office: str = "") -> tuple[tuple[str, ...], ...]:
    ways: tuple[tuple[str, ...], ...] = ((chief,), (f"KT. {chief}", deputy), (f"KT. {chief}", deputy))
    if office:
        ways += ((f"TL. {chief}", office),)
    return ways


_COMMITTEE = (
    ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
)


def bare(place: str) -> str:
    """Địa danh of a date line: a province or city by its name alone (Decree 30 Annex I.II.4.a)."""
    for kind in ("tỉnh ", "thành phố ", "phường ", "xã ", "thị trấn "):
        if place.startswith(kind):
            return place[len(kind) :]
    return place


def ministry(chance: random.Random, directory: Directory = HERE) -> Office:
    name, short, units = chance.choice(directory.ministries)
    return Office(
        name, ((name.upper(), True),), name.upper(), "", short, units, "Hà Nội", "Thủ tướng Chính phủ",
        f"BỘ TRƯỞNG {name.upper()}", _led_by("BỘ TRƯỞNG", "THỨ TRƯỞNG", "CHÁNH VĂN PHÒNG"), name.upper(),
        ("Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương",
         "Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ", f"Các đơn vị trực thuộc {name}"), "ministry",
    )  # fmt: skip


def bureau(chance: random.Random, directory: Directory = HERE) -> Office:
    parent, name, short, units = chance.choice(directory.bureaus)
    return Office(
        name, ((parent.upper(), False), (name.upper(), True)), name.upper(), parent.upper(), short, units, "Hà Nội",
        parent, f"CỤC TRƯỞNG {name.upper()}", _led_by("CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG", "CHÁNH VĂN PHÒNG"),
        f"{name.upper()} ★ {parent.upper()}",
        ("Sở Nội vụ các tỉnh, thành phố trực thuộc trung ương", "Văn phòng các bộ, cơ quan ngang bộ",
         "Các Trung tâm Lưu trữ quốc gia"), "bureau",
    )  # fmt: skip


def province(chance: random.Random, directory: Directory = HERE) -> Office:
    where = chance.choice(directory.provinces)
    return Office(
        f"Ủy ban nhân dân {where}", (("ỦY BAN NHÂN DÂN", True), (where.upper(), True)), "ỦY BAN NHÂN DÂN",
        where.upper(), "UBND", ("KSTTHC", "VX", "NC", "TH", "XDNĐ", "KT"), bare(where), "Thủ tướng Chính phủ",
        f"CHỦ TỊCH ỦY BAN NHÂN DÂN {where.upper()}", _COMMITTEE, f"ỦY BAN NHÂN DÂN ★ {where.upper()}",
        ("Các sở, ban, ngành thuộc Ủy ban nhân dân " + where, "Ủy ban nhân dân các xã, phường, đặc khu",
         "Các đơn vị sự nghiệp công lập trực thuộc"), "province",
    )  # fmt: skip


def department_of(name: str, short: str, units: tuple[str, ...], where: str, parent: str) -> Office:
    return Office(
        name, ((parent, False), (name.upper(), True)), name.upper(), parent, short, units, bare(where),
        f"Ủy ban nhân dân {where}", f"GIÁM ĐỐC {name.upper()}",
        _led_by("GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"), f"{name.upper()} ★ {where.upper()}",
        ("Các phòng, ban, đơn vị trực thuộc Sở", "Ủy ban nhân dân các xã, phường", f"Các sở, ban, ngành {where}"),
        "department",
    )  # fmt: skip


def department(chance: random.Random, directory: Directory = HERE) -> Office:
    name, short, units = chance.choice(directory.departments)
    where = chance.choice(directory.provinces)
    written = chance.choice(("UBND ", "ỦY BAN NHÂN DÂN ")) + where.upper()
    return department_of(name, short, units, where, written)


def ward(chance: random.Random, directory: Directory = HERE) -> Office:
    where = chance.choice(directory.wards)
    return Office(
        f"Ủy ban nhân dân {where}", (("ỦY BAN NHÂN DÂN", True), (where.upper(), True)), "ỦY BAN NHÂN DÂN",
        where.upper(), "UBND", ("VP", "KT", "VHXH", "TP", "HCC"), bare(where),
        f"Ủy ban nhân dân {chance.choice(directory.provinces)}", f"CHỦ TỊCH ỦY BAN NHÂN DÂN {where.upper()}", _COMMITTEE,
        f"ỦY BAN NHÂN DÂN ★ {where.upper()}",
        ("Các tổ dân phố, thôn trên địa bàn", "Các trường học trên địa bàn", "Trạm Y tế, Công an " + where.split()[0]),
        "ward",
    )  # fmt: skip


def school(chance: random.Random, directory: Directory = HERE) -> Office:
    name, short = chance.choice(directory.schools)
    where = chance.choice(directory.provinces)
    return Office(
        name, (("SỞ GIÁO DỤC VÀ ĐÀO TẠO", False), (name.upper(), True)), name.upper(), "SỞ GIÁO DỤC VÀ ĐÀO TẠO", short,
        ("VP", "CM", "KT"), bare(where), "Sở Giáo dục và Đào tạo", f"HIỆU TRƯỞNG {name.upper()}",
        _led_by("HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG"), f"SỞ GIÁO DỤC VÀ ĐÀO TẠO ★ {bare(where).upper()}",
        ("Các tổ chuyên môn, tổ Văn phòng", "Ban đại diện cha mẹ học sinh", "Giáo viên chủ nhiệm các lớp"), "school",
    )  # fmt: skip


def hospital(chance: random.Random, directory: Directory = HERE) -> Office:
    name, short = chance.choice(directory.hospitals)
    where = chance.choice(directory.provinces)
    return Office(
        name, (("SỞ Y TẾ", False), (name.upper(), True)), name.upper(), "SỞ Y TẾ", short, ("KHTH", "TCHC", "KD"),
        bare(where), "Sở Y tế", f"GIÁM ĐỐC {name.upper()}", _led_by("GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
        f"SỞ Y TẾ {where.upper()} ★ {short}",
        ("Các khoa, phòng trực thuộc", "Trạm y tế các xã, phường", "Các đơn vị cung ứng thuốc, vật tư y tế"),
        "hospital",
    )  # fmt: skip


def council(chance: random.Random, directory: Directory = HERE) -> Office:
    where = chance.choice(directory.provinces)
    whole = f"HỘI ĐỒNG NHÂN DÂN {where.upper()}"
    return Office(
        f"Hội đồng nhân dân {where}", (("HỘI ĐỒNG NHÂN DÂN", True), (where.upper(), True)), whole, "", "HĐND",
        ("VP", "KTNS"), bare(where), "Ủy ban Thường vụ Quốc hội", whole,
        (("CHỦ TỊCH",), ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), ("TM. HỘI ĐỒNG NHÂN DÂN", "CHỦ TỊCH")),
        f"HỘI ĐỒNG NHÂN DÂN ★ {where.upper()}", ("Thường trực Hội đồng nhân dân các xã, phường",), "council",
    )  # fmt: skip


HAI_PHONG_STTTT = department_of(
    "Sở Thông tin và Truyền thông", "STTTT", ("CNTT", "BCVT", "VP", "TTBCXB"), "thành phố Hải Phòng",
    "ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG",
)  # fmt: skip

ANY = (ministry, bureau, province, province, department, department, department, ward, ward, school, hospital)
