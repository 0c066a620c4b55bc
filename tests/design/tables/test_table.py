"""A table in memory: filters, order, pages, totals, and what the address may ask of it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.design.api import ChoiceFilter, Column, SearchFilter, Table, show
from tests.design.tables.samples import Person, asked, people

ANA = Person("Ana", "North", 12, 0.5, dt.date(2022, 1, 1))
BO = Person("Bo", "South", 3, None, dt.date(2021, 5, 5))
ZOE = Person("Zoë", "South", None, 0.25, None)
EVA = Person("éva", "North", 120, 0.125, dt.date(2023, 9, 9))
ALL = (ZOE, BO, EVA, ANA)


def names(table: Table[Person], query: str = "") -> list[str]:
    return [row[0].text for row in show(table, asked(query)).rows]


class TestOrder:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", ["Zoë", "Bo", "éva", "Ana"]),
            ("p-sort=name", ["Ana", "Bo", "éva", "Zoë"]),
            ("p-sort=-name", ["Zoë", "éva", "Bo", "Ana"]),
            # Whoever has no value comes last, either way.
            ("p-sort=visits", ["Bo", "Ana", "éva", "Zoë"]),
            ("p-sort=-visits", ["éva", "Ana", "Bo", "Zoë"]),
            ("p-sort=-share", ["Ana", "Zoë", "éva", "Bo"]),
            ("p-sort=born", ["Bo", "Ana", "éva", "Zoë"]),
            # What is not a column is not heeded; nor what is another table's.
            ("p-sort=secret", ["Zoë", "Bo", "éva", "Ana"]),
            ("p-sort=--name", ["Zoë", "Bo", "éva", "Ana"]),
            ("q-sort=name", ["Zoë", "Bo", "éva", "Ana"]),
        ],
    )
    def test_rows_come_as_asked(self, query: str, expected: list[str]) -> None:
        assert names(people(*ALL), query) == expected

    def test_the_table_has_an_order_of_its_own(self) -> None:
        assert names(people(*ALL, sort="-visits")) == ["éva", "Ana", "Bo", "Zoë"]
        assert names(people(*ALL, sort="-visits"), "p-sort=name")[0] == "Ana"

    def test_a_column_that_does_not_sort_cannot_be_asked_for(self) -> None:
        column = Column[Person](
            key="name", heading="Name", value=lambda row: row.name, sortable=False
        )
        table = people(*ALL, columns=[column], sort="name")

        assert names(table, "p-sort=name") == ["Zoë", "Bo", "éva", "Ana"]
        assert show(table, asked()).headings[0].href == ""

    def test_words_among_figures_come_after_them(self) -> None:
        few = Person("Few", visits="fewer than 5")

        assert names(people(few, EVA, ZOE), "p-sort=visits") == ["éva", "Few", "Zoë"]
        assert names(people(few, BO, EVA), "p-sort=-visits") == ["éva", "Bo", "Few"]

    @given(st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=12))
    def test_equal_rows_keep_their_order(self, values: list[int | None]) -> None:
        rows = [Person(str(place), visits=value) for place, value in enumerate(values)]
        expected = sorted(range(len(rows)), key=lambda i: (values[i] is None, values[i] or 0))

        assert names(people(*rows), "p-sort=visits") == [str(place) for place in expected]

    def test_a_heading_turns_the_order_round_and_figures_begin_at_the_top(self) -> None:
        fresh = show(people(*ALL), asked()).headings
        up = show(people(*ALL), asked("p-sort=name")).headings
        down = show(people(*ALL), asked("p-sort=-visits")).headings

        assert [h.href for h in fresh] == [
            "?p-sort=name#p",
            "?p-sort=-visits#p",
            "?p-sort=-share#p",
            "?p-sort=born#p",
        ]
        assert (up[0].href, up[0].sorted) == ("?p-sort=-name#p", "ascending")
        assert (down[1].href, down[1].sorted) == ("?p-sort=visits#p", "descending")
        assert [h.sorted for h in fresh] == ["", "", "", ""]


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("p-q=zoe", ["Zoë"]),
            ("p-q=  ZOË ", ["Zoë"]),
            ("p-q=A", ["éva", "Ana"]),
            ("p-q=nobody", []),
            ("p-part=South", ["Zoë", "Bo"]),
            ("p-part=South&p-q=b", ["Bo"]),
            ("p-part=Elsewhere", ["Zoë", "Bo", "éva", "Ana"]),
            ("p-part=", ["Zoë", "Bo", "éva", "Ana"]),
            ("p-q=%20", ["Zoë", "Bo", "éva", "Ana"]),
        ],
    )
    def test_rows_that_pass(self, query: str, expected: list[str]) -> None:
        assert names(people(*ALL), query) == expected

    def test_words_are_found_in_any_order(self) -> None:
        table = people(Person("Ana Maria Bell"), Person("Ana Cole"))

        assert names(table, "p-q=bell ana") == ["Ana Maria Bell"]

    def test_the_form_keeps_what_was_chosen_and_what_is_not_its_own(self) -> None:
        shown = show(people(*ALL), asked("period=2026&p-sort=name&p-part=South&p-page=2&x=1&x=2"))

        assert [(f.name, f.value) for f in shown.fields] == [("p-q", ""), ("p-part", "South")]
        assert list(shown.carried) == [
            ("period", "2026"),
            ("p-sort", "name"),
            ("x", "1"),
            ("x", "2"),
        ]
        assert shown.narrowed is True
        assert shown.clear_href == "?period=2026&p-sort=name&x=1&x=2#p"

    @pytest.mark.parametrize("key", ["sort", "page", "export"])
    def test_a_filter_cannot_be_called_what_the_table_calls_its_own(self, key: str) -> None:
        with pytest.raises(ValueError, match=f"a filter cannot be called {key}"):
            people(filters=[SearchFilter[Person](key=key, label="", text=lambda row: row.name)])

    def test_two_columns_or_filters_of_one_key_are_a_mistake(self) -> None:
        column = Column[Person](key="a", heading="", value=lambda row: row.name)
        narrowing = SearchFilter[Person](key="a", label="", text=lambda row: row.name)

        with pytest.raises(ValueError, match="twice"):
            people(columns=[column, column])
        with pytest.raises(ValueError, match="twice"):
            people(filters=[narrowing, narrowing])

    def test_a_filter_that_cannot_judge_rows_in_memory_says_so(self) -> None:
        blind = ChoiceFilter[Person](key="c", label="", choices=[("1", "One")])

        with pytest.raises(TypeError, match="filter c cannot tell rows in memory apart"):
            show(people(*ALL, filters=[blind]), asked("p-c=1"))


class TestPages:
    ROWS = tuple(Person(f"{i:03}") for i in range(101))

    @pytest.mark.parametrize(
        ("query", "first", "words"),
        [
            ("", "000", "Rows 1 to 10 of 101"),
            ("p-page=2", "010", "Rows 11 to 20 of 101"),
            ("p-page=11", "100", "Rows 101 to 101 of 101"),
            # Beyond the end is the end; nonsense is the beginning.
            ("p-page=99", "100", "Rows 101 to 101 of 101"),
            ("p-page=0", "000", "Rows 1 to 10 of 101"),
            ("p-page=-1", "000", "Rows 1 to 10 of 101"),
            ("p-page=two", "000", "Rows 1 to 10 of 101"),
            ("p-page=²", "000", "Rows 1 to 10 of 101"),
            ("p-page=99999999999999999999", "000", "Rows 1 to 10 of 101"),
        ],
    )
    def test_a_page(self, query: str, first: str, words: str) -> None:
        shown = show(people(*self.ROWS, page_size=10), asked(query))

        assert shown.rows[0][0].text == first
        assert shown.count_words == words

    def test_pages_near_and_far(self) -> None:
        pages = show(people(*self.ROWS, page_size=10), asked("p-page=6&p-sort=name")).pages

        assert pages is not None
        assert pages["items"] == [
            {"number": 1, "href": "?p-sort=name#p", "current": False},
            {"ellipsis": True},
            {"number": 5, "href": "?p-sort=name&p-page=5#p", "current": False},
            {"number": 6, "href": "?p-sort=name&p-page=6#p", "current": True},
            {"number": 7, "href": "?p-sort=name&p-page=7#p", "current": False},
            {"ellipsis": True},
            {"number": 11, "href": "?p-sort=name&p-page=11#p", "current": False},
        ]
        assert pages["previous"]["href"] == "?p-sort=name&p-page=5#p"
        assert pages["next"]["href"] == "?p-sort=name&p-page=7#p"

    def test_ends_lead_nowhere_further(self) -> None:
        first = show(people(*self.ROWS, page_size=60), asked()).pages
        last = show(people(*self.ROWS, page_size=60), asked("p-page=2")).pages

        assert first is not None
        assert last is not None
        assert ("previous" in first, "next" in first) == (False, True)
        assert ("previous" in last, "next" in last) == (True, False)

    @given(count=st.integers(0, 60), size=st.integers(1, 15))
    def test_every_row_is_on_one_page(self, count: int, size: int) -> None:
        table = people(*self.ROWS[:count], page_size=size)
        pages = max(1, -(-count // size))

        seen = [name for page in range(1, pages + 1) for name in names(table, f"p-page={page}")]

        assert seen == [row.name for row in self.ROWS[:count]]

    @pytest.mark.parametrize(
        ("count", "words"), [(1, "1 row"), (2, "2 rows"), (50, "50 rows"), (0, "")]
    )
    def test_how_many_are_said(self, count: int, words: str) -> None:
        shown = show(people(*self.ROWS[:count]), asked())

        assert shown.count_words == words
        assert shown.pages is None


class TestTotal:
    WHOLE = Person("All", "", 135, 0.4)

    def test_it_stands_last_whatever_the_order(self) -> None:
        shown = show(people(*ALL, total=self.WHOLE), asked("p-sort=-name"))

        assert [cell.text for cell in shown.total] == ["All", "135", "40.0%", "–"]

    def test_it_is_no_total_of_some(self) -> None:
        assert show(people(*ALL, total=self.WHOLE), asked("p-q=a")).total == []

    def test_nothing_has_no_total(self) -> None:
        assert show(people(total=self.WHOLE), asked()).total == []


class TestEmpty:
    def test_it_says_what_to_do_next(self) -> None:
        assert show(people(empty="Send a list."), asked()).empty == "Send a list."
        assert show(people(), asked()).empty == "There is nothing to show."

    def test_nothing_found_is_said_when_something_was_looked_for(self) -> None:
        assert show(people(ANA), asked("p-q=x")).count_words == "Nothing found"
        assert show(people(), asked()).count_words == ""

    def test_nothing_cannot_be_downloaded(self) -> None:
        assert show(people(), asked()).export_href == ""
