"""By what a figure can be broken down, and how an event gets its value of each."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

import ibis.expr.types as ir

from flyingstart.evidence.measures.joins import holds, in_force, placed, ties
from flyingstart.evidence.measures.tables import Facts

OUTSIDE, NOT_KNOWN = "outside", "not known"

Attach = Callable[[Facts, ir.Table], ir.Table]


class Sort(enum.StrEnum):
    """What sort of values a dimension has."""

    AREA = "area"
    TIME = "time"
    PLAIN = "plain"


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """A way to break a figure down. `attach` gives events a column of its name; an event may
    have several values (needs) and then counts in each."""

    name: str
    title: str
    sort: Sort
    attach: Attach


def _area(name: str, asked_set: str) -> Attach:
    def attach(facts: Facts, events: ir.Table) -> ir.Table:
        located = events if "home" in events.columns else placed(facts, events)
        areas = _areas_of_homes(facts, asked_set)
        joined = located.left_join(areas, located.home == areas.area_home)
        return joined.mutate(**{name: joined.area.fill_null(NOT_KNOWN)}).drop("area_home", "area")

    return attach


def _areas_of_homes(facts: Facts, asked_set: str) -> ir.Table:
    """The area of each postcode in the set asked for; a postcode elsewhere is outside."""
    postcode, asked = facts.table("postcode"), facts.table("asked")
    within = facts.table("postcode_area")
    within = within.semi_join(asked, within.area_set == asked[asked_set]).select(
        within_home=within.home, area=within.area
    )
    joined = postcode.left_join(within, postcode.home == within.within_home)
    here = joined.area.fill_null(NOT_KNOWN)
    return joined.select(
        area_home=joined.home, area=(joined.lies == "here").ifelse(here, joined.lies)
    )


def _of_person(name: str) -> Attach:
    def attach(facts: Facts, events: ir.Table) -> ir.Table:
        person = facts.table("person").select(whose="person", **{name: name})
        return events.left_join(person, events.person == person.whose).drop("whose")

    return attach


def _age(facts: Facts, events: ir.Table) -> ir.Table:
    """Whole years on the event's day, as integers."""
    person = facts.table("person").select(whose="person", born="date_of_birth")
    joined = events.left_join(person, events.person == person.whose)
    day, born = joined.day, joined.born
    before_birthday = day.month() * 100 + day.day() < born.month() * 100 + born.day()
    years = (day.year() - born.year()).cast("int64")
    return joined.mutate(age=before_birthday.ifelse(years - 1, years)).drop("whose", "born")


def _need(facts: Facts, events: ir.Table) -> ir.Table:
    """Needs in force at the moment asked for."""
    need, asked = facts.table("need"), facts.table("asked").select("today")
    today = need.cross_join(asked).filter(lambda t: in_force(t.today, t))
    held = today.select(whose="person", need="need").distinct()
    return events.left_join(held, events.person == held.whose).drop("whose")


def _of_session(name: str) -> Attach:
    def attach(facts: Facts, events: ir.Table) -> ir.Table:
        session = facts.table("session").select(which="session", **{name: name})
        return events.left_join(session, events.session == session.which).drop("which")

    return attach


def _of_tie(name: str) -> Attach:
    """The place of the person marked in the family it was taken with; carers bring their own."""

    def attach(facts: Facts, events: ir.Table) -> ir.Table:
        if name in events.columns:
            return events
        tie = ties(facts).select("tie_person", "tie_family", "tie_from", "tie_to", name)
        return events.left_join(
            tie,
            [
                events.person == tie.tie_person,
                events.family == tie.tie_family,
                *holds(tie, events.day),
            ],
        ).drop("tie_person", "tie_family", "tie_from", "tie_to")

    return attach


def _as_it_is(_facts: Facts, events: ir.Table) -> ir.Table:
    return events


def _time(facts: Facts, events: ir.Table) -> ir.Table:
    """Pieces of the period are counted apart anyway."""
    return _as_it_is(facts, events)


def _dimension(name: str, title: str, attach: Attach, sort: Sort = Sort.PLAIN) -> Dimension:
    return Dimension(name=name, title=title, sort=sort, attach=attach)


DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        _dimension("ward", "Ward", _area("ward", "area_set"), Sort.AREA),
        _dimension(
            "neighbourhood",
            "Neighbourhood",
            _area("neighbourhood", "neighbourhood_set"),
            Sort.AREA,
        ),
        _dimension("month", "Month", _time, Sort.TIME),
        _dimension("quarter", "Quarter", _time, Sort.TIME),
        _dimension("term", "Term", _time, Sort.TIME),
        _dimension("year", "Year", _time, Sort.TIME),
        _dimension("site", "Site", _of_session("site")),
        _dimension("activity", "Activity", _of_session("activity")),
        _dimension("age", "Age", _age),
        _dimension("sex", "Sex", _of_person("sex")),
        _dimension("ethnicity", "Ethnicity", _of_person("ethnicity")),
        _dimension("language", "Language", _of_person("language")),
        _dimension("need", "Need", _need),
        _dimension("role", "Role", _of_tie("role")),
        _dimension("relationship", "Relationship", _of_tie("relationship")),
        _dimension("counted_by", "Counted by", _as_it_is),
        _dimension("field", "Field", _as_it_is),
    )
}
