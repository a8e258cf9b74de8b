"""Change the directory.

Services check access, change rows and write the audit record, all in the caller's
transaction. They flush; the view or the command commits.
"""

from collections.abc import Sequence
from dataclasses import fields

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from rcp_platform.audit.services import record as record_event
from rcp_platform.core.access import Actor, is_system, require
from rcp_platform.core.text import is_slug
from rcp_platform.core.vocabularies import RcpType
from rcp_platform.directory import records
from rcp_platform.directory.facts import (
    LONGEST_SHORT_NAME,
    PartyFact,
    PriorityFact,
    ProfileFacts,
    StateFact,
    facts_of,
    party_fact,
)
from rcp_platform.directory.models import (
    PartyKind,
    Priority,
    Rcp,
    RcpParty,
    RcpState,
    Relation,
)
from rcp_platform.directory.policy import may_edit

_IN_OTHER_TABLES = {"states", "observers", "partners", "priorities"}


class CannotAdd(ValueError):
    """An RCP cannot be added; the message is a sentence that says why."""


def add_rcp(
    session: Session,
    slug: str,
    name: str,
    *,
    actor: Actor,
    short_name: str = "",
    rcp_type: RcpType = RcpType.REGIONAL,
    regions: Sequence[str] = (),
    year_established: int | None = None,
    is_sample: bool = False,
) -> Rcp:
    """Add an RCP to the directory; its short name is its name unless given.

    Raises :exc:`CannotAdd`.
    """
    require(is_system, actor, slug)
    if not is_slug(slug):
        raise CannotAdd(
            f"“{slug}” cannot be a slug. Use small letters a-z, digits and hyphens between them, "
            "at most 60 characters, such as “bali-process”."
        )
    if taken := session.get(Rcp, slug):
        raise CannotAdd(f"The slug “{slug}” is taken by “{taken.name}”. Choose another.")
    short_name = short_name or name
    if len(short_name) > LONGEST_SHORT_NAME:
        raise CannotAdd(
            f"“{short_name}” is too long to be a short name. Give one of at most "
            f"{LONGEST_SHORT_NAME} characters."
        )
    rcp = Rcp(
        slug=slug,
        name=name,
        short_name=short_name,
        type=rcp_type,
        regions=list(regions),
        year_established=year_established,
        is_sample=is_sample,
    )
    session.add(rcp)
    record_event(session, actor, "rcp.add", rcp, name=name)
    session.flush()
    return rcp


def update_profile(session: Session, rcp: Rcp, facts: ProfileFacts, *, actor: Actor) -> bool:
    """Make a profile state these facts. Returns whether it stated anything else before.

    A profile that its secretariat has changed is no longer a sample. Raises
    StaleDataError when someone else has changed it since it was loaded.
    """
    require(may_edit, actor, rcp)
    before = facts_of(rcp)
    changed = [
        field.name
        for field in fields(ProfileFacts)
        if getattr(before, field.name) != getattr(facts, field.name)
    ]
    if not changed:
        return False
    for name in changed:
        if name not in _IN_OTHER_TABLES:
            value = getattr(facts, name)
            setattr(rcp, name, list(value) if isinstance(value, tuple) else value)
    _write_states(rcp, facts.states)
    _write_parties(rcp, facts)
    _write_priorities(rcp, facts.priorities)
    if not actor.is_system:
        rcp.is_sample = False
    # States alone would not touch the row whose version tells the second of two people.
    flag_modified(rcp, "source")
    record_event(session, actor, "rcp.update", rcp, fields=", ".join(changed))
    session.flush()
    return True


def load_record(
    session: Session, record: records.Record, *, actor: Actor, is_sample: bool = False
) -> Rcp:
    """Create the RCP of a directory record or make its profile state what the record does.

    A sample never changes an RCP that is not one. Raises
    :exc:`~rcp_platform.directory.records.RecordError`.
    """
    facts = records.facts_from(record)
    rcp = _rcp_of(session, record, facts, actor=actor, is_sample=is_sample)
    require(may_edit, actor, rcp)
    if is_sample and not rcp.is_sample:
        return rcp
    _require_known_parties(session, rcp, facts)
    rcp.is_sample = is_sample
    update_profile(session, rcp, facts, actor=actor)
    session.flush()
    return rcp


def load_directory(
    session: Session,
    directory: Sequence[records.Record],
    *,
    actor: Actor,
    is_sample: bool = False,
) -> list[Rcp]:
    """Load records that may name one another as observers and partners, in any order."""
    for record in directory:
        facts = records.facts_from(record)
        _rcp_of(session, record, facts, actor=actor, is_sample=is_sample)
    return [load_record(session, record, actor=actor, is_sample=is_sample) for record in directory]


def _rcp_of(
    session: Session,
    record: records.Record,
    facts: ProfileFacts,
    *,
    actor: Actor,
    is_sample: bool,
) -> Rcp:
    slug = records.slug_of(record)
    return session.get(Rcp, slug) or add_rcp(
        session,
        slug,
        facts.name,
        short_name=facts.short_name,
        actor=actor,
        is_sample=is_sample,
    )


def _require_known_parties(session: Session, rcp: Rcp, facts: ProfileFacts) -> None:
    parties = (*facts.observers, *facts.partners)
    named = {party.who for party in parties if party.kind == PartyKind.RCP}
    known = set(session.scalars(sa.select(Rcp.slug).where(Rcp.slug.in_(named))))
    if unknown := sorted(named - known):
        raise records.RecordError(
            f"The record “{rcp.slug}” names the Process “{unknown[0]}”, which is not in the "
            "directory. Add it first, or load both records together."
        )


def _write_states(rcp: Rcp, facts: Sequence[StateFact]) -> None:
    kept = {row.code: row for row in rcp.states}
    rows = [
        kept.pop(fact.code) if fact.code in kept else RcpState(code=fact.code) for fact in facts
    ]
    for position, (row, fact) in enumerate(zip(rows, facts, strict=True)):
        row.position, row.note = position, fact.note
    rcp.states = rows


def _write_parties(rcp: Rcp, facts: ProfileFacts) -> None:
    kept = {(row.relation, party_fact(row)): row for row in rcp.parties}
    wanted = [(Relation.OBSERVER, fact) for fact in facts.observers]
    wanted += [(Relation.PARTNER, fact) for fact in facts.partners]
    rows = [kept.pop(stated) if stated in kept else _party_row(*stated) for stated in wanted]
    for position, row in enumerate(rows):
        row.position = position
    rcp.parties = rows


def _party_row(relation: Relation, fact: PartyFact) -> RcpParty:
    return RcpParty(
        relation=relation,
        kind=fact.kind,
        code=fact.who if fact.kind == PartyKind.STATE else None,
        party_slug=fact.who if fact.kind == PartyKind.RCP else None,
        name=fact.who if fact.kind == PartyKind.ORGANISATION else None,
        note=fact.note,
    )


def _write_priorities(rcp: Rcp, facts: Sequence[PriorityFact]) -> None:
    kept = {row.title: row for row in rcp.priorities}
    rows = [
        kept.pop(fact.title) if fact.title in kept else Priority(title=fact.title) for fact in facts
    ]
    for position, (row, fact) in enumerate(zip(rows, facts, strict=True)):
        row.position, row.detail = position, fact.detail
    rcp.priorities = rows
