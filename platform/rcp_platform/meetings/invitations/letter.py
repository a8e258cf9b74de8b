"""An invitation as a letter of the RCP that invites."""

from flask_babel import force_locale
from sqlalchemy.orm import Session

from rcp_platform.core.languages import locale_of
from rcp_platform.letters.models import LetterKind
from rcp_platform.letters.services import Letter, letter
from rcp_platform.meetings.invitations import addressing
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.presentation import meeting_time, place_time
from rcp_platform.outputs.paper import Text


def letter_of(session: Session, invitation: Invitation) -> Letter:
    """Return the letter in the language of the invitation; it names no person of the host."""
    meeting, language = invitation.meeting, invitation.language
    named = invitation.invited.name if invitation.invited else invitation.name
    with force_locale(locale_of(language)):
        places: dict[str, str | Text] = {
            "host": invitation.host.name,
            "addressee": named,
            "meeting": Text(meeting.title, meeting.language),
            "dates": meeting_time(meeting),
            "place": addressing.place_of(meeting),
            "topic": invitation.topic,
            "reply_by": place_time(invitation.reply_by, meeting.zone),
            "contact": addressing.organiser_of(invitation).email,
        }
    return letter(session, LetterKind.INVITATION, invitation.host, language, places)
