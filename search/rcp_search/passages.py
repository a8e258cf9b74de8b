"""Cut documents into passages."""

import re
from collections.abc import Iterator

from rcp_search.documents import Document, Passage, Section
from rcp_search.languages.sentences import Range, sentences_of

#: About 200 word pieces of English; the model reads 256 and ignores the rest.
PASSAGE_WORDS = 150
#: A rest shorter than this stays with the passage before it.
SHORTEST_REST = 30

_WORD = re.compile(r"\S+")


def passages_of(document: Document) -> list[Passage]:
    """Return the passages of a document, section by section; sentences stay whole.

    A document without any text under its own labels has another passage: its title.
    """
    pieces = [
        (section, section.text[start:end])
        for section in document.sections
        for start, end in _pieces(section.text)
    ]
    if all(section.labels is not None for section, _ in pieces):
        pieces.append((Section("", document.title), document.title.strip()))
    return [
        Passage(number, one.name, text, one.labels, one.language, one.title)
        for number, (one, text) in enumerate(pieces)
    ]


def kept_passage(document: Document, number: int, section: str, text: str) -> Passage:
    """Return a passage that was kept without what its section has of its own.

    Nobody finds one of a section that the document no longer has.
    """
    found = next((one for one in document.sections if one.name == section), None)
    if found is None:
        return Passage(number, section, text, frozenset() if section else None)
    return Passage(number, section, text, found.labels, found.language, found.title)


def embedded_text(title: str, passage_text: str) -> str:
    """Return what is embedded for a passage: a passage alone often lacks its subject."""
    title = title.strip()
    if not title or passage_text.startswith(title):
        return passage_text
    return f"{title}. {passage_text}" if title[-1].isalnum() else f"{title} {passage_text}"


def _pieces(text: str) -> list[Range]:
    pieces: list[tuple[int, int, int]] = []
    for start, end, words in _short_sentences(text):
        if pieces:
            first, _, size = pieces[-1]
            if size + words <= PASSAGE_WORDS:
                pieces[-1] = (first, end, size + words)
                continue
        pieces.append((start, end, words))
    if len(pieces) > 1 and pieces[-1][2] < SHORTEST_REST:
        (first, _, size), (_, end, words) = pieces[-2:]
        pieces[-2:] = [(first, end, size + words)]
    return [(start, end) for start, end, _ in pieces]


def _short_sentences(text: str) -> Iterator[tuple[int, int, int]]:
    for start, end in sentences_of(text):
        words = list(_WORD.finditer(text, start, end))
        for first in range(0, len(words), PASSAGE_WORDS):
            part = words[first : first + PASSAGE_WORDS]
            yield part[0].start(), part[-1].end(), len(part)
