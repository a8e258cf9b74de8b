"""The way of a presentation."""

from rcp_platform.core.workflow import Transition, Workflow
from rcp_platform.meetings.presentations.policy import is_host, is_presenting
from rcp_platform.meetings.states import PresentationState as S

_BEFORE = {S.TOPIC_AGREED, S.MATERIAL_ASKED, S.SUBMITTED, S.CLEARED}

PRESENTATION = Workflow(
    Transition("ask_material", {S.TOPIC_AGREED, S.SUBMITTED}, S.MATERIAL_ASKED, by=is_host),
    Transition(
        "submit", {S.TOPIC_AGREED, S.MATERIAL_ASKED, S.SUBMITTED}, S.SUBMITTED, by=is_presenting
    ),
    # Whose material it is says who may read it.
    Transition("clear", {S.SUBMITTED}, S.CLEARED, by=is_presenting),
    Transition("deliver", _BEFORE, S.DELIVERED, by=is_host),
    Transition("not_held", _BEFORE, S.NOT_HELD, by=is_host),
    Transition("record_outcome", {S.DELIVERED}, S.OUTCOME_RECORDED, by=is_host),
    Transition("draft_practice", {S.OUTCOME_RECORDED}, S.PRACTICE_DRAFTED, by=is_presenting),
)
