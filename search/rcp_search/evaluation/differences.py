"""What one configuration answers worse than another, question by question."""

from dataclasses import dataclass

from rcp_search.evaluation.asking import Report
from rcp_search.evaluation.measures import NDCG, Figure, figure, values_of
from rcp_search.evaluation.sets import JudgedQuery, SetRefused

LONGEST_TITLE = 80


@dataclass(frozen=True)
class Moved:
    """A relevant document with its ranks, from 1; None beyond what was kept of the answer."""

    title: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Worse:
    """A question whose nDCG@10 fell, and its relevant documents, the highest grade first."""

    query: str
    text: str
    before: float
    after: float
    documents: tuple[Moved, ...]


@dataclass(frozen=True)
class Comparison:
    """Two configurations on the same questions; ``change`` is the mean change of nDCG@10."""

    before: str
    after: str
    change: Figure
    better: int
    same: int
    worse: tuple[Worse, ...]


def compared(report: Report, before: str, after: str) -> Comparison:
    """Return what changes from one configuration to another, what fell furthest first.

    Raises :exc:`SetRefused` when no question has a relevant document.
    """
    old, new = (values_of(report, name)[NDCG] for name in (before, after))
    changes = {id_: new[id_] - old[id_] for id_ in old}
    if not changes:
        raise SetRefused(f"{report.evaluated.name}: no query has a relevant document to compare.")
    fallen = [query for query in report.evaluated.queries if changes.get(query.id, 0) < 0]
    worse = [
        Worse(
            query.id,
            query.text,
            old[query.id],
            new[query.id],
            _moved(report, query, before, after),
        )
        for query in sorted(fallen, key=lambda query: changes[query.id])
    ]
    return Comparison(
        before,
        after,
        figure(changes.values()),
        better=sum(change > 0 for change in changes.values()),
        same=sum(change == 0 for change in changes.values()),
        worse=tuple(worse),
    )


def _moved(report: Report, query: JudgedQuery, before: str, after: str) -> tuple[Moved, ...]:
    old, new = (_ranks(report, name, query.id) for name in (before, after))
    best_first = sorted(query.relevant, key=lambda document: -query.relevant[document])
    return tuple(
        Moved(_title(report, document), old.get(document), new.get(document))
        for document in best_first
    )


def _ranks(report: Report, configuration: str, id_: str) -> dict[str, int]:
    ranking = report.answers[configuration][id_].ranking
    return {document: rank for rank, document in enumerate(ranking, start=1)}


def _title(report: Report, document: str) -> str:
    found = report.evaluated.documents[document]
    text = found.title.strip() or " ".join(section.text for section in found.sections)
    return text if len(text) <= LONGEST_TITLE else f"{text[:LONGEST_TITLE]}…"
