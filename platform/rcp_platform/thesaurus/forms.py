"""The form of a term."""

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _
from wtforms import Field, HiddenField, StringField, TextAreaField

from rcp_platform.core.forms import Form
from rcp_platform.core.text import lines
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.thesaurus.checks import Problem
from rcp_platform.thesaurus.facts import Labels, TermFacts, one_label, without_empty


class TermForm(Form):
    """Everything that is stated of a term. ``version`` is the term's when the page was drawn."""

    version = HiddenField()
    slug = StringField(
        _("Name in addresses"),
        description=_(
            "Small letters a-z, digits and hyphens, such as labour-migration. It never changes."
        ),
    )
    note = TextAreaField(
        _("Note"),
        description=_("In English: what the term covers, and how it differs from related ones."),
        render_kw={"rows": 3},
    )
    broader = TextAreaField(
        _("Wider terms"),
        description=_("Their names in addresses, one on each line."),
        render_kw={"rows": 2},
    )
    related = TextAreaField(
        _("Related terms"),
        description=_(
            "Their names in addresses, one on each line. Terms that differ on purpose, such as "
            "return and removal, are related and never labels of one term."
        ),
        render_kw={"rows": 4},
    )

    def __init__(self, facts: TermFacts, version: int | None = None) -> None:
        super().__init__(data=_shown(facts) | {"version": str(version or "")})
        if version is not None:
            del self.slug

    @property
    def facts(self) -> TermFacts:
        """What is stated, as typed."""
        return TermFacts(
            labels=self._labels("labels"),
            hidden=self._labels("hidden"),
            note=one_label(self.note.data or ""),
            broader=_slugs(self.broader),
            related=_slugs(self.related),
        )

    def _labels(self, kind: str) -> Labels:
        typed = {code: self[f"{kind}_{code}"].data or "" for code in LANGUAGES}
        return without_empty(
            {
                code: tuple(dict.fromkeys(one_label(line) for line in lines(text)))
                for code, text in typed.items()
            }
        )

    def show(self, problems: Iterable[Problem]) -> None:
        """Show what is wrong at the fields concerned."""
        for problem in problems:
            field = self[problem.fact.replace(".", "_")]
            field.errors = [*field.errors, problem.sentence]


def _slugs(field: Field) -> frozenset[str]:
    return frozenset(line.strip().lower() for line in lines(field.data or ""))


def _shown(facts: TermFacts) -> dict[str, str]:
    def in_lines(kind: str, labels: Mapping[str, Iterable[str]]) -> dict[str, str]:
        return {f"{kind}_{code}": "\n".join(texts) for code, texts in labels.items()}

    return {
        **in_lines("labels", facts.labels),
        **in_lines("hidden", facts.hidden),
        "note": facts.note,
        "broader": "\n".join(sorted(facts.broader)),
        "related": "\n".join(sorted(facts.related)),
    }


for _code, _name in LANGUAGES.items():
    setattr(
        TermForm,
        f"labels_{_code}",
        TextAreaField(_("Labels: %(language)s", language=_name), render_kw={"rows": 3}),
    )
    setattr(
        TermForm,
        f"hidden_{_code}",
        TextAreaField(_("Other spellings: %(language)s", language=_name), render_kw={"rows": 2}),
    )
