"""Wards, neighbourhoods and the whole, of the town's report and the neighbourhoods', together."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from flyingstart.evidence.answer import Answer
from flyingstart.evidence.measures.measure import Base, Unit, measures
from flyingstart.evidence.reports.composing import compose
from flyingstart.evidence.reports.counting import opened
from flyingstart.evidence.reports.crossing import NOT_PEOPLE, withheld
from flyingstart.evidence.reports.files.csv import as_csv
from flyingstart.evidence.reports.files.pdf import as_pdf
from flyingstart.evidence.reports.files.xlsx import as_xlsx
from flyingstart.evidence.reports.frozen import Crossing, Figures, Result, read_result
from flyingstart.evidence.reports.publishing import published
from flyingstart.evidence.reports.sections import TIME, Asked, Part, Where
from flyingstart.evidence.snapshot.store import Store
from flyingstart.evidence.suppression import Shown, gives_away
from flyingstart.kernel.api import Period
from tests.evidence.reports.kept import NORTH, QUARTER, TOWN, keep
from tests.evidence.reports.pdf_reading import Pdf
from tests.evidence.reports.test_files import EDITION, RESULT, line, table
from tests.evidence.worlds import SETS, make_world

Piece = tuple[str, str]
Counts = Mapping[Piece, int]

# Neighbourhoods are unions of these wards: W4 is N2 less W3 and W5.
NESTED: Counts = {
    ("W1", "N1"): 30,
    ("W2", "N1"): 6,
    ("W3", "N2"): 9,
    ("W4", "N2"): 3,
    ("W5", "N2"): 40,
}
# Two live in a sliver of V1: N2 less V2.
CROSSED: Counts = {("V1", "N1"): 30, ("V1", "N2"): 2, ("V2", "N2"): 40, ("V3", "N1"): 25}
PERIOD = RESULT.period


def crossing(counts: Counts, **said: object) -> Crossing:
    given = {
        "measure": "reach_rate",
        "period": PERIOD,
        "wards": "new",
        "fine": "ward",
        "printed": ("neighbourhood", "ward", "whole"),
        "pieces": tuple((*piece, count, 0) for piece, count in sorted(counts.items())),
    }
    return Crossing(**given | said)  # type: ignore[arg-type]


def by(dimension: str, counts: Mapping[str, int], measure: str = "reach_rate") -> Figures:
    lines = (line(code, f"Of {code}", count, 500) for code, count in counts.items())
    return table(measure, dimension, f"By {dimension}", *lines)


def summed(counts: Counts, place: int) -> dict[str, int]:
    sums: dict[str, int] = {}
    for piece, count in counts.items():
        sums[piece[place]] = sums.get(piece[place], 0) + count
    return sums


def report(place: str | None, *tables: Figures, crossings: tuple[Crossing, ...] | None) -> Result:
    section = replace(RESULT.sections[0], tables=tables)
    return replace(RESULT, place=place, sections=(section,), crossings=crossings)


def reports(counts: Counts, *, apart: bool = False) -> list[Result]:
    """The town's report and each neighbourhood's; `apart`: each table judged by itself."""
    crossings = () if apart else (crossing(counts),)
    hoods = summed(counts, 1)
    town = report(
        None,
        by(TIME, {PERIOD: sum(counts.values())}),
        by("ward", summed(counts, 0)),
        by("neighbourhood", hoods),
        crossings=crossings,
    )
    return [
        town,
        *(
            report(
                hood,
                by(TIME, {PERIOD: count}),
                by("neighbourhood", hoods),
                crossings=crossings,
            )
            for hood, count in hoods.items()
        ),
    ]


def printed(counts: Counts, results: list[Result]) -> list[Shown[Piece]]:
    """All that somebody has who reads every report."""
    cells = []
    for result in results:
        for figures in published(result).tables():
            for one in figures.lines:
                within = {TIME: (result.place, 1), "ward": (one.value, 0)}
                code, place = within.get(figures.dimension, (one.value, 1))
                pieces = (piece for piece in counts if code is None or piece[place] == code)
                cells.append(Shown(frozenset(pieces), one.counted))
    return cells


def shown(result: Result, key: str) -> dict[object, int | None]:
    (figures,) = (one for one in published(result).tables() if one.key == key)
    return {one.value: one.counted for one in figures.lines}


class TestWhatAllReportsTellTogether:
    @pytest.mark.parametrize(
        ("counts", "told"),
        [(NESTED, ("W4", "N2")), (CROSSED, ("V1", "N2"))],
        ids=["wards within neighbourhoods", "slivers"],
    )
    def test_table_by_table_a_small_number_is_given_away_and_here_it_is_not(
        self, counts: Counts, told: Piece
    ) -> None:
        apart = printed(counts, reports(counts, apart=True))
        together = printed(counts, reports(counts))

        assert [*gives_away(counts, apart)] == [told]
        assert [*gives_away(counts, together)] == []
        assert any(cell.count for cell in together)

    def test_of_a_sliver_only_what_tells_it_goes(self) -> None:
        town, *_ = reports(CROSSED)

        assert shown(town, "reach_rate-ward") == {"V1": 32, "V2": None, "V3": None}
        assert shown(town, "reach_rate-neighbourhood") == {"N1": 55, "N2": 42}
        assert shown(town, "reach_rate-time") == {PERIOD: 97}

    @settings(max_examples=15)
    @given(
        st.dictionaries(
            st.tuples(st.sampled_from(["V1", "V2", "V3"]), st.sampled_from(["N1", "N2"])),
            st.integers(1, 12),
            min_size=1,
        )
    )
    def test_whatever_the_numbers_are(self, counts: Counts) -> None:
        assert [*gives_away(counts, printed(counts, reports(counts)))] == []

    @pytest.mark.parametrize("counts", [NESTED, CROSSED])
    def test_each_report_withholds_the_same(self, counts: Counts) -> None:
        town, *hoods = reports(counts)
        of_town = shown(town, "reach_rate-neighbourhood")

        for hood in hoods:
            assert shown(hood, "reach_rate-time") == {PERIOD: of_town[hood.place]}
            assert shown(hood, "reach_rate-neighbourhood") == of_town


class TestMonthsOfAQuarter:
    months = tuple(
        crossing(
            {("hall", "N1"): hall, ("hub", "N1"): hub},
            measure="attendances",
            fine="site",
            period=period,
            printed=("neighbourhood", "site", "whole"),
        )
        for period, hall, hub in (*(("2020-01", 3, 20), ("2020-02", 30, 40), ("2020-03", 50, 60)),)
    )
    quarter = replace(
        months[0], period=PERIOD, pieces=(("hall", "N1", 83, 0), ("hub", "N1", 120, 0))
    )

    def test_the_quarter_does_not_tell_the_month(self) -> None:
        assert withheld(self.months[0]) == {("site", "hall"), ("site", "hub")}
        assert withheld(self.quarter) == frozenset()

        hidden = withheld(self.quarter, self.months)

        assert hidden
        of = {"hall": (3, 30, 50), "hub": (20, 40, 60)}
        counts = {(site, month): of[site][month] for site in of for month in range(3)}
        cells = [Shown(frozenset([key]), counts[key]) for key in counts if key[1]]
        cells += [
            Shown(frozenset((site, month) for site in of), sum(of[site][month] for site in of))
            for month in range(3)
        ]
        for cell, sites in {("site", "hall"): ["hall"], ("site", "hub"): ["hub"]}.items():
            if cell not in hidden:
                pieces = frozenset(key for key in counts if key[0] in sites)
                cells.append(Shown(pieces, sum(counts[key] for key in pieces)))
        if ("whole",) not in hidden:
            cells.append(Shown(frozenset(counts), sum(counts.values())))
        assert [*gives_away(counts, cells)] == []

    def test_families_known_before_do_not_add_up_and_are_judged_for_the_quarter(self) -> None:
        """Whoever is new came in one month alone; the others come again, so months say more."""
        counts = {("V1", "N1"): (20, 9), ("V2", "N1"): (30, 3), ("V3", "N1"): (50, 40)}
        one = replace(
            crossing({}, measure="new_families"),
            pieces=tuple((*piece, *numbers) for piece, numbers in counts.items()),
        )
        months = tuple(
            replace(
                one,
                period=f"2020-0{month}",
                pieces=tuple((*piece, 40, 40) for piece in counts),
            )
            for month in (1, 2, 3)
        )

        assert ("ward", "V2") in withheld(one, months)

    def test_a_report_of_a_quarter_asks_its_months(self) -> None:
        by_site = by("site", {"hall": 83, "hub": 120}, "attendances")

        alone = report(None, by_site, crossings=(self.quarter,))
        beside = report(None, by_site, crossings=(self.quarter, *self.months))

        assert shown(alone, "attendances-site") == {"hall": 83, "hub": 120}
        assert None in shown(beside, "attendances-site").values()


class TestOneReport:
    def test_tables_that_add_up_to_a_withheld_whole_go_with_it(self) -> None:
        counts = {("V1", "N1"): 3, ("V2", "N2"): 40, ("V3", "N3"): 9}
        ages = table("reach_rate", "age", "By age", line(0, "Under one", 20), line(1, "1", 20))

        told = {
            hood: shown(report(hood, ages, crossings=(crossing(counts),)), "reach_rate-age")
            for hood in ("N2", "N3")
        }

        assert told == {"N2": {0: 20, 1: 20}, "N3": {0: None, 1: None}}

    def test_a_trend_withholds_what_the_report_of_that_time_did(self) -> None:
        before = crossing({("V1", "N1"): 3, ("V2", "N2"): 40, ("V3", "N3"): 9}, period="2019-Q4")
        now = crossing({("V1", "N1"): 30, ("V2", "N2"): 40, ("V3", "N3"): 9})
        hood = report("N3", by(TIME, {"2019-Q4": 9, PERIOD: 9}), crossings=(before, now))

        assert shown(hood, "reach_rate-time") == {"2019-Q4": None, PERIOD: 9}

    def test_a_time_that_is_crossed_with_nothing_is_withheld(self) -> None:
        now = crossing({("V1", "N1"): 30, ("V2", "N2"): 40, ("V3", "N3"): 9})
        hood = report("N3", by(TIME, {"2019-Q4": 9, PERIOD: 9}), crossings=(now,))

        assert shown(hood, "reach_rate-time") == {"2019-Q4": None, PERIOD: 9}

    def test_wards_of_a_neighbourhood_are_the_crossings_themselves(self) -> None:
        here = crossing(
            {("V1", "N1"): 30, ("V1", "N2"): 3, ("V2", "N2"): 9, ("V3", "N2"): 50},
            measure="reached",
            printed=("both", "neighbourhood", "whole"),
        )
        wards = by("ward", {"V1": 3, "V2": 9, "V3": 50}, "reached")

        left = shown(report("N2", wards, crossings=(here,)), "reached-ward")

        assert left == {"V1": None, "V2": None, "V3": 50}

    def test_how_few_of_a_base_were_not_counted_is_judged_as_well(self) -> None:
        pieces = (("V1", "N1", 40, 2), ("V2", "N2", 30, 9), ("V3", "N3", 50, 30))
        babies = crossing(
            {}, measure="births_seen", printed=("neighbourhood", "whole"), pieces=pieces
        )

        assert withheld(babies) == {("neighbourhood", "N1"), ("neighbourhood", "N2")}

    def test_few_who_are_registered_and_live_outside_are_not_told(self) -> None:
        def registered(outside: int) -> set[str]:
            one = replace(line(PERIOD, "Q1", 90, 500), numerator=90 + outside)
            one = replace(one, beside={"residents": 90})
            figures = table("registered", TIME, "Registered", one)
            (left,) = next(published(report(None, figures, crossings=())).tables()).lines
            return {*left.beside}

        assert (registered(3), registered(0), registered(8)) == (
            set(),
            {"residents"},
            {"residents"},
        )

    def test_the_copy_does_not_hold_the_crossings(self) -> None:
        assert published(reports(CROSSED)[0]).crossings is None


class TestSignedBeforeCrossingsWereKept:
    def test_is_read(self) -> None:
        plain = reports(CROSSED)[0].as_json()
        del plain["crossings"]

        assert read_result(plain).crossings is None

    def test_the_town_tells_wards_and_no_neighbourhoods(self) -> None:
        town = replace(reports(CROSSED)[0], crossings=None)

        assert shown(town, "reach_rate-ward") == {"V1": 32, "V2": 40, "V3": 25}
        assert shown(town, "reach_rate-neighbourhood") == {"N1": None, "N2": None}

    def test_a_neighbourhood_tells_only_what_was_held(self) -> None:
        attendances = table("attendances", TIME, "Held", line(PERIOD, "Q1", 90), unit=Unit.MARKS)
        old = report("N2", by(TIME, {PERIOD: 42}), attendances, crossings=None)

        assert shown(old, "reach_rate-time") == {PERIOD: None}
        assert shown(old, "attendances-time") == {PERIOD: 90}


PARTS = (
    Part(
        key="few",
        heading="Few",
        intro="",
        asked=[
            Asked(measure="reach_rate", by="ward", heading="Reach"),
            Asked(measure="reached", by="ward", heading="Reached"),
            Asked(measure="births_seen", by=TIME, heading="Babies"),
            Asked(measure="attendances", by="site", heading="By site", where=Where.HELD),
            Asked(measure="sessions_delivered", by="site", heading="Held", where=Where.HELD),
            Asked(measure="reached", by="ethnicity", heading="By ethnicity"),
        ],
    ),
)


def test_what_adds_up_over_months_is_declared_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A quarter less two of its months tells the third of these, and of no other measure.

    Of the lost it is not asked: within eighty days nobody is lost in two months.
    """
    sums: dict[str, list[tuple[int, int]]] = {}
    for seed in range(4):
        store = Store(tmp_path_factory.mktemp("adding") / "snapshots")
        manifest = keep(store, make_world(seed))
        with opened(store, manifest) as source:
            for name in set(measures.names()) - {*NOT_PEOPLE, "field_completeness", "lost"}:
                months = source.measure(name, period=QUARTER, by=("month",), area_set="new")
                whole = source.measure(name, period=QUARTER, by=(), area_set="new")
                sums.setdefault(name, []).append((counted(months), counted(whole)))

    found = {name for name, pairs in sums.items() if all(a == b for a, b in pairs)}
    assert found == {name for name in sums if measures[name].adds_up}
    assert all(any(whole for _, whole in pairs) for pairs in sums.values())


