"""The checks behind `doctor`: each looks at one thing the office needs and says how to mend it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline import clock
from pipeline.cli import outlook
from pipeline.cli.checks import Check
from pipeline.cli.words import language, t
from pipeline.errors import VanthuError

if TYPE_CHECKING:
    from pipeline.office.place import Office

SECONDS: Final = 10.0  # how long a time stamp server may take; signing waits longer
DRIFT: Final = timedelta(minutes=5)  # a time stamp and a claimed signing time further apart look forged to verifiers
NETWORK_FILE_SYSTEMS: Final = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p"}


def of_the_program() -> Iterator[Check]:
    """What every command needs, office or not."""
    yield check_models()
    yield check_reading()
    yield check_fonts()
    yield check_masks()


def of_the_office(office: Office) -> Iterator[Check]:
    """What this office needs besides."""
    yield check_folders(office)
    yield check_apart(office)
    yield check_catalogue(office)
    yield check_trust(office)
    yield from outlook.of_trust(office)
    yield check_disk(office)
    yield from check_timestamps(office)


def check_models() -> Check:
    """Tesseract with Vietnamese."""
    fix = t(
        "Cài bằng: apt-get install tesseract-ocr tesseract-ocr-vie",
        "Install: apt-get install tesseract-ocr tesseract-ocr-vie",
    )
    try:
        told = subprocess.run(
            ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=30, check=False
        ).stdout.split()
    except (OSError, subprocess.TimeoutExpired):
        return Check("models", False, t("không thấy Tesseract", "Tesseract is not there"), fix)
    if "vie" not in told:
        return Check("models", False, t("Tesseract chưa có tiếng Việt (vie)", "Tesseract lacks Vietnamese (vie)"), fix)
    from ocr_models.tesseract_library import library

    within = library("vie")
    if within is None:
        said = t(
            "Tesseract có tiếng Việt; chưa cài tesserocr nên đọc chậm hơn",
            "Tesseract with Vietnamese; without tesserocr, which would read faster",
        )
        return Check("models", True, said, t("Cài lại bằng script/setup.", "Install it again with script/setup."))
    return Check(
        "models",
        True,
        t(
            f"Tesseract có tiếng Việt (tesserocr, {within.version})",
            f"Tesseract with Vietnamese (tesserocr, {within.version})",
        ),
    )


def check_reading() -> Check:
    """The nets that read better and faster than Tesseract alone, and what a pen wrote; an office does without them as well."""
    from ocr_models import asterocr, line_net, trueocr

    again = t("Cài lại bằng script/setup.", "Install it again with script/setup.")
    if line_net.state() == "foreign":
        told = t(
            "tệp của mạng đọc chữ viết tay đã bị thay đổi", "the file of the net that reads handwriting was changed"
        )
        return Check("reading", False, told, again)
    if asterocr.state() == "foreign":
        told = t(
            f"tệp của asterocr không phải bản {asterocr.VERSION} đã kiểm tra nên không được dùng",
            f"asterocr's files are not those of {asterocr.VERSION} that were examined, and are not used",
        )
        return Check("reading", False, told, t("Cài lại: script/setup best.", "Install it again: script/setup best."))
    match trueocr.state():
        case "ready":
            pen = f", vanthu-lines {line_net.VERSION}" if line_net.state() == "ready" else ""
            best = f"; best: asterocr {asterocr.VERSION}" if asterocr.state() == "ready" else ""
            return Check("reading", True, f"trueocr {trueocr.VERSION}{pen}{best}")
        case "absent":
            return Check(
                "reading",
                True,
                t("chưa cài trueocr, chỉ đọc bằng Tesseract", "trueocr is not installed, Tesseract reads alone"),
                again,
            )
        case "foreign":
            told = t(
                f"tệp của trueocr không phải bản {trueocr.VERSION} đã kiểm tra nên không được dùng",
                f"trueocr's files are not those of {trueocr.VERSION} that were examined, and are not used",
            )
            return Check("reading", False, told, again)


def check_fonts() -> Check:
    """The typeface that writes on documents, with every Vietnamese letter (Debian's first fonts-liberation lacks some)."""
    from fontTools.ttLib import TTFont, TTLibError

    from signing.typeface import FONT_FILE

    fix = t("Cài bằng: apt-get install fonts-liberation2", "Install: apt-get install fonts-liberation2")
    try:
        with TTFont(FONT_FILE, lazy=True) as font:
            lacking = [letter for letter in "ĂăĐđƠơƯưẠỆộỰỹ" if ord(letter) not in font.getBestCmap()]
    except (OSError, TTLibError):
        return Check("fonts", False, t(f"không đọc được phông {FONT_FILE}", f"{FONT_FILE} cannot be read"), fix)
    if lacking:
        return Check(
            "fonts", False, t(f"{FONT_FILE} thiếu chữ {' '.join(lacking)}", f"{FONT_FILE} lacks {lacking}"), fix
        )
    return Check("fonts", True, str(FONT_FILE))


def check_masks() -> Check:
    """What black print is coded with; without the coder in C records are as true and about a third larger."""
    from pipeline.digitize.layers import mask_coder

    if mask_coder() == "JBIG2":
        return Check("masks", True, "JBIG2")
    lacking = t(
        "CCITT G4; chưa dựng được bộ mã JBIG2 nên tệp lớn hơn. Cài bằng: apt-get install gcc libc6-dev, rồi script/setup",
        "CCITT G4; the JBIG2 coder was not built, files are larger. Install: apt-get install gcc libc6-dev, then script/setup",
    )
    return Check("masks", True, lacking)


def check_folders(office: Office) -> Check:
    """Every folder there and writable."""
    wrong = [
        str(path) for path in office.folders().values() if not (path.is_dir() and os.access(path, os.W_OK | os.X_OK))
    ]
    if wrong:
        fix = t(
            "Tạo lại thư mục và cấp quyền ghi cho tài khoản chạy vanthu.",
            "Make the folders again, writable for the account that runs vanthu.",
        )
        return Check(
            "folders", False, t("thiếu hoặc không ghi được: ", "missing or not writable: ") + ", ".join(wrong), fix
        )
    kind = _file_system(office.internal)
    if kind in NETWORK_FILE_SYSTEMS:
        fix = t(
            "Đặt thư mục của cơ quan trên ổ đĩa của máy này; chỉ den/ và di/ được ở ổ mạng.",
            "Keep the office on a local disk; only den/ and di/ may be on a share.",
        )
        return Check(
            "folders",
            False,
            t(f"sổ mục lục nằm trên ổ mạng ({kind})", f"the catalogue lies on a network share ({kind})"),
            fix,
        )
    return Check("folders", True, str(office.root))


def check_apart(office: Office) -> Check:
    """No folder lies in another: what the office writes would be taken up again."""
    from watch_folders import overlap

    found = overlap.check_apart(office.folders(), *overlap.program_folders())
    if found:
        told = "; ".join(f"{one.first} – {one.second}" for one in found)
        fix = t(
            "Đặt mỗi thư mục một nơi riêng: vanthu config set folders....=ĐƯỜNG_DẪN",
            "Give each folder a place of its own.",
        )
        return Check("overlap", False, t(f"chồng lên nhau: {told}", f"they overlap: {told}"), fix)
    return Check("overlap", True, t("các thư mục tách rời nhau", "the folders lie apart"))


def check_catalogue(office: Office) -> Check:
    """The database opens, and its schema is ours."""
    from pipeline.office import database

    return _unless_refused("catalogue", lambda: database.connect(office), str(office.catalogue))


def _unless_refused(name: str, act: Callable[[], object], detail: str) -> Check:
    """Holds unless the room that knows refuses; its sentence and next step are the answer then."""
    try:
        act()
    except VanthuError as error:
        return Check(name, False, error.sentence(language()), error.next_step(language()))
    return Check(name, True, detail)


def _file_system(path: Path) -> str:
    """The type of the file system `path` lies on, by the longest mount point above it."""
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text("utf-8", "replace").splitlines()]
    except OSError:
        return ""
    above = [(len(point), kind) for _, point, kind, *_ in mounts if path.resolve().is_relative_to(point)]
    return max(above, default=(0, ""))[1]


