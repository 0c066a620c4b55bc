"""By what a figure can be broken down, and how an event gets its value of each."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

import ibis
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
    """Where an event lies: as the event itself says, else where its person lived that day."""

    def attach(facts: Facts, events: ir.Table) -> ir.Table:
        if "small" in events.columns:
            return _by_best_fit(facts, events, name, asked_set)
        if name == "neighbourhood" and "said_area" in events.columns:
            return _as_said(facts, events)
        located = events if "home" in events.columns else placed(facts, events)
        areas = _areas_of_homes(facts, asked_set)
        joined = located.left_join(areas, located.home == areas.area_home)
        return joined.mutate(**{name: joined.area.fill_null(NOT_KNOWN)}).drop("area_home", "area")

    return attach


def _as_said(facts: Facts, events: ir.Table) -> ir.Table:
    """The neighbourhood that the council names, when it is one of the set asked for."""
    asked = events.cross_join(facts.table("asked").select("neighbourhood_set"))
    named = (asked.said_set == asked.neighbourhood_set).ifelse(asked.said_area, ibis.null("string"))
    return asked.mutate(neighbourhood=named.fill_null(NOT_KNOWN)).drop("neighbourhood_set")


def _by_best_fit(facts: Facts, events: ir.Table, name: str, asked_set: str) -> ir.Table:
    """The area that holds most postcodes of a small area; of two with as many the first by code."""
    homes, asked = facts.table("postcode_area"), facts.table("asked")
    within = homes.semi_join(asked, homes.area_set == asked[asked_set])
    within = within.select(within_home="home", area="area")
    small = homes.select("home", fits_set="area_set", fits="area")
    both = small.join(within, small.home == within.within_home)
    counted = both.group_by(["fits_set", "fits", "area"]).agg(homes=both.count())
    place = ibis.row_number().over(
        ibis.window(
            group_by=["fits_set", "fits"], order_by=[ibis.desc(counted.homes), counted.area]
        )
    )
    best = counted.mutate(place=place).filter(lambda t: t.place == 0)
    best = best.select("fits_set", "fits", "area")
    joined = events.left_join(best, [events.small_set == best.fits_set, events.small == best.fits])
    return joined.mutate(**{name: joined.area.fill_null(NOT_KNOWN)}).drop(
        "fits_set", "fits", "area"
    )


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
    years = day.year() - born.year()
    # PostgreSQL's years are decimals. Ibis holds them to be int64 and drops a cast to that.
    age = before_birthday.ifelse(years - 1, years).cast("int32")
    return joined.mutate(age=age).drop("whose", "born")


def _need(facts: Facts, events: ir.Table) -> ir.Table:
    """Needs in force at the moment asked for."""
    need, asked = facts.table("need"), facts.table("asked").select("today")
    today = need.cross_join(asked).filter(lambda t: in_force(t.today, t))
    held = today.select(whose="person", need="need").distinct()
    return events.left_join(held, events.person == held.whose).drop("whose")


def _of_session(name: str) -> Attach:
    """Of an event's session; events without one lie where the person's families were seen last."""

    def attach(facts: Facts, events: ir.Table) -> ir.Table:
        if "session" not in events.columns:
            return _where_seen_last(facts, events)
        session = facts.table("session").select(which="session", **{name: name})
        return events.left_join(session, events.session == session.which).drop("which")

    return attach


def _where_seen_last(facts: Facts, events: ir.Table) -> ir.Table:
    """The sites at which the families in which a person is registered had their last marks."""
    mark, session = facts.mark, facts.session.select("session", "site")
    seen = mark.join(session, "session").select("family", "site", seen_on="day").distinct()
    days = events.select("piece", last_day="day").distinct()
    before = seen.join(days, [seen.seen_on <= days.last_day])
    last = before.group_by(["piece", "family"]).agg(seen_on=before.seen_on.max())
    sites = last.join(seen, ["family", "seen_on"]).select("piece", "family", "site")
    own = _registered_then(facts, days)
    found = own.join(sites, ["piece", "family"]).select(
        found_piece=own.piece, whose=own.person, site=sites.site
    )
    found = found.distinct()
    return events.left_join(
        found, [events.piece == found.found_piece, events.person == found.whose]
    ).drop("found_piece", "whose")


def _worker(facts: Facts, events: ir.Table) -> ir.Table:
    """Who entered the registrations in force on the event's day."""
    days = events.select("piece", last_day="day").distinct()
    own = _registered_then(facts, days)
    entered = own.select(found_piece="piece", whose="person", worker="worker").distinct()
    return events.left_join(
        entered, [events.piece == entered.found_piece, events.person == entered.whose]
    ).drop("found_piece", "whose")


def _registered_then(facts: Facts, days: ir.Table) -> ir.Table:
    """Registrations in force on the last day of each piece."""
    registration = facts.table("registration")
    return registration.join(
        days,
        [registration.starts_on <= days.last_day, days.last_day < registration.ends_on],
    ).select("piece", "person", "family", "worker")


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
        _dimension("worker", "Entered by", _worker),
    )
}
