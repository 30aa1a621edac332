"""The sample scans: the same seed gives the same bytes, and what stands on the paper stands in the truth beside it."""

from __future__ import annotations

import io
import json
import random
import unicodedata
from datetime import date
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from tests.samples import faces, showcase, truth, wording
from tests.samples.drafts import TYPES, Wish, draft, spoken
from tests.samples.offices import HAI_PHONG_STTTT
from tests.samples.scanners import PROFILES

pytestmark = pytest.mark.slow

FLAT = PROFILES["flat"]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for again in ("a", "b"):
        truth.write(tmp_path / again, [("x", *truth.document("7:1", Wish(amount=1), PROFILES["worn"], 1))])
    first, second = (sorted((tmp_path / again).iterdir()) for again in ("a", "b"))
    assert [path.name for path in first] == [path.name for path in second]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(first, second, strict=True))


@pytest.mark.slow
def test_another_seed_gives_another_document() -> None:
    one, other = (truth.document(seed, Wish(amount=1), FLAT, 1)[1][0].data for seed in ("7:1", "7:2"))
    assert one != other


@pytest.mark.parametrize("type_name", TYPES)
def test_every_type_has_all_its_parts(type_name: str) -> None:
    said = draft(random.Random(5), Wish(type_name=type_name, amount=2))
    assert said.number and said.notation and said.day and said.subject and said.signer and said.signing
    assert said.recipients[-1].startswith("Lưu: VT, ")
    assert bool(said.addressees) == (type_name in ("Công văn", "Tờ trình", "Báo cáo"))  # Annex I.II.9
    text = " ".join(block.text for block in said.blocks if hasattr(block, "text"))
    assert text.endswith("./.") and "{" not in text and unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n in ("portal", "gray", "worn") else pytest.mark.slow) for n in PROFILES]
)
def test_every_scanner_gives_a_page_with_ink_and_complete_truth(name: str, tmp_path: Path) -> None:
    said, pages, habit = truth.document(f"{name}:3", Wish(amount=1), PROFILES[name], 1)
    [listed] = truth.write(tmp_path, [("x", said, pages, habit)])
    [image_name] = listed["files"]
    told = json.loads((tmp_path / image_name).with_suffix(".json").read_text(encoding="utf-8"))
    with Image.open(tmp_path / image_name) as image:
        assert image.size == tuple(told["size"])
        assert image.mode == {"color": "RGB", "gray": "L", "bin": "1"}[told["mode"]]
        assert round(image.info["dpi"][0]) == told["dpi"]
        assert image.width == pytest.approx(210 / 25.4 * told["dpi"], abs=1)
        grey = np.asarray(image.convert("L")).astype(float)
    must = [line["text"] for line in told["lines"] if not line["optional"]]
    for part in (listed["so_ky_hieu"], listed["dia_danh_ngay"], listed["nguoi_ky"], *listed["chuc_vu"].split("|")):
        assert any(part in text for text in must), part
    assert " ".join(must).count("Nơi nhận:") == 1
    for line in told["lines"]:
        left, top, right, bottom = line["box"]
        assert 0 <= left < right <= image.width and 0 <= top < bottom <= image.height, line
        inside, page = grey[top:bottom, left:right], np.median(grey)
        assert inside.min() < page - 60, f"no ink where {line['text']!r} should be"


def test_a_secrecy_mark_is_drawn_only_when_asked_for() -> None:
    assert not any(draft(random.Random(seed), Wish()).secrecy for seed in range(200))
    _, [page], _ = truth.document("1", Wish(amount=1, secrecy="TỐI MẬT"), FLAT, 1)
    assert [line.text for line in page.lines if line.kind == "secrecy"] == ["TỐI MẬT"]


def test_a_draft_without_number_has_neither_date_nor_seal() -> None:
    wish = Wish("Công văn", amount=1, blank_number=True, urgency="", arrival=False)
    said, [page], _ = truth.document("1", wish, FLAT, 1)
    told = truth.document_truth("x", ["x.png"], said, truth.document("1", wish, FLAT, 1)[2])
    assert (told["so"], told["ngay"]) == ("", "")
    assert any(line.text == f"Số: /{said.notation}" for line in page.lines)
    pixels = np.asarray(Image.open(io.BytesIO(page.data))).astype(int)
    assert (pixels.max(axis=2) - pixels.min(axis=2) > 90).sum() < 500, "there is coloured ink on an unsigned draft"


def test_pages_after_the_first_are_numbered_in_the_top_margin() -> None:
    _, pages, _ = truth.document("9", Wish("Kế hoạch", amount=4), FLAT, 4)
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        numbers = [line for line in page.lines if line.kind == "page number"]
        assert [line.text for line in numbers] == ([str(number)] if number > 1 else [])


def test_dates_are_spoken_as_the_decree_asks() -> None:
    assert spoken(date(2020, 1, 5)) == "ngày 05 tháng 01 năm 2020"
    assert spoken(date(2019, 6, 29)) == "ngày 29 tháng 6 năm 2019"


def test_the_font_has_every_letter_that_is_written() -> None:
    banks = (wording.CLAUSES, wording.BASES, wording.RESULTS, wording.COPIES, [HAI_PHONG_STTTT.seal, "“”★"[:2]])
    letters = {letter for bank in banks for text in bank for letter in text + text.upper()} - set("★")
    for face in (faces.USUAL, *faces.others()):
        for style in faces.STYLES:
            missing = letters - {chr(code) for code in TTFont(faces.file(face, style)).getBestCmap()}
            assert not missing, f"{face} {style} draws boxes for {missing}"


def test_the_ready_documents_open_and_say_what_they_are() -> None:
    total = sum(path.stat().st_size for path in showcase.READY.rglob("*") if path.is_file())
    assert total < 3.5e6
    seen: list[str] = []
    for folder in ("den", "di", "mat"):
        for entry in json.loads((showcase.READY / folder / "docs.json").read_text(encoding="utf-8")):
            [name] = entry["files"]
            path = showcase.READY / folder / name
            told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            assert {line["page"] for line in told["lines"]} == set(range(1, entry["pages"] + 1))
            if path.suffix == ".pdf":
                with pypdfium2.PdfDocument(path) as document:
                    assert len(document) == entry["pages"]
            else:
                with Image.open(path) as image:
                    assert getattr(image, "n_frames", 1) == entry["pages"]
                    image.load()
            if folder == "di":
                assert entry["co_quan"] == "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"
                assert entry["co_quan_chu_quan"] == "ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG"
            seen.append(f"{folder}{path.suffix}")
    assert len(seen) == len(showcase.ITEMS) == 12


def test_the_ready_documents_are_what_the_command_makes(tmp_path: Path) -> None:
    """To the letter; to the eye where another Pillow or OpenCV rounds differently."""
    item = next(item for item in showcase.ITEMS if item.name == "cong-van-hoa-toc")
    made = showcase.make(item, tmp_path)
    listed = json.loads((showcase.READY / "den" / "docs.json").read_text(encoding="utf-8"))
    assert made in listed
    name = f"{item.name}.jpg"
    texts = [
        [line["text"] for line in json.loads((folder / f"{item.name}.json").read_text(encoding="utf-8"))["lines"]]
        for folder in (tmp_path, showcase.READY / "den")
    ]
    assert texts[0] == texts[1]
    new, old = (np.asarray(Image.open(folder / name)).astype(int) for folder in (tmp_path, showcase.READY / "den"))
    assert abs(new - old).mean() < 2
