"""Pages of invitations for those who invite, and for addressees who are signed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from rcp_platform.core.access import AccessDenied, Actor, require
from rcp_platform.core.waiting import Waiting
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.core.workflow import NotPossible
from rcp_platform.extensions import db
from rcp_platform.letters.downloads import letter_file
from rcp_platform.meetings.invitations import (
    moves,
    policy,
    queries,
    sending,
    services,
    taking_back,
    wording,
)
from rcp_platform.meetings.invitations.addressing import addressee_name
from rcp_platform.meetings.invitations.forms import (
    InvitationForm,
    WordsForm,
    facts_of,
    form_of,
    words_of,
)
from rcp_platform.meetings.invitations.letter import letter_of
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.page import index_page, invitation_form, show_page
from rcp_platform.meetings.invitations.refusals import Refused
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.presentation import place_time
from rcp_platform.meetings.states import InvitationState, MeetingState
from rcp_platform.observers.policy import leads

bp = Blueprint("invitations", __name__, url_prefix="/invitations")

#: Beside which field a reason is shown.
_ON_FIELD = {
    "reply_by": "reply_day",
    "holds_it": "invited_slug",
    "invited_already": "invited_slug",
    "practice": "practice_id",
    "agenda": "agenda_item_id",
}


@bp.get("/")
@signed_in
def index() -> str:
    """List the invitations one has received, or those of one's own Processes."""
    return index_page(current_actor())


@bp.post("/remind")
@signed_in
def remind() -> Response:
    """Remind the pending ones that were chosen."""
    actor = current_actor()
    ids = [int(one) for one in request.form.getlist("chosen") if one.isdigit() and len(one) < 10]
    chosen = queries.chosen(db.session, ids, actor)
    reminded = sending.remind(db.session, chosen, actor=actor)
    db.session.commit()
    flash(
        ngettext(
            "%(num)s invitation: a reminder is on its way.",
            "%(num)s invitations: reminders are on their way.",
            len(reminded),
        )
        if reminded
        else _("Nobody was reminded."),
        "success" if reminded else "info",
    )
    if len(reminded) < len(ids):
        flash(
            _(
                "Whoever has answered, was written to within a day, or has no time left to answer "
                "is not reminded."
            )
        )
    return redirect(url_for(".index", side=queries.Side.SENT.value))


@bp.route("/new", methods=["GET", "POST"])
@signed_in
def new() -> str | Response | tuple[str, int]:
    """Propose an invitation to a meeting; without one, choose the meeting first."""
    actor = current_actor()
    if not queries.led_rcps(actor):
        raise AccessDenied("inviting needs the chair or the secretariat")
    written = request.args.get("meeting", "")
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        ahead = queries.meetings_to_invite_to(db.session, actor)
        return render_template("meetings/invitations/choose.html", meetings=ahead)
    meeting = queries.get_meeting_to_invite_to(db.session, int(written), actor)
    form = invitation_form(meeting, actor, asked=request.args)
    if form.validate_on_submit():
        values = form.values() | {"host_slug": form.host_slug.data}
        try:
            invitation = services.propose(db.session, meeting, values, actor=actor)
        except Refused as refused:
            return _refused(form, meeting, refused)
        db.session.commit()
        flash(_("The invitation is proposed. It is sent once the chair has approved it."))
        return redirect(url_for(".show", invitation_id=invitation.id))
    return _edit_page(form, meeting), 422 if request.method == "POST" else 200


@bp.get("/<id:invitation_id>")
@signed_in
def show(invitation_id: int) -> str:
    """Show one invitation: what it says, where it stands, and what one can do."""
    invitation, actor = _invitation(invitation_id)
    return show_page(invitation, actor)


