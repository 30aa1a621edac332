"""The official samples, where the person running the tests has them: VANTHU_SAMPLES names their folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pipeline.axis.edxml import read_message, write_document, write_status
from pipeline.axis.message import DocumentMessage, StatusMessage, Unreadable

FOLDER = os.environ.get("VANTHU_SAMPLES", "")
FILES = sorted(Path(FOLDER).rglob("*.edxml")) if FOLDER else []

pytestmark = pytest.mark.skipif(
    not FILES, reason="VANTHU_SAMPLES names no folder with *.edxml: the official samples were not tried"
)


def tags(data: bytes) -> list[str]:
    """Opening tags as written, prefixes included, without those of the XML signature and of empty optional elements."""
    text = re.sub(r"<Signature\b.*?</Signature>", "", data.decode("utf-8-sig"), flags=re.S)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    text = re.sub(r"<([A-Za-z:]+)(?:/>|></\1>)", "", text)
    return re.findall(r"<([A-Za-z:]+)", text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_well_formed_sample_is_read_and_every_other_is_told(path: Path):
    """Well-formed by lxml's judgement alone; two official samples are not (stray signs, an unbound prefix)."""
    from lxml import etree

    try:
        etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        assert read_message(path.read_bytes()) == Unreadable("not XML", read_message(path.read_bytes()).detail)  # type: ignore[union-attr]
        return
    message = read_message(path.read_bytes())
    assert isinstance(message, StatusMessage if "status" in path.name else DocumentMessage)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sample_written_again_says_the_same_in_the_same_order(path: Path):
    message = read_message(path.read_bytes())
    if isinstance(message, Unreadable):
        pytest.skip(f"the sample itself is broken: {message.sentence('en')}")
    written = write_document(message) if isinstance(message, DocumentMessage) else write_status(message)
    assert read_message(written) == message
    if path.name != "status.edxml":  # the one status sample in another order than the nine others
        ours, theirs = tags(written), tags(path.read_bytes())
        assert ours == [tag for tag in theirs if tag in set(ours)]
