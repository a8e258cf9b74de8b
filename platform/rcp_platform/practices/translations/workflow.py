"""The life of a translation."""

from rcp_platform.core.access import Actor, is_system
from rcp_platform.core.workflow import Transition, Workflow
from rcp_platform.practices import policy
from rcp_platform.practices.translations.models import Translation
from rcp_platform.practices.translations.models import TranslationState as S


def _writes(actor: Actor, translation: Translation) -> bool:
    return policy.is_editor(actor, translation.practice)


def _approves(actor: Actor, translation: Translation) -> bool:
    return policy.is_reviewer(actor, translation.practice)


TRANSLATION = Workflow(
    Transition("write", set(S), S.DRAFT, by=_writes),
    Transition("approve", {S.DRAFT}, S.APPROVED, by=_approves),
    Transition("fall_out_of_date", {S.APPROVED}, S.OUT_OF_DATE, by=is_system),
)
