"""What belongs to an RCP: one declaration for each table.

A table that stands in none of these is noticed by a test: whoever adds one says whose its rows are.
"""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from rcp_platform.core.db import Base

#: Given an RCP's slug: which rows of a table are its own.
Owned = Callable[[str], sa.ColumnElement[bool]]


def _column(table: str, column: str) -> sa.Column[Any]:
    return Base.metadata.tables[table].c[column]


def _own(table: str, column: str = "rcp_slug") -> Owned:
    """The rows that name the RCP in a column."""
    return lambda slug: _column(table, column) == slug


def _of(table: str, column: str) -> Owned:
    """The rows that belong to a row which the RCP owns."""

    def belongs(slug: str) -> sa.ColumnElement[bool]:
        (key,) = _column(table, column).foreign_keys
        return _column(table, column).in_(sa.select(key.column).where(owned(key.column, slug)))

    return belongs


def owned(column: sa.Column[Any], slug: str) -> sa.ColumnElement[bool]:
    """Return which rows of the column's table an RCP owns."""
    return OWNED[column.table.name](slug)


def _meetings(slug: str) -> sa.ColumnElement[bool]:
    """A meeting belongs to the first of the RCPs that hold it."""
    holder = Base.metadata.tables["meeting_rcps"].alias("holder")
    before = Base.metadata.tables["meeting_rcps"].alias("before")
    comes_before = sa.or_(
        before.c.position < holder.c.position,
        sa.and_(before.c.position == holder.c.position, before.c.rcp_slug < holder.c.rcp_slug),
    )
    is_first = ~sa.exists().where(before.c.meeting_id == holder.c.meeting_id, comes_before)
    held = sa.select(holder.c.meeting_id).where(holder.c.rcp_slug == slug, is_first)
    return _column("meetings", "id").in_(held)


def _requests(slug: str) -> sa.ColumnElement[bool]:
    """A request belongs to the applicant until it is submitted, and then to the host.

    What the host notes of it, objections among them, is not for the applicant.
    """
    table = Base.metadata.tables["observer_requests"]
    is_submitted = table.c.submitted_at.is_not(None)
    return sa.or_(
        sa.and_(table.c.host_slug == slug, is_submitted),
        sa.and_(table.c.applicant_slug == slug, ~is_submitted),
    )


def _observer_events(slug: str) -> sa.ColumnElement[bool]:
    table = "observer_events"
    return sa.or_(_of(table, "request_id")(slug), _of(table, "grant_id")(slug))


def _files(slug: str) -> sa.ColumnElement[bool]:
    """The files that any of its rows refers to."""
    named = (
        sa.select(key.parent).where(owned(key.parent, slug), key.parent.is_not(None))
        for key in keys_to("stored_files")
    )
    return _column("stored_files", "sha256").in_(sa.union(*named))


def keys_to(target: str) -> Iterator[sa.ForeignKey]:
    """Yield the foreign keys of owned tables that lead to a table."""
    for name in OWNED:
        for key in Base.metadata.tables[name].foreign_keys:
            if key.column.table.name == target:
                yield key


#: Tables whose rows belong to an RCP, and which of them do.
OWNED: dict[str, Owned] = {
    "rcps": _own("rcps", "slug"),
    "rcp_states": _own("rcp_states"),
    "rcp_parties": _own("rcp_parties"),
    "priorities": _own("priorities"),
    "stored_files": _files,
    "practices": _own("practices"),
    "practice_readers": _of("practice_readers", "practice_id"),
    "practice_quotations": _of("practice_quotations", "practice_id"),
    "practice_attachments": _of("practice_attachments", "practice_id"),
    "practice_events": _of("practice_events", "practice_id"),
    "practice_comments": _of("practice_comments", "practice_id"),
    "practice_versions": _of("practice_versions", "practice_id"),
    "practice_translations": _of("practice_translations", "practice_id"),
    "practice_update_reminders": _of("practice_update_reminders", "practice_id"),
    # Also what other RCPs say that they made of it: both sides know of that.
    "practice_uptakes": _of("practice_uptakes", "practice_id"),
    "letter_texts": _own("letter_texts"),
    "observer_rules": _own("observer_rules"),
    "observer_settings": _own("observer_settings"),
    "observer_requests": _requests,
    "observer_request_meetings": _of("observer_request_meetings", "request_id"),
    "observer_objections": _of("observer_objections", "request_id"),
    "observer_grants": _own("observer_grants", "host_slug"),
    "observer_grant_rights": _of("observer_grant_rights", "grant_id"),
    "observer_grant_meetings": _of("observer_grant_meetings", "grant_id"),
    "observer_events": _observer_events,
    "meeting_series": _own("meeting_series"),
    "meetings": _meetings,
    "meeting_rcps": _of("meeting_rcps", "meeting_id"),
    "meeting_agenda_items": _of("meeting_agenda_items", "meeting_id"),
    "meeting_documents": _of("meeting_documents", "meeting_id"),
    "meeting_events": _of("meeting_events", "meeting_id"),
    "meeting_invitations": _of("meeting_invitations", "meeting_id"),
    "meeting_presentations": _of("meeting_presentations", "meeting_id"),
    "meeting_outcomes": _of("meeting_outcomes", "meeting_id"),
    "intake_batches": _own("intake_batches"),
    "intake_mappings": _own("intake_mappings"),
    "intake_documents": _own("intake_documents"),
    "intake_drafts": _of("intake_drafts", "document_id"),
    "intake_quotations": _of("intake_quotations", "document_id"),
}

