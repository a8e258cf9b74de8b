"""How all terms hang together, and what must not be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from rcp_platform.thesaurus.facts import TermFacts
from rcp_platform.thesaurus.models import LinkKind

#: Source, target and kind, as the database holds them.
Link = tuple[str, str, LinkKind]


@dataclass(frozen=True)
class Graph:
    """The links of every term."""

    slugs: frozenset[str]
    broader: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: Each related term in both directions.
    related: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def links(self) -> set[Link]:
        """Every link once."""
        upwards = {(a, b, LinkKind.BROADER) for a, others in self.broader.items() for b in others}
        aside = {
            (a, b, LinkKind.RELATED) for a, others in self.related.items() for b in others if a < b
        }
        return upwards | aside

    def above(self, slug: str) -> frozenset[str]:
        """The wider terms of a term."""
        return self.broader.get(slug, frozenset())

    def around(self, slug: str) -> frozenset[str]:
        """The terms related to a term."""
        return self.related.get(slug, frozenset())

    def with_stated(self, stated: Mapping[str, TermFacts]) -> "Graph":
        """Return the links as they are once these terms are as stated.

        Two stated terms are related if either says so.
        """
        pairs = {
            (a, b)
            for a, others in self.related.items()
            for b in others
            if a not in stated and b not in stated
        }
        for slug, facts in stated.items():
            pairs |= {pair for other in facts.related for pair in ((slug, other), (other, slug))}
        return Graph(
            self.slugs | stated.keys(),
            {**self.broader, **{slug: facts.broader for slug, facts in stated.items()}},
            neighbours(pairs),
        )

    def cycle(self) -> list[str]:
        """Return terms each of which is wider than the one before, and the last is the first."""
        try:
            TopologicalSorter(self.broader).prepare()
        except CycleError as error:
            found: list[str] = error.args[1]
            return found[::-1]
        return []


def neighbours(pairs: set[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return the second of each pair by the first."""
    by_first: dict[str, set[str]] = {}
    for first, second in pairs:
        by_first.setdefault(first, set()).add(second)
    return {first: frozenset(others) for first, others in by_first.items()}
