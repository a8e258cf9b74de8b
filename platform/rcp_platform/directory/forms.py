"""The form of a profile."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask_babel import LazyString, format_decimal, gettext, lazy_gettext
from wtforms import (
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, NumberRange, Optional

from rcp_platform.core.forms import Form, choices
from rcp_platform.core.text import lines
from rcp_platform.core.vocabularies import RCP_TYPES, REGIONS, RcpType
from rcp_platform.directory import facts, parties
from rcp_platform.directory.facts import PartyFact, PriorityFact, ProfileFacts
from rcp_platform.directory.models import PartyKind
from rcp_platform.directory.queries import Names

_ = lazy_gettext
Fact = TypeVar("Fact")
_MOST_LINES = 100
_LONGEST_LINE = 500
_LONGEST_TEXT = 30_000
_LONGEST_SECRETARIAT = 2000
_OPEN_AT_FIRST = 3

PRIORITY_NUMBERS = range(1, facts.MOST_PRIORITIES + 1)


def _at_most(length: int) -> Callable[[Form, Field], None]:
    """Refuse longer texts. Unlike WTForms' own it adds no hint to every field of a long form."""

    def fits(form: Form, field: Field) -> None:
        if len(field.data or "") > length:
            raise ValidationError(_too_long(length))

    return fits


def _too_long(length: int) -> str:
    return str(gettext("Shorten this to %(max)s characters.", max=format_decimal(length)))


def _short_lines(form: Form, field: Field) -> None:
    written = lines(field.data or "")
    if len(written) > _MOST_LINES or any(len(line) > _LONGEST_LINE for line in written):
        raise ValidationError(
            gettext(
                "Enter at most %(count)d lines of %(length)d characters each.",
                count=_MOST_LINES,
                length=_LONGEST_LINE,
            )
        )


