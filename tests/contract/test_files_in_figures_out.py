"""Files in, figures out: every figure of random worlds equals brute force over the files' rows.

The commands run as an operator runs them, over a database set up from the authority pack.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from flyingstart.kernel.api import Actor, Period, clock, load_pack
from tests.contract import world as worlds
from tests.contract.brute import Town, day_of
from tests.contract.world import World, as_csv, make_world
from tests.depth import worlds as so_many

PERIODS = ["2020-Q1", "2020-02", "2020-01-20..2020-03-02", "2020-03-30..2020-04-10"]
AREA_SETS = ["wards-2003", "wards-2023"]
SEEDS = range(so_many(1, many=2))

BY_PLACE = [
    "registered",
    "reached",
    "unique_children",
    "reach_rate",
    "regular",
    "regular_rate",
    "unique_carers",
    "unique_families",
    "new_families",
    "attendances",
    "births_seen",
]

WHO = ["age", "sex", "ethnicity", "language", "need"]
PLACES = ["ward", "neighbourhood"]
MARKED = ["site", "activity", *WHO, "role", "relationship"]
ALLOWED = {
    **{key: [*PLACES, *WHO] for key in ("registered", "reach_rate", "regular", "regular_rate")},
    **{key: [*PLACES, "site", "activity", *WHO] for key in ("reached", "unique_children")},
    **{key: [*PLACES, *MARKED] for key in ("unique_carers", "unique_families", "new_families")},
    "attendances": [*PLACES, *MARKED, "counted_by"],
    "births_seen": [*PLACES, "sex", "ethnicity", "language", "need"],
    "sessions_delivered": ["site", "activity"],
}
PAIRS = {
    "reached": [("ward", "sex"), ("site", "activity"), ("ethnicity", "neighbourhood")],
    "attendances": [("counted_by", "site"), ("role", "ward")],
    "unique_carers": [("role", "ward")],
    "registered": [("age", "ward")],
}

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(params=SEEDS)
def world(request: pytest.FixtureRequest, fresh_db: None, tmp_path: Path) -> World:
    """A random world, imported."""
    load_pack(folder=Path("authorities/luton"), by=Actor.command("test"), at=clock.now())
    world = make_world(request.param)
    write = tmp_path.joinpath
    files = [
        ("postcodes", as_csv(world.postcodes, worlds.POSTCODE_COLUMNS), {}),
        ("population", as_csv(world.population, worlds.POPULATION_COLUMNS), {}),
        *(
            (
                "registrations",
                as_csv(file.rows, worlds.REGISTRATION_COLUMNS),
                {"as_of": file.as_of.isoformat()},
            )
            for file in world.registrations
        ),
        ("attendances", as_csv(world.attendances, worlds.ATTENDANCE_COLUMNS), {}),
    ]
    for number, (kind, content, options) in enumerate(files):
        path = write(f"{number}.csv")
        path.write_bytes(content)
        call_command("import", kind, str(path), commit=True, **options)
    return world


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Run `measure` and read its answer."""

    def measure(name: str, **options: str) -> dict[str, Any]:
        capsys.readouterr()
        call_command("measure", name, format="json", **options)
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    return measure


def numerators(answer: dict[str, Any], *dims: str) -> dict[object, int]:
    """Non-zero numerators by the values of the dimensions."""
    return {
        row["by"][dims[0]] if len(dims) == 1 else tuple(row["by"][d] for d in dims): row[
            "numerator"
        ]
        for row in answer["rows"]
        if row["numerator"]
    }


def plus_heads(
    town: Town, measure: str, period: Period, counted: dict[object, int], key: Callable[..., object]
) -> dict[object, int]:
    """Attendances have the headcounts too."""
    if measure == "attendances":
        for count, row, counter in town.heads(period.start, period.end):
            counted[key(row, counter)] = counted.get(key(row, counter), 0) + count
    return {k: v for k, v in counted.items() if v}


def check_the_whole(town: Town, ask: Ask) -> None:
    for written in PERIODS:
        period = Period.parse(written)
        for measure in [*BY_PLACE, "sessions_delivered"]:
            expected = plus_heads(
                town,
                measure,
                period,
                town.count(measure, period.start, period.end, lambda *_: "all"),
                lambda *_: "all",
            )

            (row,) = ask(measure, period=written)["rows"]

            assert (measure, written, row["numerator"]) == (
                measure,
                written,
                expected.get("all", 0),
            )


def check_by_ward(town: Town, ask: Ask, area_set: str) -> None:
    for written in PERIODS[:3]:
        period = Period.parse(written)
        for measure in BY_PLACE:
            expected = plus_heads(
                town,
                measure,
                period,
                town.count(
                    measure,
                    period.start,
                    period.end,
                    lambda ref, day, _: town.place(ref, day, area_set),
                ),
                lambda *_: "not known",
            )

            answer = ask(measure, period=written, by="ward", area_set=area_set)

            assert (measure, written, numerators(answer, "ward")) == (measure, written, expected)


