"""What is wrong with a statement about terms, as sentences for whoever made it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from rcp_platform.core.text import is_slug
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.thesaurus.facts import TermFacts
from rcp_platform.thesaurus.graph import Graph
from rcp_platform.thesaurus.models import LONGEST_LABEL, LONGEST_NOTE

MOST_LABELS = 40
MOST_NEIGHBOURS = 100
#: Addresses below ``/terms/`` that are no term's.
_RESERVED = frozenset({"new"})


@dataclass(frozen=True)
class Problem:
    """What is wrong with one fact of one term."""

    slug: str
    #: A field of TermFacts, with the language if it has one: ``labels.fr``.
    fact: str
    sentence: str


class Refused(ValueError):
    """Nothing was changed; ``problems`` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems


def problems_of(stated: Mapping[str, TermFacts], graph: Graph) -> list[Problem]:
    """Return all that is wrong; ``graph`` is as it would be once the statements are made."""
    found = [
        Problem(slug, fact, sentence)
        for slug, facts in stated.items()
        for fact, sentence in (*_of_texts(slug, facts), *_of_links(slug, graph))
    ]
    if cycle := graph.cycle():
        sentence = _(
            "A term would be wider than itself: %(terms)s. Take one of these wider terms away.",
            terms=" → ".join(cycle),
        )
        slug = next((slug for slug in cycle if slug in stated), cycle[0])
        found.append(Problem(slug, "broader", sentence))
    return found


def _of_texts(slug: str, facts: TermFacts) -> Iterator[tuple[str, str]]:
    if not is_slug(slug) or slug in _RESERVED:
        yield (
            "slug",
            _(
                "“%(slug)s” cannot name a term in addresses. Use small letters a-z, digits and "
                "hyphens between them, at most 60 characters, such as “labour-migration”.",
                slug=slug[:80],
            ),
        )
    if not facts.labels:
        yield "labels.en", _("Give the term a label in at least one language.")
    for code in LANGUAGES:
        shown, hidden = facts.labels.get(code, ()), facts.hidden.get(code, ())
        if hidden and not shown:
            yield (
                f"labels.{code}",
                _("Give a label in %(language)s that can be shown.", language=LANGUAGES[code]),
            )
        yield from _of_labels(f"labels.{code}", shown)
        yield from _of_labels(f"hidden.{code}", hidden)
        if twice := set(shown) & set(hidden):
            yield f"hidden.{code}", _("“%(label)s” stands here twice.", label=min(twice))
    if len(facts.note) > LONGEST_NOTE:
        yield "note", _("Shorten this to %(max)s characters.", max=LONGEST_NOTE)


def _of_labels(fact: str, labels: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if len(labels) > MOST_LABELS:
        yield fact, _("Enter at most %(count)d labels.", count=MOST_LABELS)
    for label in labels:
        if len(label) > LONGEST_LABEL:
            yield (
                fact,
                _(
                    "Shorten “%(label)s…” to %(max)d characters.",
                    label=label[:40],
                    max=LONGEST_LABEL,
                ),
            )
    if len(set(labels)) < len(labels):
        twice = next(label for label in labels if labels.count(label) > 1)
        yield fact, _("“%(label)s” stands here twice.", label=twice)


def _of_links(slug: str, graph: Graph) -> Iterator[tuple[str, str]]:
    broader, related = graph.above(slug), graph.around(slug)
    for fact, others in (("broader", broader), ("related", related)):
        if slug in others:
            yield fact, _("A term cannot refer to itself.")
        if len(others) > MOST_NEIGHBOURS:
            yield fact, _("Name at most %(count)d terms.", count=MOST_NEIGHBOURS)
        if unknown := others - graph.slugs:
            yield fact, _("There is no term “%(slug)s”.", slug=_listed(unknown))
    narrower = {other for other in related if slug in graph.above(other)}
    if both := related & broader | narrower:
        yield (
            "related",
            _(
                "“%(slug)s” cannot be related and wider or narrower at once. Keep one of the two.",
                slug=_listed(both),
            ),
        )


def _listed(slugs: Iterable[str]) -> str:
    return "”, “".join(sorted(slugs)[:10])
