"""Joins over intervals, each written once: in force is first day included, last day excluded."""

from __future__ import annotations

import ibis.expr.types as ir

from flyingstart.evidence.measures.tables import Facts

CARING_ROLES = ("parent", "carer", "expectant_parent")
CHILD = "child"


def in_force(day: ir.DateColumn, interval: ir.Table) -> ir.BooleanValue:
    """Whether a row of `interval` holds on a day."""
    return (interval.starts_on <= day) & (day < interval.ends_on)


def alive(person: ir.Table, day: ir.DateColumn) -> ir.BooleanValue:
    """Not dead on a day; the day of death is the first that does not count."""
    return person.died_on.isnull() | (day < person.died_on)


def under_five(person: ir.Table, day: ir.DateColumn) -> ir.BooleanValue:
    """Born and not yet five."""
    return (person.date_of_birth <= day) & (day < person.fifth_birthday)


def placed(facts: Facts, events: ir.Table) -> ir.Table:
    """Events with `home` and `resident`: where their person lived on their day."""
    homes = facts.homes.rename(home_person="person", home_from="starts_on", home_to="ends_on")
    joined = events.left_join(
        homes,
        [
            events.person == homes.home_person,
            homes.home_from <= events.day,
            events.day < homes.home_to,
        ],
    )
    return joined.mutate(resident=joined.home.notnull() & joined.resident).drop(
        "home_person", "home_from", "home_to"
    )


def ties(facts: Facts, *roles: str) -> ir.Table:
    """Ties of some roles, with columns of their own names, to be joined to events."""
    tie = facts.table("tie")
    if roles:
        tie = tie.filter(tie.role.isin(roles))
    return tie.select(
        tie_person=tie.person,
        tie_family=tie.family,
        role=tie.role,
        relationship=tie.relationship,
        tie_from=tie.starts_on,
        tie_to=tie.ends_on,
    )


def holds(tie: ir.Table, day: ir.DateColumn) -> list[ir.BooleanValue]:
    """The tie is in force on a day; as predicates of a join."""
    return [tie.tie_from <= day, day < tie.tie_to]
