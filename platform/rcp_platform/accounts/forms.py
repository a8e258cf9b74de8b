"""Forms about one's own account."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import EmailField, Field, PasswordField, SelectField, ValidationError
from wtforms.validators import DataRequired, EqualTo

from rcp_platform.accounts import passwords
from rcp_platform.core.forms import Form, choices
from rcp_platform.core.vocabularies import LANGUAGES

_PASSWORD_HINT = _(
    "At least %(number)d characters. Several words that do not belong together work well.",
    number=passwords.MINIMUM,
)

# Made first: errors are listed in the order in which fields were made.
_CURRENT_PASSWORD = PasswordField(
    _("Current password"),
    [DataRequired(_("Enter your current password."))],
    render_kw={"autocomplete": "current-password"},
)


class SignInForm(Form):
    """E-mail and password."""

    email = EmailField(
        _("E-mail address"),
        [DataRequired(_("Enter your e-mail address."))],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _("Password"),
        [DataRequired(_("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )


class NewPasswordForm(Form):
    """A password, written twice."""

    password = PasswordField(
        _("New password"),
        [DataRequired(_("Enter a new password."))],
        description=_PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )
    repeated = PasswordField(
        _("The same password again"),
        [
            DataRequired(_("Enter the new password again.")),
            EqualTo("password", _("The two passwords are not the same. Enter both again.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )

    def __init__(self, email: str, **options: Any) -> None:
        super().__init__(**options)
        self._email = email

    def validate_password(self, field: Field) -> None:
        """Refuse what is easy to guess."""
        try:
            passwords.check(field.data or "", self._email)
        except passwords.PasswordRefused as refusal:
            raise ValidationError(refusal.args[0]) from refusal


class ChangePasswordForm(NewPasswordForm):
    """The current password and a new one."""

    current = _CURRENT_PASSWORD


class LanguageForm(Form):
    """The language of the pages."""

    language = SelectField(
        _("Language of the pages"),
        choices=choices(LANGUAGES),
    )
