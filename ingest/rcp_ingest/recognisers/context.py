"""What a recogniser is told besides the document."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rcp_ingest.names import Names

#: A header row with its words folded (:func:`.table.header_key`) to the field of each column.
Mappings = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Context:
    """The names that the caller knows, and how its spreadsheets were mapped before."""

    names: Names = field(default_factory=Names)
    mappings: Mappings = field(default_factory=dict)
