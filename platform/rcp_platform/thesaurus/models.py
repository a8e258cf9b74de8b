"""Terms: concepts of SKOS, the W3C's model of thesauri."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.core.text import LONGEST_SLUG
from rcp_platform.core.vocabularies import LANGUAGES

LONGEST_LABEL = 200
LONGEST_NOTE = 1000
#: Slugs are compared by their bytes on every database, whatever its locale.
_SLUG = sa.String(LONGEST_SLUG).with_variant(sa.String(LONGEST_SLUG, collation="C"), "postgresql")


class TermState(StrEnum):
    """Whether a term is in use. Nothing is deleted: other vocabularies may refer to it."""

    CURRENT = "current"
    RETIRED = "retired"


class LabelKind(StrEnum):
    """What a label is for: to be shown first, beside it, or only to be found by."""

    PREFERRED = "preferred"
    ALTERNATIVE = "alternative"
    HIDDEN = "hidden"


class LinkKind(StrEnum):
    """How two terms hang together."""

    #: The target is the wider term of the source.
    BROADER = "broader"
    #: Neither is the wider one; stored once, from the lesser slug to the greater.
    RELATED = "related"


class TermLabel(Base):
    """What a term is called in a language."""

    __tablename__ = "term_labels"
    __table_args__ = (
        sa.UniqueConstraint("term_slug", "language", "text"),
        sa.CheckConstraint("(kind = 'preferred') = (position = 0)", name="preferred_is_first"),
        sa.CheckConstraint("position >= 0", name="position_counts_from_zero"),
        sa.CheckConstraint("text <> ''", name="text_is_not_empty"),
        sa.CheckConstraint(
            f"language IN ({', '.join(repr(code) for code in LANGUAGES)})", name="language_is_known"
        ),
    )

    term_slug: Mapped[str] = mapped_column(_SLUG, sa.ForeignKey("terms.slug"), primary_key=True)
    #: ISO 639-1.
    language: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[LabelKind] = mapped_column(state_type(LabelKind))
    text: Mapped[str] = mapped_column(sa.String(LONGEST_LABEL))
    #: The words without case and accents, to look up and to sort.
    folded: Mapped[str] = mapped_column(sa.Text)


class TermLink(Base):
    """A term's wider term, or two that are related."""

    __tablename__ = "term_links"
    __table_args__ = (
        sa.CheckConstraint("source <> target", name="between_two_terms"),
        sa.CheckConstraint("kind <> 'related' OR source < target", name="related_stored_once"),
    )

    source: Mapped[str] = mapped_column(_SLUG, sa.ForeignKey("terms.slug"), primary_key=True)
    target: Mapped[str] = mapped_column(
        _SLUG, sa.ForeignKey("terms.slug"), primary_key=True, index=True
    )
    kind: Mapped[LinkKind] = mapped_column(state_type(LinkKind))


class Term(Base):
    """A concept, whatever it is called."""

    __tablename__ = "terms"

    #: In addresses and files; never changes.
    slug: Mapped[str] = mapped_column(_SLUG, primary_key=True)
    state: Mapped[TermState] = mapped_column(
        state_type(TermState), default=TermState.CURRENT, index=True
    )
    #: What it covers and what it does not, in English.
    note: Mapped[str] = mapped_column(sa.String(LONGEST_NOTE), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    #: Two people editing at once: the second is told (StaleDataError, 409).
    version: Mapped[int] = mapped_column(default=1)

    labels: Mapped[list[TermLabel]] = relationship(
        order_by=(TermLabel.language, TermLabel.position), viewonly=True
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def __str__(self) -> str:
        return f"term:{self.slug}"


class TermCounter(Base):
    """One row, raised with every edit: a process whose number differs reads the terms again."""

    __tablename__ = "term_counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)


@event.listens_for(TermCounter.__table__, "after_create")
def _begin_counting(_table: Any, connection: sa.Connection, **_options: Any) -> None:
    """Give a database made without migrations its one row; the migration does the same."""
    connection.execute(sa.insert(TermCounter).values(id=1))
