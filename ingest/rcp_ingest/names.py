"""The names that a caller knows, so that documents can be searched for them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

#: What something is called: language ("" for any) and name or acronym as written.
Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Names:
    """What the exchange knows by name, each under the code that records use.

    States under ISO 3166-1 alpha-2, RCPs under their slug, GCM objectives under their number as
    text, SDG targets under theirs ("10.7"), themes under theirs.
    """

    states: Mapping[str, Labels] = field(default_factory=dict)
    rcps: Mapping[str, Labels] = field(default_factory=dict)
    gcm_objectives: Mapping[str, Labels] = field(default_factory=dict)
    sdg_targets: Mapping[str, Labels] = field(default_factory=dict)
    themes: Mapping[str, Labels] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return them as plain values."""
        return asdict(self)


def names_from(values: Mapping[str, Mapping[str, Any]]) -> Names:
    """Return the names that :meth:`Names.as_json` described."""
    return Names(
        **{
            kind: {
                code: tuple((language, label) for language, label in labels)
                for code, labels in known.items()
            }
            for kind, known in values.items()
        }
    )