def check_trust(office: Office) -> Check:
    fix = t(
        f"Chép chứng thư gốc (*.pem) của cơ quan cấp chứng thư số vào {office.trust}.",
        f"Copy your authority's root certificate (*.pem) into {office.trust}.",
    )
    anchors = sorted(office.trust.glob("*.pem"))
    if not anchors:
        return Check("trust", False, t("chưa có chứng thư gốc nào", "there is no trust anchor"), fix)
    from signing.trust import load_trust

    found = t(f"{len(anchors)} chứng thư gốc", f"{len(anchors)} anchors")
    return _unless_refused("trust", lambda: load_trust([office.trust]), found)


def check_disk(office: Office) -> Check:
    free = shutil.disk_usage(office.root).free // 1_000_000
    wanted = office.settings.number("storage.min_free_mb")
    detail = t(f"còn trống {free} MB", f"{free} MB free")
    if free < wanted:
        return Check(
            "disk",
            False,
            detail,
            t(f"Dọn ổ đĩa để còn ít nhất {wanted:.0f} MB.", f"Make room: at least {wanted:.0f} MB."),
        )
    return Check("disk", True, detail)


def check_modules(modules: Sequence[Path]) -> Check:
    """The drivers: each library is there and loads."""
    missing = [str(module) for module in modules if not module.is_file()]
    if missing or not modules:
        fix = t(
            "Cài trình điều khiển của nhà cung cấp token, hoặc sửa signing.modules.",
            "Install the token's driver, or mend signing.modules.",
        )
        return Check(
            "modules", False, t("không thấy thư viện PKCS#11 ", "no PKCS#11 library ") + ", ".join(missing), fix
        )
    return Check("modules", True, ", ".join(str(module) for module in modules))


