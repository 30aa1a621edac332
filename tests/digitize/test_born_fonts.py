"""Fonts as word processors, printers and report writers leave them: each is put right and none is drawn for it."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

from pipeline.digitize.born import convert, programs, unicode_maps
from pipeline.digitize.born.typefaces import LIBERATION
from tests.judges import all_pass, pdftotext, verapdf

SHOWN = "Công văn số 128"


def cut(path: Path = LIBERATION / "LiberationSerif-Regular.ttf") -> bytes:
    """A typeface with the letters of SHOWN but for the space, its table of widths as long as it must be."""
    font = TTFont(path)
    cutter = subset.Subsetter(subset.Options(notdef_outline=True, glyph_names=False, hinting=False))
    cutter.populate(text=SHOWN.replace(" ", "") + "ợ")  # the last glyph, which is not shown
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def composite(program: bytes, *, key: str = "FontFile2") -> pikepdf.Pdf:
    """A page that shows SHOWN as Word's export does: glyph numbers, widths told, ToUnicode; the space is glyph 0."""
    with TTFont(io.BytesIO(cut())) as font:
        best, em = font.getBestCmap(), font["head"].unitsPerEm
        glyphs = {letter: font.getGlyphID(best[ord(letter)]) for letter in SHOWN if ord(letter) in best}
        advances = {glyph: font["hmtx"][font.getGlyphName(glyph)][0] * 1000 / em for glyph in glyphs.values()}
        glyphs[" "], advances[200] = 200, 250
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    name = Name("/ABCDEF+TimesNewRomanPSMT")
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=name, Flags=4, FontBBox=Array([-200, -300, 1000, 900]), ItalicAngle=0, Ascent=891,
        Descent=-216, CapHeight=662, StemV=80, Bezier=1,
    )  # fmt: skip
    descriptor[f"/{key}"] = pdf.make_stream(program, Length1=len(program))
    table = bytearray(struct.pack(">201H", *range(201)))
    struct.pack_into(">H", table, 400, 0)
    child = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=name, FontDescriptor=pdf.make_indirect(descriptor), DW=1000,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0), CIDToGIDMap=pdf.make_stream(bytes(table)),
        W=Array([part for glyph, width in advances.items() for part in (glyph, Array([round(width, 2)]))]),
    )  # fmt: skip
    told = "".join(f"<{glyph:04X}> <{ord(letter):04X}>\n" for letter, glyph in glyphs.items())
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=name, Encoding=Name("/Identity-H"), DescendantFonts=Array([child]),
        ToUnicode=pdf.make_stream(f"{len(glyphs)} beginbfchar\n{told}endbfchar".encode()),
    )  # fmt: skip
    codes = "".join(f"{glyphs[letter]:04X}" for letter in SHOWN)
    pdf.pages[0].Contents = pdf.make_stream(f"BT /F1 24 Tf 72 700 Td <{codes}> Tj ET".encode())
    pdf.pages[0].Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
    return pdf


def without_a_space() -> pikepdf.Pdf:
    return composite(cut())


def cut_short() -> pikepdf.Pdf:
    """Width and outline of the last glyph are missing in the program, as Word and Distiller leave it."""
    program = cut()
    tables = programs._tables(program)
    tables[b"hmtx"], tables[b"glyf"] = tables[b"hmtx"][:-4], tables[b"glyf"][:-6]
    return composite(programs._assembled(program[:4], tables))


def under_another_key() -> pikepdf.Pdf:
    return composite(cut(), key="FontFile3")


def outlines_by_name() -> pikepdf.Pdf:
    """Outlines of an OpenType face, keyed by glyph names and shown by glyph number (ISO 32000-1 9.7.4.2)."""
    with TTFont(io.BytesIO(cut())) as font:
        order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
        em, outlines = font["head"].unitsPerEm, {}
        for name in order:
            pen = T2CharStringPen(round(font["hmtx"][name][0] * 1000 / em), glyphs)
            glyphs[name].draw(TransformPen(pen, (1000 / em, 0, 0, 1000 / em, 0, 0)))
            outlines[name] = pen.getCharString()
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder(order)
    builder.setupCFF("Serif", {}, outlines, {})
    pdf = composite(programs.compiled(builder.font["CFF "].cff), key="FontFile3")
    page = pdf.pages[0]
    child = page.Resources.Font.F1.DescendantFonts[0]
    child.Subtype, child.FontDescriptor.FontFile3.Subtype = Name.CIDFontType0, Name.CIDFontType0C
    del child.CIDToGIDMap
    content = page.Contents.read_bytes().replace(b"00C8", b"> -250 <")  # it has no space
    page.Contents = pdf.make_stream(content.replace(b"Td <", b"Td [<").replace(b"> Tj", b">] TJ"))
    return pdf


