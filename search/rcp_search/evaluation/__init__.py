"""How good the answers are: questions with known answers, asked in several ways."""

from rcp_search.evaluation.asking import Answer, Progress, Report, evaluate
from rcp_search.evaluation.beir import load_folder
from rcp_search.evaluation.configurations import CONFIGURATIONS, Configuration
from rcp_search.evaluation.differences import Comparison, compared
from rcp_search.evaluation.report import as_data, as_markdown
from rcp_search.evaluation.sets import EvaluationSet, JudgedQuery, SetRefused

__all__ = [
    "CONFIGURATIONS",
    "Answer",
    "Comparison",
    "Configuration",
    "EvaluationSet",
    "JudgedQuery",
    "Progress",
    "Report",
    "SetRefused",
    "as_data",
    "as_markdown",
    "compared",
    "evaluate",
    "load_folder",
]
