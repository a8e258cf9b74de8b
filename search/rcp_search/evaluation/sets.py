"""Questions with known answers: plain data, wherever it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rcp_search.documents import Document

#: The kind of a question that nothing in the set answers.
NOTHING = "nothing"
#: The facet of a document that names its Process.
RCP = "rcp"


class SetRefused(Exception):
    """A set that cannot be used; the text says where and why."""


@dataclass(frozen=True)
class JudgedQuery:
    """A question and the grade of each document that answers it, from 1, by the document's id.

    ``language``, ``kind`` and ``rcp`` (the Process of who asks) are None where not known.
    """

    id: str
    text: str
    relevant: Mapping[str, int]
    language: str | None = None
    kind: str | None = None
    rcp: str | None = None


@dataclass(frozen=True)
class EvaluationSet:
    """Documents by id, each with a key of its own, and the questions asked of them.

    ``left_out`` counts questions that nobody has judged.
    """

    name: str
    documents: Mapping[str, Document]
    queries: tuple[JudgedQuery, ...]
    left_out: int = 0

    @cached_property
    def ids(self) -> Mapping[int, str]:
        """The id of each document by its key."""
        return {document.key: id_ for id_, document in self.documents.items()}

    @cached_property
    def labels(self) -> frozenset[str]:
        """Labels that show every document."""
        return frozenset().union(*(one.labels for one in self.documents.values()))

    def relevant_beyond(self, query: JudgedQuery) -> dict[str, int]:
        """Return what answers a question and is another Process's than the asker's."""
        if query.rcp is None:
            return {}
        return {
            id_: grade
            for id_, grade in query.relevant.items()
            if (owners := self.documents[id_].facets.get(RCP)) and query.rcp not in owners
        }
