"""What can be a Vietnamese syllable: onset, rime and tone, in both ways of placing the tone mark.

The tables are those of every school grammar (e.g. Ministry of Education, decision 240/QĐ of 1984 on spelling); that a
syllable is possible does not say that it is a word.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_TONES: Final = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))  # huyền, sắc, ngã, hỏi, nặng
_FALLING_SHUT: Final = frozenset("\u0300\u0303\u0309")  # not in syllables that end in a stop
_STOPS: Final = ("c", "k", "p", "t", "ch")  # k in Đắk Lắk
_ONSETS: Final = frozenset(["", *"b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()])
_RIMES: Final = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt ơng
    u ua uân uâng uât uây uc uê uêch uên uênh uêt ui um un ung uôc uôi uôm uôn uông uôt uơ uơn up ut
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu
    """.split()
)
_CONSONANTS: Final = ("", *"cmnpt")  # that may end a syllable; or nothing
_FRONT: Final = frozenset("eêiy")  # gh, ngh and k stand before these alone, g, ng and c before all others


@lru_cache(maxsize=20_000)
def possible(text: str) -> bool:
    """Whether NFC `text` (any case, letters alone) can be one Vietnamese syllable as it is written, marks included."""
    word = text.lower()
    parts = unicodedata.normalize("NFD", word)
    tones = [letter for letter in parts if ord(letter) in _TONES]
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", parts.translate(_TONES))
    rime_at = _rime(plain)
    if rime_at is None:
        return False
    if not tones:
        return not plain.endswith(_STOPS)  # a stop always has sắc or nặng
    if tones[0] in _FALLING_SHUT and plain.endswith(_STOPS):
        return False
    marked = next(at for at, (a, b) in enumerate(zip(word, plain, strict=True)) if a != b)
    return marked in _tone_places(plain, rime_at)


def _rime(plain: str) -> int | None:
    """Where the rime of a toneless syllable begins."""
    for length in (3, 2, 1, 0):
        onset, rime = plain[:length], plain[length:]
        if onset not in _ONSETS or rime not in _RIMES:
            continue
        if onset in ("gh", "ngh", "k") and rime[0] not in _FRONT and plain != "kà":
            continue
        if onset in ("g", "ng", "c") and rime[0] in _FRONT and not (onset == "g" and rime[0] == "i"):
            continue
        return length
    if plain.startswith("gi") and "i" + plain[2:] in _RIMES:  # gì, gìn, giếng: one i is both onset's and rime's
        return 1
    if plain.startswith("qu") and plain[2:3] not in _CONSONANTS and "u" + plain[2:] in _RIMES:
        return 1
    return None


def _tone_places(plain: str, start: int) -> tuple[int, ...]:
    """The letters that may bear the tone mark: one, or two where both placements are in use (hòa, hoà)."""
    if plain.startswith("qu"):
        start = 2
    rime = plain[start:]
    marked = [start + at for at, letter in enumerate(rime) if letter in "ăâêôơư"]
    if marked:
        return (marked[-1],)  # ươ: the ơ
    vowels = [start + at for at, letter in enumerate(rime) if letter in "aeiouy"]
    if len(vowels) == 1:
        return (vowels[0],)
    if rime in ("oa", "oe", "uy"):
        return (vowels[0], vowels[1])
    if rime in ("oo", "ooc", "oong") or rime.startswith(("oa", "oe", "uy")):
        return (vowels[1],)
    return (vowels[0],)
