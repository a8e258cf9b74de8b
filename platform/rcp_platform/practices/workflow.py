"""The life of a practice."""

from rcp_platform.core.access import is_system
from rcp_platform.core.workflow import Transition, Workflow
from rcp_platform.practices.policy import is_editor, is_reviewer, is_secretariat
from rcp_platform.practices.states import IN_WORK, READABLE
from rcp_platform.practices.states import PracticeState as S

PRACTICE = Workflow(
    Transition("submit", {S.DRAFT}, S.SUBMITTED, by=is_editor),
    Transition("take_back", {S.SUBMITTED, S.RESUBMITTED}, S.DRAFT, by=is_editor),
    Transition("start_review", {S.SUBMITTED, S.RESUBMITTED}, S.IN_REVIEW, by=is_reviewer),
    Transition("request_changes", {S.IN_REVIEW, S.CLEARED}, S.CHANGES_REQUESTED, by=is_reviewer),
    Transition("resubmit", {S.CHANGES_REQUESTED}, S.RESUBMITTED, by=is_editor),
    Transition("clear", {S.IN_REVIEW}, S.CLEARED, by=is_reviewer),
    Transition("publish", {S.CLEARED}, S.PUBLISHED, by=is_secretariat),
    # Imports and the sample world bring what was published elsewhere.
    Transition("publish_at_once", IN_WORK, S.PUBLISHED, by=is_system),
    Transition("decline", {S.SUBMITTED, S.RESUBMITTED, S.IN_REVIEW}, S.DECLINED, by=is_secretariat),
    Transition(
        "mark_duplicate", {S.SUBMITTED, S.RESUBMITTED, S.IN_REVIEW}, S.DUPLICATE, by=is_reviewer
    ),
    Transition("reopen", {S.DECLINED, S.DUPLICATE}, S.DRAFT, by=is_editor),
    # A new version takes the place of the one before.
    Transition("renew", {S.PUBLISHED, S.UPDATE_DUE, S.ARCHIVED}, S.PUBLISHED, by=is_secretariat),
    Transition("fall_due", {S.PUBLISHED}, S.UPDATE_DUE, by=is_system),
    Transition("confirm", {S.PUBLISHED, S.UPDATE_DUE}, S.PUBLISHED, by=is_editor),
    Transition("archive", {S.PUBLISHED, S.UPDATE_DUE}, S.ARCHIVED, by=is_editor),
    Transition("restore", {S.ARCHIVED}, S.PUBLISHED, by=is_secretariat),
    Transition(
        "supersede", {S.PUBLISHED, S.UPDATE_DUE, S.ARCHIVED}, S.SUPERSEDED, by=is_secretariat
    ),
    Transition("withdraw", READABLE, S.WITHDRAWN, by=is_editor),
)
