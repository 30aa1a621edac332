"""What fields say of each other: two that were read apart and agree are surer than either.

A notation is made of the document's type, the agency's initials and the unit that drafted it (Decree 30 Annex I.II.3), and each stands
elsewhere on the paper: in the title, in the head, after "Lưu: VT" (Annex I.II.9.d). Who signs is the agency's head, or signs in
the head's place (Annex I.II.7).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipeline.digitize.fields.grammar import initials_of
from pipeline.digitize.fields.head import UNSPEAKABLE, speakable
from pipeline.digitize.fields.leaders import signs_for
from pipeline.digitize.fields.words import type_names
from pipeline.digitize.values import Field, Fields
from pipeline.text import fold, same_spelling

_BORNE_OUT: Final = 0.85  # of a notation; 245 of 245 such were right on 267 drawn documents
_SIGNS: Final = 0.75  # of competence and position; 251 of 251 there, but a seal lies over many of them
_DIFFERS: Final = 0.6  # a clerk looks
_COMMITTEES: Final = (("ỦY BAN NHÂN DÂN", "UBND"), ("HỘI ĐỒNG NHÂN DÂN", "HĐND"), ("THỦ TƯỚNG CHÍNH PHỦ", "TTg"))
_LOCALITY: Final = re.compile(r"\b(?:PHƯỜNG|XÃ|THỊ TRẤN|THỊ XÃ|QUẬN|HUYỆN|TỈNH|THÀNH PHỐ)\s(\D+)$")
_FILED: Final = re.compile(r"^Lưu\s?[:;.]?\s?(.*)$", re.IGNORECASE)


def agreed(fields: Fields) -> dict[str, Field]:
    """The fields, those surer that others bear out."""
    return {**fields, **_spelling(fields), **_notation(fields), **_signing(fields)}


def _notation(fields: Fields) -> dict[str, Field]:
    found = fields.get("code_notation")
    if found is None or found.confidence >= _BORNE_OUT:
        return {}
    groups = re.split("[-/]", re.sub(r"^\d{4}/", "", str(found.value)))
    told = {"type": _type(fields), "agency": _initials(fields), "unit": _units(fields)}
    borne = [any(group in said for said in told.values()) for group in groups]
    if len(groups) < 2 or not all(borne):
        return {}
    return {"code_notation": replace(found, confidence=_BORNE_OUT)}


def _spelling(fields: Fields) -> dict[str, Field]:
    """The agency's locality stands in its name and before the date: where their marks differ, one is misread.

    What a third place says decides (`Lãnh đạo Ủy ban nhân dân phường Ỷ La`), else a clerk looks at the name: capitals lose more
    marks.
    """
    place, told = fields.get("place"), fields.get("recipients")
    named = {key: fields[key] for key in ("issuer", "parent_organ") if key in fields}
    if place is None:
        return _told_otherwise(str(named["issuer"].value), told) if "issuer" in named else {}
    town = str(place.value)
    named = {key: one for key, one in named.items() if fold(str(one.value)).endswith(f" {fold(town)}")}
    if not named:
        strange = not speakable(town)  # of another tongue or misread, and nowhere else to be seen
        return {"place": replace(place, confidence=min(place.confidence, _DIFFERS))} if strange else {}
    tails = {key: str(one.value)[-len(town) :] for key, one in named.items()}
    if any(same_spelling(tail) != same_spelling(town) for tail in tails.values()):
        both = {**named, "place": place}
        return {key: replace(one, confidence=min(one.confidence, _DIFFERS)) for key, one in both.items()}
    borne = {key: _read_twice(one, place) for key, one in named.items()}
    if told is None or not isinstance(told.value, list):
        return borne
    right = [_spelt(entry, town) for entry in told.value]
    return {**borne, "recipients": replace(told, value=right)} if right != told.value else borne


def _read_twice(agency: Field, place: Field) -> Field:
    """The agency, surer where its locality alone is a name of another tongue, that was read twice (xã Ea Súp)."""
    name = str(agency.value)
    strange = not speakable(name) and speakable(name[: -len(str(place.value)) - 1])
    sure = min(place.confidence, agency.confidence / UNSPEAKABLE)
    return replace(agency, confidence=sure) if strange else agency


def _told_otherwise(issuer: str, told: Field | None) -> dict[str, Field]:
    """Recipients that spell the agency's locality otherwise than its name does, where no place tells who is right."""
    named = _LOCALITY.search(issuer)
    if named is None or told is None or not isinstance(told.value, list):
        return {}
    town = named[1].title()
    alike = all(same_spelling(_spelt(entry, town)) == same_spelling(entry) for entry in told.value)
    return {} if alike else {"recipients": replace(told, confidence=min(told.confidence, _DIFFERS))}


def _spelt(entry: str, town: str) -> str:
    """The entry with the locality as the head spells it."""
    at = fold(entry).find(fold(town))
    there = entry[at : at + len(town)]
    named = at > 0 and entry[at - 1] == " " and entry[at + len(town) : at + len(town) + 1] in ("", " ", ",", ";", ")")
    if not named or not there.istitle() or same_spelling(there) == same_spelling(town):
        return entry
    return f"{entry[:at]}{town}{entry[at + len(town) :]}"


def _type(fields: Fields) -> set[str]:
    named = fields.get("type_name")
    if named is None or named.box is None:  # without a place of its own it was told by the notation
        return set()
    return {type_names().get(str(named.value), "")} - {""}


def _initials(fields: Fields) -> set[str]:
    found: set[str] = set()
    for key in ("issuer", "parent_organ"):
        if key in fields:
            name = str(fields[key].value)
            found |= {short for long, short in _COMMITTEES if name.upper().startswith(long)}
            whole = fold(name).startswith("so ")  # a department's S is never left out (Annex VI)
            found |= {short for short in initials_of(name) if short.startswith("S") or not whole}
    return found


def _units(fields: Fields) -> set[str]:
    """The units after "Lưu: VT", which stands last."""
    told = fields.get("recipients")
    entries = told.value if told is not None and isinstance(told.value, list) else []
    filed = _FILED.match(entries[-1]) if entries else None
    return set(re.findall(r"[\w.]+", filed[1])) - {"VT"} if filed else set()


def _signing(fields: Fields) -> dict[str, Field]:
    issuer, position = fields.get("issuer"), fields.get("signer_position")
    competence = fields.get("competence")
    if competence is not None and position is None:  # what stands under it was not read
        return {"competence": replace(competence, confidence=min(competence.confidence, _DIFFERS))}
    if issuer is None or position is None:
        return {}
    if not signs_for(str(issuer.value), str(competence.value) if competence is not None else "", str(position.value)):
        return {}
    both = {"signer_position": position, **({"competence": competence} if competence is not None else {})}
    return {key: replace(one, confidence=max(one.confidence, _SIGNS)) for key, one in both.items()}
