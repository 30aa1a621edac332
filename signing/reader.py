"""A signed file as pyHanko reads it and compares its revisions, with five things of our own (measured on EU DSS's test files).

Which revision brought an object and which changed it last is remembered: pyHanko looks through all tables each time it wonders.
Hexadecimal strings, which signatures are, are read a block at a time. A file may give the number of a cross-reference stream to another
object before its first signature, which a strict pyHanko refuses. And the proofs of a signature (an entry of the security store's /VRI)
may be taken out or written anew by a later update, as older releases of EU DSS and others do: it is held to all that a new entry must be,
so that nothing but certificates, revocation data and time stamps can hang on it. What they prove is not for the comparison to say;
pyHanko lets /Certs, /CRLs and /OCSPs, which verdicts rest on, be exchanged likewise. Last, revisions are compared step by step (`Steps`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from typing import Any, BinaryIO, Final

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, RawPdfPath
from pyhanko.pdf_utils.xref import _check_xref_consistency
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, StandardDiffPolicy, SuspiciousModification
from pyhanko.sign.diff_analysis.commons import compare_key_refs
from pyhanko.sign.diff_analysis.policy_api import DiffResult, ModificationLevel
from pyhanko.sign.diff_analysis.rules.form_field_rules import DSSCompareRule, _validate_dss_substructure
from pyhanko.sign.diff_analysis.rules_api import Context, QualifiedWhitelistRule, ReferenceUpdate
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

_REUSED: Final = "XRef stream objects must not be clobbered"
_BLOCK: Final = 1 << 16
_HEXADECIMAL: Final = re.compile(rb"[0-9a-fA-F]*")
_LISTS: Final = {"/Certs", "/CRLs", "/OCSPs"}
_ENTRIES: Final = _LISTS | {"/Type", "/VRI"}


def open_signed(data: bytes, *, strict: bool = True) -> PdfFileReader:
    """Raises what pyHanko raises where the file is none it can read."""
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=strict)
    except misc.PdfStrictReadError as error:
        if not str(error).startswith(_REUSED):
            raise
        reader = _with_reused_numbers(data, error)
    for question in ("get_introducing_revision", "get_last_change"):  # the tables are read by now and change no more
        setattr(reader.xrefs, question, _remembered(getattr(reader.xrefs, question)))
    return reader


def _remembered(asked: Callable[[Reference], int]) -> Callable[[Reference], int]:
    known: dict[tuple[int, int], int] = {}

    def answer(ref: Reference) -> int:
        key = (ref.idnum, ref.generation)
        if key not in known:
            known[key] = asked(ref)
        return known[key]

    return answer


def _with_reused_numbers(data: bytes, error: misc.PdfStrictReadError) -> PdfFileReader:
    """A file that gives the number of a cross-reference stream to another object, as linearised ones do; read strictly but for that.

    ISO 32000-1 §7.5.8 allows it. `error` is raised all the same where it is done after the first signature: then the comparison of
    revisions takes the other object for one that was there before. It is the last thing that pyHanko asks of the tables, which have been
    read strictly by then.
    """
    reader = PdfFileReader(io.BytesIO(data), strict=False)
    sections = reader.xrefs._xref_sections
    own = [(number, one.meta_info.stream_ref) for number, one in enumerate(sections) if one.meta_info.stream_ref]
    again = [
        later
        for number, stream in own
        for later in range(number + 1, len(sections))
        if (stream.idnum, stream.generation) in sections[later].xref_data.explicit_refs_in_revision
    ]
    _check_xref_consistency([replace(one, meta_info=replace(one.meta_info, stream_ref=None)) for one in sections])
    reader.strict = True
    first = min((int(one.signed_revision) for one in reader.embedded_signatures), default=len(sections))
    if not again or max(again) > first:
        raise error
    return reader


def _hexadecimal(stream: BinaryIO) -> Any:
    """A hexadecimal string, a block at a time; anything that is not one goes to pyHanko's own function, errors and all.

    That reads letter by letter, which is most of what a signature's long /Contents costs (a sixth of a second at LTA, measured).
    """
    start, found = stream.tell(), bytearray()
    stream.seek(start + 1)
    while (end := found.find(b">")) < 0 and (block := stream.read(_BLOCK)):
        found += block
    digits = bytes(found[:end]).translate(None, misc.PDF_WHITESPACE)
    if end < 0 or not _HEXADECIMAL.fullmatch(digits):
        stream.seek(start)
        return _LETTER_BY_LETTER(stream)
    stream.seek(start + 1 + end + 1)
    return generic.pdf_string(bytes.fromhex(digits.decode("ascii") + "0" * (len(digits) % 2)))


_LETTER_BY_LETTER: Final = generic.read_hex_string_from_stream
generic.read_hex_string_from_stream = _hexadecimal


class StoreRule(DSSCompareRule):  # type: ignore[misc]
    """pyHanko's rule for the security store, but that an entry of /VRI which was written anew counts as a new one, and one may be gone."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        place = RawPdfPath("/Root", "/DSS")
        before, after = yield from _compared("/DSS", old, old.root, new.root, place)
        if after is None:
            return
        before = _dictionary(before)
        if set(_dictionary(after)) - _ENTRIES:
            raise SuspiciousModification("Unexpected keys in DSS")
        where = Context.from_absolute(old, place)
        yield from _validate_dss_substructure(old, new, before, after, _LISTS, is_vri=False, context=where)
        earlier, later = yield from _compared("/VRI", old, before, after, RawPdfPath("/Root", "/DSS", "/VRI"))
        if later is None:
            return
        earlier, later = _dictionary(earlier), _dictionary(later)
        same = {key: value for key, value in earlier.items() if key in later and later.raw_get(key) == value}
        yield from DSSCompareRule._check_vri(old, new, generic.DictionaryObject(same), later)


