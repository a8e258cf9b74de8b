"""The life of a term."""

from rcp_platform.core.workflow import Transition, Workflow
from rcp_platform.thesaurus.models import TermState
from rcp_platform.thesaurus.policy import may_edit

TERM = Workflow(
    Transition("retire", {TermState.CURRENT}, TermState.RETIRED, by=may_edit),
    Transition("restore", {TermState.RETIRED}, TermState.CURRENT, by=may_edit),
)
