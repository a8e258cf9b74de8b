"""The form of a collection."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from rcp_platform.core.forms import Form, choices
from rcp_platform.following.collections.models import Collection, Sharing
from rcp_platform.following.collections.services import Description


class CollectionForm(Form):
    """Title, introduction, and with whom a collection is shared."""

    title = StringField(
        _("Title"),
        validators=[
            InputRequired(message=_("Give the collection a title.")),
            Length(max=200, message=_("Shorten the title.")),
        ],
    )
    introduction = TextAreaField(
        _("Introduction"),
        description=_("What the list is for, in a few sentences."),
        validators=[Length(max=4000, message=_("Shorten the introduction."))],
        render_kw={"rows": 5},
    )
    sharing = SelectField(
        _("Who may read it"),
        description=_(
            "Readers see only those of the practices that they may read themselves. Your notes "
            "on the others are not shown to them."
        ),
    )

    def __init__(self, collection: Collection | None, rcps: Mapping[str, str]) -> None:
        data = {} if collection is None else _shown(collection)
        super().__init__(data=data)
        labels = {Sharing.PRIVATE.value: _("Only me")}
        labels |= {
            _value(Sharing.RCP, slug): _("Members (%(rcp)s)", rcp=name)
            for slug, name in rcps.items()
        }
        if rcps:
            labels[Sharing.NETWORK.value] = _("Members of every Process")
        # What it is shared with may stay as it is when its owner's seats have changed.
        if collection is not None:
            labels.setdefault(data["sharing"], _("As until now"))
        self.sharing.choices = choices(labels)

    @property
    def described(self) -> Description:
        """What its owner says of the collection."""
        sharing, _colon, rcp = (self.sharing.data or "").partition(":")
        return Description(
            self.title.data or "", self.introduction.data or "", Sharing(sharing), rcp
        )


def _shown(collection: Collection) -> dict[str, str]:
    return {
        "title": collection.title,
        "introduction": collection.introduction,
        "sharing": _value(collection.sharing, collection.rcp_slug or ""),
    }


def _value(sharing: Sharing, rcp: str) -> str:
    return f"{sharing.value}:{rcp}" if rcp else sharing.value
