"""Make practices of drafts: correct, split, merge, drop and accept them.

Services flush; the view or the command commits.
"""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.text import clean
from rcp_platform.core.workflow import NotPossible
from rcp_platform.intake.models import (
    DraftState,
    IntakeDocument,
    IntakeDraft,
    IntakeQuotation,
)
from rcp_platform.intake.policy import may_handle
from rcp_platform.intake.workflow import DRAFT
from rcp_platform.practices import services as practices
from rcp_platform.practices.models import SECTIONS, Practice
from rcp_platform.practices.states import Attribution

#: Texts that are put one after the other where drafts are merged; other texts are kept.
_JOINED = frozenset({"summary", *SECTIONS, "references", "source"})
_LISTED = frozenset({"countries", "themes", "gcm_objectives", "sdg_targets", "keywords", "rcps"})
#: What a document says about a practice without being a column of it.
_NOT_COLUMNS = frozenset({"rcps"})
_BETWEEN = "\n\n"


def correct(
    session: Session, draft: IntakeDraft, values: Mapping[str, Any], *, actor: Actor
) -> bool:
    """Change what a draft says. Returns whether anything differs from before.

    What somebody has changed no longer has the document's confidence.
    """
    DRAFT.check("correct", draft, actor)
    changed = {name: value for name, value in values.items() if draft.values.get(name) != value}
    if not changed:
        return False
    draft.values = {**draft.values, **changed}
    draft.origin = {name: one for name, one in draft.origin.items() if name not in changed}
    _did(session, draft, "intake.correct", actor, fields=", ".join(sorted(changed)))
    return True


def pieces_of(draft: IntakeDraft) -> list[tuple[str, int, str]]:
    """Return the paragraphs of a draft's texts, each with its field and its number there."""
    return [
        (name, number, piece)
        for name in ("summary", *SECTIONS)
        for number, piece in enumerate(_pieces(draft.values.get(name, "")))
    ]


def _pieces(text: str) -> list[str]:
    return [piece for piece in text.split(_BETWEEN) if piece.strip()]


def split(
    session: Session,
    draft: IntakeDraft,
    title: str,
    moved: Collection[tuple[str, int]],
    *,
    actor: Actor,
) -> IntakeDraft:
    """Move paragraphs of a draft, named as in :func:`pieces_of`, into a new one after it.

    Where and what it is about is the same for both. NotPossible when nothing is moved or
    nothing would stay.
    """
    DRAFT.check("split", draft, actor)
    pieces = pieces_of(draft)
    taken = [piece for piece in pieces if piece[:2] in set(moved)]
    left = [piece for piece in pieces if piece[:2] not in set(moved)]
    if not taken or not left:
        raise NotPossible("both drafts need a paragraph")
    texts = dict.fromkeys(("summary", *SECTIONS), "")
    other = {name: value for name, value in draft.values.items() if name not in texts}
    new = IntakeDraft(
        document_id=draft.document_id,
        position=draft.position,
        values={**other, **_joined(taken), "title": clean(title)},
        origin={name: one for name, one in draft.origin.items() if name != "title"},
    )
    draft.values = {**other, **_joined(left)}
    session.add(new)
    session.flush()
    record(session, actor, "intake.split", draft, into=str(new.id))
    return new


def _joined(pieces: Collection[tuple[str, int, str]]) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    for name, _number, piece in pieces:
        texts.setdefault(name, []).append(piece)
    return {name: _BETWEEN.join(parts) for name, parts in texts.items()}


def merge(session: Session, draft: IntakeDraft, into: IntakeDraft, *, actor: Actor) -> None:
    """Add what a draft says to another one of its document, and set it aside."""
    DRAFT.check("merge", draft, actor)
    DRAFT.check("correct", into, actor)
    if draft.id == into.id or draft.document_id != into.document_id:
        raise NotPossible("a draft is merged into another one of its document")
    into.values = _merged(into.values, draft.values)
    into.origin = {
        name: _merged_origin(into.origin.get(name), draft.origin.get(name))
        for name in {**into.origin, **draft.origin}
        if into.values.get(name)
    }
    _take_quotations(session, draft, into)
    DRAFT.take("merge", draft, actor)
    draft.merged_into_id = into.id
    _did(session, draft, "intake.merge", actor, into=str(into.id))


def _merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**second, **{name: value for name, value in first.items() if value}}
    for name in _JOINED:
        texts = dict.fromkeys(text for text in (first.get(name), second.get(name)) if text)
        if texts:
            merged[name] = _BETWEEN.join(texts)
    for name in _LISTED:
        items = [*(first.get(name) or []), *(second.get(name) or [])]
        if items:
            merged[name] = list(dict.fromkeys(items))
    if (title := second.get("title")) and title != merged.get("title"):
        kept = merged.get("description", "")
        if title not in _BETWEEN.join(str(merged.get(name, "")) for name in _JOINED):
            merged["description"] = _BETWEEN.join(filter(None, [kept, title]))
    return merged


def _merged_origin(first: Any, second: Any) -> dict[str, Any]:
    if first is None or second is None:
        return dict(first or second)
    places = [*first["places"], *(one for one in second["places"] if one not in first["places"])]
    return {"confidence": min(first["confidence"], second["confidence"]), "places": places}


