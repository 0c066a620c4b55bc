"""Who came: families and children, carers, ages, ethnicity and needs."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.design.api import BarChart, Column, Kind, Point, Series, Table, formats
from flyingstart.evidence.api import Answer, AnswerRow
from flyingstart.evidence.web.figures.parts import (
    Asking,
    FiguresPage,
    Section,
    about,
    none_last,
    number,
    page,
    regular_words,
    share,
    value_words,
    words_column,
)
from flyingstart.families.api import Sex

TILES = ("new_families", "unique_families", "reached", "unique_children")


def page_of(asking: Asking) -> FiguresPage:
    """Everything the page says."""
    ages = asking.ask("reach_rate", "age")
    return page(
        asking,
        ages,
        intro=_("The families, children and carers of the period."),
        tiles=[
            *(asking.tile(name) for name in TILES),
            # Its months are others than those of the figures beside it, and it may be the larger.
            asking.tile("regular", regular_words()),
            asking.tile("unique_carers"),
        ],
        sections=[
            _carers(asking),
            _ages(asking, ages),
            _ethnicities(asking),
            _needs(asking),
        ],
        about=about(*TILES, "regular", "unique_carers", "reach_rate"),
        notes=[_history_note()] if asking.whole("new_families").numerator is None else [],
    )


def _history_note() -> str:
    return _(
        "Nobody can say which families are new: the period begins before the day from which all "
        "use is held."
    )


def _carers(asking: Asking) -> Section:
    by_sex = asking.ask("unique_carers", "sex")
    return Section(
        key="carers",
        title=_("Mothers, fathers and other carers"),
        words=_(
            "Each carer is counted once by sex, as it is recorded. By relationship, in the "
            "family’s own words, whoever came as two in the period is counted in each."
        ),
        tables=[
            _counts(asking, by_sex, "sex", _("Carers by sex"), _("Sex"), _("Carers")),
            _counts(
                asking,
                asking.ask("unique_carers", "relationship"),
                "relationship",
                _("Carers by relationship"),
                _("Relationship"),
                _("Carers"),
            ),
        ],
    )


def _ages(asking: Asking, ages: Answer) -> Section:
    known = [row for row in ages.rows if row.by["age"] is not None]
    based = [row for row in known if row.value is not None]
    chart = BarChart(
        title=_("Share of children reached, by age"),
        kind=Kind.RATIO,
        label_heading=_("Age"),
        measure=_("Reach"),
        series=[Series(_("Reach"), [Point(_age_words(row), row.value) for row in based])],
    )
    words = (
        _("Children under five who live here, beside all who live here at that age (mid-%(year)s).")
        % {"year": ages.base_year}
        if based
        else _("No population by single years of age is held, so there is no share.")
    )
    return Section(
        key="ages",
        title=_("Ages"),
        words=words,
        charts=[chart] if based else [],
        tables=[
            Table(
                key="by-age",
                caption=_("Children reached by age, beside the population"),
                columns=[
                    Column(
                        key="age",
                        heading=_("Age"),
                        value=_age_words,
                        sort=lambda row: row.by["age"],
                    ),
                    share("rate", _("Reach"), lambda row: row.value),
                    number("reached", _("Reached"), lambda row: row.numerator),
                    number("base", _("Live here"), lambda row: row.denominator),
                ],
                rows=list(ages.rows),
                sort="age",
                file_name=f"reach-by-age-{asking.period}",
                empty=_nobody(),
            )
        ],
    )


def _age_words(row: AnswerRow) -> str:
    age = row.by["age"]
    if not isinstance(age, int):
        return _("Not recorded")
    if age == 0:
        return _("Under 1")
    return ngettext("%(age)s year", "%(age)s years", age) % {"age": formats.number(age)}


def _ethnicities(asking: Asking) -> Section:
    return Section(
        key="ethnicity",
        title=_("Ethnicity of the children reached"),
        words=_(
            "The ethnicity of everybody who lives here is not held, so there is no share to set "
            "beside it. Four ways of having no answer stand apart at the end."
        ),
        tables=[
            _counts(
                asking,
                asking.ask("reached", "ethnicity"),
                "ethnicity",
                _("Children reached by ethnicity"),
                _("Ethnicity"),
                _("Children"),
            )
        ],
    )


def _needs(asking: Asking) -> Section:
    return Section(
        key="needs",
        title=_("Needs of the children reached"),
        words=_("A child with several needs is counted in each. Needs are those held today."),
        tables=[
            _counts(
                asking,
                asking.ask("reached", "need"),
                "need",
                _("Children reached by need"),
                _("Need"),
                _("Children"),
            )
        ],
    )


def _counts(
    asking: Asking, answer: Answer, dimension: str, caption: str, heading: str, counted: str
) -> Table[AnswerRow]:
    """One count by one dimension; those without an answer last."""
    none = _("None recorded") if dimension == "need" else ""
    column = words_column(dimension, heading, sort=none_last(dimension), none=none)
    if dimension == "sex":
        column = Column(key=dimension, heading=heading, value=_sex_words, sort=none_last(dimension))
    return Table(
        key=f"{answer.measure.name}-by-{dimension}",
        caption=caption,
        columns=[column, number("counted", counted, lambda row: row.numerator)],
        rows=list(answer.rows),
        sort=dimension,
        page_size=100,
        file_name=f"{answer.measure.name}-by-{dimension}-{asking.period}",
        empty=_nobody(),
    )


def _sex_words(row: AnswerRow) -> str:
    """Women and men, for those who are grown up."""
    named = {Sex.FEMALE.value: _("Women"), Sex.MALE.value: _("Men")}
    return named.get(str(row.by["sex"]), value_words(row, "sex"))


def _nobody() -> str:
    return _("Nobody came in this period.")
