"""The wording of what was read: readings of a line voted on, spaces and marks mended, nothing invented.

For whoever has lines of words (pipeline/digitize/read.py):

    Witness(recogniser: str, words: tuple[Word, ...], shown: tuple[int, int] | None = None)
        what one recogniser read of ONE line, left to right; boxes of all witnesses in the same picture's pixels. `recogniser`
        is its `name`; channel.py knows what each misreads. Confidences are per word, 0 to 1, as the recogniser gives them (for a
        net with one for each letter, their product). The first witness is the one whose boxes stand. A second
        one that was shown only some columns [left, right) of the line says so in `shown` (one Witness for each such place).

    voted(witnesses: Sequence[Witness], before: str = "") -> tuple[Word, ...]
        the line's words. One witness is enough (spaces, marks of unsure words by the syllable counts, numbers by their
        grammar); more are aligned and vote. `before` is the text of the prose line before, or its last word, where the sentence
        runs on ("" at a head, in a table). `Word.change` says for each word what the first witness had and what changed it: keep
        it when a word's box is moved (`dataclasses.replace`); ALTO tells it. Confidences of the result are shares of words read right:
        calibrated, so their sum over a line says how many of its words are right.

    doubt(words: Sequence[Word], recogniser: str = "", before: str = "") -> float
        how many words of the first reading are likely misread even after its own mending: the lines with most doubt are
        those that a second recogniser should read. Of trueocr's lines (537 of true scans and drawn law text) 35 % are above
        0.05, 21 % above 0.08, 14 % above 0.12; with Tesseract for those, WER is 1.91, 1.94, 2.08 %, for all lines 1.64, for none 2.38.
"""

from pipeline.digitize.wording.vote import Witness, doubt, voted

__all__ = ["Witness", "doubt", "voted"]
