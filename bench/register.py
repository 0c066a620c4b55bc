"""Register families one by one through the operation, beside bare inserts of the same rows."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from bench.home import place
from bench.import_registrations import TABLES
from bench.inside import measured
from bench.report import Claim

if TYPE_CHECKING:
    from flyingstart.families.api import RegistrationForm

Figures = dict[str, float]
Inserts = list[tuple[sql.Composed, list[Any]]]

FAMILIES = 300
PEOPLE = 3 * FAMILIES


def run() -> Iterator[Claim]:
    """Ours must reach a tenth of the bare rate."""
    with place("bench_register") as here:
        found = measured(here, "register")
    yield Claim(
        work=f"register {FAMILIES} families of three through the operation, one transaction each",
        beside=f"one INSERT for each of the same {found['rows']:.0f} rows, triggers on, the same "
        "transactions",
        ours=found["ours"],
        theirs=found["bare"],
        at_most=10,
        note=f"{found['ours'] / FAMILIES * 1000:.1f} ms a family, "
        f"{FAMILIES / found['ours']:,.0f} families a second",
    )


def register() -> Figures:
    """In one process of the product: the operation, then its rows again as plain statements."""
    from flyingstart.families.api import register_family
    from flyingstart.kernel.api import Actor, clock

    by, at = Actor.command("bench"), clock.now()
    register_family(form=_form(0, at), by=by, at=at)  # what the first of a process pays for
    start = time.perf_counter()
    made = [
        register_family(form=_form(number, at), by=by, at=at).pk
        for number in range(1, FAMILIES + 1)
    ]
    ours = time.perf_counter() - start
    families = _rows_of(made)
    return {
        "ours": ours,
        "bare": _insert(families),
        "rows": sum(len(inserts) for inserts in families),
    }


def _form(number: int, at: dt.datetime) -> RegistrationForm:
    from flyingstart.families.api import (
        AddressLines,
        Member,
        PersonDetails,
        RegistrationForm,
        Role,
    )

    def person(given: str, born: dt.date) -> PersonDetails:
        return PersonDetails(
            given_name=f"{given}{number}",
            family_name=f"Family{number}",
            date_of_birth=born,
            sex="F",
            ethnicity="WBRI",
            spoken_language="English",
            interpreter_needed=False,
        )

    born = dt.date(2023, 1, 1) + dt.timedelta(number % 700)
    return RegistrationForm(
        members=(
            Member(
                details=person("Given", dt.date(1990, 5, 5)),
                role=Role.PARENT,
                phone=f"07700 900{number % 1000:03d}",
                email=f"p{number}@example.org",
            ),
            Member(details=person("Ayaan", born), role=Role.CHILD),
            Member(details=person("Zofia", born), role=Role.CHILD),
        ),
        address=AddressLines(line_1=f"{number} High Street", town="Town", postcode="LU9 1AA"),
        registered_on=at.date() - dt.timedelta(7),
    )


def _rows_of(families: list[int]) -> list[Inserts]:
    """For each family the statements that write its rows again, under ids of their own."""
    from django.db import connection

    shift = 10_000_000
    found = []
    with connection.cursor() as cursor:
        for family in families:
            inserts: Inserts = []
            for table in TABLES:
                cursor.execute(_of_family(table), {"family": family})
                names = [column[0] for column in cursor.description]
                for row in cursor.fetchall():
                    values = dict(zip(names, row, strict=True))
                    for name in values.keys() & {"id", "person_id", "family_id"}:
                        values[name] = values[name] and values[name] + shift
                    inserts.append((_insert_into(table, list(values)), list(values.values())))
            found.append(inserts)
    return found


def _of_family(table: str) -> str:
    people = "SELECT person_id FROM families_familytie WHERE family_id = %(family)s"
    which = {
        "families_family": "id = %(family)s",
        "families_familyref": "family_id = %(family)s",
        "families_person": f"id IN ({people})",
    }
    return (
        f"SELECT {', '.join(_columns(table))} FROM {table} "
        f"WHERE {which.get(table, f'person_id IN ({people})')}"
    )


def _columns(table: str) -> list[str]:
    """What is written by hand: not what the database makes itself."""
    from django.db import connection

    ours = "('public_id', 'version', 'created_at', 'updated_at')"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
            f"AND is_generated = 'NEVER' AND column_name NOT IN {ours} ORDER BY ordinal_position",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def _insert_into(table: str, columns: list[str]) -> sql.Composed:
    return sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
    )


def _insert(families: list[Inserts]) -> float:
    """Seconds to write all families, each in a transaction that knows who writes, as ours does."""
    from flyingstart.evidence.engines.database import address

    with psycopg.connect(address()) as connection:
        start = time.perf_counter()
        for inserts in families:
            with connection.transaction():
                connection.execute(
                    "SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),"
                    " set_config('pghistory.context_metadata', '{}', true)"
                )
                for statement, values in inserts:
                    connection.execute(statement, values)
        return time.perf_counter() - start
