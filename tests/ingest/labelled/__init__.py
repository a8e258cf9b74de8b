"""Documents of our own with what there is to find in them, for measuring how well they are read.

Every document is invented; nobody named in one exists. They are numbered, and two that follow
each other have the same shape: the odd ones (``tune``) are there to look at while recognisers are
written, the even ones (``report``) to say how well they do it. Whoever works on a reader or a
recogniser looks at ``tune`` alone and never changes anything because of a document in ``report``;
only figures over the whole half are read there. A name that leaked is the one exception: it is
mended wherever it stands, and the kind of mistake gets a document among the odd ones.
"""

from pathlib import Path

from tests.ingest.labelled.making import written
from tests.ingest.labelled.script import Labelled, Record, labelled

HALVES = ("tune", "report")
_HERE = Path(__file__).parent


def documents(half: str) -> list[Labelled]:
    """Return the documents of one half, in order."""
    return [labelled(path) for path in sorted((_HERE / half).glob("*.toml"))]


__all__ = ["HALVES", "Labelled", "Record", "documents", "written"]
