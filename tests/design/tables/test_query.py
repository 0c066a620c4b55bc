"""A table of a QuerySet: two queries, however many rows there are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from flyingstart.accounts.api import User
from flyingstart.design.api import ChoiceFilter, Column, Kind, SearchFilter, Table, show
from tests.design.tables.samples import asked

pytestmark = pytest.mark.django_db


def users(**changes: Any) -> Table[User]:
    arguments: dict[str, Any] = {
        "key": "u",
        "caption": "People",
        "rows": User.objects.all(),
        "columns": [
            Column(
                key="name", heading="Name", value=lambda row: row.name, order_by=("name", "email")
            ),
            Column(key="email", heading="Email", value=lambda row: row.email),
            Column(
                key="seen",
                heading="Seen",
                value=lambda row: row.last_login,
                kind=Kind.MOMENT,
                order_by=("last_login",),
            ),
        ],
        "filters": [
            SearchFilter(
                key="q", label="Name", narrow=lambda rows, q: rows.filter(name__icontains=q)
            ),
            ChoiceFilter(key="staff", label="Staff", choices=[("yes", "Yes")], narrow=_staff),
        ],
        "page_size": 10,
    }
    return Table(**{**arguments, **changes})


def _staff(rows: QuerySet[User], _value: str) -> QuerySet[User]:
    return rows.filter(is_staff=True)


def make(*names: str, **details: Any) -> None:
    User.objects.bulk_create(
        User(email=f"{name.lower()}{i}@example.org", name=name, password="!", **details)
        for i, name in enumerate(names)
    )


def names(query: str) -> list[str]:
    return [row[0].text for row in show(users(), asked(query)).rows]


@pytest.mark.parametrize("count", [1, 3, 35])
def test_a_page_takes_two_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make(*(f"N{i:02}" for i in range(count)))

    with django_assert_num_queries(2):
        shown = show(users(), asked("u-sort=name&u-q=n"))

    assert len(shown.rows) == min(count, 10)


@pytest.mark.parametrize("count", [1, 3, 35])
def test_a_file_takes_two_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make(*(f"N{i:02}" for i in range(count)))

    with django_assert_num_queries(2):
        response = users().export(asked())

    assert response.content.count(b"\r\n") == count + 1


def test_only_columns_that_name_fields_sort() -> None:
    make("Ana")

    assert [h.href != "" for h in show(users(), asked()).headings] == [True, False, True]


def test_order_and_filters_are_the_databases() -> None:
    make("Bo", "Ana", "Cy")
    make("Dee", is_staff=True)

    assert names("u-sort=name") == ["Ana", "Bo", "Cy", "Dee"]
    assert names("u-sort=-name") == ["Dee", "Cy", "Bo", "Ana"]
    assert names("u-q=C") == ["Cy"]
    assert names("u-staff=yes") == ["Dee"]
    assert names("u-staff=no&u-sort=name") == ["Ana", "Bo", "Cy", "Dee"]


def test_rows_without_a_value_come_last_either_way() -> None:
    make("Never")
    make("Old", last_login=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    make("New", last_login=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))

    assert names("u-sort=seen") == ["Old", "New", "Never"]
    assert names("u-sort=-seen") == ["New", "Old", "Never"]


def test_pages_neither_repeat_nor_miss_a_row_of_equals() -> None:
    make(*["Same"] * 35)
    table = users(sort="name", columns=users().columns[:2])

    pages = [show(table, asked(f"u-page={page}")).rows for page in range(1, 5)]

    seen = [row[1].text for rows in pages for row in rows]
    assert len(seen) == len({*seen}) == 35


def test_a_filter_that_cannot_narrow_a_query_says_so() -> None:
    blind = SearchFilter[User](key="q", label="", text=lambda row: row.name)

    with pytest.raises(TypeError, match="filter q cannot narrow a query"):
        show(users(filters=[blind]), asked("u-q=x"))


def test_what_no_database_takes_is_not_looked_for() -> None:
    assert show(users(), asked("u-q=%00")).narrowed is False