def _take_quotations(session: Session, draft: IntakeDraft, into: IntakeDraft) -> None:
    session.execute(
        sa.update(IntakeQuotation)
        .where(IntakeQuotation.draft_id == draft.id)
        .values(draft_id=into.id)
    )


def drop(session: Session, draft: IntakeDraft, *, actor: Actor) -> None:
    """Set a draft aside: it is not made a practice."""
    DRAFT.take("drop", draft, actor)
    _did(session, draft, "intake.drop", actor)


def take_up_again(session: Session, draft: IntakeDraft, *, actor: Actor) -> None:
    """Look at a draft again that was dropped or merged. What it gave to another one stays there."""
    DRAFT.take("take_up_again", draft, actor)
    draft.merged_into_id = None
    _did(session, draft, "intake.take_up_again", actor)


def quote_in(
    session: Session,
    document: IntakeDocument,
    chosen: Mapping[int, int | None],
    *,
    actor: Actor,
) -> None:
    """Say with which draft each quotation of a document goes, by ids; None for none."""
    require(may_handle, actor, document)
    drafts = {draft.id for draft in document.drafts if draft.state == DraftState.OPEN}
    for quotation in document.quotations:
        wanted = chosen.get(quotation.id, quotation.draft_id)
        quotation.draft_id = wanted if wanted in drafts else None
    record(session, actor, "intake.assign_quotations", document)
    session.flush()


def accept(session: Session, draft: IntakeDraft, *, actor: Actor) -> Practice:
    """Make a practice of a draft, as a draft of its RCP with its quotations.

    Its readers are those of the batch once it is published.
    """
    DRAFT.take("accept", draft, actor)
    document = draft.document
    values = {name: value for name, value in draft.values.items() if name not in _NOT_COLUMNS}
    values |= {
        "audience": document.batch.audience,
        "quotations": [_as_said(one, values) for one in _quotations_of(session, draft)],
    }
    practice = practices.create(session, document.rcp_slug, values, actor=actor)
    draft.practice_id = practice.id
    _did(session, draft, "intake.accept", actor, practice=str(practice.id))
    return practice


def _quotations_of(session: Session, draft: IntakeDraft) -> list[IntakeQuotation]:
    statement = (
        sa.select(IntakeQuotation)
        .where(IntakeQuotation.draft_id == draft.id)
        .order_by(IntakeQuotation.id)
    )
    return list(session.scalars(statement))


def _as_said(quotation: IntakeQuotation, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a quotation as a practice keeps it: a name only where the document allows it."""
    named = bool(quotation.speaker)
    return {
        "text": quotation.text,
        "language": quotation.language or values["language"],
        "attribution": Attribution.NAMED if named else Attribution.ANONYMOUS,
        "country": "",
        "speaker": quotation.speaker,
        "approved_by": quotation.approval[:200] if named else "",
        "approved_at": now() if named else None,
    }


def _did(session: Session, draft: IntakeDraft, action: str, actor: Actor, **told: str) -> None:
    draft.updated_at = now()
    session.flush()
    record(session, actor, action, draft, document=str(draft.document_id), **told)
    session.flush()


def is_enough(draft: IntakeDraft) -> bool:
    """Whether a draft says enough to become a practice as it is."""
    values = draft.values
    return bool(values.get("title")) and any(values.get(name) for name in ("summary", *SECTIONS))


def take_over(
    session: Session,
    document: IntakeDocument,
    draft: IntakeDraft | None,
    field: str,
    numbers: Collection[int],
    *,
    actor: Actor,
) -> IntakeDraft:
    """Add blocks of a document, by their numbers, to a text of a draft or of a new one.

    Returns the draft. NotPossible when there are no such blocks.
    """
    require(may_handle, actor, document)
    blocks = document.blocks
    taken = [(number, blocks[number]) for number in sorted(numbers) if number < len(blocks)]
    if not taken:
        raise NotPossible("there are no such paragraphs")
    if draft is None:
        draft = _new_draft(session, document)
    DRAFT.check("correct", draft, actor)
    between = " " if field == "title" else _BETWEEN
    texts = [draft.values.get(field, ""), *(_as_text(block) for _number, block in taken)]
    draft.values = {**draft.values, field: between.join(filter(None, texts))}
    places = [
        {"block": number, "start": 0, "end": len(block["text"]), "page": block.get("page")}
        for number, block in taken
    ]
    earlier = draft.origin.get(field, {"places": []})["places"]
    draft.origin = {**draft.origin, field: {"confidence": 1.0, "places": [*earlier, *places]}}
    _did(session, draft, "intake.take_over", actor, field=field)
    return draft


def _new_draft(session: Session, document: IntakeDocument) -> IntakeDraft:
    draft = IntakeDraft(
        position=max((one.position for one in document.drafts), default=-1) + 1,
        values={"title": "", "language": document.language},
        origin={},
    )
    document.drafts.append(draft)
    session.flush()
    return draft


def _as_text(block: Mapping[str, Any]) -> str:
    return f"- {block['text']}" if block["kind"] == "item" else str(block["text"])
