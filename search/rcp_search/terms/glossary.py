"""Concepts and what they are called, as a file of JSON Lines."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rcp_search.languages.words import LANGUAGES

#: The glossary that comes with the package.
PACKAGED = Path(__file__).with_name("glossary.jsonl")

Labels = tuple[str, ...]


@dataclass(frozen=True)
class Concept:
    """What something is called: labels by language, the preferred one first.

    ``broader`` and ``related`` are ids of other concepts.
    """

    id: str
    labels: Mapping[str, Labels]
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    note: str = ""


def read_glossary(file: Path) -> list[Concept]:
    """Return the concepts in a file.

    Raises ValueError, which names file and line, for a line that is not a concept, and OSError.
    """
    concepts = []
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                concepts.append(_concept(json.loads(line)))
            except (ValueError, AttributeError, KeyError) as error:
                raise ValueError(f"{file}, line {number} is not a concept: {error!r}") from error
    return concepts


def _concept(row: Mapping[str, object]) -> Concept:
    labels = {language: _texts(row, language) for language in sorted(LANGUAGES)}
    return Concept(
        str(row["id"]),
        {language: texts for language, texts in labels.items() if texts},
        _texts(row, "broader"),
        _texts(row, "related"),
        str(row.get("note") or ""),
    )


def _texts(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{name} is not a list of texts")
    return tuple(value)
