"""What people can do with a presentation: the buttons of its page, and what they do."""

from dataclasses import dataclass

from flask_babel import LazyString
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.meetings.presentations import fields, services
from rcp_platform.meetings.presentations.forms import (
    FORMS,
    AskForm,
    ClearForm,
    DraftForm,
    NotHeldForm,
    OutcomeForm,
    StepForm,
)
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.meetings.presentations.workflow import PRESENTATION
from rcp_platform.meetings.states import MeetingAudience, MeetingState

#: What is sent without a file.
MOVES = tuple(name for name in fields.TRANSITIONS if name != "submit")


@dataclass(frozen=True)
class Move:
    """A button with its form."""

    name: str
    label: LazyString
    form: StepForm

    @property
    def asks(self) -> bool:
        """Whether it needs to know anything."""
        return type(self.form) is not StepForm


def moves_of(presentation: Presentation, actor: Actor, tried: StepForm | None = None) -> list[Move]:
    """Return what the actor can do with a presentation now; ``tried`` is a form with its errors."""
    possible = set(PRESENTATION.available(presentation, actor)) - _too_early(presentation)
    return [
        Move(
            name,
            label,
            tried
            if tried and tried.step == name
            else FORMS[name](name, presentation, actor, is_sent=False),
        )
        for name, label in fields.TRANSITIONS.items()
        if name in possible
    ]


def _too_early(presentation: Presentation) -> set[str]:
    """Return the steps for which it is too early, or too late."""
    meeting = presentation.meeting
    if meeting.state == MeetingState.CANCELLED:
        passed = {"ask_material", "submit", "clear", "deliver"}
    elif services.has_begun(meeting):
        passed = {"ask_material"}
    else:
        passed = {"deliver", "not_held"}
    return passed | ({"draft_practice"} if presentation.drafted_id is not None else set())


def take(session: Session, presentation: Presentation, form: StepForm, *, actor: Actor) -> None:
    """Take a step with what its form says."""
    match form:
        case AskForm():
            services.ask_material(session, presentation, form.chosen, actor=actor)
        case ClearForm():
            audience = MeetingAudience(form.audience.data)
            services.clear(session, presentation, audience, actor=actor)
        case NotHeldForm():
            services.not_held(session, presentation, form.note.data or "", actor=actor)
        case OutcomeForm():
            services.record_outcome(session, presentation, form.outcome.data or "", actor=actor)
        case DraftForm():
            services.draft_practice(session, presentation, form.rcp.data, actor=actor)
        case _:
            services.deliver(session, presentation, actor=actor)
