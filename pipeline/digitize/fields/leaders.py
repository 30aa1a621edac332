"""Who signs for whom: an agency's name tells its head's position, and that what may stand over the signature (Decree 30 Annex I.II.7)."""

from __future__ import annotations

from functools import cache
from typing import Final

from pipeline.digitize.fields.words import bare, head_phrases, leaders_by_agency
from pipeline.text import fold

_MINISTER: Final = ("BỘ TRƯỞNG", "THỨ TRƯỞNG")  # whose deputy has a name of his own


@cache
def heads(agency: str) -> tuple[str, ...]:
    """The positions of one who may head an agency of such a name; () where the name does not tell."""
    folded = f"{fold(agency)} "
    begun = [name for name in leaders_by_agency() if folded.startswith(f"{fold(name)} ")]
    return leaders_by_agency()[max(begun, key=len)] if begun else ()


def deputies(head: str) -> tuple[str, ...]:
    return (f"PHÓ {head}", _MINISTER[1]) if head == _MINISTER[0] else (f"PHÓ {head}",)


@cache
def may_stand(agency: str) -> tuple[str, ...]:
    """The single lines over the signature that the agency's own name bears out, competence with its letters before it."""
    own = heads(agency)
    lines = [*own, *(deputy for head in own for deputy in deputies(head))]
    lines += [f"{letters} {head}" for head in own for letters in ("KT.", "TL.", "TUQ.")]
    bodies = (phrase for phrase in head_phrases() if fold(agency).startswith(fold(phrase)))
    return (*lines, *(f"TM. {body}" for body in bodies)) if own else ()


def signs_for(agency: str, competence: str, position: str) -> bool:
    """Whether the two are, to the letter, what the decree has for such an agency: its head, or who signs in the head's place.

    A head alone of a body that decides together says nothing: the line "TM." may be missing.
    """
    own = heads(agency)
    body, _, deputed = competence.partition("KT. ")
    if deputed:
        collective = body.strip().removeprefix("TM. ")
        spoken = not collective or bare(agency).startswith(bare(collective))
        return spoken and deputed in own and position in deputies(deputed)
    if competence.startswith("TL. "):
        offices = position in head_phrases() and fold(position).startswith(("chanh ", "truong ", "pho ", "cuc ", "vu "))
        return competence.removeprefix("TL. ") in own and offices
    if competence.startswith("TM. "):
        return bare(agency).startswith(bare(competence.removeprefix("TM. "))) and position in own
    return not competence and position in own and position != "CHỦ TỊCH"
