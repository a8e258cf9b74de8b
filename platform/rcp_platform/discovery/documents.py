"""A practice as the search package knows it: its texts, each with who may find it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.directory.models import Rcp
from rcp_platform.practices import policy
from rcp_platform.practices.attachments.queries import ATTACHMENT, AttachedText, texts_of
from rcp_platform.practices.models import Practice
from rcp_platform.practices.quotations.models import Quotation
from rcp_platform.practices.reading import shown_facts
from rcp_platform.practices.translations import queries as translations
from rcp_platform.practices.translations.queries import TranslatedText
from rcp_search import Document, Section

#: A practice that says it lasted longer is counted in its first years only.
_MOST_YEARS = 30


def documents_of(session: Session, practices: Sequence[Practice]) -> dict[int, Document]:
    """Return practices by id with everything that can be found of them, in a few queries."""
    ids = [practice.id for practice in practices]
    attached = texts_of(session, ids)
    said = _quotations(session, ids)
    translated = translations.texts_of(session, practices)
    return {
        practice.id: document_of(
            practice,
            practice.rcp,
            [
                *said.get(practice.id, ()),
                *(
                    Section(one.section, one.text, _narrower(practice, one), one.language)
                    for one in attached.get(practice.id, ())
                ),
            ],
            translated.get(practice.id, ()),
        )
        for practice in practices
    }


def document_of(
    practice: Practice,
    rcp: Rcp,
    beside: Iterable[Section] = (),
    translated: Sequence[TranslatedText] = (),
) -> Document:
    """Return a practice as a document; ``beside`` are further texts of its body.

    These are for the readers of the body unless they have labels of their own.
    """
    labels, of_body = policy.labels_on(practice), policy.body_labels_on(practice)
    own = None if of_body == labels else of_body
    sections = [Section("summary", practice.summary)]
    sections += [Section(name, text, own) for name, text in practice.sections.items()]
    sections += [replace(one, labels=own if one.labels is None else one.labels) for one in beside]
    for one in translated:
        narrower = None if one.labels == labels else one.labels
        sections.append(Section(one.section, one.text, narrower, one.language, one.title))
    # What only some of its readers may find is no language of the whole.
    languages = {one.language for one in translated if one.labels == labels}
    return Document(
        key=practice.id,
        title=practice.title,
        sections=tuple(section for section in sections if section.text),
        language=practice.language,
        labels=labels,
        facets=facets_of(practice, rcp) | {"language": frozenset({practice.language, *languages})},
    )


def is_of_body(section: str) -> bool:
    """Whether a section is open to the readers of the body only: all but title and summaries."""
    return section.rpartition(":")[2] not in {"", "summary"}


def attachment_in(section: str) -> int | None:
    """Return the id of the attachment that a section is the text of; None for others."""
    kind, _colon, number = section.partition(":")
    return int(number) if kind == ATTACHMENT else None


def facets_of(practice: Practice, rcp: Rcp) -> dict[str, frozenset[str]]:
    """Return what a practice can be filtered by, as those outside its RCP may know it.

    ``seat`` says whose it is, whatever they may know: nobody is shown it.
    """
    first = practice.year_from or practice.year_to
    last = practice.year_to or first
    years = range(first, min(last, first + _MOST_YEARS) + 1) if first and last else range(0)
    shown = shown_facts(practice)
    return {
        "seat": frozenset({practice.rcp_slug}),
        "rcp": frozenset({practice.rcp_slug} if shown.rcp else ()),
        "region": frozenset(rcp.regions if shown.rcp else ()),
        "country": frozenset(practice.countries if shown.states else ()),
        "theme": frozenset(practice.themes),
        "gcm_objective": frozenset(map(str, practice.gcm_objectives)),
        "year": frozenset(map(str, years)),
    }


def _narrower(practice: Practice, attached: AttachedText) -> frozenset[str] | None:
    """Return who may find an attachment where these are fewer than the readers of the body."""
    if attached.audience is None:
        return None
    return policy.attachment_labels_on(practice, attached.audience)


def _quotations(session: Session, ids: Sequence[int]) -> dict[int, list[Section]]:
    """Return the words that were said; not by whom."""
    statement = (
        sa.select(Quotation.practice_id, Quotation.id, Quotation.text, Quotation.language)
        .where(Quotation.practice_id.in_(ids))
        .order_by(Quotation.practice_id, Quotation.position, Quotation.id)
    )
    found: dict[int, list[Section]] = {}
    for practice_id, quotation_id, text, language in session.execute(statement):
        section = Section(f"quotation:{quotation_id}", text, None, language)
        found.setdefault(practice_id, []).append(section)
    return found
