"""The base of every form: what is typed is cleaned before anyone looks at it."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.fields import PasswordField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from rcp_platform.core.text import clean


def choices(labels: Mapping[Any, Any]) -> list[SelectChoice]:
    """Return a vocabulary, from value to label, as the choices of a field."""
    return [SelectChoice(value, label) for value, label in labels.items()]


def _cleaned(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose texts arrive without control characters and trimmed.

    Passwords are left as typed.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Adds the cleaning to every field."""

        def bind_field(self, form: FlaskForm, unbound_field: Any, options: Any) -> Field:
            """Return the field with cleaning as its first filter."""
            if not issubclass(unbound_field.field_class, PasswordField):
                own = unbound_field.kwargs.get("filters", ())
                options = {**options, "filters": [_cleaned, *own]}
            field: Field = super().bind_field(form, unbound_field, options)
            return field
