"""The way of a presentation."""

from rcp_platform.core.access import is_system
from rcp_platform.core.workflow import Transition, Workflow
from rcp_platform.meetings.presentations.policy import is_drafting, is_host, is_presenting
from rcp_platform.meetings.states import PresentationState as S

#: Neither held nor called off.
AHEAD = frozenset({S.TOPIC_AGREED, S.MATERIAL_ASKED, S.SUBMITTED, S.CLEARED})

PRESENTATION = Workflow(
    # Once more with another date, or for another version.
    Transition(
        "ask_material",
        {S.TOPIC_AGREED, S.MATERIAL_ASKED, S.SUBMITTED},
        S.MATERIAL_ASKED,
        by=is_host,
    ),
    # What takes the place of cleared material is cleared anew.
    Transition("submit", AHEAD, S.SUBMITTED, by=is_presenting),
    # Whose material it is says who may read it.
    Transition("clear", {S.SUBMITTED}, S.CLEARED, by=is_presenting),
    Transition("deliver", AHEAD, S.DELIVERED, by=is_host),
    Transition("not_held", AHEAD, S.NOT_HELD, by=is_host),
    # The invitation is accepted after all.
    Transition("resume", {S.NOT_HELD}, S.TOPIC_AGREED, by=is_system),
    Transition("record_outcome", {S.DELIVERED}, S.OUTCOME_RECORDED, by=is_host),
    # Once more where the draft has been deleted.
    Transition(
        "draft_practice",
        {S.OUTCOME_RECORDED, S.PRACTICE_DRAFTED},
        S.PRACTICE_DRAFTED,
        by=is_drafting,
    ),
)
