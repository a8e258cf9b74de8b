"""The form for the code that was sent by mail."""

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from rcp_platform.core.forms import Form


class CodeForm(Form):
    """Six digits."""

    code = StringField(
        _("Code from the mail"),
        [
            DataRequired(_("Enter the six digits from the mail.")),
            Length(max=20, message=_("Enter the six digits from the mail.")),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"},
    )
