"""The form to say what was made of a practice."""

from collections.abc import Iterable
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext
from wtforms import RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from rcp_platform.core import countries
from rcp_platform.core.forms import Form, choices
from rcp_platform.directory.models import Rcp
from rcp_platform.practices.uptake.models import Phase, Uptake, UptakeAudience

_ = lazy_gettext

PHASES: dict[str, LazyString] = {
    "agenda": _("It is on our agenda"),
    "convergence": _("We agreed on a common approach"),
    "law_policy_practice": _("It changed a law, a policy or a practice"),
}
AUDIENCES: dict[str, LazyString] = {
    "both_sides": _("Only the two Processes"),
    "network": _("Members of every Process"),
    "public": _("Anyone, signed in or not"),
}


class UptakeForm(Form):
    """Who used it, how far it came, and who may know."""

    rcp = SelectField(_("Process"), description=_("The Process for which you say this."))
    country = StringField(
        _("State, if one State used it"),
        [Length(max=100, message=_("Shorten this to %(max)d characters."))],
        description=_("Leave empty when the Process as a whole used it."),
    )
    phase = RadioField(
        _("How far it came"),
        [DataRequired(_("Select one."))],
        choices=choices(PHASES),
    )
    note = TextAreaField(
        _("What you made of it"),
        [
            DataRequired(_("Say in a sentence or two what you made of it.")),
            Length(max=2000, message=_("Shorten this text to %(max)d characters.")),
        ],
        render_kw={"rows": 4},
    )
    evidence = StringField(
        _("Evidence"),
        [Length(max=1000, message=_("Shorten this to %(max)d characters."))],
        description=_("A document or an address, if there is one."),
    )
    audience = RadioField(
        _("Who may know"), choices=choices(AUDIENCES), default=UptakeAudience.BOTH_SIDES.value
    )

    def validate_country(self, field: StringField) -> None:
        """One State or none."""
        try:
            found = countries.parse(field.data or "")
        except countries.UnknownCountry as error:
            raise ValidationError(
                gettext("“%(name)s” is not a State or territory we know.", name=error.name)
            ) from error
        if len(found) > 1:
            raise ValidationError(gettext("Name one State; say it once for each."))

    def values(self) -> dict[str, Any]:
        """Return the columns of an uptake."""
        return {
            "country": next(iter(countries.parse(self.country.data or "")), ""),
            "phase": Phase(self.phase.data),
            "note": self.note.data,
            "evidence": self.evidence.data or "",
            "audience": UptakeAudience(self.audience.data),
        }


def form_for(uptake: Uptake | None, own: Iterable[Rcp]) -> UptakeForm:
    """Return the form, filled from an uptake if there is one."""
    if uptake is None:
        form = UptakeForm()
    else:
        form = UptakeForm(
            data={
                "rcp": uptake.rcp_slug,
                "country": countries.name_of(uptake.country) if uptake.country else "",
                "phase": uptake.phase.value,
                "note": uptake.note,
                "evidence": uptake.evidence,
                "audience": uptake.audience.value,
            }
        )
    form.rcp.choices = choices({rcp.slug: rcp.name for rcp in own})
    return form
