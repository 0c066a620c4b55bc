"""Import 20,000 registrations, stage to commit, beside the bare insert of the same final rows."""

from __future__ import annotations

import csv
import datetime as dt
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from bench.home import Place, place
from bench.report import Claim

ROWS = 20_000
TABLES = (
    "families_family",
    "families_person",
    "families_familyref",
    "families_personref",
    "families_familytie",
    "families_address",
    "families_registration",
    "families_contactdetail",
    "families_expectedbirth",
)
# What our own writes do before they begin; without it the bare insert takes ten times as long.
AT_ITS_BEST = (
    """
    SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),
           set_config('pghistory.context_metadata', '{}', true),
           set_config('pgtrigger.ignore', '{}', true)
    """,
    "SET CONSTRAINTS ALL IMMEDIATE",
)


def run() -> Iterator[Claim]:
    """Ours must reach a quarter of the bare rate."""
    with tempfile.TemporaryDirectory() as folder, place("bench_import") as here:
        path = Path(folder) / "registrations.csv"
        write_file(path)
        start = time.perf_counter()
        here.command("import", "registrations", str(path), "--commit")
        ours = time.perf_counter() - start
        with place("bench_insert") as bare:
            carry_rows(here, bare)
            theirs = insert(bare)
        yield Claim(
            work=f"import {ROWS:,} registrations, stage to commit, the command's start included",
            beside="INSERT … SELECT of the same final rows, triggers on",
            ours=ours,
            theirs=theirs,
            at_most=4,
            note=f"{ROWS / ours:,.0f} rows a second",
        )


def write_file(path: Path) -> None:
    """Families of two to five people with every column filled that is usually filled."""
    rows = list(people(random.Random(1)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows[:ROWS])


def people(chance: random.Random) -> Iterator[dict[str, str]]:
    """A row a person, a few more than `ROWS`."""
    number = family = 0
    while number < ROWS:
        family += 1
        for child in [False] + [True] * chance.randint(1, 4):
            number += 1
            born = dt.date(2015 if child else 1985, 1, 1) + dt.timedelta(chance.randint(0, 1500))
            yield {
                "family_ref": f"F{family}",
                "person_ref": f"P{number}",
                "role": "child" if child else "parent",
                "given_name": f"Given{number}",
                "family_name": f"Family{family}",
                "date_of_birth": born.isoformat(),
                "sex": chance.choice("FM"),
                "ethnicity": "WBRI",
                "language": "English",
                "interpreter_needed": "no",
                "phone": "" if child else f"07700 900{number % 1000:03d}",
                "email": "" if child else f"p{number}@example.org",
                "address_line_1": f"{family} High Street",
                "town": "Town",
                "postcode": f"LU9 {family % 10}AA",
                "registered_on": "2019-05-01",
            }


def carry_rows(source: Place, target: Place) -> None:
    """Copy the final rows into a schema of their own beside empty tables."""
    with (
        psycopg.connect(source.addresses.owner) as there,
        psycopg.connect(target.addresses.owner) as here,
    ):
        here.execute("CREATE SCHEMA final")
        for table in TABLES:
            name = sql.Identifier(table)
            here.execute(sql.SQL("CREATE TABLE final.{0} AS TABLE public.{0} LIMIT 0").format(name))
            out = there.cursor().copy(
                sql.SQL("COPY (TABLE {}) TO STDOUT (FORMAT binary)").format(name)
            )
            into = here.cursor().copy(
                sql.SQL("COPY final.{} FROM STDIN (FORMAT binary)").format(name)
            )
            with out as reading, into as writing:
                for block in reading:
                    writing.write(block)
        here.execute("GRANT USAGE ON SCHEMA final TO flyingstart_app")
        here.execute("GRANT SELECT ON ALL TABLES IN SCHEMA final TO flyingstart_app")


def insert(here: Place) -> float:
    """Seconds to insert all of it in one transaction, as the application."""
    with psycopg.connect(here.addresses.app) as connection:
        start = time.perf_counter()
        for statement in AT_ITS_BEST:
            connection.execute(statement)
        for table in TABLES:
            columns = connection.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
                "AND table_schema = 'public' AND is_generated = 'NEVER' ORDER BY ordinal_position",
                [table],
            ).fetchall()
            names = sql.SQL(", ").join(sql.Identifier(column) for (column,) in columns)
            connection.execute(
                sql.SQL(
                    "INSERT INTO public.{0} ({1}) OVERRIDING SYSTEM VALUE SELECT {1} FROM final.{0}"
                ).format(sql.Identifier(table), names)
            )
        connection.commit()
        return time.perf_counter() - start
