"""Change terms.

Services check access, change rows and write the audit record, all in the caller's
transaction. They flush; the view or the command commits.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.thesaurus import queries
from rcp_platform.thesaurus.checks import Refused, problems_of
from rcp_platform.thesaurus.facts import TermFacts, differences, facts_of
from rcp_platform.thesaurus.graph import Graph, Link
from rcp_platform.thesaurus.models import (
    LabelKind,
    LinkKind,
    Term,
    TermCounter,
    TermLabel,
    TermLink,
)
from rcp_platform.thesaurus.policy import may_edit
from rcp_platform.thesaurus.workflow import TERM


@dataclass
class Outcome:
    """What became of the terms of a statement."""

    added: list[str] = field(default_factory=list)
    #: What differs now, by slug.
    changed: dict[str, list[str]] = field(default_factory=dict)
    unchanged: int = 0


def state(session: Session, stated: Mapping[str, TermFacts], *, actor: Actor) -> Outcome:
    """Add these terms or change them, all or none, so that they are as stated.

    Raises :exc:`~rcp_platform.thesaurus.checks.Refused` with all that is wrong, and
    StaleDataError when someone else has changed a term since it was loaded.
    """
    require(may_edit, actor, stated)
    before = queries.graph(session)
    after = before.with_stated(stated)
    if problems := problems_of(stated, after):
        raise Refused(problems)
    outcome = Outcome()
    terms = _terms(session, stated)
    relabelled = []
    for slug, facts in stated.items():
        whole = replace(facts, related=after.around(slug))
        if slug not in terms:
            session.add(Term(slug=slug, note=facts.note))
            outcome.added.append(slug)
            relabelled.append(slug)
        elif _write_term(terms[slug], whole, before, outcome):
            relabelled.append(slug)
    session.flush()
    _write_labels(session, {slug: stated[slug] for slug in relabelled})
    moved = _write_links(session, before.links, after.links)
    _touch(session, {*outcome.changed, *moved} - {*outcome.added})
    _record(session, outcome, actor)
    session.flush()
    return outcome


def _terms(session: Session, slugs: Collection[str]) -> dict[str, Term]:
    statement = sa.select(Term).where(Term.slug.in_(slugs)).options(selectinload(Term.labels))
    return {term.slug: term for term in session.scalars(statement)}


def _write_term(term: Term, facts: TermFacts, before: Graph, outcome: Outcome) -> bool:
    """Write what stands in the term's own row. Returns whether its labels are others now."""
    was = facts_of(term, before.above(term.slug), before.around(term.slug))
    if changes := differences(was, facts):
        outcome.changed[term.slug] = changes
    else:
        outcome.unchanged += 1
    term.note = facts.note
    return any(fact.startswith(("labels", "hidden")) for fact in changes)


def _write_labels(session: Session, stated: Mapping[str, TermFacts]) -> None:
    if not stated:
        return
    session.execute(sa.delete(TermLabel).where(TermLabel.term_slug.in_(stated)))
    session.execute(
        sa.insert(TermLabel), [row for item in stated.items() for row in label_rows(*item)]
    )
    for term in session.scalars(sa.select(Term).where(Term.slug.in_(stated))):
        session.expire(term, ["labels"])


def label_rows(slug: str, facts: TermFacts) -> Iterator[dict[str, object]]:
    """Yield the rows of a term's labels."""
    for code, shown in facts.labels.items():
        for position, text in enumerate((*shown, *facts.hidden.get(code, ()))):
            kind = LabelKind.ALTERNATIVE if position < len(shown) else LabelKind.HIDDEN
            yield {
                "term_slug": slug,
                "language": code,
                "position": position,
                "kind": LabelKind.PREFERRED if position == 0 else kind,
                "text": text,
                "folded": queries.folded(text),
            }


def _write_links(session: Session, before: set[Link], after: set[Link]) -> set[str]:
    """Write what differs between the links. Returns the terms of which less or more is stated."""
    for source, target, _kind in before - after:
        session.execute(
            sa.delete(TermLink).where(TermLink.source == source, TermLink.target == target)
        )
    if new := after - before:
        session.execute(sa.insert(TermLink), link_rows(new))
    return {
        slug
        for source, target, kind in before ^ after
        for slug in ((source, target) if kind == LinkKind.RELATED else (source,))
    }


def link_rows(links: Iterable[Link]) -> list[dict[str, object]]:
    """Return links as rows."""
    return [{"source": a, "target": b, "kind": kind} for a, b, kind in sorted(links)]


def _touch(session: Session, slugs: Collection[str]) -> None:
    """Raise the version of terms, also where only their labels or links have changed."""
    for term in session.scalars(sa.select(Term).where(Term.slug.in_(slugs))):
        term.updated_at = now()


def _record(session: Session, outcome: Outcome, actor: Actor) -> None:
    for slug in outcome.added:
        record(session, actor, "term.add", f"term:{slug}")
    for slug, changes in outcome.changed.items():
        record(session, actor, "term.update", f"term:{slug}", fields=", ".join(changes))
    if outcome.added or outcome.changed:
        _count_edit(session)


def retire(session: Session, term: Term, *, actor: Actor) -> None:
    """Take a term out of use: it leaves the list and the search, and can be restored."""
    _move(session, "retire", term, actor)


def restore(session: Session, term: Term, *, actor: Actor) -> None:
    """Put a retired term back to use."""
    _move(session, "restore", term, actor)


def _move(session: Session, name: str, term: Term, actor: Actor) -> None:
    TERM.take(name, term, actor)
    term.updated_at = now()
    record(session, actor, f"term.{name}", term)
    _count_edit(session)
    session.flush()


def _count_edit(session: Session) -> None:
    """Tell every process to read the terms again once this transaction is committed."""
    session.execute(
        sa.update(TermCounter).values(number=TermCounter.number + 1),
        execution_options={"synchronize_session": False},
    )
