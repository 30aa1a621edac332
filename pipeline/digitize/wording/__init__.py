"""The wording of what was read: readings of a line voted on, spaces and marks mended, nothing invented.

For whoever has lines of words (pipeline/digitize/read.py):

    Witness(recogniser: str, words: tuple[Word, ...])
        what one recogniser read of ONE line, left to right; boxes of all witnesses in the same picture's pixels.
        Confidences are per word, 0 to 1. The first witness is the one whose boxes stand. `recogniser` is its `name`.

    voted(witnesses: Sequence[Witness], before: str = "") -> tuple[Word, ...]
        the line's words. One witness is enough (spaces, marks of unsure words by the syllable counts, numbers by their
        grammar); more are aligned and vote. `before` is the text of the prose line before, or its last word, where the sentence
        runs on ("" at a head, in a table). `Word.change` says for each word what the first witness had and what changed it: keep
        it when a word's box is moved (`dataclasses.replace`), ALTO tells it.

    doubt(words: Sequence[Word], before: str = "") -> float
        how many words of the first reading are likely misread: for choosing the lines that a second recogniser reads.

Words read with confidence of SURE (0.985) or more by all witnesses stay as they are, whatever the language says.
"""

from pipeline.digitize.wording.vote import Witness, doubt, voted

__all__ = ["Witness", "doubt", "voted"]
