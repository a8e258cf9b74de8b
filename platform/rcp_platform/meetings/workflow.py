"""The life of a meeting."""

from rcp_platform.core.workflow import Transition, Workflow
from rcp_platform.meetings.policy import is_organiser
from rcp_platform.meetings.states import MeetingState as S

MEETING = Workflow(
    Transition("announce", {S.DRAFT}, S.ANNOUNCED, by=is_organiser),
    Transition("cancel", {S.ANNOUNCED}, S.CANCELLED, by=is_organiser),
    # By the organisers, or by the clock once it has ended.
    Transition("close", {S.ANNOUNCED}, S.HELD, by=is_organiser),
)
