"""The sections of a report of a session, and what in it is the template's and not the report's."""

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import groupby

from rcp_ingest.document import BlockKind
from rcp_ingest.recognisers.outline.headings import match_of
from rcp_ingest.recognisers.outline.passages import Passage
from rcp_ingest.typography import bare


class Section(StrEnum):
    """What a part of a report tells."""

    FRONT = "front"
    SUMMARY = "summary"
    CHALLENGES = "challenges"
    PRACTICES = "practices"
    #: Challenges and practices under one heading.
    BOTH = "both"
    COMPACT = "compact"
    AGENDA = "agenda"
    QUOTES = "quotes"
    RECOMMENDATIONS = "recommendations"
    OTHER = "other"


#: The fields of :mod:`.headings` and the sections that they are headings of.
_SECTIONS = {
    "summary": Section.SUMMARY,
    "challenge": Section.CHALLENGES,
    "challenges": Section.CHALLENGES,
    "barriers": Section.CHALLENGES,
    "good_practices": Section.PRACTICES,
    "innovation": Section.PRACTICES,
    "global_compact": Section.COMPACT,
    "gcm_objectives": Section.COMPACT,
    "agenda_2030": Section.AGENDA,
    "sdg_targets": Section.AGENDA,
    "quotations": Section.QUOTES,
    "recommendations": Section.RECOMMENDATIONS,
    "conclusion": Section.OTHER,
    "introduction": Section.OTHER,
    "background": Section.OTHER,
    "references": Section.OTHER,
    "contact": Section.OTHER,
    "contents": Section.OTHER,
    "guiding_questions": Section.OTHER,
}
#: Words that tell of a section in whatever words stand around them.
_TELLING = (
    (
        Section.QUOTES,
        r"\bquot(?:es?|ations?)\b|\bcitas\b|\bcitac(?:ao|oes)\b|\bцитат\w*|اقتباس|\bfrases\b"
        r"|\bvoices\b|\bvoix\b|\bvoces\b|\bvozes\b|\bголоса\b|\bвысказывани\w*|اقوال|مقولات|عبارات"
        r"|what (?:was|people|participants) said|in their (?:own )?words|\bphrases\b",
    ),
    (
        Section.COMPACT,
        r"\bgcm\b|global compact|pacte mondial|pacto (?:mundial|global)|глобальн\w+ договор"
        r"|(?:الاتفاق|الميثاق|العهد) (?:العالمي|الدولي)",
    ),
    (Section.AGENDA, r"\b2030\b|\bsdgs?\b|\bodd\b|\bods\b|\bцур\b|اهداف التنميه"),
    (
        Section.PRACTICES,
        r"\b(?:good|best|promising|innovative|effective) practices?\b|\bbonnes pratiques\b"
        r"|\bbuenas practicas\b|\bboas praticas\b|\b(?:передов|лучш|успешн)\w+ практик\w*"
        r"|ممارسات (?:جيده|واعده|فضلي)|الممارسات (?:الجيده|الواعده|الفضلي)",
    ),
    (Section.CHALLENGES, r"\b(?:challenges|obstacles|desafios|defis|вызовы)\b|التحديات"),
)
_DOUBTFUL = 0.7
_AND = re.compile(r"\s*[/&,،+]\s*|\s+(?:and|et|y|e|и|و)\s+|\s+و(?=\w)", re.IGNORECASE)
#: A heading as sure as this stands by itself; a doubtful one needs a number or the right rank.
_SURE = 0.8
_LONGEST = 160
#: Words of a doubtful heading that may open the first section.
_SHORT = 5
#: A table with more rows is none of sections.
_MOST_ROWS = 40

