"""The page on which people work on a practice: where it stands, what can be done, what was said."""

from flask import render_template

from rcp_platform.accounts.queries import rcp_names, seated
from rcp_platform.core.access import EDITORS, Actor
from rcp_platform.extensions import db
from rcp_platform.practices import fields, policy, services
from rcp_platform.practices.forms import STEP_OF, STEPS
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import version_in_work
from rcp_platform.practices.reading import Card, Reading
from rcp_platform.practices.review import outside, queries
from rcp_platform.practices.review.forms import CommentForm, MoveForm, ReviewerForm
from rcp_platform.practices.review.holding import holder_of, sitting_reviewer
from rcp_platform.practices.review.moves import moves_of
from rcp_platform.practices.states import IN_WORK, READABLE, WITH_REVIEWERS, PracticeState
from rcp_platform.practices.timeline import timeline_of

_WAY = ("draft", "submitted", "in_review", "cleared", "published")
#: States that stand beside or in the place of a step of the way.
_DETOURS = {
    PracticeState.CHANGES_REQUESTED: ("draft", "submitted", "changes_requested", *_WAY[3:]),
    PracticeState.RESUBMITTED: ("draft", "resubmitted", *_WAY[2:]),
}


def preview_page(
    practice: Practice,
    actor: Actor,
    *,
    tried: MoveForm | None = None,
    comment: CommentForm | None = None,
) -> str:
    """Return the page; ``tried`` and ``comment`` are forms that were sent with errors."""
    said = queries.comments_of(db.session, practice)
    return render_template(
        "practices/preview.html",
        practice=practice,
        fields=fields,
        steps=STEPS,
        step_of=STEP_OF,
        way=way_of(practice),
        holder=holder_of(practice),
        missing=services.missing(practice),
        worth_adding=services.worth_adding(practice),
        told_anyway=outside.told_anyway(practice),
        shows_outside=practice.state in IN_WORK | READABLE,
        outside=outside.outside_reading(practice),
        own_reading=Reading.of(practice, actor),
        audience_names=list(rcp_names(db.session, practice.audience_rcps).values()),
        may_edit=policy.may_edit(actor, practice),
        may_delete=_may_delete(practice),
        may_revise=policy.may_revise(actor, practice),
        version_in_work=version_in_work(db.session, practice),
        moves=moves_of(db.session, practice, actor, tried),
        reviewer_form=reviewer_form(practice, actor),
        original=_original(practice, actor),
        comments=said,
        open_comments=sum(one.is_open for many in said.values() for one in many),
        may_comment=practice.state in IN_WORK,
        comment_form=comment,
        new_comment=CommentForm,
        timeline=timeline_of(db.session, practice),
    )


def way_of(practice: Practice) -> list[tuple[str, str]]:
    """Return the way of a practice as pairs (state, name); empty for one that has left it."""
    way = _DETOURS.get(practice.state, _WAY)
    return [(state, fields.STATES[state]) for state in way] if practice.state in way else []


def reviewer_form(practice: Practice, actor: Actor) -> ReviewerForm | None:
    """Return the choice of a reviewer, for the secretariat of what is with the reviewers."""
    if practice.state not in WITH_REVIEWERS or not policy.is_secretariat(actor, practice):
        return None
    people = seated(db.session, practice.rcp_slug, EDITORS)
    return ReviewerForm(people, sitting_reviewer(practice))


def _may_delete(practice: Practice) -> bool:
    return practice.state == PracticeState.DRAFT and not services.is_pointed_to(
        db.session, practice
    )


def _original(practice: Practice, actor: Actor) -> Card | None:
    """Return what a practice points to, if the reader may see that."""
    pointed_to = practice.duplicate_of_id or practice.superseded_by_id
    if pointed_to is None:
        return None
    original = db.session.get_one(Practice, pointed_to)
    return Card.of(original, actor) if policy.may_see(actor, original) else None
