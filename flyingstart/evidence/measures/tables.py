"""The tables that expressions are written over: facts, and the question that is asked.

Facts come from the registry of the kernel; their types are said here. A question is four small
tables, so that one expression, compiled once, answers every period, area set and moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import ibis
import ibis.expr.types as ir

MOMENT = "timestamp('UTC')"

FACTS: Mapping[str, Mapping[str, str]] = {
    "activity": {"activity": "string", "name": "string"},
    "address": {
        "person": "int64",
        "postcode": "string",
        "starts_on": "date",
        "ends_on": "date",
    },
    "answer": {
        "person": "int64",
        "date_of_birth": "string",
        "due_date": "string",
        "sex": "string",
        "ethnicity": "string",
        "language": "string",
        "interpreter_needed": "string",
        "phone": "string",
        "email": "string",
        "postcode": "string",
        "nhs_number": "string",
        "gp_practice": "string",
        "setting": "string",
        "contact_by_sms": "string",
        "contact_by_email": "string",
    },
    "area": {"area_set": "string", "area": "string", "name": "string"},
    "area_part": {
        "area_set": "string",
        "area": "string",
        "part_set": "string",
        "part": "string",
    },
    "area_set": {
        "area_set": "string",
        "name": "string",
        "kind": "string",
        "starts_on": "date",
        "ends_on": "date",
    },
    "authority": {"authority": "string", "name": "string", "history_from": "date"},
    "code": {"kind": "string", "code": "string", "label": "string"},
    "contact": {"contact": "int64", "family": "int64", "starts_at": MOMENT, "day": "date"},
    "deprivation": {"area_set": "string", "area": "string", "year": "int64", "decile": "int64"},
    "expected_birth": {
        "person": "int64",
        "family": "int64",
        "starts_on": "date",
        "ends_on": "date",
    },
    "headcount": {"session": "int64", "counted_by": "string", "heads": "int32", "day": "date"},
    "mark": {"session": "int64", "person": "int64", "family": "int64", "day": "date"},
    "need": {"person": "int64", "need": "string", "starts_on": "date", "ends_on": "date"},
    "person": {
        "person": "int64",
        "date_of_birth": "date",
        "fifth_birthday": "date",
        "six_months_on": "date",
        "died_on": "date",
        "sex": "string",
        "ethnicity": "string",
        "language": "string",
    },
    "population": {"area": "string", "year": "int64", "age": "string", "people": "int64"},
    "postcode": {"home": "int64", "postcode": "string", "lies": "string"},
    "postcode_area": {"home": "int64", "area_set": "string", "area": "string"},
    "registration": {
        "person": "int64",
        "family": "int64",
        "starts_on": "date",
        "ends_on": "date",
        "worker": "string",
    },
    "session": {
        "session": "int64",
        "activity": "string",
        "site": "string",
        "reaches": "string",
        "starts_at": MOMENT,
        "day": "date",
        "closed": "boolean",
    },
    "site": {
        "site": "string",
        "name": "string",
        "postcode": "string",
        "neighbourhood_set": "string",
        "neighbourhood": "string",
    },
    "term": {"term": "string", "name": "string", "starts_on": "date", "ends_on": "date"},
    "tie": {
        "person": "int64",
        "family": "int64",
        "role": "string",
        "relationship": "string",
        "starts_on": "date",
        "ends_on": "date",
    },
}

# Facts that follow from others; a snapshot keeps them, the other engines work them out.
DERIVED: Mapping[str, Mapping[str, str]] = {
    "child_hit": {
        "child": "int64",
        "day": "date",
        "present": "boolean",
        "session": "int64",
        "home": "int64",
    },
}

# What is asked. `piece`: the pieces of the period; `piece_day`: their days; `window_day`: the days
# of the twelve months that end with each piece; `unseen_from`: the first of the six weeks that end
# with it; `asked`: one row.
QUESTION: Mapping[str, Mapping[str, str]] = {
    "asked": {
        "as_at": MOMENT,
        "today": "date",
        "area_set": "string",
        "neighbourhood_set": "string",
    },
    "piece": {
        "piece": "int64",
        "starts": "date",
        "ends": "date",
        "window_starts": "date",
        "unseen_from": "date",
    },
    "piece_day": {"piece": "int64", "day": "date"},
    "window_day": {"piece": "int64", "day": "date"},
}


class Facts:
    """The facts as expressions; sessions and contacts only those begun by the moment asked for.

    `derive` makes a derived fact of others; without it the fact is read like the others.
    """

    def __init__(self, derive: Mapping[str, Callable[[Facts], ir.Table]] | None = None) -> None:
        self._derive = dict(derive or {})
        self._events: dict[Callable[[Facts], ir.Table], ir.Table] = {}

    def table(self, name: str) -> ir.Table:
        """A fact or a table of the question, as it lies there."""
        columns = {**FACTS, **DERIVED, **QUESTION}[name]
        return ibis.table(columns, name=name)

    def events(self, body: Callable[[Facts], ir.Table]) -> ir.Table:
        """The events of a measure, the same for all its breakdowns."""
        if body not in self._events:
            self._events[body] = body(self)
        return self._events[body]

    @cached_property
    def child_hit(self) -> ir.Table:
        """Days on which a child under five was reached, and how."""
        derive = self._derive.get("child_hit")
        return derive(self) if derive else self.table("child_hit")

    @cached_property
    def session(self) -> ir.Table:
        """Sessions that have begun and were not cancelled."""
        return self._begun("session")

    @cached_property
    def contact(self) -> ir.Table:
        """Contacts that have been."""
        return self._begun("contact")

    @cached_property
    def mark(self) -> ir.Table:
        """People present at sessions that have begun."""
        begun = self.session.select("session", "reaches")
        return self.table("mark").join(begun, "session")

    @cached_property
    def headcount(self) -> ir.Table:
        """People counted at sessions that have begun."""
        return self.table("headcount").join(self.session.select("session"), "session")

    @cached_property
    def homes(self) -> ir.Table:
        """Where people lived: person, home (a postcode that is held), whether here, and when."""
        address, postcode = self.table("address"), self.table("postcode")
        return address.join(postcode, "postcode").select(
            "person", "home", "starts_on", "ends_on", resident=postcode.lies == "here"
        )

    def _begun(self, name: str) -> ir.Table:
        table = self.table(name)
        asked = self.table("asked").select("as_at")
        return table.cross_join(asked).filter(lambda t: t.starts_at <= t.as_at).drop("as_at")
