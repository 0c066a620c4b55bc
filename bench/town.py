"""The large town, made once and kept for the benchmarks that count on it."""

from __future__ import annotations

import psycopg

from bench import big_town as town
from bench.home import Place


def big_town(here: Place) -> str:
    """Fill the place unless it is full already; its size in words."""
    with psycopg.connect(here.addresses.owner) as connection:
        people = _count(connection, "families_person")
    if not people:
        town.fill(here.addresses.owner)
    with psycopg.connect(here.addresses.owner) as connection:
        people, marks = (_count(connection, t) for t in ("families_person", "activities_mark"))
    return f"{marks:,} marks, {people:,} people"


def _count(connection: psycopg.Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # our own names
    assert row is not None
    return int(row[0])
