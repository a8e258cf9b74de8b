"""Passages and vectors as rows: what the indexes of all processes are built from.

A practice is written here in the transaction that changes it, so that nothing is ever
published and not findable, or findable and not published.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, joinedload

from rcp_platform.discovery import vector_table
from rcp_platform.discovery.documents import documents_of
from rcp_platform.discovery.models import IndexChange, IndexCounter, SearchPassage
from rcp_platform.discovery.models_at_hand import Models
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import SEARCHABLE
from rcp_search import (
    Document,
    Embedder,
    Passage,
    embedded_text,
    kept_passage,
    passages_of,
)
from rcp_search.models.embedding import Vectors

Entry = tuple[Document, list[Passage], Vectors]


def write(session: Session, practices: Sequence[Practice], models: Models) -> None:
    """Bring the rows of these practices up to date and note that they changed.

    Rows of a model that is being prepared beside the one in use go: they are written anew
    before it takes over. A passage whose text has not changed keeps its vector.
    """
    ids = [practice.id for practice in practices]
    readable = documents_of(session, [p for p in practices if p.state in SEARCHABLE])
    while True:
        embedder = model_to_use(session, models)
        vectors = embed(readable, embedder, known_vectors(session, ids, embedder.name))
        # The counter is locked before the rows, everywhere: two writers never wait for each other.
        if note_changes(session, ids, embedder.name) == embedder.name:
            break
    _delete(session, SearchPassage.practice_id.in_(ids))
    _add(session, readable, embedder.name, vectors)


def model_in_use(session: Session) -> str | None:
    """Return the name of the model that searches use; None before anything is published."""
    return session.scalars(sa.select(IndexCounter.model)).one()


def model_to_use(session: Session, models: Models) -> Embedder:
    """Return the model that searches use; before anything is published that of the settings.

    Raises :exc:`~rcp_platform.config.SettingsError` when it is not prepared on this machine.
    """
    name = model_in_use(session)
    return models.named(name) if name else models.configured()


def known_vectors(session: Session, ids: Sequence[int], model: str) -> dict[str, bytes]:
    """Return the vectors that these practices have for a model, by digest."""
    statement = sa.select(SearchPassage.digest, SearchPassage.vector).where(
        SearchPassage.practice_id.in_(ids), SearchPassage.model == model
    )
    return dict(session.execute(statement).all())


def embed(
    documents: Mapping[int, Document], embedder: Embedder, known: dict[str, bytes]
) -> dict[str, bytes]:
    """Return the vectors of all passages by digest, embedding in one batch what is not known."""
    new = {
        text.digest: (text.embedded, text.language)
        for document in documents.values()
        for text in _texts(document)
        if text.digest not in known
    }
    if not new:
        return known
    texts, languages = zip(*new.values(), strict=True)
    vectors = embedder.embed_passages(texts, languages)
    return known | {
        digest: vector.astype("<f4").tobytes() for digest, vector in zip(new, vectors, strict=True)
    }


def replace(
    session: Session, documents: Mapping[int, Document], model: str, vectors: dict[str, bytes]
) -> list[int]:
    """Give published practices their rows of a model; return the ids of those that have them.

    A practice whose text is no longer the one that was embedded is left as it is.
    """
    sound = {
        key: document
        for key, document in documents.items()
        if all(text.digest in vectors for text in _texts(document))
    }
    _delete(session, SearchPassage.practice_id.in_(sound), SearchPassage.model == model)
    _add(session, sound, model, vectors)
    return list(sound)


def published(session: Session, ids: Sequence[int], *, lock: bool = False) -> dict[int, Document]:
    """Return the published practices among these as they are now, by id."""
    statement = (
        sa.select(Practice)
        .where(Practice.id.in_(ids), Practice.state.in_(SEARCHABLE))
        .options(joinedload(Practice.rcp))
        .order_by(Practice.id)
        .execution_options(populate_existing=True)
    )
    if lock:
        statement = statement.with_for_update(of=Practice)
    return documents_of(session, session.scalars(statement).all())


@dataclass(frozen=True)
class _Text:
    passage: Passage
    embedded: str
    language: str
    digest: str


def _texts(document: Document) -> Iterator[_Text]:
    for passage in passages_of(document):
        embedded = embedded_text(passage.title or document.title, passage.text)
        language = passage.language or document.language
        digest = hashlib.sha256(f"{language}\n{embedded}".encode()).hexdigest()
        yield _Text(passage, embedded, language, digest)


def _rows_of(
    documents: Mapping[int, Document], model: str, vectors: dict[str, bytes]
) -> list[SearchPassage]:
    return [
        SearchPassage(
            practice_id=key,
            model=model,
            number=text.passage.number,
            section=text.passage.section,
            text=text.passage.text,
            digest=text.digest,
            vector=vectors[text.digest],
        )
        for key, document in documents.items()
        for text in _texts(document)
    ]


def _add(
    session: Session, documents: Mapping[int, Document], model: str, vectors: dict[str, bytes]
) -> None:
    added = _rows_of(documents, model, vectors)
    session.add_all(added)
    session.flush()
    if vector_table.is_kept(session):
        vector_table.write(session, added, documents)


def _delete(session: Session, *conditions: sa.ColumnElement[bool]) -> None:
    statement = sa.delete(SearchPassage).where(*conditions)
    session.execute(statement, execution_options={"synchronize_session": False})


def note_changes(session: Session, ids: Sequence[int], model: str | None = None) -> str | None:
    """Give these practices the next change number; return the model in use.

    The model becomes the one in use if there is none yet. It stays until the transaction ends.
    """
    number, in_use = _raise_counter(session, model)
    _note(session, ids, number)
    return in_use


def note_changes_of(session: Session, rcps: Iterable[str]) -> None:
    """Give all published practices of these RCPs the next change number.

    Their rows stay as they are: what is read of the RCP is not among them.
    """
    # What is published before the counter is raised is found here; what is published later
    # has a higher number, and is read with what the RCP is by then.
    number, _ = _raise_counter(session)
    published = sa.select(Practice.id).where(
        Practice.rcp_slug.in_(rcps), Practice.state.in_(SEARCHABLE)
    )
    _note(session, session.scalars(published).all(), number)


def _raise_counter(session: Session, model: str | None = None) -> tuple[int, str | None]:
    raised = (
        sa.update(IndexCounter)
        .values(number=IndexCounter.number + 1, model=sa.func.coalesce(IndexCounter.model, model))
        .returning(IndexCounter.number, IndexCounter.model)
    )
    number, in_use = session.execute(raised, execution_options={"synchronize_session": False}).one()
    return number, in_use


def _note(session: Session, ids: Sequence[int], number: int) -> None:
    if not ids:
        return
    session.execute(sa.delete(IndexChange).where(IndexChange.practice_id.in_(ids)))
    session.execute(sa.insert(IndexChange), [{"practice_id": key, "number": number} for key in ids])


def passages_by_practice(
    session: Session, documents: Mapping[int, Document], model: str, *, with_vectors: bool = True
) -> dict[int, tuple[list[Passage], Vectors]]:
    """Return each document's passages in order, with their (passages, dimension) vectors.

    Without the vectors the dimension is 0.
    """
    found: dict[int, list[SearchPassage]] = {}
    statement = sa.select(SearchPassage).where(
        SearchPassage.practice_id.in_(documents), SearchPassage.model == model
    )
    statement = statement.execution_options(populate_existing=True)
    if not with_vectors:
        statement = statement.options(defer(SearchPassage.vector))
    for row in session.scalars(statement.order_by(SearchPassage.practice_id, SearchPassage.number)):
        found.setdefault(row.practice_id, []).append(row)
    return {
        key: (
            [kept_passage(documents[key], row.number, row.section, row.text) for row in passages],
            np.stack(
                [np.frombuffer(row.vector if with_vectors else b"", "<f4") for row in passages]
            ),
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
        Practice.state.in_(SEARCHABLE),
        Practice.id.not_in(rows) | Practice.id.not_in(noted),
    )
    return list(session.scalars(statement.order_by(Practice.id)))


def indexable(session: Session) -> list[int]:
    """Return the ids of all published practices."""
    statement = sa.select(Practice.id).where(Practice.state.in_(SEARCHABLE))
    return list(session.scalars(statement.order_by(Practice.id)))
