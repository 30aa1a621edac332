"""Files are there whole or not at all."""

import os

import pytest

from pipeline import durable


def test_a_write_that_fails_leaves_the_old_file_and_no_trace(tmp_path):
    target = tmp_path / "sổ.txt"
    durable.write_text(target, "trước")
    with pytest.raises(RuntimeError), durable.replacing(target) as out:
        out.write(b"sau")
        raise RuntimeError
    assert target.read_text("utf-8") == "trước"
    assert [path.name for path in tmp_path.iterdir()] == ["sổ.txt"]


def test_copying_tells_the_digest_of_the_bytes(tmp_path):
    source = tmp_path / "a"
    source.write_bytes(os.urandom(3 << 20))
    assert durable.copy(source, tmp_path / "sâu" / "b") == durable.sha256_of(source)


def test_names_that_are_no_utf_8_come_back_as_they_were(tmp_path):
    for name in (b"c\xf4ng v\xe3n.jpg", "công văn.jpg".encode()):
        path = tmp_path / os.fsdecode(name)
        assert durable.path_from_text(durable.path_to_text(path)) == path
        durable.path_to_text(path).encode()
