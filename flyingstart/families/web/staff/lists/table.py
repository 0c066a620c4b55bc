"""The tables of the lists: what can be asked of each, and its columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.design.api import ChoiceFilter, Column, Kind, SearchFilter, Table, formats
from flyingstart.families.enums import CodeKind, Role
from flyingstart.families.models import Code
from flyingstart.families.queries.lists.asked import GAPS, Age, Asked, Gap, Standing
from flyingstart.families.queries.lists.asked import Kind as ListKind
from flyingstart.families.queries.lists.described import Listed, Named
from flyingstart.families.queries.lists.pieces import Piece
from flyingstart.families.queries.lists.places import Places
from flyingstart.families.queries.lists.rows import ListedRows
from flyingstart.families.text import tidy
from flyingstart.families.web.staff.ages import age_words
from flyingstart.families.web.staff.lists import words

PER_PAGE = 50
NONE, ANY, YES = "none", "any", "yes"
MONTHS_BEFORE, MONTHS_AHEAD = 1, 9
Filter = ChoiceFilter[Listed] | SearchFilter[Listed]


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What there is to choose from: the pack's languages and needs, and the areas of today."""

    places: Places
    languages: Sequence[str]
    needs: Sequence[tuple[str, str]]


def choices_in(places: Places) -> Choices:
    """Read the pack's lists. One query."""
    codes = Code.objects.filter(kind__in=[CodeKind.LANGUAGE, CodeKind.NEED])
    rows = list(codes.order_by("position", "pk").values_list("kind", "code", "label"))
    return Choices(
        places=places,
        languages=sorted(label for kind, _code, label in rows if kind == CodeKind.LANGUAGE),
        needs=[(code, label) for kind, code, label in rows if kind == CodeKind.NEED],
    )


def list_table(
    asked: Asked, rows: ListedRows[Any], choices: Choices, *, exportable: bool
) -> Table[Listed]:
    """The table of one kind of list."""
    kind = asked.kind
    return Table(
        key=kind.value,
        caption=str(words.KINDS[kind]),
        columns=list(_columns(kind, asked.sets.day)),
        rows=rows,
        filters=list(_filters(asked, choices)),
        sort="name",
        page_size=PER_PAGE,
        exportable=exportable,
        file_name=f"{kind.value}-{asked.sets.day.isoformat()}",
        empty=_("Nobody here fits. Take a filter away, or find a family by name."),
        caption_hidden=True,
    )


def as_asked(query: QueryDict, kind: ListKind) -> QueryDict:
    """What is asked: of children, those under five unless somebody says otherwise."""
    asked = query.copy()
    if kind is ListKind.CHILDREN:
        asked.setdefault(f"{kind.value}-age", Age.EARLY.value)
    return asked


def is_whole(table: Table[Listed], query: QueryDict) -> bool:
    """Whether nothing narrows a list but what is the rule."""
    return set(table.narrowed(query).items()) <= {("age", Age.EARLY.value)}


def without_filters(kind: ListKind) -> str:
    """The address's query of the whole list."""
    whole = QueryDict(mutable=True)
    whole["show"] = kind.value
    if kind is ListKind.CHILDREN:
        whole[f"{kind.value}-age"] = ""
    return whole.urlencode()


def sensible(table: Table[Listed], query: QueryDict) -> str:
    """The part of a query that this list understands, as an address has it."""
    kept = QueryDict(mutable=True)
    kept["show"] = table.key
    narrowed = table.narrowed(query)
    for one in table.filters:
        name = table.parameter(one.key)
        # Nothing is an answer too, where something else is the rule.
        if one.key in narrowed or query.get(name) == "":
            kept[name] = narrowed.get(one.key, "")
    if _sorts(table, query):
        kept[table.parameter("sort")] = query.get(table.parameter("sort"), "")
    return kept.urlencode()


def left_out(table: Table[Listed], query: QueryDict) -> list[str]:
    """What a query asks that this list does not understand, in words."""
    said = []
    for one in table.filters:
        given = query.get(table.parameter(one.key), "").strip()
        if given and not one.accepts(given):
            said.append(
                _("“%(filter)s” has no such choice any more. It is left out.")
                % {"filter": one.label}
            )
    if query.get(table.parameter("sort")) and not _sorts(table, query):
        said.append(_("This list cannot be put in that order. It is in the order of names."))
    return said


def _sorts(table: Table[Listed], query: QueryDict) -> bool:
    wanted = query.get(table.parameter("sort"), "").removeprefix("-")
    return any(column.key == wanted and column.order_by for column in table.columns)


# --- What can be asked ------------------------------------------------------------------------


