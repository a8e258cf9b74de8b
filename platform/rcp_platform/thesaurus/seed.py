"""The terms an instance begins with: the glossary that comes with the search package."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor, require
from rcp_platform.thesaurus.facts import TermFacts, one_label, without_empty
from rcp_platform.thesaurus.graph import Graph
from rcp_platform.thesaurus.models import Term, TermCounter, TermLabel, TermLink
from rcp_platform.thesaurus.policy import may_edit
from rcp_platform.thesaurus.services import label_rows, link_rows
from rcp_search.terms.glossary import Concept


def seed(session: Session, concepts: Iterable[Concept], *, actor: Actor) -> int:
    """Fill an empty table with these terms and return how many there are.

    Where there is any term, also a retired one, nothing is done: edits are never overwritten.
    """
    require(may_edit, actor, None)
    if session.scalar(sa.select(sa.exists().where(Term.slug.is_not(None)))):
        return 0
    stated = {concept.id: _facts(concept) for concept in concepts}
    if not stated:
        return 0
    session.execute(
        sa.insert(Term), [{"slug": slug, "note": facts.note} for slug, facts in stated.items()]
    )
    session.execute(
        sa.insert(TermLabel), [row for item in stated.items() for row in label_rows(*item)]
    )
    links = _without_contradictions(Graph(frozenset()).with_stated(stated))
    session.execute(sa.insert(TermLink), link_rows(links.links))
    session.execute(sa.update(TermCounter).values(number=TermCounter.number + 1))
    record(session, actor, "term.seed", "terms", terms=str(len(stated)))
    session.flush()
    return len(stated)


def _facts(concept: Concept) -> TermFacts:
    labels = {
        code: tuple(dict.fromkeys(map(one_label, texts))) for code, texts in concept.labels.items()
    }
    return TermFacts(
        labels=without_empty(labels),
        note=one_label(concept.note),
        broader=frozenset(concept.broader),
        related=frozenset(concept.related),
    )


def _without_contradictions(graph: Graph) -> Graph:
    """Return the links without related terms of which one is the wider one.

    The glossary names a term's narrower terms among its related ones.
    """
    related = {
        slug: frozenset(
            other
            for other in others
            if other not in graph.above(slug) and slug not in graph.above(other)
        )
        for slug, others in graph.related.items()
    }
    return Graph(graph.slugs, graph.broader, related)
