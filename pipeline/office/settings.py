"""The office's one file of settings, `vanthu.toml`: every key with its meaning, default and check."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from pipeline import durable
from pipeline.errors import VanthuError
from pipeline.office import faults
from pipeline.text import nfc

FILE_NAME: Final = "vanthu.toml"
LEVELS: Final = ("B-B", "B-T", "B-LT", "B-LTA")
INITIALS: Final = ("drafter", "department", "office")  # ký nháy, in this order (Decree 30/2020, Art. 10 and 12)
ROLES: Final = ("personal", "agency", *INITIALS)
SCHEMES: Final = ("pkcs1", "pss")
Value = str | int | float | list[str]


class _Unfit(Exception):
    """A value of the wrong kind: what is wanted, in both languages."""


@dataclass(frozen=True)
class Setting:
    """One key: what it says, what it is when nothing is said, how a typed text becomes a value."""

    key: str
    default: Value | None
    read: Callable[[Any], Value]
    vi: str
    en: str


def _text(value: Any) -> Value:
    if not isinstance(value, str) or not value.strip():
        raise _Unfit("một dòng chữ", "a line of text")
    return nfc(value.strip())


def _organ_id(value: Any) -> Value:
    """An agency's identifier, of QĐ 20/2020 (`H24.94`) or older (`000.00.11.H24`): it goes into edXML and file names."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}", value.strip()):
        raise _Unfit("mã định danh như H24.94", "an identifier as in H24.94")
    return value.strip()


def _number(low: float, high: float) -> Callable[[Any], Value]:
    def read(value: Any) -> Value:
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = float("nan")
        if not low <= number <= high:
            raise _Unfit(f"một số từ {low:g} đến {high:g}", f"a number from {low:g} to {high:g}")
        return int(number) if number.is_integer() else number

    return read


def _list(value: Any) -> Value:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, Sequence) or not all(isinstance(part, str) for part in parts):
        raise _Unfit("một danh sách, cách nhau bằng dấu phẩy", "a list, separated by commas")
    return [nfc(part.strip()) for part in parts if part.strip()]


def _one_of(*choices: str) -> Callable[[Any], Value]:
    def read(value: Any) -> Value:
        if value not in choices:
            raise _Unfit("một trong: " + ", ".join(choices), "one of: " + ", ".join(choices))
        return str(value)

    return read


def _roles(value: Any) -> Value:
    """`personal,agency` or `agency` alone: the agency's signature always comes last (Decree 30/2020, Art. 32.2 d)."""
    roles = _list(value)
    if roles not in (["personal", "agency"], ["agency"]):
        raise _Unfit("“personal,agency” hoặc “agency”", "“personal,agency” or “agency”")
    return roles


def _initials(value: Any) -> Value:
    """Drafter, head of the drafting unit, office: any of them, in this order (Decree 30/2020, Art. 10 and 12)."""
    roles = _list(value)
    if not isinstance(roles, list) or roles != [role for role in INITIALS if role in roles]:
        raise _Unfit(
            "một số trong: drafter,department,office (theo thứ tự)", "some of drafter,department,office, in this order"
        )
    return roles


def _urls(value: Any) -> Value:
    urls = _list(value)
    if not isinstance(urls, list) or any(not url.startswith(("http://", "https://")) for url in urls):
        raise _Unfit("các địa chỉ http:// hoặc https://", "http:// or https:// addresses")
    return urls


def _address(value: Any) -> Value:
    host, _, port = str(value).rpartition(":")
    if not host or not port.isdigit() or not 0 <= int(port) <= 65535:
        raise _Unfit("MÁY:CỔNG, ví dụ 0.0.0.0:8470", "HOST:PORT, as in 0.0.0.0:8470")
    return str(value)


