"""Why a file is not taken."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class Refused(Exception):
    """A file is not taken; the message is a sentence for whoever sent it, in their language."""

    def __init__(self, sentence: LazyString) -> None:
        super().__init__(sentence)


def not_what_it_says() -> Refused:
    """Return the refusal of a file that holds something else than the ending of its name says."""
    return Refused(
        _(
            "What this file holds does not agree with the ending of its name. Open it in the "
            "program it belongs to and save it anew."
        )
    )
