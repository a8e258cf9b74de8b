"""The life of a document that was sent, and of a draft that was made of it."""

from rcp_platform.core.access import Actor, is_system
from rcp_platform.core.db import now
from rcp_platform.core.workflow import Transition, Workflow
from rcp_platform.intake.models import DocumentState as D
from rcp_platform.intake.models import DraftState as S
from rcp_platform.intake.models import IntakeDocument, IntakeDraft
from rcp_platform.intake.policy import may_handle


def handles_its_document(actor: Actor, draft: IntakeDraft) -> bool:
    """Whoever may handle the document."""
    return may_handle(actor, draft.document)


DOCUMENT = Workflow(
    # What a worker left that was ended is begun again.
    Transition("start", {D.WAITING, D.READING}, D.READING, by=is_system),
    Transition("stop", {D.READING}, D.WAITING, by=is_system),
    Transition("be_read", {D.WAITING, D.READING}, D.READ, by=is_system),
    Transition("fail", {D.WAITING, D.READING}, D.FAILED, by=is_system),
    Transition("be_the_same", {D.WAITING, D.READING, D.READ}, D.SAME, by=is_system),
    Transition("read_anyway", {D.SAME, D.FAILED}, D.WAITING, by=may_handle),
    Transition("read_again", {D.READ}, D.WAITING, by=may_handle),
    Transition("finish", {D.READ}, D.DONE, by=may_handle),
    Transition("reopen", {D.DONE}, D.READ, by=may_handle),
)

DRAFT = Workflow(
    Transition("correct", {S.OPEN}, S.OPEN, by=handles_its_document),
    Transition("split", {S.OPEN}, S.OPEN, by=handles_its_document),
    Transition("accept", {S.OPEN}, S.ACCEPTED, by=handles_its_document),
    Transition("merge", {S.OPEN}, S.MERGED, by=handles_its_document),
    Transition("drop", {S.OPEN}, S.DROPPED, by=handles_its_document),
    Transition("take_up_again", {S.DROPPED, S.MERGED}, S.OPEN, by=handles_its_document),
)


def move(name: str, document: IntakeDocument, actor: Actor) -> None:
    """Take a step of a document, or raise AccessDenied or NotPossible."""
    DOCUMENT.take(name, document, actor)
    document.state_since = now()
