"""Words in little memory, among which those near to a word are found quickly."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

#: Every character is one of so many letters; the same one may stand for several.
_LETTERS = 64


class WordList:
    """Some words, none of them empty; never changes.

    A word takes 14 bytes and its text.
    """

    def __init__(self, words: Sequence[str] = ()) -> None:
        self._text = "".join(words)
        self._lengths = np.array([len(word) for word in words], dtype=np.uint16)
        self._ends = np.cumsum(self._lengths, dtype=np.int32)
        self._letters = _letters(self._text, self._ends - self._lengths)

    def __len__(self) -> int:
        return len(self._ends)

    def near(self, word: str, most: int) -> Iterator[tuple[str, int]]:
        """Yield the words with at most so many mistakes and how many, the fewest first.

        A mistake is a letter too few or too many, a wrong one, or a swap of neighbours.
        """
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        alike = list(self._alike(word, most))
        found = extract(word, alike, scorer=OSA.distance, score_cutoff=most, limit=None)
        for one, mistakes, _ in found:
            yield one, int(mistakes)

    def _alike(self, word: str, most: int) -> Iterator[str]:
        """Yield the words of such a length and letters that they may have so few mistakes.

        A wrong letter is one that only one of two words has, and another that only the other has.
        """
        own = _letters(word, np.zeros(1, dtype=np.int32))
        longer = np.abs(self._lengths.astype(np.int32) - len(word))
        of_one = np.bitwise_count(self._letters ^ own)
        places = np.flatnonzero((of_one <= 2 * most) & (longer <= most))
        ends, lengths = self._ends[places].tolist(), self._lengths[places].tolist()
        for end, length in zip(ends, lengths, strict=True):
            yield self._text[end - length : end]


def _letters(text: str, starts: npt.NDArray[np.int32]) -> npt.NDArray[np.uint64]:
    """Return the letters of each word in a text as a set of bits; the words start so."""
    if not text:
        return np.empty(0, dtype=np.uint64)
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    bits = np.uint64(1) << (characters % _LETTERS).astype(np.uint64)
    return np.bitwise_or.reduceat(bits, starts)