def check_tokens(office: Office | None, modules: Sequence[Path]) -> Iterator[Check]:
    """The tokens the office names (or any, where it names none), each with a certificate that may sign."""
    from signing.tokens import list_tokens

    seen = list_tokens(modules)
    named = [
        label
        for key in ("signing.personal_token", "signing.agency_token")
        if office and (label := office.settings.text(key))
    ]
    if not seen and not named:
        fix = t(
            "Cắm token rồi đặt: vanthu config set signing.personal_token=NHÃN signing.agency_token=NHÃN",
            "Plug a token in, then: vanthu config set signing.personal_token=LABEL signing.agency_token=LABEL",
        )
        yield Check("token", False, t("không thấy token nào", "no token is seen"), fix)
    for label in named or [token.label for token in seen]:
        held = next((token for token in seen if token.label == label), None)
        if held is None:
            yield Check(
                "token",
                False,
                t(f"không thấy token {label}", f"the token {label} is not there"),
                t("Cắm token vào máy.", "Plug the token in."),
            )
        elif held.pin_state in ("locked", "final"):
            fix = t("Đừng thử mã PIN nữa; liên hệ đơn vị cấp token.", "Try no more PINs; ask the token's issuer.")
            yield Check(
                "token",
                False,
                t(
                    f"token {label} bị khóa hoặc chỉ còn một lần nhập mã PIN",
                    f"the token {label} is locked or has one try left",
                ),
                fix,
            )
        elif not any(certificate.usable for certificate in held.certificates):
            why = "; ".join(certificate.reason for certificate in held.certificates) or t(
                "không có chứng thư số", "no certificate"
            )
            yield Check(
                "token",
                False,
                f"{label}: {why}",
                t("Gia hạn chứng thư số, hoặc dùng token khác.", "Have the certificate renewed, or use another token."),
            )
        else:
            yield Check(
                "token",
                True,
                f"{label}: "
                + ", ".join(certificate.subject for certificate in held.certificates if certificate.usable),
            )
            yield from outlook.of_token(held)


def check_timestamps(office: Office) -> Iterator[Check]:
    """Each time stamp server gives a time stamp; its clock and ours agree."""
    from signing.timestamps import request_stamp

    urls = office.settings.list("signing.timestamp_urls")
    if not urls:
        alone = t("không dùng máy chủ dấu thời gian; chữ ký ở mức B-B", "no time stamp server; signatures are B-B")
        nothing = t(f"giờ máy {clock.iso(clock.now())}, không có máy chủ để đối chiếu", "nothing to compare with")
        yield Check("timestamp", True, alone)
        yield Check("clock", True, nothing)
    for url in urls:
        stamp = request_stamp([url], b"vanthu doctor", seconds=SECONDS)
        if stamp.moment is None:
            fix = t("Kiểm tra mạng, hoặc sửa signing.timestamp_urls.", "Check the network or signing.timestamp_urls.")
            yield Check("timestamp", False, stamp.notes[0], fix)
            continue
        yield Check("timestamp", True, url)
        yield from outlook.of_stamp(url, stamp)
        apart = abs(datetime.now(clock.VIETNAM) - stamp.moment)
        detail = t(f"lệch {apart.total_seconds():.0f} giây so với {url}", f"{apart.total_seconds():.0f} s from {url}")
        fix = t("Bật đồng bộ giờ: timedatectl set-ntp true", "Turn time synchronisation on: timedatectl set-ntp true")
        yield Check("clock", apart <= DRIFT, detail, "" if apart <= DRIFT else fix)