def counted(answer: Answer) -> int:
    """All that is counted, with the base where that is counted as well."""
    return sum(
        (row.numerator or 0)
        + ((row.denominator or 0) if answer.measure.base is Base.COUNTED else 0)
        for row in answer.rows
    )


def test_crossings_are_the_measures_themselves_and_the_same_in_each_report(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    store, world = Store(tmp_path_factory.mktemp("crossing") / "snapshots"), make_world(5)
    manifest = keep(store, world)

    with opened(store, manifest) as source:
        town, hood = compose(TOWN, source, PARTS), compose(NORTH, source, PARTS)
        answer = source.measure(
            "reached", period=QUARTER, by=("ward", "neighbourhood"), area_set="new"
        )
        sites = source.measure("attendances", period=QUARTER, by=("site",), area_set="new")
    assert town.crossings is not None
    assert town.crossings == hood.crossings
    assert read_result(town.as_json()).crossings == town.crossings

    found = {(one.measure, one.period): one for one in town.crossings}
    assert {measure: found[measure, str(QUARTER)].printed for measure, _ in found} == {
        "reach_rate": ("neighbourhood", "ward", "whole"),
        "reached": ("both", "neighbourhood", "ward", "whole"),
        "births_seen": ("neighbourhood", "whole"),
        "attendances": ("neighbourhood", "site", "whole"),
    }
    assert {(one.period, one.wards) for one in town.crossings if one.measure == "reached"} == {
        *((f"2019-Q{number}", "old") for number in (1, 2, 3, 4)),
        ("2020-Q1", "new"),
    }
    assert {one.wards for one in town.crossings if one.measure == "births_seen"} == {""}
    months = {one.measure for one in town.crossings if one.period == "2020-02"}
    assert months == {"attendances", "births_seen"}
    assert found["reached", "2020-Q1"].pieces == tuple(
        sorted(
            (str(row.by["ward"]), str(row.by["neighbourhood"]), row.numerator, 0)
            for row in answer.rows
            if row.numerator
        )
    )
    assert {(site, count) for site, _, count, _ in found["attendances", "2020-Q1"].pieces} == {
        (row.by["site"], row.numerator) for row in sites.rows
    }


def test_of_a_time_without_wards_neighbourhoods_are_crossed_with_the_whole(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pack has no edition of wards before October: the trend is printed all the same."""
    monkeypatch.setitem(SETS, "old", ("ward", dt.date(2019, 10, 1), dt.date(2020, 3, 1)))
    store, world = Store(tmp_path_factory.mktemp("wardless") / "snapshots"), make_world(3)
    manifest = keep(store, world)

    with opened(store, manifest) as source:
        town = compose(TOWN, source, PARTS)
        summer = source.measure(
            "reached", period=Period.parse("2019-Q2"), by=("neighbourhood",), area_set=None
        )

    assert town.crossings is not None
    found = {(one.measure, one.period): one for one in town.crossings}
    for measure in ("reach_rate", "reached", "births_seen", "attendances"):
        assert {(measure, f"2019-Q{number}") for number in (1, 2, 3, 4)} <= found.keys()
    reached = found["reached", "2019-Q2"]
    assert (reached.wards, reached.printed) == ("", ("neighbourhood", "whole"))
    assert reached.pieces == tuple(
        sorted(
            ("", str(row.by["neighbourhood"]), row.numerator, 0)
            for row in summer.rows
            if row.numerator
        )
    )
    assert reached.pieces != ()


def test_all_files_withhold_the_same() -> None:
    town = published(reports(NESTED)[0])
    edition = replace(EDITION, result=town)
    lines = {one.label: one for figures in town.tables() for one in figures.lines}
    hidden = {label for label, one in lines.items() if one.withheld}
    assert hidden
    assert len(hidden) < len(lines)

    rows = csv.DictReader(io.StringIO(as_csv(edition).decode("utf-8-sig")))
    assert {row["Row"] for row in rows if row["Figure"] == "withheld"} == hidden
    book = load_workbook(io.BytesIO(as_xlsx(edition)))
    cells = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
    assert {row[0] for row in cells if "withheld" in row} == hidden
    text = Pdf(as_pdf(edition)).text.replace(" ", "")
    for label, one in lines.items():
        assert (f"{label.replace(' ', '')}withheld" in text) is one.withheld
