"""Makes the small ready documents of `tests/samples/ready`: python -m tests.samples.showcase [--out DIR]

They are what a records office meets in a day: letters by JPEG, a fax-like TIFF, a plan as one TIFF of two pages,
a decision as the PDF of an office scanner; an urgent one, one with a stamp ĐẾN, drafts without a number, and one page
with a secrecy mark.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageChops

from tests.samples import inks, truth
from tests.samples.drafts import Draft, Wish
from tests.samples.offices import HAI_PHONG_STTTT
from tests.samples.scanners import PROFILES, Habit, Profile, Scanned

READY = Path(__file__).parent / "ready"
DIRECTOR = ("Phạm Hải Đăng", ("GIÁM ĐỐC",))  # the demo agency's leader, an invented person
COLOUR = replace(PROFILES["office"], dpi=(200,), quality=(55, 55), skew=0.8, noise=(1, 2))
SMALL = replace(PROFILES["good"], dpi=(150,), quality=(58, 58))
FAX = replace(PROFILES["portal"], dpi=(200,), border=0.0)
GREY = replace(PROFILES["gray"], dpi=(200,), quality=(55, 55), noise=(1, 2))
FLAT = replace(PROFILES["flat"], mode="gray", dpi=(150,), noise=(0, 0), blur=(0, 0))


@dataclass(frozen=True)
class Item:
    folder: str
    name: str
    seed: str
    profile: Profile
    wish: Wish
    container: str = ""  # "" one image; .tif or .pdf all pages in one file
    pages: int = 1


PLAIN = Wish(amount=1, urgency="", arrival=False, hand_number=False)


def _incoming(type_name: str, day: date, **more: Any) -> Wish:
    return replace(PLAIN, type_name=type_name, day=day, **more)


def _outgoing(type_name: str, day: date, **more: Any) -> Wish:
    return _incoming(type_name, day, office=HAI_PHONG_STTTT, signer=DIRECTOR, **more)


ITEMS = (
    Item("den", "cong-van", "den-1", COLOUR, _incoming("Công văn", date(2026, 11, 16))),
    Item("den", "cong-van-hoa-toc", "den-2", COLOUR, _incoming("Công văn", date(2026, 11, 19), urgency="HỎA TỐC")),
    Item("den", "thong-bao-co-dau-den", "den-3c", COLOUR, _incoming(
        "Thông báo", date(2026, 11, 12), arrival=True, arrival_office=HAI_PHONG_STTTT.name, arrival_number="12")),
    Item("den", "giay-moi", "den-4", FAX, _incoming("Giấy mời", date(2026, 11, 18))),
    Item("den", "ke-hoach-2-trang", "den-5", FAX, _incoming("Kế hoạch", date(2026, 11, 10), amount=2), ".tif", 2),
    Item("den", "quyet-dinh-may-quet", "den-6", GREY, _incoming("Quyết định", date(2026, 11, 13), amount=3), ".pdf", 2),
    Item("di", "cong-van-chua-so", "di-1", COLOUR, _outgoing("Công văn", date(2026, 11, 20), blank_number=True)),
    Item("di", "quyet-dinh-chua-so", "di-2", SMALL, _outgoing("Quyết định", date(2026, 11, 20), blank_number=True)),
    Item("di", "to-trinh-01", "di-3", SMALL, _outgoing("Tờ trình", date(2026, 11, 17), number="01")),
    Item("di", "bao-cao-02", "di-4", FAX, _outgoing("Báo cáo", date(2026, 11, 18), number="02")),
    Item("di", "thong-bao-03", "di-5", FLAT, _outgoing("Thông báo", date(2026, 11, 19), number="03")),
    Item("mat", "cong-van-mat", "mat-1", COLOUR, _incoming("Công văn", date(2026, 11, 17), secrecy="MẬT")),
)  # fmt: skip


def in_one_tiff(pages: list[Scanned], dpi: int) -> bytes:
    out = io.BytesIO()
    first, *rest = (Image.open(io.BytesIO(page.data)) for page in pages)
    first.save(out, "TIFF", save_all=True, append_images=rest, compression="group4", dpi=(dpi, dpi))
    return out.getvalue()


def in_one_pdf(pages: list[Scanned], dpi: int) -> bytes:
    """What office scanners write: a page of exactly one JPEG each, and no text."""
    made = pikepdf.new()
    for page in pages:
        wide, high = page.size
        image = pikepdf.Stream(made, page.data)
        image.Type, image.Subtype, image.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
        image.Width, image.Height, image.BitsPerComponent = wide, high, 8
        grey = Image.open(io.BytesIO(page.data)).mode == "L"
        image.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
        points = wide * 72 / dpi, high * 72 / dpi
        made.add_blank_page(page_size=points)
        made.pages[-1].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=made.make_indirect(image)))
        made.pages[-1].Contents = pikepdf.Stream(
            made, f"q {points[0]:.3f} 0 0 {points[1]:.3f} 0 0 cm /Im0 Do Q".encode()
        )
    out = io.BytesIO()
    made.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def make(item: Item, folder: Path) -> dict[str, Any]:
    """One ready document with its truth; what docs.json says of it."""
    said, pages, habit = truth.document(item.seed, item.wish, item.profile, item.pages)
    if item.pages != len(pages):
        raise ValueError(f"{item.name}: {len(pages)} pages drawn, {item.pages} wanted; choose another seed")
    suffix = item.container or pages[0].suffix
    name = item.name + suffix
    data = {".tif": in_one_tiff, ".pdf": in_one_pdf}[suffix](pages, habit.dpi) if item.container else pages[0].data
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    told = truth.page_truth(name, item.name, 1, pages[0], habit)
    told["lines"] = [
        line | {"page": number} for number, page in enumerate(_truths(item, pages, habit), 1) for line in page["lines"]
    ]
    (folder / f"{item.name}.json").write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")
    return _listed(item, name, said, habit, len(pages))


def _truths(item: Item, pages: list[Scanned], habit: Habit) -> list[dict[str, Any]]:
    return [truth.page_truth(item.name, item.name, number, page, habit) for number, page in enumerate(pages, 1)]


def _listed(item: Item, name: str, said: Draft, habit: Habit, pages: int) -> dict[str, Any]:
    return truth.document_truth(item.name, [name], said, habit) | {"pages": pages}


def transparent(ink: Image.Image) -> Image.Image:
    """Ink on white as a PNG whose ground can be seen through: what Decree 30 Annex I.II.7.d and 8.a ask for."""
    clear = ImageChops.invert(ImageChops.darker(ImageChops.darker(*ink.split()[:2]), ink.split()[2]))
    made = ink.convert("RGBA")
    made.putalpha(clear)
    return made


def stamps(out: Path) -> None:
    """The demo leader's signature and the demo agency's seal, for signing electronically."""
    transparent(inks.signature(random.Random("chu-ky"), 200)).save(out / "chu-ky.png", optimize=True)
    transparent(inks.seal("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", random.Random("con-dau"), 200)).save(
        out / "con-dau.png", optimize=True
    )


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m tests.samples.showcase", description=__doc__)
    ask.add_argument("--out", type=Path, default=READY)
    out: Path = ask.parse_args().out
    for folder in sorted({item.folder for item in ITEMS}):
        if (out / folder).exists():
            shutil.rmtree(out / folder)
        listed = [make(item, out / folder) for item in ITEMS if item.folder == folder]
        (out / folder / "docs.json").write_text(
            json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    stamps(out)
    files = [path for path in out.rglob("*") if path.is_file()]
    print(f"{len(ITEMS)} documents, {sum(path.stat().st_size for path in files) / 1e6:.2f} MB in {out}")


if __name__ == "__main__":
    main()
