"""Background notes and papers."""

import re

from rcp_ingest.document import Document
from rcp_ingest.recognisers.boxes import practices_in
from rcp_ingest.recognisers.context import Context
from rcp_ingest.recognisers.facts import Facts
from rcp_ingest.recognisers.measures import measures_in
from rcp_ingest.recognisers.outline.headings import SECTIONS, match_of
from rcp_ingest.recognisers.outline.labels import labelled_pieces
from rcp_ingest.recognisers.outline.passages import Passage, passages
from rcp_ingest.recognisers.session import session_of
from rcp_ingest.recognisers.telling import LABELS
from rcp_ingest.records import Reading, Shape

#: What papers call themselves, near their beginning.
_PAPER = re.compile(
    r"\b(?:(?:background|concept|discussion|issues?|information|briefing|working|policy|position"
    r"|thematic|technical|session|options?|explanatory|scoping)\s"
    r"(?:note|paper|document)|policy\sbrief|non-paper|aide[\s-]m[ée]moire|food\sfor\sthought"
    r"|note\s(?:d['’]information|de\s(?:contexte|cadrage|synthèse|fond|réflexion|discussion)"
    r"|conceptuelle|documentaire|d['’]orientation)"
    r"|document\s(?:d['’]information|de\s(?:travail|référence|réflexion|fond|base))"
    r"|nota\s(?:conceptual|informativa|de\s(?:antecedentes|concepto|debate|referencia|enquadramento"
    r"|base|contexto|apoio))|documento\s(?:de\s(?:antecedentes|trabajo|debate|trabalho|base"
    r"|referencia|referência|reflexión|discussão|posición)|conceptual|informativo)"
    r"|(?:справочн|концептуальн|информационн|аналитическ|пояснительн)\w{2,4}\sзаписк\w"
    r"|(?:рабоч|справочн|дискуссионн|концептуальн)\w{2,4}\sдокумент"
    r"|(?:ال)?(?:مذكرة|ورقة|وثيقة)\s(?:ال)?(?:معلومات|مفاهيمية|مفاهيم|خلفية|أساسية|عمل|نقاش|إعلامية|مرجعية))",
    re.IGNORECASE,
)
_FIRST_LINES = 12
_LONGEST_TITLE = 200
_CALLED = 0.85
_ASKS = 0.5
_PROPOSES = 0.35
#: So many sections of a practice make it one, not a paper.
_A_PRACTICE = 3
_OWN_TO_PRACTICES = frozenset(SECTIONS) - {"challenge", "legal_basis"} | {"beneficiaries", "title"}


def likeness(document: Document) -> float:
    """Return how much a document looks like one, from 0 to 1."""
    lines = passages(document)
    if any(_calls_itself_paper(line) for line in lines[:_FIRST_LINES]):
        return _CALLED
    headings = (match_of(line.text) for line in lines if line.is_heading)
    fields = {found.field for found in headings if found and found.confidence >= 0.9}
    labels = {piece.label for piece in labelled_pieces(document, LABELS) if piece.label}
    if len((fields | labels) & _OWN_TO_PRACTICES) >= _A_PRACTICE:
        return 0.0
    if "guiding_questions" in fields:
        return _ASKS
    recommendations, _challenges = measures_in(lines)
    return _PROPOSES if recommendations else 0.0


def read(document: Document, context: Context) -> Reading:
    """Return the measures that it proposes, the challenges that it names and its good practices."""
    practices, taken = practices_in(labelled_pieces(document, LABELS), Facts(context.names))
    recommendations, challenges = measures_in(
        [line for line in passages(document) if line.block not in taken]
    )
    return Reading(
        Shape.NOTE,
        session=session_of(document, context.names),
        practices=tuple(practices),
        challenges=challenges,
        recommendations=recommendations,
    )


def _calls_itself_paper(line: Passage) -> bool:
    return len(line.text) <= _LONGEST_TITLE and _PAPER.search(line.text) is not None
