"""Dates in three boxes: what is understood, and precisely what is wrong when nothing is."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.design import forms
from flyingstart.design.forms.dates import DateDrawing, month_of
from flyingstart.kernel.api import clock
from tests.design.forms.asking import cleaned, drawn, form_of, same
from tests.design.rendering import tags

DAY = dt.date(2025, 3, 27)
TODAY = "2026-11-24 12:00:00Z"


def sent(day: object, month: object, year: object) -> str:
    query = QueryDict(mutable=True)
    query.update({"x-day": str(day), "x-month": str(month), "x-year": str(year)})
    return query.urlencode()


def born(**options: object) -> forms.DateField:
    return forms.DateField(label="Date of birth", **options)  # type: ignore[arg-type]


def faulty(html: str) -> list[str | None]:
    """The boxes that are marked."""
    return [
        box["id"] for box in tags(html, "input") if "govuk-input--error" in (box["class"] or "")
    ]


def linked(form: forms.Form) -> str:
    """Where the error summary leads."""
    field = form["x"]
    assert isinstance(field, DateDrawing)
    return field.fault_id


class TestDrawing:
    def test_three_boxes_in_a_group(self) -> None:
        field = born(hint="For example, 27 3 2025", birthday=True)

        assert same(
            drawn(field, sent(27, 3, 2025)),
            """<div class="govuk-form-group">
              <fieldset class="govuk-fieldset" role="group" aria-describedby="id_x-hint">
                <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">
                  Date of birth</legend>
                <div id="id_x-hint" class="govuk-hint">For example, 27 3 2025</div>
                <div class="govuk-date-input" id="id_x">
                  <div class="govuk-date-input__item"><div class="govuk-form-group">
                    <label class="govuk-label govuk-date-input__label" for="id_x-day">Day</label>
                    <input class="govuk-input govuk-date-input__input govuk-input--width-2"
                      id="id_x-day" name="x-day" type="text" value="27" autocomplete="bday-day"
                      inputmode="numeric" dir="ltr">
                  </div></div>
                  <div class="govuk-date-input__item"><div class="govuk-form-group">
                    <label class="govuk-label govuk-date-input__label" for="id_x-month">
                      Month</label>
                    <input class="govuk-input govuk-date-input__input govuk-input--width-2"
                      id="id_x-month" name="x-month" type="text" value="3"
                      autocomplete="bday-month" inputmode="text" dir="auto">
                  </div></div>
                  <div class="govuk-date-input__item"><div class="govuk-form-group">
                    <label class="govuk-label govuk-date-input__label" for="id_x-year">Year</label>
                    <input class="govuk-input govuk-date-input__input govuk-input--width-4"
                      id="id_x-year" name="x-year" type="text" value="2025"
                      autocomplete="bday-year" inputmode="numeric" dir="ltr">
                  </div></div>
                </div>
              </fieldset>
            </div>""",
        )

    @pytest.mark.parametrize("value", [DAY, "2025-03-27"])
    def test_what_is_known_stands_in_the_boxes(self, value: object) -> None:
        html = drawn(born(initial=value))

        assert [box.get("value") for box in tags(html, "input")] == ["27", "3", "2025"]

    @pytest.mark.parametrize("value", [None, "", "soon"])
    def test_what_is_no_date_leaves_them_empty(self, value: object) -> None:
        html = drawn(born(initial=value))

        assert [box.get("value") for box in tags(html, "input")] == [None, None, None]

    def test_nothing_hostile_becomes_markup(self) -> None:
        html = drawn(born(), sent('"><b>', '"><b>', '"><b>'))

        assert tags(html, "b") == []
        assert [box["value"] for box in tags(html, "input")] == ['"><b>'] * 3

    def test_labels_are_in_the_readers_language_and_order_stays(self) -> None:
        with override("ur"):
            html = drawn(born(), sent(27, "مارچ", 2025))

        assert [box["name"] for box in tags(html, "input")] == ["x-day", "x-month", "x-year"]
        assert "مہینہ" in html


class TestReading:
    @pytest.mark.parametrize(
        ("day", "month", "year"),
        [
            (27, 3, 2025),
            ("27", "03", "2025"),
            (" 27 ", " March ", " 2025 "),
            (27, "mar", 2025),
            (27, "MAR.", 2025),
            ("۲۷", "۳", "۲۰۲۵"),
        ],
    )
    def test_as_people_write_it(self, day: object, month: object, year: object) -> None:
        assert cleaned(born(), sent(day, month, year)) == DAY

    def test_a_month_in_the_readers_language(self) -> None:
        with override("ur"):
            assert cleaned(born(), sent(27, "مارچ", 2025)) == DAY

    @pytest.mark.parametrize(
        ("text", "month"),
        [
            ("sept", 9),
            ("September", 9),
            ("ju", None),
            ("jun", 6),
            ("july", 7),
            ("ma", None),
            ("may", 5),
            ("0", None),
            ("13", None),
            ("", None),
            ("marchy", None),
            ("-1", None),
        ],
    )
    def test_months(self, text: str, month: int | None) -> None:
        assert month_of(text) == month

    @settings(max_examples=40)
    @given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
    def test_every_day_is_understood_and_drawn_as_itself(self, day: dt.date) -> None:
        field = born(initial=day)
        (a, b, c) = [box["value"] for box in tags(drawn(field), "input")]

        assert cleaned(field, sent(a, b, c)) == day

    def test_none_where_none_is_needed(self) -> None:
        assert cleaned(born(required=False), sent("", " ", "")) is None


class TestFaults:
    @pytest.mark.parametrize(
        ("written", "message", "boxes"),
        [
            (("", "", ""), "Enter date of birth", "day month year"),
            (("27", "", "2025"), "Date of birth must include a month", "month"),
            (("", "3", "2025"), "Date of birth must include a day", "day"),
            (("27", "3", ""), "Date of birth must include a year", "year"),
            (("27", "", ""), "Date of birth must include a month and a year", "month year"),
            (("32", "3", "2025"), "Date of birth must be a real date", "day"),
            (("0", "3", "2025"), "Date of birth must be a real date", "day"),
            (("27", "13", "2025"), "Date of birth must be a real date", "month"),
            (("27", "Mars", "2025"), "Date of birth must be a real date", "month"),
            (("x", "y", "2025"), "Date of birth must be a real date", "day month"),
            (("27", "3", "MMXX"), "Date of birth must be a real date", "year"),
            (("27", "3", "20250"), "Date of birth must be a real date", "year"),
            (("27", "3", "0000"), "Date of birth must be a real date", "day month year"),
            # Each is right alone.
            (("31", "6", "2025"), "Date of birth must be a real date", "day month year"),
            (("29", "2", "2025"), "Date of birth must be a real date", "day month year"),
            (("27", "3", "25"), "Date of birth must have a year of 4 figures, like 2024", "year"),
            (("1", "1", "1899"), "Date of birth must be 1 January 1900 or later", "day month year"),
            (
                ("1", "1", "2101"),
                "Date of birth must be 31 December 2100 or earlier",
                "day month year",
            ),
        ],
    )
    def test_each_is_named_and_marked(
        self, written: tuple[str, str, str], message: str, boxes: str
    ) -> None:
        query = sent(*written)
        form = form_of(query, x=born())

        assert cleaned(born(), query) == [message]
        assert faulty(drawn(born(), query)) == [f"id_x-{box}" for box in boxes.split()]
        assert linked(form) == f"id_x-{boxes.split(maxsplit=1)[0]}"

    @pytest.mark.parametrize(
        ("options", "day", "expected"),
        [
            ({"latest": clock.today}, dt.date(2026, 11, 24), dt.date(2026, 11, 24)),
            (
                {"latest": clock.today},
                dt.date(2026, 11, 25),
                ["Date of birth must be today or in the past"],
            ),
            ({"earliest": clock.today}, dt.date(2026, 11, 24), dt.date(2026, 11, 24)),
            (
                {"earliest": clock.today},
                dt.date(2026, 11, 23),
                ["Date of birth must be today or in the future"],
            ),
            (
                {"latest": dt.date(2026, 1, 1)},
                dt.date(2026, 1, 2),
                ["Date of birth must be 1 January 2026 or earlier"],
            ),
            ({"latest": None, "earliest": None}, dt.date(9999, 12, 31), dt.date(9999, 12, 31)),
            ({"latest": None, "earliest": None}, dt.date(1000, 1, 1), dt.date(1000, 1, 1)),
        ],
    )
    def test_bounds(self, options: dict[str, object], day: dt.date, expected: object) -> None:
        with time_machine.travel(TODAY, tick=False):
            assert cleaned(born(**options), sent(day.day, day.month, day.year)) == expected

    def test_a_fault_that_the_view_adds_marks_all_boxes(self) -> None:
        form = form_of(sent(27, 3, 2025), x=born())
        assert form.is_valid()
        form.add_error("x", "Somebody else was born then")

        html = form["x"].as_field_group()
        assert faulty(html) == ["id_x-day", "id_x-month", "id_x-year"]
        assert linked(form) == "id_x-day"

    def test_what_was_written_stays(self) -> None:
        html = drawn(born(), sent("32", "Mars", ""))

        assert [box.get("value") for box in tags(html, "input")] == ["32", "Mars", None]

    def test_messages_are_in_the_readers_language(self) -> None:
        with override("ur"):
            assert cleaned(forms.DateField(label="تاریخِ پیدائش"), sent("27", "", "2025")) == [
                "تاریخِ پیدائش میں مہینہ بھی لکھیں"
            ]


class TestChange:
    @pytest.mark.parametrize(
        ("initial", "query", "changed"),
        [
            (DAY, sent(27, 3, 2025), False),
            (DAY, sent(28, 3, 2025), True),
            (None, sent("", "", ""), False),
            (None, sent(27, 3, 2025), True),
        ],
    )
    def test_it_is_told(self, initial: dt.date | None, query: str, changed: bool) -> None:
        assert form_of(query, x=born(initial=initial)).has_changed() is changed

    def test_with_a_prefix_the_boxes_have_it_too(self) -> None:
        form = type("SampleForm", (forms.Form,), {"x": born()})
        query = QueryDict("one-x-day=27&one-x-month=3&one-x-year=2025")

        bound = form(query, prefix="one")

        assert bound.is_valid()
        assert bound.cleaned_data == {"x": DAY}
        assert [box["id"] for box in tags(bound["x"].as_field_group(), "input")] == [
            "id_one-x-day",
            "id_one-x-month",
            "id_one-x-year",
        ]