def check_bases(world: World, ask: Ask) -> None:
    population: dict[str, int] = {}
    for row in world.population:
        if row["year"] == "2019" and row["area_code"] in worlds.OLD_WARDS:
            population[row["area_code"]] = population.get(row["area_code"], 0) + int(row["count"])

    answer = ask("reach_rate", period="2020-Q1", by="ward", area_set="wards-2003")

    assert answer["area_set"] == "wards-2003"
    held = {row["by"]["ward"]: row["denominator"] for row in answer["rows"] if row["denominator"]}
    assert held == population
    for row in answer["rows"]:
        if row["denominator"]:
            assert row["value"] == row["numerator"] / row["denominator"]
            assert row["unit"] == "ratio"


def check_by_month(town: Town, ask: Ask) -> None:
    period = Period.parse("2020-Q1")
    for measure in [*BY_PLACE, "sessions_delivered"]:
        expected = {}
        for month in ("2020-01", "2020-02", "2020-03"):
            piece = Period.parse(month)
            counted = town.count(measure, piece.start, piece.end, lambda *_: "all")
            counted = plus_heads(town, measure, piece, counted, lambda *_: "all")
            if counted.get("all"):
                expected[month] = counted["all"]

        answer = ask(measure, period=str(period), by="month")

        assert (measure, numerators(answer, "month")) == (measure, expected)


def check_every_breakdown(town: Town, ask: Ask) -> None:
    period = Period.parse("2020-Q1")
    for measure in [*BY_PLACE, "sessions_delivered"]:
        for dims in [*((dim,) for dim in ALLOWED[measure]), *PAIRS.get(measure, [])]:
            expected = town.counts_by(measure, period.start, period.end, dims, "wards-2003")

            answer = ask(measure, period="2020-Q1", by=",".join(dims))

            assert (measure, dims, as_counted(answer, dims)) == (measure, dims, expected)


def as_counted(answer: dict[str, Any], dims: tuple[str, ...]) -> dict[tuple[object, ...], int]:
    """Non-zero numerators by values as the files have them."""
    rows = {}
    for row in answer["rows"]:
        key = tuple(
            row["labels"][dim].casefold()
            if dim in ("site", "activity")
            else row["labels"][dim]
            if dim == "language" and row["by"][dim] is not None
            else row["by"][dim]
            for dim in dims
        )
        if row["numerator"]:
            rows[key] = row["numerator"]
    return rows


def check_long_pieces(town: Town, ask: Ask) -> None:
    for dim, written, pieces in (
        (
            "quarter",
            "2020-02-01..2020-05-15",
            [("2020-Q1", "2020-02-01..2020-03-31"), ("2020-Q2", "2020-04-01..2020-05-15")],
        ),
        (
            "year",
            "FY2019",
            [("2019", "2019-04-01..2019-12-31"), ("2020", "2020-01-01..2020-03-31")],
        ),
    ):
        for measure in [*BY_PLACE, "sessions_delivered"]:
            expected = {}
            for code, piece_written in pieces:
                piece = Period.parse(piece_written)
                counted = town.counts_by(measure, piece.start, piece.end, (), "wards-2003")
                if counted:
                    expected[code] = counted[()]

            answer = ask(measure, period=written, by=dim)

            assert (measure, dim, numerators(answer, dim)) == (measure, dim, expected)


def check_births_base(town: Town, ask: Ask) -> None:
    period = Period.parse("2020-Q1")

    (row,) = ask("births_seen", period="2020-Q1")["rows"]

    assert row["denominator"] == len(list(town.births(period.start, period.end)))


def check_engines_agree(ask: Ask) -> None:
    for measure in [*BY_PLACE, "sessions_delivered", "field_completeness"]:
        by = {} if measure in ("sessions_delivered", "field_completeness") else {"by": "ward"}

        duckdb = ask(measure, period="2020-Q1", engine="duckdb", **by)
        postgres = ask(measure, period="2020-Q1", engine="postgres", **by)

        assert (measure, duckdb["rows"]) == (measure, postgres["rows"])


def test_every_figure_of_a_random_world_equals_brute_force(world: World, ask: Ask) -> None:
    town = Town(world)

    check_the_whole(town, ask)
    for area_set in AREA_SETS:
        check_by_ward(town, ask, area_set)
    check_bases(world, ask)
    check_by_month(town, ask)
    check_every_breakdown(town, ask)
    check_long_pieces(town, ask)
    check_births_base(town, ask)
    check_engines_agree(ask)


def test_the_same_files_again_change_nothing(
    world: World,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    last = world.registrations[-1]
    files = [
        ("registrations", as_csv(last.rows, worlds.REGISTRATION_COLUMNS), last.as_of.isoformat()),
        ("attendances", as_csv(world.attendances, worlds.ATTENDANCE_COLUMNS), None),
    ]
    for kind, content, as_of in files:
        path = tmp_path / f"again-{kind}.csv"
        path.write_bytes(content)
        capsys.readouterr()
        options = {"as_of": as_of} if as_of else {}

        call_command("import", kind, str(path), commit=True, format="json", **options)

        report = json.loads(capsys.readouterr().out)
        assert (kind, report["read"], report["rejected"]) == (kind, report["unchanged"], 0)


def test_sessions_start_on_london_days() -> None:
    assert day_of({"starts_at": "2020-03-30T23:30:00+00:00"}) == dt.date(2020, 3, 31)
    assert day_of({"starts_at": "2020-03-28T23:30:00+00:00"}) == dt.date(2020, 3, 28)
