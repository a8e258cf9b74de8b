"""How often a person wants mail."""

from collections.abc import Mapping

from wtforms import SelectField

from rcp_platform.core.forms import Form, choices
from rcp_platform.notifications.models import Frequency
from rcp_platform.notifications.topics import FREQUENCY_NAMES, TOPICS


def preferences_form(current: Mapping[str, Frequency] | None = None) -> Form:
    """Return a form with a field for every topic that may be stopped, named as the topic."""
    fields = {
        name: SelectField(
            topic.name, choices=choices({f: FREQUENCY_NAMES[f] for f in topic.frequencies})
        )
        for name, topic in TOPICS.items()
        if topic.may_be_stopped
    }
    form: Form = type("PreferencesForm", (Form,), fields)(data=current, prefix="mail")
    return form