@bp.route("/<id:invitation_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(invitation_id: int) -> str | Response | tuple[str, int]:
    """Change an invitation; one that has been sent asks again."""
    invitation, actor = _invitation(invitation_id)
    require(policy.is_inviting, actor, invitation)
    form = _form_to_edit(invitation, actor)
    if not form.validate_on_submit():
        page = _edit_page(form, invitation.meeting, invitation)
        return page, 422 if request.method == "POST" else 200
    _require_seen(invitation, form.version.data)
    was_sent = invitation.sent_at is not None
    save = taking_back.revise if was_sent else services.change
    try:
        is_new = save(db.session, invitation, form.values(), actor=actor)
    except Refused as refused:
        return _refused(form, invitation.meeting, refused, invitation)
    db.session.commit()
    if not is_new:
        flash(_("Nothing was changed, and nobody was written to."))
    elif was_sent:
        flash(_("The invitation is changed. Everybody addressed is asked again."), "success")
    else:
        flash(_("Saved."), "success")
    return redirect(url_for(".show", invitation_id=invitation.id))


@bp.post(f"/<id:invitation_id>/<any({', '.join(wording.MOVES)}):name>")
@signed_in
def move(invitation_id: int, name: str) -> Response | tuple[str, int]:
    """Do something with an invitation: approve, send, answer, take back …"""
    invitation, actor = _invitation(invitation_id)
    _require_seen(invitation, request.form.get("version"))
    form = form_of(name, invitation, is_sent=True)
    if form is not None and not form.validate():
        return show_page(invitation, actor, tried=form), 422
    try:
        said = moves.take(db.session, invitation, name, form, actor=actor)
    except Refused as refused:
        db.session.rollback()
        flash(str(wording.WHY[refused.why.value]), "error")
        return redirect(url_for(".show", invitation_id=invitation_id))
    db.session.commit()
    flash(said, "success")
    return redirect(url_for(".show", invitation_id=invitation_id))


@bp.get("/<id:invitation_id>/letter.<kind>")
@signed_in
def letter(invitation_id: int, kind: str) -> Response:
    """Give the invitation as a letter, in Word or PDF."""
    invitation, _actor = _invitation(invitation_id)
    written = letter_of(db.session, invitation)
    return letter_file(written, f"invitation-{invitation.id}", kind)


@dataclass(frozen=True)
class OfMeeting:
    """The invitations to a meeting, as its page shows them."""

    invitations: Sequence[Invitation]
    #: Whether the reader may propose one.
    may_invite: bool
    wording = wording
    addressee_name = staticmethod(addressee_name)


def invitations_of(meeting: Meeting) -> OfMeeting:
    """Return what the reader may know of the invitations to a meeting, for its page."""
    actor = current_actor()
    is_ahead = meeting.state in {MeetingState.DRAFT, MeetingState.ANNOUNCED}
    return OfMeeting(
        queries.of_meeting(db.session, meeting.id, actor) if actor.user_id else (),
        is_ahead and any(leads(actor, rcp) for rcp in meeting.rcp_slugs),
    )


def invitations_waiting() -> list[Waiting]:
    """Return the invitations that wait for the reader, for the home page."""
    return [
        Waiting(_waits(why, one), url_for("invitations.show", invitation_id=one.id), _until(one))
        for why, one in queries.waiting_for(db.session, current_actor())
    ]


def _waits(why: queries.Waits, invitation: Invitation) -> str:
    title = invitation.meeting.title
    said = {
        queries.Waits.APPROVAL: _("Approve an invitation to “%(title)s”", title=title),
        queries.Waits.SENDING: _("Send an invitation to “%(title)s”", title=title),
        queries.Waits.DECISION: _("Another proposal for “%(title)s”", title=title),
        queries.Waits.ANSWER: _("Answer the invitation to “%(title)s”", title=title),
    }
    return str(said[why])


def _until(invitation: Invitation) -> str:
    last = place_time(invitation.reply_by, invitation.meeting.zone)
    return str(_("Answer by %(date)s", date=last))


def _invitation(invitation_id: int) -> tuple[Invitation, Actor]:
    actor = current_actor()
    return queries.get_visible(db.session, invitation_id, actor), actor


def _require_seen(invitation: Invitation, version: str | None) -> None:
    """Somebody who looks at an old page is told."""
    if version != str(invitation.version):
        raise NotPossible("it has changed since the page was opened")


def _form_to_edit(invitation: Invitation, actor: Actor) -> WordsForm:
    if invitation.state == InvitationState.PROPOSED:
        return invitation_form(invitation.meeting, actor, data=facts_of(invitation))
    if invitation.state == InvitationState.CANCELLED:
        raise NotPossible("it has been taken back")
    return WordsForm(invitation.meeting, data=words_of(invitation))


def _refused(
    form: WordsForm, meeting: Meeting, refused: Refused, invitation: Invitation | None = None
) -> tuple[str, int]:
    """Show the form again with the reason beside its field."""
    invitation_id = invitation.id if invitation else None
    db.session.rollback()
    field = getattr(form, _ON_FIELD.get(refused.why.value, ""), form.topic)
    field.errors = [str(wording.WHY[refused.why.value])]
    if invitation_id is not None:
        invitation, _actor = _invitation(invitation_id)
    return _edit_page(form, meeting, invitation), 422


def _edit_page(form: WordsForm, meeting: Meeting, invitation: Invitation | None = None) -> str:
    return render_template(
        "meetings/invitations/edit.html",
        form=form,
        meeting=meeting,
        invitation=invitation,
        is_whole=isinstance(form, InvitationForm),
        asks_again=invitation is not None and invitation.sent_at is not None,
    )