class ProfileForm(Form):
    """Everything a secretariat may say about its Process.

    ``version`` is the profile's when the page was drawn.
    """

    version = HiddenField()
    name = StringField(
        _("Full name"), [DataRequired(_("Enter the full name.")), _at_most(facts.LONGEST_NAME)]
    )
    short_name = StringField(
        _("Short name"),
        [DataRequired(_("Enter the short name.")), _at_most(facts.LONGEST_SHORT_NAME)],
        description=_("As it is called in conversation, such as Bali Process or RCM."),
    )
    aliases = TextAreaField(
        _("Other names"),
        [_short_lines],
        description=_("Former names, acronyms and names in other languages, one on each line."),
        render_kw={"rows": 3},
    )
    type = SelectField(_("Type"), choices=choices(RCP_TYPES))
    year_established = IntegerField(
        _("Year established"),
        [
            Optional(),
            NumberRange(facts.FIRST_YEAR, facts.LAST_YEAR, _("Enter a year such as 2002.")),
        ],
    )
    main_region = SelectField(
        _("Main region"),
        choices=choices({"": _("Not stated"), **REGIONS}),
        description=_("The Process is listed under this region and has its colour."),
    )
    other_regions = SelectMultipleField(_("Also in"), choices=choices(REGIONS))
    states = TextAreaField(
        _("Participating States"),
        description=_(
            "One on each line, in any of the six languages. A note may follow after a dash: "
            "Australia – Co-Chair."
        ),
        render_kw={"rows": 12},
    )
    observers = TextAreaField(
        _("Observers"),
        description=_(
            "One on each line: a State, another Process by one of its names, or an "
            "organisation. A note may follow after a dash."
        ),
        render_kw={"rows": 6},
    )
    partners = TextAreaField(
        _("Partners"), description=_("Written like observers."), render_kw={"rows": 6}
    )
    areas_of_discussion = TextAreaField(
        _("Areas of discussion"),
        [_short_lines],
        description=_("One on each line."),
        render_kw={"rows": 6},
    )
    goals = TextAreaField(
        _("Goals"), [_short_lines], description=_("One on each line."), render_kw={"rows": 6}
    )
    secretariat = TextAreaField(
        _("Secretariat"),
        [_at_most(_LONGEST_SECRETARIAT)],
        description=_("Who provides it and where."),
        render_kw={"rows": 3},
    )
    contact = EmailField(
        _("E-mail address of the focal point"),
        [
            Optional(),
            Email(_("Enter an e-mail address such as focal-point@process.example.")),
            _at_most(facts.LONGEST_CONTACT),
        ],
        description=_("The address of the function, not of a person. Everyone can read it."),
    )
    as_of = StringField(
        _("As of"),
        [_at_most(facts.LONGEST_AS_OF)],
        description=_("When these facts were true, such as 2024 or May 2024."),
    )
    source = StringField(
        _("Source"),
        [_at_most(facts.LONGEST_SOURCE)],
        description=_("Where these facts come from."),
    )

    def __init__(self, stated: ProfileFacts, own_slug: str, names: Names, version: int) -> None:
        self._names = names
        self._own_slug = own_slug
        self._stated = stated
        super().__init__(data=_shown(stated, names) | {"version": str(version)})

    def validate_states(self, field: Field) -> None:
        """Every line names States or territories."""
        _parsed(field, parties.parse_states)

    def validate_observers(self, field: Field) -> None:
        """Every line is short enough, and none names the Process itself."""
        self._require_others(field)

    def validate_partners(self, field: Field) -> None:
        """Every line is short enough, and none names the Process itself."""
        self._require_others(field)

    def _require_others(self, field: Field) -> None:
        listed = _parsed(field, self._parties)
        if any(party.kind == PartyKind.RCP and party.who == self._own_slug for party in listed):
            raise ValidationError(gettext("Name others here, not the Process itself."))

    def _parties(self, text: str) -> tuple[PartyFact, ...]:
        return parties.parse_parties(text, self._names)

    @property
    def open_priorities(self) -> int:
        """How many priorities to draw at once: those in use, and a few to begin with."""
        pairs = [(self[title].data, self[detail].data) for title, detail in PRIORITY_FIELDS]
        in_use = [number for number, pair in zip(PRIORITY_NUMBERS, pairs, strict=True) if any(pair)]
        return max([*in_use, _OPEN_AT_FIRST])

    @property
    def facts(self) -> ProfileFacts:
        """What the profile shall state; only for a form that is valid."""
        return ProfileFacts(
            name=parties.one_line(self.name.data or ""),
            short_name=parties.one_line(self.short_name.data or ""),
            aliases=_lines_of(self.aliases),
            year_established=self.year_established.data,
            type=RcpType(self.type.data),
            regions=self._regions(),
            secretariat=self.secretariat.data or "",
            contact=self.contact.data or "",
            states=parties.parse_states(self.states.data or ""),
            observers=self._parties(self.observers.data or ""),
            partners=self._parties(self.partners.data or ""),
            areas_of_discussion=_lines_of(self.areas_of_discussion),
            goals=_lines_of(self.goals),
            priorities=self._priorities(),
            as_of=parties.one_line(self.as_of.data or ""),
            source=parties.one_line(self.source.data or ""),
        )

    def _regions(self) -> tuple[str, ...]:
        main, others = self.main_region.data, set(self.other_regions.data or [])
        if not main:
            return tuple(region for region in REGIONS if region in others)
        # What was stated in another order than the check boxes' stays in its order.
        in_order = [*self._stated.regions, *REGIONS]
        return tuple(dict.fromkeys([main, *(region for region in in_order if region in others)]))

    def _priorities(self) -> tuple[PriorityFact, ...]:
        pairs = [(self[title].data, self[detail].data) for title, detail in PRIORITY_FIELDS]
        return tuple(
            PriorityFact(parties.one_line(title), parties.one_line(detail or ""))
            for title, detail in pairs
            if title
        )


def _lines_of(field: Field) -> tuple[str, ...]:
    return tuple(parties.one_line(line) for line in lines(field.data or ""))


