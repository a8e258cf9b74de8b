"""Answer an invitation from a mail, without signing in.

Opening a link changes nothing: programs that look for harmful links do that before people do.
Only a press of a button answers. A link that works no more tells nothing of its invitation.
"""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from rcp_platform.core.web import current_actor, public
from rcp_platform.extensions import db
from rcp_platform.meetings.invitations import addressing, moves, wording
from rcp_platform.meetings.invitations.answering import codes, links
from rcp_platform.meetings.invitations.answering.forms import CodeForm
from rcp_platform.meetings.invitations.answering.links import Standing
from rcp_platform.meetings.invitations.forms import MoveForm, form_of
from rcp_platform.meetings.invitations.models import InvitationLink
from rcp_platform.meetings.invitations.policy import is_addressee
from rcp_platform.meetings.invitations.refusals import Refused
from rcp_platform.notifications.links import read, signed

bp = Blueprint("invitation_answers", __name__, url_prefix="/invitations/answer")

#: What the session keeps: that the code of a link was entered in this browser.
_CONFIRMED = "invitation-confirmed"
#: Seconds for which that holds.
_CONFIRMED_FOR = 3600

Answer = str | Response | tuple[str, int]


class _Elsewhere(Exception):
    """The answer is not given on the page of the link; holds what is shown instead."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


@bp.errorhandler(_Elsewhere)
def answer_elsewhere(elsewhere: _Elsewhere) -> Answer:
    """Answer with what is shown instead."""
    return elsewhere.answer


@bp.get("/<token>")
@public
def answer(token: str) -> Answer:
    """Show an invitation to whoever holds its link, or ask them to show who they are."""
    link = _open_link(token)
    return _page(link, token)


@bp.post("/<token>/code")
@public
def send_code(token: str) -> Answer:
    """Send a code to the addressee."""
    link = _open_link(token)
    if _may_answer(link):
        return redirect(url_for(".answer", token=token))
    try:
        codes.send_code(db.session, link)
    except codes.TooManyTries:
        db.session.rollback()
        return _locked()
    except codes.TooManyCodes:
        db.session.rollback()
        flash(
            _(
                "No further code was sent: one was sent less than a minute ago, or too many "
                "were. Use the last one, or wait a little."
            ),
            "warning",
        )
        return redirect(url_for(".answer", token=token))
    db.session.commit()
    flash(_("A code is on its way to %(address)s.", address=codes.hidden(link.email)), "success")
    return redirect(url_for(".answer", token=token))


@bp.post("/<token>/confirm")
@public
def confirm(token: str) -> Answer:
    """Take the code from the mail."""
    link = _open_link(token)
    form = CodeForm()
    if not form.validate():
        return _page(link, token, code=form), 422
    try:
        is_right = codes.is_right(db.session, link, form.code.data or "")
    except codes.TooManyTries:
        db.session.rollback()
        return _locked()
    db.session.commit()
    if not is_right:
        form.code.errors = [
            _("This is not the code, or its 15 minutes are over. Look at the newest mail.")
        ]
        return _page(link, token, code=form), 422
    session[_CONFIRMED] = signed(_CONFIRMED, link.digest)
    return redirect(url_for(".answer", token=token))


@bp.post(f"/<token>/<any({', '.join(wording.ANSWERS)}):name>")
@public
def give(token: str, name: str) -> Answer:
    """Answer; the link is used up."""
    link = _open_link(token)
    if not _may_answer(link):
        return _page(link, token), 403
    invitation = link.invitation
    form = form_of(name, invitation, is_sent=True)
    if form is None or not form.validate():
        return _page(link, token, tried=form), 422
    actor = links.actor_of(link)
    try:
        links.use(db.session, link)
        moves.answer(db.session, invitation, name, form, actor=actor)
    except links.LinkUsed:
        db.session.rollback()
        return _dead(Standing.USED)
    except Refused as refused:
        db.session.rollback()
        flash(str(wording.WHY[refused.why.value]), "error")
        return redirect(url_for(".answer", token=token))
    db.session.commit()
    session.pop(_CONFIRMED, None)
    return render_template("meetings/invitations/thanks.html", said=wording.DONE[name])


def _open_link(token: str) -> InvitationLink:
    """Return the link of a token while it can be answered with.

    Raises :exc:`_Elsewhere` for others, and for addressees who are signed in: they answer on the
    page of the invitation.
    """
    link = links.find(db.session, token)
    if link is None:
        raise _Elsewhere((render_template("meetings/invitations/unknown_link.html"), 404))
    invitation, actor = link.invitation, current_actor()
    if actor.user_id is not None and is_addressee(actor, invitation):
        there = url_for("invitations.show", invitation_id=invitation.id)
        raise _Elsewhere(redirect(there))
    standing = links.standing_of(db.session, link)
    if standing != Standing.OPEN:
        raise _Elsewhere(_dead(standing, link))
    if actor.user_id is not None and not invitation.allows_delegate:
        raise _Elsewhere((render_template("meetings/invitations/other_person.html"), 403))
    return link


def _may_answer(link: InvitationLink) -> bool:
    """Whoever holds the link where somebody else may come; else whoever entered the code."""
    if link.invitation.allows_delegate:
        return True
    kept = read(_CONFIRMED, str(session.get(_CONFIRMED, "")), _CONFIRMED_FOR)
    return bool(kept == link.digest)


def _page(
    link: InvitationLink, token: str, tried: MoveForm | None = None, code: CodeForm | None = None
) -> str:
    invitation = link.invitation
    if not _may_answer(link):
        return render_template(
            "meetings/invitations/confirm.html",
            token=token,
            host=invitation.host.name,
            meeting=invitation.meeting,
            address=codes.hidden(link.email),
            was_sent=link.code_digest is not None,
            form=code or CodeForm(formdata=None),
        )
    item = invitation.agenda_item
    return render_template(
        "meetings/invitations/answer.html",
        token=token,
        invitation=invitation,
        meeting=invitation.meeting,
        wording=wording,
        addressee=addressing.addressee_name(invitation),
        organiser=addressing.organiser_of(invitation),
        place=addressing.place_of(invitation.meeting),
        item=item if item and not item.is_closed else None,
        answers=moves.answers_of(invitation, links.actor_of(link), tried),
        has_errors=tried is not None,
    )


def _dead(standing: Standing, link: InvitationLink | None = None) -> tuple[str, int]:
    used_at = link.used_at if link else None
    page = render_template(
        "meetings/invitations/dead_link.html", standing=standing.value, used_at=used_at
    )
    return page, 410


def _locked() -> tuple[str, int]:
    return render_template("meetings/invitations/dead_link.html", standing="locked"), 429
