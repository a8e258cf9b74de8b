"""The forms of invitations: what is proposed, and what each deed needs to know."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length

from rcp_platform.accounts.services import InvalidEmail, normal_email
from rcp_platform.core import countries
from rcp_platform.core.forms import Form, choices
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.directory.models import Rcp
from rcp_platform.meetings.invitations import wording
from rcp_platform.meetings.invitations.answers import Nominee, needs_nominee
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.timing import usual_reply_by
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.states import AddresseeKind, DeclinedBecause, InvitationKind
from rcp_platform.practices.reading import Card

_ = lazy_gettext
_SHORTEN = _("Shorten this to %(max)d characters.")
_LONG = 2000


def _line(label: Any, hint: Any = "", most: int = 200) -> StringField:
    return StringField(label, [Length(max=most, message=_SHORTEN)], description=hint)


def _text(label: Any, hint: Any = "", needed: Any = None) -> TextAreaField:
    checks: list[Any] = [Length(max=_LONG, message=_SHORTEN)]
    if needed is not None:
        checks.insert(0, DataRequired(needed))
    return TextAreaField(label, checks, description=hint, render_kw={"rows": 3})


def _email(field: EmailField) -> None:
    try:
        field.data = normal_email(field.data) if field.data else ""
    except InvalidEmail as error:
        raise ValidationError(
            gettext("This is not an e-mail address. Write it like name@example.org.")
        ) from error


class WordsForm(Form):
    """What an invitation says, and until when an answer is asked for."""

    version = HiddenField()
    agenda_item_id = SelectField(_("Point of the agenda"), default="")
    topic = _line(_("Topic"), _("What is to be presented or discussed."), 300)
    message = _text(_("Message"), _("In the language chosen below."))
    language = SelectField(_("Language of the invitation"), choices=choices(LANGUAGES))
    reply_day = DateField(
        _("Last day to answer"),
        [DataRequired(_("Choose the last day to answer."))],
        description=_("Until the end of that day at the place of the meeting."),
    )

    def __init__(self, meeting: Meeting, **options: Any) -> None:
        """Offer the agenda of the meeting."""
        super().__init__(**options)
        self.meeting = meeting
        points = {str(item.id): item.title for item in meeting.agenda}
        self.agenda_item_id.choices = choices({"": _("None")} | points)

    def values(self) -> dict[str, Any]:
        """Return the columns of an invitation."""
        return {
            "agenda_item_id": int(self.agenda_item_id.data) if self.agenda_item_id.data else None,
            "topic": self.topic.data or "",
            "message": self.message.data or "",
            "language": self.language.data,
            "reply_by": _end_of(self.reply_day.data, self.meeting) if self.reply_day.data else None,
        }


class InvitationForm(WordsForm):
    """All of an invitation that nobody has approved yet."""

    host_slug = SelectField(_("In the name of"))
    kind = RadioField(_("What for"), choices=choices(wording.KINDS))
    addressee = RadioField(_("Who is invited"), choices=choices(wording.ADDRESSEES))
    invited_slug = SelectField(_("Process, if a Process is invited"))
    country = StringField(_("State, if a State is invited"), [Length(max=100, message=_SHORTEN)])
    name = _line(_("Name or office, if a State or a person is invited"))
    email = EmailField(
        _("E-mail address, if a State or a person is invited"),
        [Length(max=254, message=_SHORTEN)],
        description=_("A Process is written to at its own address, and its chair and secretariat."),
        render_kw={"dir": "ltr"},
    )
    practice_id = SelectField(_("Practice to present"), default="")
    allows_delegate = BooleanField(
        _("Somebody else may come"),
        description=_("Then whoever has the link of the mail may answer, and must say who comes."),
    )
    opens_grant = BooleanField(
        _("Accepting opens an observer status that ends with the meeting"),
        description=_(
            "For a Process that is to attend or to present, with the rights that yours usually "
            "grants."
        ),
    )

    def __init__(
        self,
        meeting: Meeting,
        hosts: Iterable[Rcp],
        others: Iterable[Rcp],
        practices: Iterable[Card],
        **options: Any,
    ) -> None:
        """Offer who may invite, who may be invited, and what is at hand to be presented."""
        super().__init__(meeting, **options)
        self.host_slug.choices = choices({rcp.slug: rcp.name for rcp in hosts})
        offered = {rcp.slug: rcp.name for rcp in others}
        self.invited_slug.choices = choices({"": _("Choose a Process")} | offered)
        titles = {str(card.id): card.title for card in practices}
        self.practice_id.choices = choices({"": _("None")} | titles)

    def validate_invited_slug(self, field: SelectField) -> None:
        """A Process that is invited has a name."""
        if self._is_to(AddresseeKind.RCP) and not field.data:
            raise ValidationError(gettext("Choose the Process that is invited."))

    def validate_country(self, field: StringField) -> None:
        """A State that is invited is one that is known."""
        if self._is_to(AddresseeKind.STATE) and countries.find(field.data or "") is None:
            raise ValidationError(gettext("Name the State that is invited."))

    def validate_name(self, field: StringField) -> None:
        """A letter needs somebody whom it is to."""
        if not self._is_to(AddresseeKind.RCP) and not field.data:
            raise ValidationError(gettext("Say who is invited, or which office."))

    def validate_email(self, field: EmailField) -> None:
        """A mail needs an address."""
        _email(field)
        if not self._is_to(AddresseeKind.RCP) and not field.data:
            raise ValidationError(gettext("Enter the address that is written to."))

    def _is_to(self, kind: AddresseeKind) -> bool:
        return bool(self.addressee.data == kind.value)

    def values(self) -> dict[str, Any]:
        """Return the columns of an invitation; what does not go with the addressee is left out."""
        to_rcp, to_state = self._is_to(AddresseeKind.RCP), self._is_to(AddresseeKind.STATE)
        return super().values() | {
            "kind": InvitationKind(self.kind.data),
            "addressee": AddresseeKind(self.addressee.data),
            "invited_slug": self.invited_slug.data if to_rcp else None,
            "country": countries.find(self.country.data or "") if to_state else None,
            "name": "" if to_rcp else self.name.data,
            "email": "" if to_rcp else self.email.data,
            "practice_id": int(self.practice_id.data) if self.practice_id.data else None,
            "allows_delegate": self.allows_delegate.data,
            "opens_grant": self.opens_grant.data,
        }


def words_of(invitation: Invitation) -> dict[str, Any]:
    """Return what the form of an invitation that was sent is filled with."""
    return {
        "version": invitation.version,
        "agenda_item_id": str(invitation.agenda_item_id or ""),
        "topic": invitation.topic,
        "message": invitation.message,
        "language": invitation.language,
        "reply_day": _day(invitation.reply_by, invitation.meeting),
    }


def facts_of(invitation: Invitation) -> dict[str, Any]:
    """Return what the form of an invitation that nobody has approved is filled with."""
    return words_of(invitation) | {
        "host_slug": invitation.host_slug,
        "kind": invitation.kind.value,
        "addressee": invitation.addressee.value,
        "invited_slug": invitation.invited_slug or "",
        "country": countries.name_of(invitation.country) if invitation.country else "",
        "name": invitation.name,
        "email": invitation.email,
        "practice_id": str(invitation.practice_id or ""),
        "allows_delegate": invitation.allows_delegate,
        "opens_grant": invitation.opens_grant,
    }


def usual_facts(
    meeting: Meeting, asked: Mapping[str, str], practice: Card | None
) -> dict[str, Any]:
    """Return what the form of a new invitation is filled with, as an address asks for it."""
    return {
        "kind": (InvitationKind.PRESENT if practice else InvitationKind.ATTEND).value,
        "addressee": AddresseeKind.RCP.value,
        "invited_slug": asked.get("rcp", "") or (practice.rcp_slug if practice else ""),
        "agenda_item_id": asked.get("item", ""),
        "practice_id": str(practice.id) if practice else "",
        "topic": practice.title if practice else "",
        "language": meeting.language,
        "allows_delegate": True,
        "reply_day": _day(usual_reply_by(meeting), meeting),
    }


def _end_of(day: date, meeting: Meeting) -> datetime:
    """Return the end of a day at the place of a meeting; on its first day, the start."""
    if day == meeting.local_start.date():
        return meeting.starts_at
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(meeting.zone)).astimezone(UTC)


def _day(reply_by: datetime, meeting: Meeting) -> date:
    # The end of a day is the beginning of the next.
    return (reply_by - timedelta(seconds=1)).astimezone(ZoneInfo(meeting.zone)).date()


class MoveForm(Form):
    """What a deed needs to know besides its name; many stand on one page."""

    version = HiddenField()

    def __init__(self, move: str, invitation: Invitation, *, is_sent: bool) -> None:
        """Read the form that was sent, or draw an empty one."""
        empty: dict[str, Any] = {"formdata": None, "data": {"version": invitation.version}}
        super().__init__(**({} if is_sent else empty))
        self.move = move
        self.invitation = invitation
        for field in self:
            field.id = field.label.field_id = f"{move}-{field.name}"

    @property
    def said(self) -> str:
        """The note or reason; empty where none is asked for."""
        return (self.note.data or "") if "note" in self else ""


class NeededNoteForm(MoveForm):
    """A note without which the deed is not understood later."""

    note = _text(
        _("How this is known"),
        _("For example: by letter of 3 May, or by telephone."),
        _("Say in a sentence how this is known."),
    )


class CancelForm(MoveForm):
    """Why an invitation is taken back."""

    note = _text(
        _("Reason"),
        _("Whoever has been invited reads it."),
        _("Say in a sentence why it is taken back."),
    )


class NoteForm(MoveForm):
    """A few words, if any."""

    note = _text(_("Note to the host"), _("Optional."))


class CounterForm(MoveForm):
    """What is proposed instead."""

    note = _text(
        _("Your proposal"),
        _("Another date, topic or speaker."),
        _("Say what you propose instead."),
    )


class DeclineForm(NoteForm):
    """Why an invitation is declined."""

    because = RadioField(
        _("Reason"),
        [DataRequired(_("Choose a reason."))],
        choices=choices(wording.BECAUSE),
    )

    @property
    def reason(self) -> DeclinedBecause:
        """The reason chosen."""
        return DeclinedBecause(self.because.data)


class NomineeForm(NoteForm):
    """Who comes."""

    name = _line(_("Who comes"))
    function = _line(_("Function"))
    email = EmailField(
        _("E-mail address of whoever comes"),
        [Length(max=254, message=_SHORTEN)],
        description=_("Optional. They receive the date for their calendar."),
        render_kw={"dir": "ltr"},
    )

    def validate_name(self, field: StringField) -> None:
        """An RCP or a State says who comes, and so does whoever sends somebody else."""
        if (self.move == "delegate" or needs_nominee(self.invitation)) and not field.data:
            raise ValidationError(gettext("Say who comes."))

    def validate_email(self, field: EmailField) -> None:
        """It is an address, if there is one."""
        _email(field)

    @property
    def nominee(self) -> Nominee:
        """Whoever comes."""
        return Nominee(self.name.data or "", self.function.data or "", self.email.data or "")


class RecordAcceptForm(NomineeForm):
    """Who comes, and how that is known."""

    note = _text(
        _("How this is known"),
        _("For example: by letter of 3 May, or by telephone."),
        _("Say in a sentence how this is known."),
    )


class RecordDeclineForm(DeclineForm):
    """Why it was declined, and how that is known."""

    note = _text(
        _("How this is known"),
        _("For example: by letter of 3 May, or by telephone."),
        _("Say in a sentence how this is known."),
    )


FORMS: dict[str, type[MoveForm]] = {
    "record_approval": NeededNoteForm,
    "cancel": CancelForm,
    "record_accept": RecordAcceptForm,
    "record_decline": RecordDeclineForm,
    "accept": NomineeForm,
    "delegate": NomineeForm,
    "hold": NoteForm,
    "counter_propose": CounterForm,
    "decline": DeclineForm,
}


def form_of(move: str, invitation: Invitation, *, is_sent: bool) -> MoveForm | None:
    """Return the form of a deed, empty or as it was sent; None when it needs to know nothing."""
    kind = FORMS.get(move)
    return kind(move, invitation, is_sent=is_sent) if kind else None