_INSTRUCTION = re.compile(
    r"\b(?:please (?:note|give|write|use|list|provide|indicate|insert|fill|ask|either|describe|add"
    r"|keep|limit|summari[sz]e|send|return|complete|do not|be|include|specify|share|state|mention)"
    r"|if you (?:like|wish)|this (?:template|form) (?:is|should|can|will|serves)|we advise you"
    r"|(?:click|tap) (?:or tap )?here|chatham house rules?,? so|thank you for your (?:assistance"
    r"|help)"
    r"|(?:sessions? (?:follow|are held under|is held under|were held under)|held under)"
    r"(?: the)? chatham house|max(?:imum|\.)? (?:of )?\d+ (?:words|characters|quotes|points)"
    r"|bullet points? (?:only|please|to facilitate)"
    r"|veuillez|merci de (?:bien |ne |noter|donner|citer|remplir|preciser|resumer|indiquer)"
    r"|si vous le souhaitez|ce (?:modele|formulaire) (?:est|a pour|doit|vise)"
    r"|(?:seances?|sessions?|debats?) (?:suivent|se tiennent|sont soumis\w*).{0,30}chatham"
    r"|sirvanse?|por favor|si lo desea|esta (?:plantilla|ficha) (?:es|tiene|sirve|pretende)"
    r"|(?:sesiones|sessoes|sesion|sessao) (?:siguen|se rigen|seguem|regem-se).{0,30}chatham"
    r"|queiram? |se (?:o )?desejar|este (?:modelo|formulario) (?:destina|serve|visa|tem|e )"
    r"|пожалуиста|просьба |просим |(?:этот|данныи) (?:шаблон|бланк)|(?:эта|данная) форма"
    r"|заседания проводятся.{0,40}(?:чатем|чатам|chatham)"
    r"|يرجي|الرجاء|اذا رغبتم|ان رغبتم|اذا اردتم|هذا النموذج|تخضع الجلسات|قاعده تشاتام|قواعد تشاتام)"
)
_SENTENCE = re.compile(
    r"[^.!?؟\n]{1,2000}(?:[.!?؟](?!\s|$)[^.!?؟\n]{0,2000}){0,40}[.!?؟\n]*['\"”’»*)]{0,4}"
)
_NOTHING = re.compile(
    r"\W*(?:n/?a|none|nil|nothing(?: to report)?|not (?:applicable|discussed|available|addressed)"
    r"|tbc|tbd|to be (?:completed|confirmed|added)|neant|aucun\w*|sans objet|non abord\w+|rien"
    r"|ningun\w*|no aplica|no se (?:abordo|trato)|nenhum\w*|nao (?:se aplica|abordad\w+)|nada"
    r"|нет|не обсуждал\w+|отсутству\w+|не применимо|لا يوجد|لا شيء|لا ينطبق|لم يناقش|لم تناقش"
    r"|\[[^\]]{0,80}\]|anonymous|anonyme|anonim[oa]|аноним\w*|مجهول)?\W*"
)


def sections_of(lines: Sequence[Passage]) -> list[tuple[Passage, Section]]:
    """Return each line with its section; a heading that carries text gives a line for the text.

    The headings of the sections are headings in what is returned, whatever they were before.
    """
    found: list[tuple[Passage, Section]] = []
    section = Section.FRONT
    opened: Passage | None = None
    for line in _by_columns(lines):
        heading = _opening(line, section, opened)
        if heading is None:
            if opened and _closes(line, opened):
                section, opened = Section.OTHER, line
            found.append((line, section))
            continue
        head, rest, section = heading
        opened = head
        found.append((head, section))
        if rest and rest.text and not _says_no_more(rest, line):
            found.append((rest, section))
    return found


def section_in(heading: str) -> tuple[Section, float] | None:
    """Return the section that a heading opens, and how sure that is; None if it opens none."""
    whole = match_of(heading)
    section = _SECTIONS.get(whole.field) if whole else None
    if whole is None or section in {None, Section.OTHER}:
        folded = bare(heading)
        for told, words in _TELLING:
            if re.search(words, folded):
                return told, _DOUBTFUL
    if whole is None or section is None:
        return None
    parts = _parts(heading)
    sure = 0.9 if len(parts) > 1 else whole.confidence
    if Section.QUOTES in parts:
        return Section.QUOTES, sure
    if {Section.CHALLENGES, Section.PRACTICES} <= set(parts):
        return Section.BOTH, sure
    if section in {Section.SUMMARY, Section.RECOMMENDATIONS} and Section.PRACTICES in parts:
        return Section.PRACTICES, sure
    return section, sure


def is_instruction(text: str) -> bool:
    """Whether a sentence belongs to the template: what to write there, and how."""
    return _INSTRUCTION.search(bare(text)) is not None


