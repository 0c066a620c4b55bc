"""The file of a table: everything that is shown, on all pages, and nothing that runs."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.design.api import Column, Kind, show
from flyingstart.kernel.tables.api import restored
from tests.design.tables.samples import Person, asked, people


def read(response: HttpResponse) -> list[list[str]]:
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_values_are_plain_and_blank_where_there_is_none() -> None:
    table = people(
        Person("Ana", visits=12345, share=0.4567, born=dt.date(2022, 1, 31)),
        Person("Bo", visits="fewer than 5"),
        Person("Cy", visits=None),
    )

    assert read(table.export(asked())) == [
        ["Name", "Visits", "Share, of all (%)", "Born"],
        ["Ana", "12345", "45.7", "2022-01-31"],
        ["Bo", "fewer than 5", "", ""],
        ["Cy", "", "", ""],
    ]


def test_all_pages_in_the_order_shown_and_only_what_passes_the_filters() -> None:
    table = people(
        *(Person(f"{i:02}", "South" if i % 2 else "North", i) for i in range(20)), page_size=3
    )

    rows = read(table.export(asked("p-part=South&p-sort=-visits&p-page=2")))

    assert [row[0] for row in rows[1:]] == [f"{i:02}" for i in range(19, 0, -2)]


def test_the_total_is_the_last_row_and_left_out_of_some() -> None:
    table = people(Person("Ana", visits=1), Person("Bo", visits=2), total=Person("All", visits=3))

    assert [row[0] for row in read(table.export(asked()))] == ["Name", "Ana", "Bo", "All"]
    assert [row[0] for row in read(table.export(asked("p-q=bo")))] == ["Name", "Bo"]


@pytest.mark.parametrize(
    "name", ["=1+1", "+44", "-2+3", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")', "'=1", " =1"]
)
def test_no_cell_runs_and_every_cell_comes_back(name: str) -> None:
    [_, row] = read(people(Person(name)).export(asked()))

    assert row[0] == f"'{name}"
    assert restored(row[0]) == name


def test_a_figure_below_zero_stays_a_figure() -> None:
    [_, row] = read(people(Person("Ana", visits=-3, share=-0.5)).export(asked()))

    assert row[1:3] == ["-3", "-50.0"]


def test_a_heading_does_not_run_either() -> None:
    column = Column[Person](key="x", heading="=cmd", value=lambda row: row.name)

    assert read(people(Person("Ana"), columns=[column]).export(asked()))[0] == ["'=cmd"]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_any_name_comes_back(name: str) -> None:
    [_, row] = read(people(Person(name)).export(asked()))

    assert restored(row[0]) == name


def test_moments_are_londons() -> None:
    column = Column[Person](
        key="at",
        heading="At",
        kind=Kind.MOMENT,
        value=lambda _: dt.datetime(2026, 7, 1, 9, 30, 59, tzinfo=dt.UTC),
    )

    assert read(people(Person("Ana"), columns=[column]).export(asked()))[1] == ["2026-07-01 10:30"]


def test_the_download_has_a_name_excel_reads_it_and_nobody_keeps_it() -> None:
    response = people(Person("Ana"), caption="Reach, by ward").export(asked())

    assert response.headers["Content-Disposition"] == 'attachment; filename="reach-by-ward.csv"'
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.content.startswith(b"\xef\xbb\xbfName,")
    assert response.streaming is False


def test_a_caption_without_latin_letters_still_gives_a_name() -> None:
    response = people(Person("Ana"), caption="جدول").export(asked())

    assert response.headers["Content-Disposition"] == 'attachment; filename="p.csv"'


def test_the_address_asks_for_the_file() -> None:
    table = people(Person("Ana"))
    shown = show(table, asked("p-q=a&p-page=1&period=2026"))

    assert shown.export_href == "?p-q=a&period=2026&p-export=csv#p"
    assert shown.export_words == "Download this row (CSV)"
    assert table.wants_export(asked("p-export=csv")) is True
    assert table.wants_export(asked("p-export=pdf")) is False
    assert table.wants_export(asked("q-export=csv")) is False


def test_a_table_that_is_not_to_be_exported_is_not() -> None:
    table = people(Person("Ana"), exportable=False)

    assert show(table, asked()).export_href == ""
    assert table.wants_export(asked("p-export=csv")) is False
