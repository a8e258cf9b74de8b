"""Forms for what people keep for themselves."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from rcp_platform.core.forms import Form, choices
from rcp_platform.discovery.search import MAX_QUERY
from rcp_platform.following.models import TOPIC, SavedSearch
from rcp_platform.notifications.models import Frequency
from rcp_platform.notifications.topics import FREQUENCY_NAMES, topic_of

LONGEST_NAME = 200
LONGEST_NOTE = 1000
#: From the most mail to none.
FREQUENCIES = {often: FREQUENCY_NAMES[often] for often in topic_of(TOPIC).frequencies}


class NoteForm(Form):
    """A note on a practice that one keeps."""

    note = TextAreaField(
        _("Note"),
        validators=[Length(max=LONGEST_NOTE, message=_("Shorten the note."))],
        render_kw={"rows": 2},
    )


class SaveForm(Form):
    """How a search is saved from the page that shows its results."""

    name = StringField(
        _("Name"),
        validators=[
            InputRequired(message=_("Give the search a name.")),
            Length(max=LONGEST_NAME, message=_("Shorten the name.")),
        ],
    )
    frequency = SelectField(_("Mail about new practices"), choices=choices(FREQUENCIES))


class SearchForm(SaveForm):
    """Everything that may be changed of a saved search."""

    text = TextAreaField(
        _("What is looked for"),
        validators=[
            InputRequired(message=_("Say what to look for.")),
            Length(max=MAX_QUERY, message=_("Shorten the question.")),
        ],
        render_kw={"rows": 3},
    )
    scope = SelectField(_("Where to look"))
    filters = SelectMultipleField(_("Narrowed down to"))

    def __init__(
        self,
        search: SavedSearch,
        frequency: Frequency,
        scopes: Sequence[tuple[str, str]],
        filters: Mapping[str, str],
    ) -> None:
        super().__init__(
            data={
                "name": search.name,
                "text": search.text,
                "scope": search.scope,
                "filters": list(filters),
                "frequency": frequency,
            }
        )
        self.scope.choices = choices(dict(scopes))
        self.filters.choices = choices(filters)
        if not filters:
            del self.filters
        if not scopes:
            del self.scope


class FrequencyForm(Form):
    """How often one hears of something."""

    frequency = SelectField(_("Mail"), choices=choices(FREQUENCIES))
