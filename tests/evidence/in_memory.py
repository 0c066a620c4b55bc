"""A world's facts in DuckDB, without a database: for many worlds and for wrong measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from flyingstart.evidence.engines.duck import make_question
from flyingstart.evidence.measures.expressions import DERIVE, Statement, compile_for, expression
from flyingstart.evidence.measures.tables import FACTS, Facts
from flyingstart.evidence.question import Question, Values
from flyingstart.evidence.snapshot.derive import derivation
from flyingstart.evidence.snapshot.export import schema_of
from tests.evidence.oracle import Oracle, fifth_birthday, six_months
from tests.evidence.worlds import (
    ACTIVITIES,
    DISTRICT,
    NEIGHBOURHOODS,
    SETS,
    SITES,
    SMALL_AREAS,
    TERMS,
    WARDS,
    Days,
    World,
    make_world,
)

LONDON = ZoneInfo("Europe/London")
Compiled = dict[tuple[str, tuple[str, ...]], Statement]
BEGINNING, END = dt.date(1, 1, 1), dt.date(9999, 12, 31)


@dataclass
class Known:
    """A world that stays as it is, and what is made of it once, when it is first asked for."""

    world: World

    @cached_property
    def oracle(self) -> Oracle:
        return Oracle(self.world)

    @cached_property
    def facts(self) -> dict[str, list[Values]]:
        return facts_of(self.world)

    @cached_property
    def tables(self) -> dict[str, pa.Table]:
        return {
            name: pa.Table.from_pylist(rows, schema_of(name)) for name, rows in self.facts.items()
        }

    @cached_property
    def source(self) -> FactSource:
        """For those who leave the ways of counting as they are: what is derived is kept, too."""
        return FactSource(_engine().cursor(), self)

    @contextmanager
    def opened_anew(self, compiled: Compiled) -> Iterator[FactSource]:
        """A source of its own, for who changed a way of counting."""
        with _engine().cursor() as connection:
            yield FactSource(connection, self, compiled)


@cache
def known(seed: int) -> Known:
    """The random world of this seed, the same for all tests: none may change it."""
    return Known(make_world(seed))


class FactSource:
    """A source over the facts of a world.

    `compiled`: what was compiled so far, where it must not be the product's own: begun empty after
    something was changed, it shows the change.
    """

    engine = "duckdb"
    snapshot = None

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        known: Known,
        compiled: Compiled | None = None,
    ) -> None:
        self._connection, self._compiled = connection, compiled
        self._derived: set[str] = set()
        self._facts = known.facts
        self.as_at = known.world.as_at
        for name, table in known.tables.items():
            connection.register(name, table)

    def fact(self, name: str) -> list[Values]:
        return self._facts[name]

    def ask(self, question: Question) -> list[Values]:
        asked = self._statement(question)
        make_question(self._connection, question, asked.tables)
        for name in asked.tables & DERIVE.keys() - self._derived:
            self._derived.add(name)
            self._connection.execute(f"CREATE TEMP TABLE {name} AS {derivation(name).sql}")
        cursor = self._connection.execute(asked.sql)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _statement(self, question: Question) -> Statement:
        if self._compiled is None:
            return question.statement("duckdb", derived=True)
        key = (question.measure.name, question.by)
        if key not in self._compiled:
            wished = expression(question.measure, question.by, Facts(DERIVE))
            self._compiled[key] = compile_for("duckdb", wished)
        return self._compiled[key]


@contextmanager
def facts_in_memory(world: World, compiled: Compiled | None = None) -> Iterator[FactSource]:
    # One engine for all, as starting it takes longer than to count a small world.
    with _engine().cursor() as connection:
        yield FactSource(connection, Known(world), compiled)


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"threads": 1})


def facts_of(world: World) -> dict[str, list[Values]]:
    """The facts of a world without merges, as plain rows."""
    held = {session.id: session for session in world.sessions if not session.cancelled}
    day = {number: _day(session.starts_at) for number, session in held.items()}
    homes = {text: number for number, (text, _, _) in enumerate(world.postcodes, 1)}
    rows: dict[str, list[Values]] = {
        "authority": [
            {"authority": DISTRICT, "name": "Council", "history_from": world.history_from}
        ],
        "area_set": [
            {"area_set": code, "name": code, "kind": kind, **_interval((starts, ends))}
            for code, (kind, starts, ends) in SETS.items()
        ],
        "area": [
            {"area_set": code, "area": area, "name": f"Area {area}"}
            for code, areas in {**WARDS, **SMALL_AREAS, "hoods": list(NEIGHBOURHOODS)}.items()
            for area in areas
        ],
        "area_part": [
            {"area_set": "hoods", "area": area, "part_set": "old", "part": part}
            for area, parts in NEIGHBOURHOODS.items()
            for part in parts
        ],
        "code": [
            {"kind": "language", "code": code, "label": f"{code} language"}
            for code in ("Polish", "Urdu")
        ],
        "activity": [{"activity": code, "name": code.title()} for code in ACTIVITIES],
        "site": [_site(world, code) for code in SITES],
        "deprivation": [
            {"area_set": code, "area": area, "year": year, "decile": decile}
            for code, area, year, decile in world.deprivation
        ],
        "term": [
            {"term": code, "name": code, "starts_on": starts, "ends_on": ends}
            for code, starts, ends in TERMS
        ],
        "population": [
            {"area": area, "year": year, "age": age, "people": people}
            for area, year, age, people in world.population
        ],
        "postcode": [
            {
                "home": homes[text],
                "postcode": text,
                "lies": "here" if district in (DISTRICT, "") else "outside",
            }
            for text, district, _ in world.postcodes
        ],
        "postcode_area": [
            {"home": homes[text], "area_set": area_set, "area": area}
            for text, _, areas in world.postcodes
            for area_set, area in areas.items()
        ],
        "session": [
            {
                "session": session.id,
                "activity": session.activity,
                "site": session.site,
                "reaches": ACTIVITIES[session.activity],
                "starts_at": session.starts_at,
                "day": day[session.id],
                "closed": session.closed,
            }
            for session in held.values()
        ],
        "mark": [
            {"session": session, "person": person, "family": family, "day": day[session]}
            for session, person, family, status in world.marks
            if session in held and status == "attended"
        ],
        "headcount": [
            {"session": session, "counted_by": counter, "heads": heads, "day": day[session]}
            for session, counter, heads in world.headcounts
            if session in held
        ],
        **_of_families(world),
    }
    assert rows.keys() == FACTS.keys()
    return rows


def _of_families(world: World) -> dict[str, list[Values]]:
    oracle = Oracle(world)
    questions = FACTS["answer"].keys() - {"person"}
    return {
        "answer": [
            {
                "person": person.id,
                **{name: oracle.answer(person.id, name) or "blank" for name in questions},
            }
            for person in world.people
        ],
        "person": [
            {
                "person": person.id,
                "date_of_birth": person.born,
                "fifth_birthday": fifth_birthday(person.born) if person.born else None,
                "six_months_on": six_months(person.born) if person.born else None,
                "died_on": person.died,
                "sex": person.sex or None,
                "ethnicity": person.ethnicity or None,
                "language": person.language or None,
            }
            for person in world.people
        ],
        "tie": [
            {
                "person": tie.person,
                "family": tie.family,
                "role": tie.role,
                "relationship": tie.relationship or None,
                **_interval(tie.days),
            }
            for tie in world.ties
        ],
        "address": [
            {"person": person, "postcode": text, **_interval(days)}
            for person, text, days in world.homes
            if text
        ],
        "registration": [
            {
                "person": person,
                "family": family,
                **_interval((starts, ends)),
                "worker": world.entered_by.get(number),
            }
            for number, (person, family, starts, ends) in enumerate(world.registrations)
        ],
        "need": [
            {"person": person, "need": code, **_interval(days)}
            for person, code, days in world.needs
        ],
        "expected_birth": [
            {
                "person": person,
                "family": family,
                "starts_on": due - dt.timedelta(days=280),
                "ends_on": ended or due + dt.timedelta(days=42),
            }
            for person, family, due, ended in world.expected
        ],
        "contact": [
            {"contact": number, "family": family, "starts_at": moment, "day": _day(moment)}
            for number, (family, moment, face_to_face) in enumerate(world.contacts)
            if face_to_face
        ],
    }


def _site(world: World, code: str) -> Values:
    text, neighbourhood = world.site_places.get(code, ("", None))
    return {
        "site": code,
        "name": code.title(),
        "postcode": text or None,
        "neighbourhood_set": "hoods" if neighbourhood else None,
        "neighbourhood": neighbourhood,
    }


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(LONDON).date()


def _interval(days: Days) -> dict[str, dt.date]:
    starts, ends = days
    return {"starts_on": starts or BEGINNING, "ends_on": ends or END}
