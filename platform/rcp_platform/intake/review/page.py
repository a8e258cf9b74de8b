"""The page of a document beside its drafts: which part of it is shown, and what is marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from rcp_platform.core.access import Actor
from rcp_platform.core.languages import direction
from rcp_platform.extensions import db
from rcp_platform.intake import fields, workflow
from rcp_platform.intake.forms import TEXTS, DraftForm, draft_form, groups_of, take_form
from rcp_platform.intake.models import DraftState, IntakeDocument, IntakeDraft
from rcp_platform.intake.review.duplicates import duplicates_of
from rcp_platform.intake.review.profiles import profiles_of
from rcp_platform.practices.fields import LABELS

#: Blocks shown at once: about six pages, some 20 kB.
SHOWN = 60
#: Characters shown before the place that a draft comes from.
_BEFORE = 400
#: Paragraphs taken over at once.
MOST_TAKEN = 200
#: Below this a value is pointed out as one to check.
_TO_CHECK = 0.6


@dataclass(frozen=True)
class Piece:
    """A stretch of a block, and the labels of the fields that were taken from it."""

    text: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownBlock:
    """A block as the page draws it."""

    number: int
    kind: str
    level: int
    mark: str
    #: The number of the page that begins with it; None where no page begins.
    page: int | None
    pieces: tuple[Piece, ...]
    #: Of a table: rows of cells, each row with whether something was taken from it.
    rows: tuple[tuple[tuple[str, ...], bool], ...] = ()


@dataclass(frozen=True)
class Window:
    """The part of a document that is shown, and where to go on."""

    blocks: tuple[ShownBlock, ...]
    first: int
    total: int

    @property
    def earlier(self) -> int | None:
        """The number of the block with which the part before begins."""
        return max(0, self.first - SHOWN) if self.first else None

    @property
    def later(self) -> int | None:
        """The number of the block with which the part after begins."""
        return self.first + SHOWN if self.first + SHOWN < self.total else None

    def holds(self, number: int) -> bool:
        """Whether a block is shown."""
        return self.first <= number < self.first + SHOWN


def review_page(
    document: IntakeDocument,
    draft: IntakeDraft | None,
    actor: Actor,
    form: DraftForm | None = None,
) -> str:
    """Return the page of a document beside a draft; ``form`` is what somebody has just sent."""
    blocks = document.blocks
    open_drafts = [one for one in document.drafts if one.state == DraftState.OPEN]
    shown = (form or draft_form(draft)) if draft else None
    window = window_of(blocks, draft, request.args)
    return render_template(
        "intake/review.html",
        document=document,
        draft=draft,
        form=shown,
        groups=groups_of(shown) if shown is not None else [],
        window=window,
        origins=_origins(draft, window),
        open_drafts=open_drafts,
        others=[one for one in open_drafts if draft and one.id != draft.id],
        deeds=workflow.DRAFT.available(draft, actor) if draft else [],
        take_form=take_form(document, open_drafts) if document.blocks else None,
        duplicates=duplicates_of(db.session, draft, actor) if draft else [],
        profiles=profiles_of(db.session, document),
        remarks=_remarks(document),
        fields=fields,
        has_pages=any(block.get("page") for block in blocks),
        text_direction_of=direction,
    )


def window_of(blocks: Sequence[dict[str, Any]], draft: IntakeDraft | None, asked: Any) -> Window:
    """Return the part of a document that is asked for: ``from``, ``page``, or the draft's own."""
    places = _places(draft)
    first = _first_asked(blocks, asked)
    if first is None:
        first = _shortly_before(blocks, min((p["block"] for p, _label in places), default=0))
    first = min(first, max(0, len(blocks) - 1))
    shown = []
    page = blocks[first - 1].get("page") if first else None
    for number in range(first, min(first + SHOWN, len(blocks))):
        block = blocks[number]
        begins = block.get("page") if block.get("page") != page else None
        page = block.get("page", page)
        marked = [(place, label) for place, label in places if place["block"] == number]
        shown.append(_shown(number, block, begins, marked))
    return Window(tuple(shown), first, len(blocks))