def _parsed(field: Field, parse: Callable[[str], tuple[Fact, ...]]) -> tuple[Fact, ...]:
    """Return what the lines of a field say, or raise ValidationError with a sentence for each."""
    text = field.data or ""
    if len(text) > _LONGEST_TEXT:
        raise ValidationError(_too_long(_LONGEST_TEXT))
    try:
        return parse(text)
    except parties.UnclearLines as error:
        raise ValidationError(" ".join(_sentence(problem) for problem in error.problems)) from error


def _sentence(problem: parties.Problem) -> str:
    if problem.is_too_long:
        return str(gettext("Line %(line)d is too long.", line=problem.line))
    if problem.suggestion:
        return str(
            gettext(
                "Line %(line)d: “%(name)s” is not a State or territory we know. "
                "Did you mean %(suggestion)s?",
                line=problem.line,
                name=problem.written,
                suggestion=problem.suggestion,
            )
        )
    return str(
        gettext(
            "Line %(line)d: “%(name)s” is not a State or territory we know.",
            line=problem.line,
            name=problem.written,
        )
    )


_SHOWN_AS_IS = (
    "name",
    "short_name",
    "year_established",
    "secretariat",
    "contact",
    "as_of",
    "source",
)


def _shown(stated: ProfileFacts, names: Names) -> dict[str, Any]:
    """Return the profile as the form's fields show it."""
    as_it_is = {name: getattr(stated, name) for name in _SHOWN_AS_IS}
    in_lines = {
        name: "\n".join(getattr(stated, name))
        for name in ("aliases", "areas_of_discussion", "goals")
    }
    priorities = {
        field: text
        for fields, priority in zip(PRIORITY_FIELDS, stated.priorities, strict=False)
        for field, text in zip(fields, (priority.title, priority.detail), strict=True)
    }
    return {
        **as_it_is,
        **in_lines,
        **priorities,
        "type": stated.type.value,
        "main_region": stated.regions[0] if stated.regions else "",
        "other_regions": list(stated.regions[1:]),
        "states": parties.states_text(stated.states),
        "observers": parties.parties_text(stated.observers, names),
        "partners": parties.parties_text(stated.partners, names),
    }


class _TitleFor:
    """A priority with a description needs a title."""

    def __init__(self, detail: str) -> None:
        self._detail = detail

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data and form[self._detail].data:
            raise ValidationError(gettext("Give this priority a title, or empty its description."))


#: The names of the title and the detail of each priority that can be stated.
PRIORITY_FIELDS = [(f"priority_{n}", f"priority_{n}_detail") for n in PRIORITY_NUMBERS]

for _number, (_title, _detail) in zip(PRIORITY_NUMBERS, PRIORITY_FIELDS, strict=True):
    setattr(
        ProfileForm,
        _title,
        StringField(
            _("Priority %(number)d", number=_number),
            [_TitleFor(_detail), _at_most(facts.LONGEST_NAME)],
        ),
    )
    setattr(
        ProfileForm,
        _detail,
        TextAreaField(
            _("Description of priority %(number)d", number=_number),
            [_at_most(facts.LONGEST_DETAIL)],
            render_kw={"rows": 2},
        ),
    )

#: What each fact is called where a page says which facts differ.
FACT_LABELS: dict[str, LazyString] = {
    "name": _("Full name"),
    "short_name": _("Short name"),
    "aliases": _("Other names"),
    "year_established": _("Year established"),
    "type": _("Type"),
    "regions": _("Regions"),
    "secretariat": _("Secretariat"),
    "contact": _("E-mail address of the focal point"),
    "states": _("Participating States"),
    "observers": _("Observers"),
    "partners": _("Partners"),
    "areas_of_discussion": _("Areas of discussion"),
    "goals": _("Goals"),
    "priorities": _("Priorities"),
    "as_of": _("As of"),
    "source": _("Source"),
}
