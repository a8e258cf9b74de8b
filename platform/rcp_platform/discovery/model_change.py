"""Change the search model beside the one in use: searches go on, and nothing is lost.

Every practice gets rows of the new model, batch by batch. What is published or changed
meanwhile has rows of the model in use only, and is embedded before the change, the last of it
in the transaction that names the new model. Each process follows when it next looks.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.discovery import rows
from rcp_platform.discovery.models import IndexCounter, SearchPassage
from rcp_search import Embedder

#: Rows deleted in one transaction: others wait for it.
_BATCH = 2_000


def embed_batch(session: Session, ids: Sequence[int], model: Embedder, *, again: bool) -> int:
    """Give these practices their rows of a model; return how many have them now.

    Embeds before anything is locked: a practice that is changed meanwhile is left for later.
    """
    known = {} if again else rows.known_vectors(session, ids, model.name)
    vectors = rows.embed(rows.published(session, ids), model, known)
    session.rollback()
    # The savepoint makes SQLite wait for other writers before it reads.
    with session.begin_nested():
        documents = rows.published(session, ids, lock=True)
        if documents and rows.model_in_use(session) == model.name:
            rows.note_changes(session, list(documents))
        done = rows.replace(session, documents, model.name, vectors)
    return len(done)


def take_over(session: Session, model: Embedder) -> int:
    """Name a model as the one in use, embed what has no rows of it; return how many that were."""
    # Publications wait here until the transaction ends, and then see the new name.
    session.execute(
        sa.update(IndexCounter).values(model=model.name),
        execution_options={"synchronize_session": False},
    )
    documents = rows.published(session, rows.unindexed(session, model.name))
    done = rows.replace(session, documents, model.name, rows.embed(documents, model, {}))
    if done:
        rows.note_changes(session, done)
    return len(done)


def remove_others(session: Session) -> int:
    """Delete some of the rows of models that are not in use; return how many."""
    others = (
        sa.select(SearchPassage.id)
        .where(SearchPassage.model != rows.model_in_use(session))
        .limit(_BATCH)
    )
    deleted = session.scalars(
        sa.delete(SearchPassage).where(SearchPassage.id.in_(others)).returning(SearchPassage.id),
        execution_options={"synchronize_session": False},
    )
    return len(deleted.all())