SETTINGS: Final[Mapping[str, Setting]] = {
    setting.key: setting
    for setting in (
        Setting("office.organ_id", None, _organ_id, "Mã định danh cơ quan (QĐ 20/2020)", "The agency's identifier"),
        Setting("office.organ_name", None, _text, "Tên cơ quan", "The agency's name"),
        Setting("office.place", "", lambda v: "" if v == "" else _text(v), "Địa danh ghi trên văn bản", "Place named on documents"),
        Setting("folders.incoming", "den", _text, "Thư mục văn bản đến", "Folder of incoming documents"),
        Setting("folders.outgoing", "di", _text, "Thư mục văn bản đi", "Folder of outgoing documents"),
        Setting("folders.quarantine", "cach-ly", _text, "Khu cách ly", "Where files are put aside"),
        Setting("folders.taken", "da-nhan", _text, "Nơi giữ tệp đã nhận", "Where taken files are kept"),
        Setting("folders.secret", "mat", _text, "Nơi chuyển văn bản có dấu chỉ độ mật", "Where papers with a secrecy mark go"),
        Setting("folders.settle_seconds", 3, _number(0, 3600), "Tệp phải đứng yên bao nhiêu giây", "Seconds a file must be still"),
        Setting("folders.incomplete_seconds", 10, _number(0, 86400), "Chờ tệp chưa trọn vẹn bao nhiêu giây", "Seconds an incomplete file is waited for"),
        Setting("folders.scan_seconds", 2, _number(0.1, 3600), "Quét thư mục mỗi bao nhiêu giây", "Seconds between two looks into the folders"),
        Setting("folders.taken_days", 30, _number(0, 36500), "Giữ tệp đã nhận bao nhiêu ngày", "Days that taken files are kept"),
        Setting("scan.image", "layers", _one_of("original", "layers"), "Ảnh trang: tách lớp hay nguyên ảnh quét", "Page images: layered, or as scanned"),
        Setting("scan.quality", "default", _one_of("default", "best"), "Đọc lần nữa: dòng chưa chắc hay mọi dòng", "Read twice: unsure lines, or all"),
        Setting("scan.image_incoming", "", _one_of("original", "layers"), "Như trên, riêng văn bản đến", "The same, of incoming documents alone"),
        Setting("scan.image_outgoing", "", _one_of("original", "layers"), "Như trên, riêng văn bản đi", "The same, of outgoing documents alone"),
        Setting("scan.paper_dpi", 200, _number(50, 600), "Độ phân giải lớp nền giấy, dpi (NĐ 30/2020: từ 200)", "Resolution of the paper layer (from 200 dpi)"),
        Setting("scan.sides_incoming", "in-order", _one_of("in-order", "fronts-then-backs"), "Máy quét một mặt, văn bản đến", "A one-sided scanner, incoming"),
        Setting("scan.sides_outgoing", "in-order", _one_of("in-order", "fronts-then-backs"), "Như trên, văn bản đi", "The same, outgoing"),
        Setting("scan.blank", "keep", _one_of("keep", "remove"), "Trang trắng: giữ hay bỏ khỏi bản số hóa", "Blank pages: kept or left out"),
        Setting("scan.split_incoming", "at-separators", _one_of("at-separators", "never"), "Tách tệp ở tờ phân cách, đến", "Parted at separators, incoming"),
        Setting("scan.split_outgoing", "at-separators", _one_of("at-separators", "never"), "Như trên, văn bản đi", "The same, outgoing"),
        Setting("scan.convert", "review", _one_of("review", "raster", "refuse"), "PDF không thành PDF/A được: vẽ và hỏi, vẽ, từ chối", "Pages unfit for PDF/A"),
        Setting("review.threshold", 0.8, _number(0, 1), "Dưới độ tin cậy này thì văn thư soát lại", "Below this confidence a clerk looks"),
        Setting("signing.modules", [], _list, "Thư viện PKCS#11", "PKCS#11 libraries"),
        Setting("signing.personal_token", "", _text, "Nhãn token của người ký", "Label of the signer's token"),
        Setting("signing.agency_token", "", _text, "Nhãn token của cơ quan", "Label of the agency's token"),
        Setting("signing.timestamp_urls", [], _urls, "Máy chủ dấu thời gian", "Time stamp servers"),
        Setting("signing.level", "", _one_of(*LEVELS), "Mức chữ ký PAdES", "PAdES level"),
        Setting("signing.signature", "pkcs1", _one_of(*SCHEMES), "Cách ký của khóa RSA: PKCS#1 v1.5 hay PSS", "How RSA keys sign: PKCS#1 v1.5 or PSS"),
        Setting("signing.trust", "tin-cay", _text, "Thư mục chứng thư gốc và danh sách thu hồi", "Folder of trust anchors and revocation lists"),
        Setting("signing.incoming", "agency", _one_of("agency", "none"), "Ký số bản số hóa văn bản đến", "Whether digitised incoming papers are signed"),
        Setting("signing.outgoing", ["personal", "agency"], _roles, "Vai ký văn bản đi, theo thứ tự", "Roles that sign an outgoing document, in order"),
        Setting("signing.initials", [], _initials, "Ký nháy trước khi lãnh đạo ký: drafter, department, office", "Who initials an outgoing document first"),
        Setting("signing.personal_image", "", _text, "Ảnh chữ ký (PNG nền trong, màu xanh)", "Image of the signature (blue, transparent PNG)"),
        Setting("signing.seal_image", "", _text, "Ảnh con dấu (PNG nền trong, màu đỏ)", "Image of the seal (red, transparent PNG)"),
        Setting("signing.seal_mm", 36, _number(20, 60), "Đường kính con dấu, mm", "Diameter of the seal, mm"),
        Setting("signing.softhsm2_conf", "", _text, "Tệp softhsm2.conf của token mềm", "softhsm2.conf of software tokens"),
        Setting("serve.address", "127.0.0.1:8470", _address, "Địa chỉ máy chủ cho người ký ở máy khác", "Where signers' computers reach the office"),
        Setting("serve.certificate", "", _text, "Chứng thư TLS của máy chủ (PEM, kèm chuỗi)", "The server's TLS certificate (PEM, with its chain)"),
        Setting("serve.key", "", _text, "Khóa TLS của máy chủ (PEM)", "The server's TLS key (PEM)"),
        Setting("serve.plain_http", "no", _one_of("no", "yes"), "Cho phép http không mã hóa ngoài máy này", "Whether http without TLS may leave this computer"),
        Setting("storage.min_free_mb", 500, _number(0, 1e9), "Ổ đĩa còn ít hơn thế thì tạm dừng", "With less room than this the worker rests"),
    )
}  # fmt: skip
PEOPLE: Final = "people."  # people.LOGIN = "Full name": who acts under an operating-system account
PROFILES: Final = "profiles."  # profiles.NAME.token and the like: what a person signs with (signing/profiles.py)
_PROFILE: Final = re.compile(r"profiles\.[\w-]+\.(module|token|serial|certificate|role|signature)")


