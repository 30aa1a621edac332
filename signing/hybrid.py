"""Files with two cross-reference tables (hybrid, ISO 32000-1 §7.5.8.4), as Word writes them: one for old viewers, one for new.

What the tables say otherwise of one object is a page that shows differently to two readers, so such a file is judged only where
they cannot: the second table names nothing that the first, or an older one, already has, and nothing was added that way after
the first signature. pyHanko refuses all hybrid files when it is strict, EU DSS looks at the second table alone.
"""

from __future__ import annotations

from pyhanko.pdf_utils.reader import PdfFileReader


def tables_agree(reader: PdfFileReader, signed_revision: int) -> bool:
    """Whether every second table lies in what the first signature covers (revision `signed_revision`, from 0) and hides nothing."""
    places: dict[int, object] = {}
    for number in range(reader.xrefs.total_revisions):
        section = reader.xrefs.get_xref_data(number)
        places |= {**section.standard_xrefs, **section.xrefs_in_objstm}
        if section.hybrid is None:
            continue
        second = section.hybrid.xref_data
        named: dict[int, object] = {**second.standard_xrefs, **second.xrefs_in_objstm}
        if number > signed_revision or second.hybrid is not None or places.keys() & second.freed.keys():
            return False
        if any(places.get(key, place) != place for key, place in named.items()):
            return False
        places |= named
    return True
