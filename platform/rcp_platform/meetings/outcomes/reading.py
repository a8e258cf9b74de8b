"""What came of a meeting as a reader may know it: templates get this, never the row."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from rcp_platform.core.access import Actor
from rcp_platform.directory.models import Rcp
from rcp_platform.meetings import policy as meetings
from rcp_platform.meetings.outcomes import policy
from rcp_platform.meetings.outcomes.fields import KINDS, STATES, STEPS
from rcp_platform.meetings.outcomes.models import Outcome
from rcp_platform.meetings.outcomes.workflow import OUTCOME
from rcp_platform.meetings.states import MeetingAudience, OutcomeState


@dataclass(frozen=True)
class Item:
    """An outcome or statement of intent."""

    id: int
    meeting_id: int
    meeting_title: str
    meeting_language: str
    #: Whether the reader may open the meeting: whoever takes on an item need not.
    is_meeting_open: bool
    kind: str
    text: str
    #: ISO 639-1.
    language: str
    #: The point of the agenda, where the reader may know of it.
    point_id: int | None
    point: str
    owner: Rcp | None
    owner_note: str
    due_on: date | None
    state: OutcomeState
    progress: str
    audience: MeetingAudience
    version: int
    may_follow: bool
    #: What may be said of its state now.
    steps: tuple[str, ...]

    @property
    def kind_name(self) -> str:
        """Outcome, or statement of intent."""
        return str(KINDS[self.kind])

    @property
    def state_name(self) -> str:
        """How far it has come, in plain words."""
        return str(STATES[self.state])

    @property
    def step_names(self) -> dict[str, str]:
        """The steps that may be taken, in words."""
        return {step: str(STEPS[step]) for step in self.steps}

    @classmethod
    def of(cls, outcome: Outcome, actor: Actor) -> Self:
        """Return what the actor, who may see it, may know of an outcome."""
        point = outcome.agenda_item
        if point is not None and not meetings.may_read_item(actor, point):
            point = None
        may_follow = policy.is_follower(actor, outcome)
        return cls(
            id=outcome.id,
            meeting_id=outcome.meeting_id,
            meeting_title=outcome.meeting.title,
            meeting_language=outcome.meeting.language,
            is_meeting_open=meetings.may_see(actor, outcome.meeting),
            kind=outcome.kind.value,
            text=outcome.text,
            language=outcome.language,
            point_id=point.id if point else None,
            point=point.title if point else "",
            owner=outcome.owner,
            owner_note=outcome.owner_note,
            due_on=outcome.due_on,
            state=outcome.state,
            progress=outcome.progress,
            audience=outcome.audience,
            version=outcome.version,
            may_follow=may_follow,
            steps=tuple(OUTCOME.available(outcome, actor)) if may_follow else (),
        )
