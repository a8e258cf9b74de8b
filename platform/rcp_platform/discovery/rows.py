"""Passages and vectors as rows: what the indexes of all processes are built from.

A practice is written here in the transaction that changes it, so that nothing is ever
published and not findable, or findable and not published.
"""

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.directory.models import Rcp
from rcp_platform.discovery.models import IndexChange, IndexCounter, SearchPassage
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice, PracticeState
from rcp_search import (
    Document,
    Embedder,
    Passage,
    Section,
    embedded_text,
    passages_of,
)
from rcp_search.embedding import Vectors

Entry = tuple[Document, list[Passage], Vectors]

#: A practice that says it lasted longer is counted in its first years only.
_MOST_YEARS = 30


def document_of(practice: Practice, rcp: Rcp) -> Document:
    """Return a practice as the search package knows it."""
    texts = {"summary": practice.summary, **practice.sections}
    return Document(
        key=practice.id,
        title=practice.title,
        sections=tuple(Section(name, text) for name, text in texts.items() if text),
        language=practice.language,
        labels=policy.labels_on(practice),
        facets=_facets(practice, rcp),
    )


def _facets(practice: Practice, rcp: Rcp) -> dict[str, frozenset[str]]:
    first = practice.year_from or practice.year_to
    last = practice.year_to or first
    years = range(first, min(last, first + _MOST_YEARS) + 1) if first and last else range(0)
    return {
        "rcp": frozenset({practice.rcp_slug}),
        "region": frozenset(rcp.regions),
        "country": frozenset(practice.countries),
        "theme": frozenset(practice.themes),
        "gcm_objective": frozenset(map(str, practice.gcm_objectives)),
        "language": frozenset({practice.language}),
        "year": frozenset(map(str, years)),
    }


def write(
    session: Session,
    practices: Sequence[Practice],
    embedder: Embedder,
    *,
    keep_vectors: bool = True,
) -> None:
    """Bring the rows of these practices up to date and note that they changed.

    A passage whose text has not changed keeps its vector unless it is to be embedded again.
    """
    ids = [practice.id for practice in practices]
    known = _vectors_by_digest(session, ids, embedder.name) if keep_vectors else {}
    session.execute(
        sa.delete(SearchPassage).where(SearchPassage.practice_id.in_(ids)),
        execution_options={"synchronize_session": False},
    )
    readable = [p for p in practices if p.state == PracticeState.PUBLISHED]
    session.add_all(_passage_rows(readable, known, embedder))
    note_changes(session, ids)


def _vectors_by_digest(session: Session, ids: Sequence[int], model: str) -> dict[str, bytes]:
    statement = sa.select(SearchPassage.digest, SearchPassage.vector).where(
        SearchPassage.practice_id.in_(ids), SearchPassage.model == model
    )
    return dict(session.execute(statement).all())


def _passage_rows(
    practices: Iterable[Practice], known: dict[str, bytes], embedder: Embedder
) -> list[SearchPassage]:
    """Return the rows of all practices, embedding in one batch what has no vector yet."""
    rows: list[SearchPassage] = []
    new_texts: dict[str, str] = {}
    for practice in practices:
        for passage in passages_of(document_of(practice, practice.rcp)):
            embedded = embedded_text(practice.title, passage.text)
            digest = hashlib.sha256(embedded.encode()).hexdigest()
            if digest not in known:
                new_texts[digest] = embedded
            rows.append(
                SearchPassage(
                    practice_id=practice.id,
                    model=embedder.name,
                    number=passage.number,
                    section=passage.section,
                    text=passage.text,
                    digest=digest,
                )
            )
    vectors = embedder.embed_passages(list(new_texts.values())) if new_texts else ()
    known |= {
        digest: vector.astype("<f4").tobytes()
        for digest, vector in zip(new_texts, vectors, strict=True)
    }
    for row in rows:
        row.vector = known[row.digest]
    return rows


def note_changes(session: Session, ids: Sequence[int]) -> None:
    """Give these practices the next change number."""
    raised = (
        sa.update(IndexCounter)
        .values(number=IndexCounter.number + 1)
        .returning(IndexCounter.number)
    )
    number = session.scalars(raised, execution_options={"synchronize_session": False}).one()
    session.execute(sa.delete(IndexChange).where(IndexChange.practice_id.in_(ids)))
    session.execute(sa.insert(IndexChange), [{"practice_id": key, "number": number} for key in ids])


def passages_by_practice(
    session: Session, ids: Sequence[int], model: str
) -> dict[int, tuple[list[Passage], Vectors]]:
    """Return each practice's passages in order, with their (passages, dimension) vectors."""
    found: dict[int, list[SearchPassage]] = {}
    statement = sa.select(SearchPassage).where(
        SearchPassage.practice_id.in_(ids), SearchPassage.model == model
    )
    statement = statement.execution_options(populate_existing=True)
    for row in session.scalars(statement.order_by(SearchPassage.practice_id, SearchPassage.number)):
        found.setdefault(row.practice_id, []).append(row)
    return {
        key: (
            [Passage(row.number, row.section, row.text) for row in passages],
            np.stack([np.frombuffer(row.vector, dtype="<f4") for row in passages]),
        )
        for key, passages in found.items()
    }


def has_rows(session: Session, ids: Sequence[int]) -> set[int]:
    """Return those of the practices that are in the index now."""
    statement = sa.select(SearchPassage.practice_id).where(SearchPassage.practice_id.in_(ids))
    return set(session.scalars(statement.distinct()))


def unindexed(session: Session, model: str) -> list[int]:
    """Return the ids of published practices that have no rows of the model, or no number."""
    rows = sa.select(SearchPassage.practice_id).where(SearchPassage.model == model)
    noted = sa.select(IndexChange.practice_id)
    statement = sa.select(Practice.id).where(
        Practice.state == PracticeState.PUBLISHED,
        Practice.id.not_in(rows) | Practice.id.not_in(noted),
    )
    return list(session.scalars(statement.order_by(Practice.id)))


def indexable(session: Session) -> list[int]:
    """Return the ids of all published practices."""
    statement = sa.select(Practice.id).where(Practice.state == PracticeState.PUBLISHED)
    return list(session.scalars(statement.order_by(Practice.id)))
