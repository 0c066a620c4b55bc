"""A pack about somebody with 500 entries, beside the bare queries for the same rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from bench.family_page import MANY, _family
from bench.home import place
from bench.inside import measured
from bench.report import Claim, best_of, in_turn

ROUNDS = 7
Figures = dict[str, float]


def run() -> Iterator[Claim]:
    """All that is held, gathered for review; then turned into the data that is handed over."""
    with place("bench_subject_access") as here:
        found = measured(here, "subject_access")
    yield Claim(
        work=f"a pack of a family with {MANY} entries: gathered, and written as data",
        beside="the bare queries for the same rows",
        ours=found["pack"],
        theirs=found["bare"],
        at_most=5,
        note=f"{found['rows']:.0f} rows; as pages (PDF) it takes {found['pdf']:.2f} s more",
    )


def subject_access() -> Figures:
    """In one process of the product."""
    from django.db import connection, transaction

    from flyingstart.families.api import Person
    from flyingstart.kernel.api import Actor, clock
    from flyingstart.privacy.api import AskerIs, Wanted, gather_rows, open_request
    from flyingstart.privacy.files.archive import _page, as_csv, as_json
    from flyingstart.privacy.files.pdf import as_pdf
    from flyingstart.privacy.operations.packing import kept_rows, outgoing

    family = _family(MANY)
    mother = Person.objects.filter(ties__family=family).order_by("pk")[0]
    by, at = Actor.command("bench"), clock.now()
    request = open_request(
        person=mother,
        wants=Wanted.ACCESS,
        asker_name="Zofia",
        asker_is=AskerIs.SELF,
        asked_on=at.date() - dt.timedelta(days=1),
        by=by,
        at=at,
    )

    statements = _statements()

    def bare() -> int:
        with connection.cursor() as cursor:
            found = 0
            for statement, column in statements:
                cursor.execute(statement, [mother.pk if column == "person_id" else family.pk])
                found += len(cursor.fetchall())
        return found

    def gathered() -> list[tuple[Any, dict[str, Any]]]:
        rows = kept_rows(request)
        for row in rows:
            row.decision = "release"
        return outgoing(rows)

    def pack() -> None:
        with transaction.atomic():
            gather_rows(request=request, by=by, at=at)
            rows = gathered()
            as_json(at, rows)
            as_csv(rows)

    bare()
    pack()
    rows = gathered()
    page = _page("Zofia", at.date(), at, rows)
    took, bare_took = in_turn(ROUNDS, pack, bare)
    return {
        "rows": float(bare()),
        "bare": bare_took,
        "pack": took,
        "pdf": best_of(2, lambda: as_pdf(page)),
    }


def _statements() -> list[tuple[str, str]]:
    """What somebody would type who knows the ids: a SELECT for each table that has one."""
    from django.apps import apps

    found: list[tuple[str, str]] = []
    for app in ("families", "activities"):
        for model in apps.get_app_config(app).get_models():
            columns = {field.column for field in model._meta.fields}
            table = model._meta.db_table
            column = next((one for one in ("person_id", "family_id") if one in columns), None)
            if column and not table.endswith("event"):
                found.append((f'SELECT * FROM "{table}" WHERE {column} = %s', column))
    return found
