"""What a table looks like as HTML."""

from __future__ import annotations

import pytest

from flyingstart.design.api import Column, Kind, PlainTable, show
from tests.design.rendering import render, tags, words
from tests.design.tables.samples import Person, asked, people

DATA_TABLE = '{% from "design/components/table.jinja" import data_table %}{{ data_table(table) }}'
PLAIN_TABLE = (
    '{% from "design/components/table.jinja" import plain_table %}{{ plain_table(table) }}'
)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "Robert'); DROP TABLE--",
    "{{ 7 * 7 }}",
    "&amp;",
    "عائشہ خان",
    "\u202egnirts a\u202c",  # turns what follows round
    "a" * 200,
    "👩‍👧‍👦",
    "名前",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_only_ever_text(name: str) -> None:
    linked = Column[Person](
        key="n", heading=name, note=name, value=lambda row: row.name, link=lambda _: f"/x/?n={name}"
    )
    table = people(Person(name), columns=[linked], caption=name)

    html = render(DATA_TABLE, table=show(table, asked()))

    said = " ".join(name.split())
    assert words(html).count(said) == 4  # caption, heading, note, cell
    assert not {"script", "img"} & {tag for tag in ("script", "img") if tags(html, tag)}
    assert tags(html, "bdi") == [{}]
    cell = next(a for a in tags(html, "a") if a.get("class") == "govuk-link")
    assert all(not key.startswith("on") for a in tags(html, "a") + tags(html, "div") for key in a)
    assert cell["href"] is not None


def test_every_name_and_value_is_kept_apart_from_its_surroundings() -> None:
    html = render(DATA_TABLE, table=show(people(Person("\u202eevil"), Person("Bo")), asked()))

    assert len(tags(html, "bdi")) == 2 * 4


def test_rows_and_columns_have_headers() -> None:
    html = render(DATA_TABLE, table=show(people(Person("Ana"), Person("Bo")), asked("p-sort=name")))

    headers = tags(html, "th")
    assert [h["scope"] for h in headers] == ["col"] * 4 + ["row"] * 2
    assert [h.get("aria-sort") for h in headers[:4]] == ["ascending", None, None, None]
    assert tags(html, "table")[0]["aria-labelledby"] == "p-caption"
    assert tags(html, "h2")[0]["id"] == "p-caption"


@pytest.mark.parametrize("name", ["Ana", *HOSTILE[:2]])
def test_a_link_that_says_too_little_is_completed_for_those_who_hear_it(name: str) -> None:
    visits = Column[Person](
        key="v",
        heading="Visits",
        value=lambda row: row.visits,
        kind=Kind.NUMBER,
        link=lambda _: "/x/",
        link_of=lambda row: row.name,
    )
    table = people(Person(name, visits=5), columns=[visits])

    html = render(DATA_TABLE, table=show(table, asked()))

    (link,) = (a for a in tags(html, "a") if a.get("class") == "govuk-link")
    assert link["aria-label"] == f"5, {name}"


def test_figures_line_up() -> None:
    html = render(DATA_TABLE, table=show(people(Person("Ana", visits=5)), asked()))

    classes = [cell["class"] for cell in tags(html, "td")]
    assert classes == [
        "govuk-table__cell govuk-table__cell--numeric",
        "govuk-table__cell govuk-table__cell--numeric",
        "govuk-table__cell",
    ]


def test_the_filters_are_a_form_that_needs_no_script() -> None:
    html = render(
        DATA_TABLE, table=show(people(Person("Ana")), asked("p-part=North&period=2026&p-q=a%22b"))
    )

    assert tags(html, "form")[0]["method"] == "get"
    assert [(i.get("type"), i["name"], i["value"]) for i in tags(html, "input")] == [
        ("hidden", "period", "2026"),
        ("search", "p-q", 'a"b'),
    ]
    assert [label["for"] for label in tags(html, "label")] == ["p-q", "p-part"]
    assert [(o["value"], "selected" in o) for o in tags(html, "option")] == [
        ("", False),
        ("North", True),
        ("South", False),
    ]


def test_a_table_without_filters_has_no_form() -> None:
    html = render(DATA_TABLE, table=show(people(Person("Ana"), filters=[]), asked()))

    assert tags(html, "form") == []


def test_an_empty_table_keeps_its_caption_and_says_what_to_do() -> None:
    html = render(DATA_TABLE, table=show(people(filters=[], empty="Send a list."), asked()))

    assert words(html) == ["People", "Send a list."]
    assert tags(html, "table") == []


def test_a_table_narrowed_to_nothing_offers_the_way_back() -> None:
    html = render(DATA_TABLE, table=show(people(Person("Ana")), asked("p-q=x")))

    assert words(html)[-4:] == [
        "Clear",
        "Nothing found",
        "There is nothing to show.",
        "Clear the filters",
    ]
    assert [a["href"] for a in tags(html, "a")] == ["?#p", "?#p"]


def test_a_hidden_caption_is_still_read_out() -> None:
    html = render(DATA_TABLE, table=show(people(Person("Ana"), caption_hidden=True), asked()))

    assert tags(html, "h2")[0]["class"] == (
        "govuk-heading-m fs-table__caption govuk-visually-hidden"
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_plain_table_is_only_text_too(name: str) -> None:
    table = PlainTable(caption=name, headings=(name, "n"), rows=[(name, "1")])

    html = render(PLAIN_TABLE, table=table)

    assert words(html) == [" ".join(name.split())] * 2 + ["n", " ".join(name.split()), "1"]
    assert tags(html, "script") + tags(html, "img") == []
