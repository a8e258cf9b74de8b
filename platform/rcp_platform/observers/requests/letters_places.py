"""What the letters on a request say. Nothing of the host's deliberation stands in them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from rcp_platform.core.languages import locale_of
from rcp_platform.core.vocabularies import MEETING_LEVELS, THEMES
from rcp_platform.letters.models import LetterKind
from rcp_platform.letters.services import Letter, in_words, letter
from rcp_platform.observers.fields import DECLINE_REASONS, KINDS, RIGHTS
from rcp_platform.observers.models import ObserverGrant, ObserverRequest
from rcp_platform.observers.requests.named_meetings import KNOWN_TO_ALL, OPEN_TO_OBSERVERS, named
from rcp_platform.observers.states import ObserverKind, Reciprocity, RequestState
from rcp_platform.outputs.paper import Text

Places = dict[str, str | Text]


def request_letter(session: Session, request: ObserverRequest, language: str) -> Letter:
    """Return the letter with which the applicant asks."""
    meetings = named(session, request.host_slug, request.meeting_ids, KNOWN_TO_ALL)
    with force_locale(locale_of(language)):
        places: Places = {
            "host": request.host.name,
            "applicant": request.applicant.name,
            "kind": str(KINDS[request.kind]),
            "themes": _listed(THEMES, request.themes),
            "meetings": _("; ").join(meeting.title for meeting in meetings),
            "levels": _listed(MEETING_LEVELS, request.levels),
            "rights": _listed(RIGHTS, request.rights),
            "validity": _months(request),
            "purpose": Text(request.purpose, request.language),
            "reciprocity": _reciprocity(request),
            "rules": _rules(request),
        }
    if request.submitted_at:
        places["date"] = in_words(request.submitted_at.date(), language)
    return letter(session, LetterKind.OBSERVER_REQUEST, request.applicant, language, places)


def acknowledgement(session: Session, request: ObserverRequest, language: str) -> Letter:
    """Return the letter with which the host acknowledges a request that was submitted."""
    received = _day(request.submitted_at, language)
    with force_locale(locale_of(language)):
        kind = str(KINDS[request.kind])
    places: Places = {
        "host": request.host.name,
        "applicant": request.applicant.name,
        "date": received,
        "received": received,
        "kind": kind,
    }
    return letter(session, LetterKind.OBSERVER_ACKNOWLEDGEMENT, request.host, language, places)


def decision_letter(session: Session, request: ObserverRequest, language: str) -> Letter:
    """Return the letter with which the host tells its decision, dated today.

    What it says of a status is how it stands now.
    """
    statement = sa.select(ObserverGrant).filter_by(request_id=request.id)
    grant = session.scalars(statement).one_or_none()
    again = request.reapply_after
    with force_locale(locale_of(language)):
        reason = DECLINE_REASONS[request.decline_reason] if request.decline_reason else ""
        places: Places = {
            "host": request.host.name,
            "applicant": request.applicant.name,
            "received": _day(request.submitted_at, language),
            "decided": _day(request.decided_at, language),
            "decision": _decision(request),
            "body": request.deciding_body,
            "meeting": request.deciding_meeting,
            "reason": str(reason),
            "reapply_after": in_words(again, language) if again else "",
            "note": request.decision_note,
            **_status(session, grant, language),
        }
    return letter(session, LetterKind.OBSERVER_DECISION, request.host, language, places)


def _status(session: Session, grant: ObserverGrant | None, language: str) -> Places:
    """Return what there is to say of a status; empty where none was granted."""
    if grant is None:
        return dict.fromkeys(("kind", "themes", "meetings", "rights", "validity"), "")
    ids = [row.meeting_id for row in grant.meetings]
    meetings = named(session, grant.host_slug, ids, OPEN_TO_OBSERVERS)
    return {
        "kind": str(KINDS[grant.kind]),
        "themes": _listed(THEMES, grant.themes),
        "meetings": _("; ").join(meeting.title for meeting in meetings),
        "rights": _listed(RIGHTS, [right for right in RIGHTS if right in grant.rights]),
        "validity": _period(grant, language),
    }


def _decision(request: ObserverRequest) -> str:
    sentences = {
        RequestState.GRANTED: _(
            "The request is granted, and the status is given as set out below."
        ),
        RequestState.DECLINED: _("It is regretted that the request cannot be granted at present."),
        RequestState.CLOSED: _(
            "The request is closed without prejudice; a new one may be made at any time."
        ),
    }
    return str(sentences[request.state])


def _months(request: ObserverRequest) -> str:
    if request.kind == ObserverKind.AD_HOC:
        return ""
    return str(ngettext("%(num)s month", "%(num)s months", request.validity_months))


def _period(grant: ObserverGrant, language: str) -> str:
    start = in_words(grant.starts_at.date(), language)
    if grant.valid_until is None:
        return str(_("from %(start)s", start=start))
    end = in_words(grant.valid_until.date(), language)
    return str(_("from %(start)s to %(end)s", start=start, end=end))


def _reciprocity(request: ObserverRequest) -> str:
    sentences = {
        Reciprocity.NONE: "",
        Reciprocity.OFFERED: _(
            "In return, %(applicant)s would welcome %(host)s as an observer.",
            applicant=request.applicant.name,
            host=request.host.name,
        ),
        Reciprocity.IN_PLACE: _(
            "%(host)s observes %(applicant)s already.",
            applicant=request.applicant.name,
            host=request.host.name,
        ),
    }
    return str(sentences[request.reciprocity])


def _rules(request: ObserverRequest) -> str:
    if request.rules is None:
        return ""
    return str(
        _(
            "%(applicant)s accepts the rules of engagement of %(host)s in version %(number)s.",
            applicant=request.applicant.name,
            host=request.host.name,
            number=request.rules.number,
        )
    )


def _listed(labels: Mapping[str, object], values: Iterable[str]) -> str:
    return str(_("; ")).join(str(labels[value]) for value in values)


def _day(at: datetime | None, language: str) -> str:
    return in_words(at.date(), language) if at else ""