#: Tables whose rows are only named, and by what: who is not there yet is added without rights.
REFERRED = {"users": "email"}

#: How rows that others own are named, where they can be.
NATURAL = {"practices": "external_id", "meetings": "uid"}

#: Tables of which nothing goes along, and why.
LEFT_OUT = {
    "audit_events": "goes along by the subjects of its events (audit.py), not as a table",
    "api_tokens": "a secret of a person",
    "calendar_feeds": "a secret of a person",
    "one_time_links": "a secret of a person",
    "meeting_invitation_links": "a secret sent to a person; invitations can be sent again",
    "memberships": "a seat is a right; the other instance gives it",
    "mail_preferences": "a person's own choice",
    "outgoing_mail": "on its way to persons",
    "saved_searches": "a person's own",
    "search_choices": "a person's own",
    "search_questions": "a person's own",
    "search_opinions": "a person's own",
    "bookmarks": "a person's own",
    "collections": "a person's own, of practices of any RCP",
    "collection_items": "a person's own, of practices of any RCP",
    "follows": "a person's own",
    "alerts": "a person's own",
    "alerts_seen": "made again at the next look",
    "alerts_progress": "made again at the next look",
    "index_counter": "of the index of this instance",
    "index_changes": "of the index of this instance",
    "search_passages": "made again from the texts",
    "job_runs": "of this instance",
    "terms": "common to all",
    "term_labels": "common to all",
    "term_links": "common to all",
    "term_counter": "common to all",
}

#: Columns that say something of this instance only; the other one has its own.
COLUMNS_LEFT_OUT = {("stored_files", "created_at")}

#: What the audit record calls the rows of a table.
SUBJECTS = {
    "practice": "practices",
    "uptake": "practice_uptakes",
    "observer_request": "observer_requests",
    "observer_grant": "observer_grants",
    "meeting": "meetings",
    "invitation": "meeting_invitations",
    "presentation": "meeting_presentations",
    "outcome": "meeting_outcomes",
    "intake_batch": "intake_batches",
    "intake_document": "intake_documents",
    "intake_draft": "intake_drafts",
}

#: Details of audit events that are the bare id of a row, by what their action begins with.
DETAILS = {
    ("practice", "comment"): "practice_comments",
    ("practice", "quotation"): "practice_quotations",
    ("agenda_item", "item"): "meeting_agenda_items",
    ("meeting_document", "document"): "meeting_documents",
    ("intake", "document"): "intake_documents",
    ("intake", "into"): "intake_drafts",
    ("intake", "practice"): "practices",
}


def owned_tables() -> list[sa.Table]:
    """Return the tables of owned rows, each after those that it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name in OWNED]


def columns_of(table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns of a table that go along."""
    return [one for one in table.columns if (table.name, one.name) not in COLUMNS_LEFT_OUT]


def number_of(table: sa.Table) -> sa.Column[Any] | None:
    """Return the column with the ids that a database gives, if the table has them."""
    keys = list(table.primary_key.columns)
    is_number = len(keys) == 1 and isinstance(keys[0].type, sa.Integer)
    return keys[0] if is_number and not keys[0].foreign_keys else None