def _filters(asked: Asked, choices: Choices) -> Iterator[Filter]:
    kind = asked.kind
    yield SearchFilter(
        key="name",
        label=_("Name, or part of it"),
        narrow=lambda rows, text: _told(rows, asked.called(tidy(text))),
    )
    yield _choice(
        "place",
        _("Lives in"),
        _places(choices.places),
        lambda code: _lives(asked, choices.places, code),
    )
    ages = words.GROWN_AGES if kind is ListKind.ADULTS else words.CHILDS_AGES
    yield _choice(
        "age",
        _("Has a child aged") if kind is ListKind.FAMILIES else _("Age"),
        [(age.value, str(label)) for age, label in ages.items()],
        lambda age: asked.aged(Age(age)),
    )
    if kind is ListKind.ADULTS:
        roles = [role for role in Role if role is not Role.CHILD]
        yield _choice(
            "role",
            _("Is a"),
            [(role.value, str(role.label)) for role in roles],
            lambda role: asked.is_a(Role(role)),
        )
    yield _choice(
        "language",
        _("Language"),
        [(label, label) for label in choices.languages],
        asked.speaks,
    )
    yield _choice(
        "interpreter",
        _("Interpreter"),
        [(YES, _("Needed"))],
        lambda _yes: asked.needs_interpreter(),
    )
    yield _choice("need", _("Need"), choices.needs, asked.needs)
    yield _choice(
        "registered",
        _("Registered"),
        [(standing.value, str(label)) for standing, label in words.STANDINGS.items()],
        lambda standing: asked.stands(Standing(standing)),
    )
    yield _choice(
        "missing",
        _("Still to ask"),
        [(gap.value, str(words.GAPS[gap])) for gap in GAPS[kind]],
        lambda gap: asked.lacks(Gap(gap)),
    )
    if kind is not ListKind.CHILDREN:
        months = {month.strftime("%Y-%m"): month for month in _months(asked.sets.day)}
        yield _choice(
            "due",
            _("Expecting"),
            [(ANY, _("Any month")), *((key, _month(first)) for key, first in months.items())],
            lambda month: asked.expects(months.get(month)),
        )


def _choice(
    key: str,
    label: str,
    choices: Sequence[tuple[str, str]],
    condition: Callable[[str], Piece],
) -> Filter:
    return ChoiceFilter(
        key=key,
        label=label,
        choices=choices,
        narrow=lambda rows, value: _told(rows, condition(value)),
    )


def _told(rows: QuerySet[Any], condition: Piece) -> QuerySet[Any]:
    assert isinstance(rows, ListedRows)  # noqa: S101 - the table narrows what it was given
    return rows.told(condition)


def _places(places: Places) -> list[tuple[str, str]]:
    return [
        *((f"n-{area.code}", area.name) for area in places.neighbourhoods),
        *((f"w-{area.code}", _("%(ward)s ward") % {"ward": area.name}) for area in places.wards),
        (NONE, _("Elsewhere, or not known")),
    ]


def _lives(asked: Asked, places: Places, code: str) -> Piece:
    if code == NONE:
        return asked.lives_in_none([area.pk for area in places.whole])
    areas = {
        **{f"n-{area.code}": area.pk for area in places.neighbourhoods},
        **{f"w-{area.code}": area.pk for area in places.wards},
    }
    return asked.lives_in(areas[code])


def _months(day: dt.date) -> Iterator[dt.date]:
    """The first days of the months in which a birth may be due."""
    for months in range(-MONTHS_BEFORE, MONTHS_AHEAD + 1):
        years, month = divmod(day.month - 1 + months, 12)
        yield dt.date(day.year + years, month + 1, 1)


def _month(first: dt.date) -> str:
    return formats.date(first).partition(" ")[2]


# --- What is shown ----------------------------------------------------------------------------


def _columns(kind: ListKind, day: dt.date) -> Iterator[Column[Listed]]:
    yield Column(
        key="name",
        heading={
            ListKind.CHILDREN: _("Child"),
            ListKind.ADULTS: _("Adult"),
            ListKind.FAMILIES: _("Family"),
        }[kind],
        value=lambda row: row.name,
        link=lambda row: reverse("family", args=[row.family]),
        # Tells namesakes apart for those who hear the links alone.
        link_of=lambda row: (
            _("born %(day)s") % {"day": formats.date(row.born)} if row.born else _names(row.others)
        ),
        order_by=("listed_name",),
    )
    if kind is not ListKind.FAMILIES:
        yield Column(
            key="born",
            heading=_("Born"),
            value=lambda row: row.born,
            kind=Kind.DATE,
            order_by=("born",),
        )
    if kind is ListKind.CHILDREN:
        yield _text("age", _("Age"), lambda row: age_words(row.born, day) if row.born else "")
        yield _text("carers", _("Parents and carers"), lambda row: _names(row.others))
    else:
        yield _text("children", _("Children"), lambda row: _with_ages(row.others, day))
    if kind is ListKind.ADULTS:
        yield _text("role", _("Is a"), lambda row: str(Role(row.role).label))
    yield _text("place", _("Lives in"), _place)
    yield _text("languages", _("Languages"), _languages)
    yield _text("phone", _("Phone"), _phone)
    yield Column(
        key="since",
        heading=_("Registered on"),
        value=lambda row: row.registered_on,
        kind=Kind.DATE,
        order_by=("since",),
    )
    if kind is not ListKind.CHILDREN:
        yield Column(key="due", heading=_("Baby due"), value=lambda row: row.due_on, kind=Kind.DATE)
    yield _text(
        "missing",
        _("Still to ask"),
        lambda row: ", ".join(str(words.GAPS[gap]) for gap in row.gaps),
    )


def _text(key: str, heading: str, value: Callable[[Listed], str]) -> Column[Listed]:
    """A column of words; none are a dash."""
    return Column(key=key, heading=heading, value=lambda row: value(row) or None)


def _names(people: Sequence[Named]) -> str:
    return ", ".join(one.name for one in people)


def _with_ages(people: Sequence[Named], day: dt.date) -> str:
    said = []
    for one in people:
        age = age_words(one.born, day) if one.born else ""
        said.append(f"{one.name} ({age})" if age else one.name)
    return ", ".join(said)


def _place(row: Listed) -> str:
    return ", ".join(part for part in (row.ward, row.neighbourhood) if part)


def _languages(row: Listed) -> str:
    said = ", ".join(row.languages)
    return _("%(languages)s; interpreter") % {"languages": said} if row.interpreter else said


def _phone(row: Listed) -> str:
    return _("Do not ring; see the family") if row.silent else row.phone
