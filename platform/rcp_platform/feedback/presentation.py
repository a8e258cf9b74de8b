"""What a search page offers beside its results."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rcp_platform.feedback.links import signed
from rcp_platform.feedback.models import OpinionKind
from rcp_platform.feedback.services import Result


@dataclass(frozen=True)
class Feedback:
    """Signed results where the question is kept; an invitation where its reader may allow it."""

    question_id: str | None = None
    #: What its reader has said of the results, by practice.
    verdicts: Mapping[int, OpinionKind] = field(default_factory=dict)
    invites: bool = False

    def sign(self, practice_id: int, rank: int) -> str | None:
        """Return a result for a link or a form; None where nothing is kept."""
        return self.question_id and signed(Result(self.question_id, practice_id, rank))


@dataclass(frozen=True)
class KeptSearches:
    """How an account stands: its choice (None before one), what is kept, and for how long."""

    keeps: bool | None
    count: int
    days: int