def content_of(line: Passage) -> Passage | None:
    """Return what a line tells without the template's instructions; None if that is nothing."""
    if is_instruction(line.text):
        kept = [one for one in _SENTENCE.finditer(line.text) if not is_instruction(one[0])]
        if not kept or len(kept) == len(list(_SENTENCE.finditer(line.text))):
            return None
        line = line.part(kept[0].start(), kept[-1].end())
        if is_instruction(line.text):
            return None
    return None if is_nothing(line.text) else line


def is_nothing(text: str) -> bool:
    """Whether a text only says that there is nothing to say."""
    return len(text) < 120 and _NOTHING.fullmatch(bare(text)) is not None


def _parts(heading: str) -> list[Section]:
    """The sections that a heading such as "Opportunities / good practices" puts together."""
    parts = (match_of(part) for part in _AND.split(heading.partition(":")[0]) if part.strip())
    return [
        _SECTIONS[part.field]
        for part in parts
        if part and part.confidence >= _SURE and part.field in _SECTIONS
    ]


def _opening(
    line: Passage, section: Section, opened: Passage | None
) -> tuple[Passage, Passage | None, Section] | None:
    """The heading of a section in this line, what stands behind it in the line, and the section."""
    numbered = line.mark.rstrip(".)").isdigit()
    if line.row is not None and (line.row > _MOST_ROWS or (line.column > 1 and line.row > 0)):
        return None
    if not line.is_heading and not numbered and (line.is_item or line.text.endswith((".", ";"))):
        label = None if line.is_item else line.labelled()
        if label is None:
            return None
    else:
        label = line.labelled()
    head = label[0] if label else line.text
    found = section_in(head) if len(head) <= _LONGEST else None
    if found is None and label and line.is_heading:
        label, head = None, line.text
        found = section_in(head)
    if found is None:
        return None
    kind, sure = found
    if line.is_heading:
        before = None if section == Section.FRONT else opened
        opens = _ranks(line, before, certain=numbered or sure >= _SURE)
    elif numbered or line.row is not None:
        opens = sure >= _DOUBTFUL and len(head) < _LONGEST // 2
    else:
        in_practice = bool(label and label[1].text) and section == Section.PRACTICES
        opens = sure >= 0.9 and not line.is_item and not in_practice
    if not opens:
        return None
    as_heading = line.part(0, line.text.find(head) + len(head))
    level = line.level if line.is_heading else 1
    as_heading = replace(as_heading, kind=BlockKind.HEADING, level=level)
    rest = replace(label[1], heading=as_heading.value) if label else None
    if rest and line.is_heading:
        rest = replace(rest, kind=BlockKind.PARAGRAPH, mark="", level=0)
    return as_heading, rest, kind


def _ranks(line: Passage, opened: Passage | None, *, certain: bool) -> bool:
    """Whether a heading stands beside the heading of a section rather than below it."""
    if opened is None:
        return certain or len(line.text.split()) <= _SHORT
    if certain:
        return line.level <= opened.level
    return line.level == opened.level and not opened.mark


def _closes(line: Passage, opened: Passage) -> bool:
    """Whether a heading that is none of the sections' ends the section before it."""
    if not line.is_heading:
        return False
    if line.level < opened.level:
        return True
    return line.level == opened.level and bool(line.mark) and bool(opened.mark)


def _says_no_more(rest: Passage, line: Passage) -> bool:
    """Whether what stands behind the colon of a heading is still heading or an instruction."""
    if is_instruction(rest.text):
        return True
    return line.is_heading and (len(rest.text.split()) < 4 or section_in(rest.text) is not None)


def _by_columns(lines: Sequence[Passage]) -> list[Passage]:
    """Put the lines of a table whose columns are sections in the order of its columns."""
    found: list[Passage] = []
    for _, together in groupby(lines, lambda line: line.block):
        cells = list(together)
        heads = {line.column: line for line in reversed(cells) if line.row == 0}
        named = [one for one in heads.values() if len(one.text) < _LONGEST // 2]
        if sum(section_in(one.text) is not None for one in named) > 1:
            cells.sort(key=lambda line: (line.column, line.row or 0, line.start))
        found.extend(cells)
    return found
