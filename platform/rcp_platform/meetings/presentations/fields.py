"""The states and steps of presentations as people see them."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

STATES: dict[str, LazyString] = {
    "topic_agreed": _("Topic agreed"),
    "material_asked": _("Material asked for"),
    "submitted": _("Material received"),
    "cleared": _("Material cleared"),
    "delivered": _("Held"),
    "not_held": _("Not held"),
    "outcome_recorded": _("Outcome noted"),
    "practice_drafted": _("Practice drafted"),
}

#: What can be done, in the order of the buttons.
TRANSITIONS: dict[str, LazyString] = {
    "ask_material": _("Ask for the material"),
    "submit": _("Send the material"),
    "clear": _("Clear the material"),
    "deliver": _("It was held"),
    "not_held": _("It was not held"),
    "record_outcome": _("Note what came of it"),
    "draft_practice": _("Draft a practice from it"),
}

#: What is said once it is done.
DONE: dict[str, LazyString] = {
    "ask_material": _("The presenting side is asked for its material."),
    "submit": _("The material is sent. Only both sides read it until you clear it."),
    "clear": _("The material now stands among the documents of the meeting."),
    "deliver": _("It is noted that it was held."),
    "not_held": _("It is noted that it was not held."),
    "record_outcome": _("What came of it is noted. The presenting side can read it."),
    "draft_practice": _(
        "The draft belongs to your Process. Before you send it on, see who may know of the meeting."
    ),
}

#: The steps, told as what happened.
EVENTS: dict[str, LazyString] = {
    "begin": _("Topic agreed"),
    "resume": _("Agreed again"),
    "call_off": _("No longer planned: the invitation does not stand any more"),
    "ask_material": _("Material asked for"),
    "submit": _("Material sent"),
    "clear": _("Material cleared"),
    "deliver": _("Held"),
    "not_held": _("Not held"),
    "record_outcome": _("Outcome noted"),
    "draft_practice": _("Practice drafted"),
}

#: What a presentation waits for from somebody; see :class:`.queries.ToDo`.
TO_DO: dict[str, LazyString] = {
    "ask": _("Ask for the material"),
    "send": _("Send the material"),
    "look": _("The material has arrived"),
    "clear": _("Say who may read the material"),
    "say_whether_held": _("Say whether it was held"),
    "say_what_came": _("Note what came of it"),
}
