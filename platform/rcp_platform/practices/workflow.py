"""The life of a practice."""

from rcp_platform.core.workflow import Transition, Workflow
from rcp_platform.practices.models import PracticeState as S
from rcp_platform.practices.policy import is_editor, is_secretariat

PRACTICE = Workflow(
    Transition("submit", {S.DRAFT}, S.SUBMITTED, by=is_editor),
    Transition("return", {S.SUBMITTED}, S.DRAFT, by=is_secretariat),
    Transition("publish", {S.DRAFT, S.SUBMITTED}, S.PUBLISHED, by=is_secretariat),
    Transition("withdraw", {S.PUBLISHED}, S.WITHDRAWN, by=is_editor),
)
