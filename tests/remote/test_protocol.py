"""Frames over a thin line: whole or not at all, and a picture that is the same for every document goes over once."""

from __future__ import annotations

import gzip
import io
import secrets

import pytest

from pipeline.remote import protocol

PICTURE = secrets.token_bytes(16_000)


def update(noughts: int = 24_000) -> bytes:
    return PICTURE + b"/Contents <" + b"0" * noughts + b">" + secrets.token_bytes(200)


def test_frames_come_as_they_went_and_a_cut_one_is_told():
    parts = [protocol.frame({"id": "a"}, b"12\n3"), protocol.frame({"id": "b"})]
    packed = b"".join(protocol.squeezed(parts))
    assert list(protocol.frames(gzip.GzipFile(fileobj=io.BytesIO(packed)))) == [
        ({"id": "a"}, b"12\n3"),
        ({"id": "b"}, b""),
    ]
    with pytest.raises(EOFError):
        list(protocol.frames(io.BytesIO(parts[0][:-1])))


def test_what_is_folded_unfolds_and_the_second_picture_costs_nothing():
    updates = [update(), update()]
    assert [protocol.unfolded(*protocol.folded(one)) for one in (*updates, b"", b"000")] == [*updates, b"", b"000"]
    first, second, _ = (
        len(part) for part in protocol.squeezed(protocol.frame({}, protocol.folded(one)[1]) for one in updates)
    )
    assert first > len(PICTURE) and second < 1000


@pytest.mark.parametrize("gap", [[-1, 5], [99, 5], [0, 1 << 30], [0, -1], ["0", 1]])
def test_a_gap_that_is_none_is_refused(gap):
    with pytest.raises(ValueError, match="gap"):
        protocol.unfolded(gap, b"x")
