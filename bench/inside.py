"""`python -m bench.inside WHAT`: what must be timed within one process of the product itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bench.home import REPOSITORY, Place
from bench.report import best_of, in_turn, peak_megabytes

if TYPE_CHECKING:
    from flyingstart.evidence.snapshot.manifest import Manifest

Figures = dict[str, float]

AREA_SET = "wards-2003"
DECADE = "2010-01-01..2019-12-31"
ROUNDS = 5

# What `measure reached --by ward,quarter` has to find out, by hand.
BARE = """
    SELECT coalesce(a.area, CASE WHEN p.lies = 'outside' THEN 'outside' ELSE 'not known' END) area,
           date_trunc('quarter', h.day)::DATE AS quarter, count(DISTINCT h.child) AS reached
    FROM read_parquet({child_hit}) h
    LEFT JOIN read_parquet({postcode}) p ON p.home = h.home
    LEFT JOIN (
        SELECT home, area FROM read_parquet({postcode_area}) WHERE area_set = '{wards}'
    ) a ON a.home = h.home
    WHERE h.day BETWEEN '2010-01-01' AND '2019-12-31'
    GROUP BY 1, 2 ORDER BY 1, 2
"""


def measured(here: Place, what: str, *arguments: str) -> Figures:
    """Run one of the timings in a process of its own at a place."""
    command = [sys.executable, "-m", "bench.inside", what, *arguments]
    done = subprocess.run(
        command,
        env=here.environment,
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def reach() -> Figures:
    """The measure on its snapshot, beside the bare query and beside the live database."""
    from flyingstart.evidence.api import refresh_snapshot

    snapshot = refresh_snapshot().id
    paths = _paths(_store_manifest())
    expected = _ask("postgres", None)
    if not (_ask("duckdb", snapshot) == expected == _bare(paths)):
        raise SystemExit("the engines do not agree")
    ours, bare = in_turn(ROUNDS, lambda: _ask("duckdb", snapshot), lambda: _bare(paths))
    ours_in_turn, live = in_turn(
        2, lambda: _ask("duckdb", snapshot), lambda: _ask("postgres", None)
    )
    return {
        "ours": ours,
        "bare": bare,
        "ours_in_turn": ours_in_turn,
        "live": live,
        "rows": len(expected),
    }


def snapshot() -> Figures:
    """Every file made anew, beside every fact written to one file as it comes."""
    from flyingstart.evidence.api import refresh_snapshot

    ours, bare = in_turn(2, lambda: refresh_snapshot(whole=True), _bare_export)
    again = best_of(ROUNDS, refresh_snapshot)
    return {"ours": ours, "bare": bare, "again": again, "rows": refresh_snapshot().rows}


def growth(times: int) -> Figures:
    """The measure over the same hits of `times` as many children."""
    from flyingstart.evidence.api import refresh_snapshot

    refresh_snapshot()
    grown = _grown(_store_manifest(), times)
    ours = best_of(2 if times > 1 else ROUNDS, lambda: _ask("duckdb", grown.id))
    return {
        "ours": ours,
        "hits": grown.facts["child_hit"].rows,
        "megabytes": peak_megabytes(),
    }


def _ask(engine: str, snapshot: str | None) -> dict[tuple[object, object], int]:
    """Figures other than zero by area and quarter, by our own measure."""
    from flyingstart.evidence.api import measure

    answer = measure(
        "reached",
        period=DECADE,
        by="ward,quarter",
        area_set=AREA_SET,
        engine=engine,
        snapshot=snapshot,
    )
    return {
        (row.by["ward"], row.by["quarter"]): row.numerator for row in answer.rows if row.numerator
    }


def _bare(paths: Mapping[str, list[str]]) -> dict[tuple[object, object], int]:
    """The same by hand."""
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.execute(BARE.format(wards=AREA_SET, **paths)).fetchall()
    return {
        (area, f"{quarter.year}-Q{(quarter.month + 2) // 3}"): reached
        for area, quarter, reached in rows
    }


def _bare_export() -> None:
    """Each fact to one Parquet file, all in one transaction: nothing proved, nothing derived."""
    import pyarrow.parquet as pq
    from adbc_driver_postgresql import dbapi

    from flyingstart.evidence.engines.database import address
    from flyingstart.evidence.snapshot.export import counted_facts

    with tempfile.TemporaryDirectory() as folder, dbapi.connect(address()) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for fact in counted_facts():
                cursor.execute(fact.select)
                reader = cursor.fetch_record_batch()
                with pq.ParquetWriter(
                    Path(folder) / fact.name, reader.schema, compression="zstd"
                ) as writer:
                    for batch in reader:
                        writer.write_batch(batch)
        connection.rollback()


def _store_manifest() -> Manifest:
    from flyingstart.evidence.latest import store

    manifest = store().current()
    assert manifest is not None
    return manifest


def _paths(manifest: Manifest) -> dict[str, list[str]]:
    from flyingstart.evidence.latest import store

    return {name: store().whole_paths(fact.files) for name, fact in manifest.facts.items()}


def _grown(manifest: Manifest, times: int) -> Manifest:
    """A snapshot in which every child stands for `times` children."""
    import dataclasses

    import duckdb
    import pyarrow.parquet as pq

    from flyingstart.evidence.latest import store
    from flyingstart.evidence.snapshot.manifest import StoredFact

    if times == 1:
        return manifest
    hits = manifest.facts["child_hit"]
    source = store().whole_paths(hits.files)
    with store().drafts() as drafts:
        draft = drafts / "child_hit"
        with duckdb.connect() as connection:
            connection.execute(
                "COPY (SELECT child + copy * 10_000_000 AS child, h.* EXCLUDE (child) FROM "
                f"read_parquet({source}) h, range({times}) c(copy)) "
                f"TO '{draft}' (FORMAT parquet, COMPRESSION zstd)"
            )
        file = store().take_in(draft, "child_hit", rows=pq.read_metadata(draft).num_rows)
    facts = {**manifest.facts, "child_hit": StoredFact(definition=hits.definition, files=(file,))}
    grown = dataclasses.replace(manifest, id="", facts=facts).sealed()
    path = store().manifests / f"{grown.id}.json"
    path.write_text(grown.as_text(), encoding="utf-8")
    return grown


def main() -> None:
    """Print the figures of one timing as JSON."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flyingstart.config.settings")
    django.setup()
    from bench import (
        family_page,
        finding,
        quarter_report,
        register,
        staff_list,
        subject_access,
        whats_on,
    )

    what, *arguments = sys.argv[1:]
    timings: dict[str, Callable[..., Figures]] = {
        "reach": reach,
        "snapshot": snapshot,
        "growth": lambda times: growth(int(times)),
        "search": finding.search,
        "people": finding.number_of_people,
        "vacuum": finding.vacuum,
        "register": register.register,
        "family_page": family_page.family_page,
        "quarter_report": quarter_report.quarter_report,
        "whats_on": whats_on.whats_on,
        "staff_list": staff_list.staff_list,
        "subject_access": subject_access.subject_access,
    }
    print(json.dumps(timings[what](*arguments)))


if __name__ == "__main__":
    main()