def not_embedded(name: str, text: bytes = b"Cong van so 128", flags: int = 32) -> pikepdf.Pdf:
    """As report writers leave it: named, with its widths, and nothing else."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name(name), Flags=flags, FontBBox=Array([-200, -300, 1000, 900]), ItalicAngle=0,
        Ascent=891, Descent=-216, CapHeight=662, StemV=80,
    )  # fmt: skip
    face = Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name(name), Encoding=Name.WinAnsiEncoding, FirstChar=0, LastChar=255,
        Widths=Array([600 - 100 * (code in b"il1 ") for code in range(256)]), FontDescriptor=pdf.make_indirect(descriptor),
    )  # fmt: skip
    pdf.pages[0].Contents = pdf.make_stream(b"BT /F1 24 Tf 72 700 Td (" + text + b") Tj ET")
    pdf.pages[0].Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(face)))
    return pdf


def of_no_free_twin() -> pikepdf.Pdf:
    return not_embedded("/Tahoma")


def with_a_tab_in_it() -> pikepdf.Pdf:
    return not_embedded("/Arial", b"Cong\\tvan \\201so 128")


EMBEDDED = (without_a_space, cut_short, under_another_key, outlines_by_name)
MADE = (*EMBEDDED, of_no_free_twin, with_a_tab_in_it)


def converted(pdf: pikepdf.Pdf, path: Path) -> convert.Converted:
    pdf.save(path)
    return convert.convert(path, [0], lambda: None)


@pytest.mark.slow
@pytest.mark.parametrize("make", MADE)
def test_a_font_that_is_not_as_it_should_be_is_put_right(make: Callable[[], pikepdf.Pdf], tmp_path: Path) -> None:
    made = converted(make(), tmp_path / "a.pdf")
    assert made.reasons == {}
    (tmp_path / "b.pdf").write_bytes(made.data)
    wanted = SHOWN if make in EMBEDDED else "Cong van so 128"
    assert " ".join(pdftotext(tmp_path / "b.pdf")[0].split()) == wanted
    assert made.stood_in == (make not in EMBEDDED)


@pytest.mark.slow
@pytest.mark.java
def test_verapdf_takes_them(tmp_path: Path) -> None:
    files = []
    for make in MADE:
        files.append(tmp_path / f"{make.__name__}.pdf")
        files[-1].write_bytes(converted(make(), tmp_path / "a.pdf").data)
    assert all_pass(verapdf(files)) == []


@pytest.mark.parametrize("name", ["/Wingdings", "/Code128", "/.VnArial", "/OCR-B"])
def test_what_shows_no_letters_is_not_guessed_at(name: str, tmp_path: Path) -> None:
    made = converted(not_embedded(name), tmp_path / "a.pdf")
    assert made.reasons == {0: f"font {name[1:]}"}


def test_code_0_is_no_glyph_to_verapdf_and_not_taken(tmp_path: Path) -> None:
    made = converted(not_embedded("/Arial", b"a\\000b"), tmp_path / "a.pdf")
    assert made.reasons == {0: "font /Arial (code 0)"}


def test_what_controls_a_printer_is_no_text() -> None:
    with pikepdf.new() as pdf:
        told = pdf.make_stream(b"4 beginbfchar <01> <0001> <02> <0009> <03> <00410002> <04> <0042> endbfchar")
        assert unicode_maps.told(told) == {2: " ", 3: "A", 4: "B"}


def test_a_program_that_was_cut_short_is_made_whole_and_a_whole_one_left_alone() -> None:
    program = cut()
    assert programs._whole(program) is program
    tables = programs._tables(program)
    tables[b"hmtx"] = tables[b"hmtx"][:-5]
    with TTFont(io.BytesIO(programs._whole(programs._assembled(program[:4], tables)))) as font:
        assert len(font["hmtx"].metrics) == font["maxp"].numGlyphs
