"""How far an outcome has come."""

from rcp_platform.core.workflow import Transition, Workflow
from rcp_platform.meetings.outcomes.policy import is_follower
from rcp_platform.meetings.states import OutcomeState as S

OUTCOME = Workflow(
    Transition("start", {S.PLANNED}, S.UNDER_WAY, by=is_follower),
    Transition("finish", {S.PLANNED, S.UNDER_WAY}, S.DONE, by=is_follower),
    Transition("let_rest", {S.PLANNED, S.UNDER_WAY}, S.NOT_PURSUED, by=is_follower),
    Transition("take_up_again", {S.DONE, S.NOT_PURSUED}, S.UNDER_WAY, by=is_follower),
)