def _shortly_before(blocks: Sequence[dict[str, Any]], number: int) -> int:
    shown = 0
    while number > 0 and (shown := shown + len(blocks[number - 1]["text"])) < _BEFORE:
        number -= 1
    return number


def _first_asked(blocks: Sequence[dict[str, Any]], asked: Any) -> int | None:
    page, first = asked.get("page", ""), asked.get("from", "")
    if page.isascii() and page.isdigit() and len(page) < 6:
        found = (n for n, block in enumerate(blocks) if (block.get("page") or 0) >= int(page))
        return next(found, max(0, len(blocks) - 1))
    if first.isascii() and first.isdigit() and len(first) < 8:
        return int(first)
    return None


def _places(draft: IntakeDraft | None) -> list[tuple[dict[str, Any], str]]:
    """Return where the values of a draft stand in the document, with the label of each."""
    if draft is None:
        return []
    return [
        (place, label_of(name))
        for name, origin in draft.origin.items()
        for place in origin["places"]
    ]


def label_of(name: str) -> str:
    """Return what a field is called."""
    if name in TEXTS:
        return str(TEXTS[name])
    unbound = getattr(DraftForm, name, None)
    label = unbound.args[0] if unbound is not None and unbound.args else LABELS.get(name, name)
    return str(label)


def _shown(
    number: int,
    block: dict[str, Any],
    page: int | None,
    marked: Sequence[tuple[dict[str, Any], str]],
) -> ShownBlock:
    text = block["text"]
    return ShownBlock(
        number,
        block["kind"],
        block.get("level", 0),
        block.get("mark", ""),
        page,
        tuple(pieces_of(text, [(p["start"], p["end"], label) for p, label in marked])),
        tuple(_rows(block.get("rows", ()), [place for place, _label in marked])),
    )


def pieces_of(text: str, marks: Sequence[tuple[int, int, str]]) -> list[Piece]:
    """Return a text cut where marks (start, end, label) begin and end."""
    cuts = {0, len(text)}
    for start, end, _label in marks:
        cuts |= {max(0, min(start, len(text))), max(0, min(end, len(text)))}
    edges = sorted(cuts)
    pieces = []
    for start, end in pairwise(edges):
        labels = dict.fromkeys(label for s, e, label in marks if s <= start and end <= e)
        pieces.append(Piece(text[start:end], tuple(labels)))
    return pieces


def _rows(
    rows: Sequence[Sequence[str]], places: Sequence[dict[str, Any]]
) -> list[tuple[tuple[str, ...], bool]]:
    found, start = [], 0
    for row in rows:
        end = start + len("\t".join(row))
        is_marked = any(place["start"] < end and place["end"] > start for place in places)
        found.append((tuple(row), is_marked))
        start = end + 1
    return found


@dataclass(frozen=True)
class Origin:
    """Where a value came from, as it is told beside its field."""

    block: int
    page: int | None
    heading: str
    is_shown: bool
    is_to_check: bool


def _origins(draft: IntakeDraft | None, window: Window) -> dict[str, Origin]:
    if draft is None:
        return {}
    origins = {}
    for name, origin in draft.origin.items():
        for place in origin["places"][:1]:
            origins[name] = Origin(
                place["block"],
                place.get("page"),
                place.get("heading", ""),
                window.holds(place["block"]),
                origin["confidence"] < _TO_CHECK,
            )
    return origins


def _remarks(document: IntakeDocument) -> list[str]:
    told = []
    for remark in document.remarks:
        sentence = str(fields.REMARKS[remark["kind"]])
        if remark["kind"] in fields.TOLD_WITH_DETAIL and remark["detail"]:
            sentence = _("%(remark)s %(detail)s", remark=sentence, detail=remark["detail"])
        told.append(sentence)
    return told