@dataclass(frozen=True)
class Settings:
    """All settings of one office, defaults filled in."""

    values: Mapping[str, Value]

    def text(self, key: str) -> str:
        return str(self.values.get(key, SETTINGS[key].default or ""))

    def number(self, key: str) -> float:
        value = self.values.get(key, SETTINGS[key].default)
        assert isinstance(value, int | float)
        return float(value)

    def list(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, SETTINGS[key].default)
        assert isinstance(value, list)
        return tuple(value)

    def person(self, login: str) -> str:
        """The full name that stands for an operating-system account; the account itself where nobody said."""
        return str(self.values.get(PEOPLE + login, login))

    def profile(self, name: str) -> Mapping[str, str]:
        """What is told of a profile, by the last part of its keys; VT-OFFICE-032 where nothing is."""
        start = f"{PROFILES}{name}."
        told = {key.removeprefix(start): str(value) for key, value in self.values.items() if key.startswith(start)}
        if not told:
            names = sorted({key.split(".")[1] for key in self.values if key.startswith(PROFILES)})
            raise VanthuError(faults.NO_PROFILE, ", ".join(names), name=name)
        return told

    @property
    def level(self) -> str:
        """The PAdES level wanted: B-T where there is a time stamp server, else B-B, unless the office says so."""
        return self.text("signing.level") or ("B-T" if self.list("signing.timestamp_urls") else "B-B")


def read_value(key: str, value: Any) -> Value:
    """A typed text or a TOML value as the setting wants it; refuses unknown keys and unfit values (exit 3)."""
    if key.startswith(PEOPLE) and len(key) > len(PEOPLE):
        setting = Setting(key, None, _text, "", "")
    elif _PROFILE.fullmatch(key):
        reads = {"role": _one_of(*ROLES), "signature": _one_of(*SCHEMES)}
        setting = Setting(key, "", reads.get(key.rpartition(".")[2], _text), "", "")
    elif key in SETTINGS:
        setting = SETTINGS[key]
    else:
        raise VanthuError(faults.UNKNOWN_KEY, key=key)
    if value in ("", []) and (setting.default == "" or setting.default == []):
        return setting.default  # unset again
    try:
        return setting.read(value)
    except _Unfit as unfit:
        wanted, wanted_en = unfit.args
        raise VanthuError(faults.BAD_VALUE, key=key, value=value, wanted=wanted, wanted_en=wanted_en) from None


def load(file: Path) -> Settings:
    """Reads and checks the whole file; a wrong key or value refuses it (exit 3)."""
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise VanthuError(faults.BAD_FILE, str(error), path=file) from None
    values: dict[str, Value] = {}
    for section, keys in table.items():
        if not isinstance(keys, dict):
            raise VanthuError(faults.UNKNOWN_KEY, key=section)
        for name, value in keys.items():
            inner = value if section == PROFILES[:-1] and isinstance(value, dict) else {"": value}
            for last, one in inner.items():
                key = f"{section}.{name}.{last}".rstrip(".")
                values[key] = read_value(key, one)
    return Settings(values)


def store(file: Path, changes: Mapping[str, str]) -> Settings:
    """Checks every change, then writes the file whole, its comments kept; nothing is written when one does not fit."""
    checked = {key: read_value(key, value) for key, value in changes.items()}
    try:
        document = tomlkit.parse(file.read_text("utf-8")) if file.exists() else tomlkit.document()
    except (TOMLKitError, UnicodeDecodeError, OSError) as error:
        raise VanthuError(faults.BAD_FILE, str(error), path=file) from None
    for key, value in checked.items():
        *sections, name = key.split(".") if key.startswith(PROFILES) else key.split(".", 1)
        table: Any = document
        for section in sections:
            if section not in table:
                table[section] = tomlkit.table()
            table = table[section]
        table[name] = value
    durable.write_text(file, tomlkit.dumps(document))
    return load(file)