def _compared(
    key: str, old: HistoricalResolver, before: Any, after: Any, place: RawPdfPath
) -> Generator[ReferenceUpdate, None, tuple[Any, Any]]:
    update = ReferenceUpdate.curry_ref(context_checked=Context.from_absolute(old, place))
    first, second = yield from misc.map_with_return(compare_key_refs(key, old, before, after), update)
    return first, second


def _dictionary(value: Any) -> Any:
    if value is None:
        return generic.DictionaryObject()
    if not isinstance(value, generic.DictionaryObject):
        raise SuspiciousModification("not a dictionary")
    return value


class Steps(StandardDiffPolicy):  # type: ignore[misc]
    """The comparison of one file's revisions, each with the one before it, and that once for all signatures that allow the same.

    pyHanko compares every signature with every later revision: 1,326 times for 51 signatures, 50 times here. A step is held to the same
    rules against a revision that has all of the older one and more, so what no step may change nobody changed. Where a step is refused
    the signed revision itself is compared with what came of it, as pyHanko does: what is new since the signature may be changed again.
    """

    def __init__(self) -> None:
        super().__init__(_rules(), DEFAULT_DIFF_POLICY.form_rule)
        self._known: dict[tuple[int, MDPPerm | None, str], DiffResult | None] = {}

    def review_file(
        self,
        reader: PdfFileReader,
        base_revision: int | HistoricalResolver,
        field_mdp_spec: FieldMDPSpec | None = None,
        doc_mdp: MDPPerm | None = None,
    ) -> DiffResult | SuspiciousModification:
        signed = base_revision if isinstance(base_revision, int) else base_revision.revision
        level, changed = ModificationLevel.NONE, set[str]()
        for revision in range(signed + 1, reader.xrefs.total_revisions):
            found = self._step(reader, revision, field_mdp_spec, doc_mdp)
            if found is None:
                old, new = (reader.get_historical_resolver(number) for number in (signed, revision))
                try:
                    found = self.apply(old, new, field_mdp_spec, doc_mdp)
                except SuspiciousModification as error:
                    return error
            level, changed = max(level, found.modification_level), changed | found.changed_form_fields
        return DiffResult(level, changed)

    def _step(
        self, reader: PdfFileReader, revision: int, lock: FieldMDPSpec | None, allowed: MDPPerm | None
    ) -> DiffResult | None:
        """What a revision did to the one before it; None where that is refused."""
        key = (revision, allowed, repr(lock.as_pdf_object()) if lock is not None else "")
        if key not in self._known:
            old, new = (reader.get_historical_resolver(number) for number in (revision - 1, revision))
            try:
                self._known[key] = self.apply(old, new, lock, allowed)
            except SuspiciousModification:
                self._known[key] = None
        return self._known[key]


def _rules() -> list[QualifiedWhitelistRule]:
    """pyHanko's own with the one exchanged."""
    own = StoreRule().as_qualified(ModificationLevel.LTA_UPDATES)
    rules = [
        own if isinstance(getattr(rule, "rule", None), DSSCompareRule) else rule
        for rule in DEFAULT_DIFF_POLICY.global_rules
    ]
    if own not in rules:
        raise AssertionError("pyHanko has no rule for the security store")  # another release of it: look again
    return rules
