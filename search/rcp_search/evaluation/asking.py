"""Ask every question of a set in several ways."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from rcp_search.documents import Query
from rcp_search.evaluation.configurations import Configuration
from rcp_search.evaluation.sets import RCP, EvaluationSet, JudgedQuery
from rcp_search.index import Index
from rcp_search.models.embedding import Embedder
from rcp_search.passages import embedded_text, passages_of
from rcp_search.searcher import Searcher

#: Documents kept of each answer; what stands further down counts as not found.
DEPTH = 100
#: The first page that cross-region success looks at.
FIRST = 5

Item = TypeVar("Item")


class Progress(Protocol):
    """Passes items on and may show how many are done."""

    def __call__(self, items: Sequence[Item], description: str) -> Iterable[Item]:
        """Yield the items."""
        ...


@dataclass(frozen=True)
class Answer:
    """The ids found, best first; whether it said that nothing is close.

    ``beyond`` are the first ones with the asker's own Process left out, as the site does;
    None where that is not asked.
    """

    ranking: tuple[str, ...]
    weak: bool
    beyond: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Report:
    """The answers of each configuration to each question of a set, by name and by query id."""

    evaluated: EvaluationSet
    model: str
    answers: Mapping[str, Mapping[str, Answer]]


def in_silence(items: Sequence[Item], description: str) -> Iterable[Item]:
    """Yield the items and show nothing."""
    return items


def evaluate(
    evaluated: EvaluationSet,
    configurations: Sequence[Configuration],
    embedder: Embedder,
    progress: Progress = in_silence,
) -> Report:
    """Return what each configuration answers; the documents are embedded once for all."""
    index = _index_of(evaluated, embedder, progress)
    searchers = {one.name: one.searcher(embedder, index) for one in configurations}
    answers: dict[str, dict[str, Answer]] = {name: {} for name in searchers}
    # Question by question, so that an embedder which remembers embeds each of them once.
    for query in progress(evaluated.queries, f"{evaluated.name}: asking"):
        for name, searcher in searchers.items():
            answers[name][query.id] = _answer(searcher, evaluated, query)
    return Report(evaluated, embedder.name, answers)


def _index_of(evaluated: EvaluationSet, embedder: Embedder, progress: Progress) -> Index:
    index = Index(embedder.name, embedder.dimension)
    documents = list(evaluated.documents.values())
    for document in progress(documents, f"{evaluated.name}: embedding"):
        passages = passages_of(document)
        texts = [embedded_text(document.title, passage.text) for passage in passages]
        vectors = embedder.embed_passages(texts, [document.language] * len(texts))
        index.upsert(document, passages, vectors)
    return index


def _answer(searcher: Searcher, evaluated: EvaluationSet, query: JudgedQuery) -> Answer:
    results = searcher.search(Query(query.text, evaluated.labels, limit=DEPTH))
    ranking = tuple(evaluated.ids[hit.key] for hit in results.hits)
    if query.rcp is None or not evaluated.relevant_beyond(query):
        return Answer(ranking, results.weak)
    own = {RCP: frozenset({query.rcp})}
    beyond = searcher.search(Query(query.text, evaluated.labels, exclude=own, limit=FIRST))
    return Answer(ranking, results.weak, tuple(evaluated.ids[hit.key] for hit in beyond.hits))
