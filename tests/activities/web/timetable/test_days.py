"""Days and times as people write them in one box."""

from __future__ import annotations

import datetime as dt

import pytest

from flyingstart.activities.web.staff.timetable.days import (
    UnreadableError,
    day_asked,
    day_written,
    monday_of,
    read_day,
    read_days,
    read_time,
    time_written,
)

NEAR = dt.date(2026, 3, 4)


class TestDays:
    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("12 Feb", dt.date(2026, 2, 12)),
            (" 12  February 2027 ", dt.date(2027, 2, 12)),
            ("12th feb, 2026", dt.date(2026, 2, 12)),
            ("12/2", dt.date(2026, 2, 12)),
            ("12.2.2025", dt.date(2025, 2, 12)),
            ("12-02-2026", dt.date(2026, 2, 12)),
            ("2026-02-12", dt.date(2026, 2, 12)),
            ("12feb", dt.date(2026, 2, 12)),
            ("20 Dec", dt.date(2025, 12, 20)),
        ],
    )
    def test_are_read(self, text: str, day: dt.date) -> None:
        assert read_day(text, near=NEAR) == day

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "“” is not a day: write it like 12 February 2026"),
            ("soon", "“soon” is not a day: write it like 12 February 2026"),
            ("12 Juvember", "“12 Juvember” is not a day: write it like 12 February 2026"),
            ("31 Feb", "31 Feb is no day of the calendar"),
            ("31/2/2026", "31/2/2026 is no day of the calendar"),
            ("1 Jan 0001", "1 Jan 0001 is no day of the calendar"),
            ("2026-13-01", "2026-13-01 is no day of the calendar"),
            ("12/13", "“12/13” is not a day: write it like 12 February 2026"),
        ],
    )
    def test_that_are_none_are_refused_in_words(self, text: str, words: str) -> None:
        with pytest.raises(UnreadableError) as fault:
            read_day(text, near=NEAR)

        assert str(fault.value) == words

    def test_without_a_year_is_the_nearest(self) -> None:
        assert read_day("1 January", near=dt.date(2025, 12, 20)) == dt.date(2026, 1, 1)
        assert read_day("29 Feb", near=dt.date(2025, 3, 1)) == dt.date(2024, 2, 29)

    def test_several_are_read_once_each_and_in_order(self) -> None:
        said = read_days("19 Feb; 12 Feb, 19/2\n1 Mar,", near=NEAR)

        assert said == [dt.date(2026, 2, 12), dt.date(2026, 2, 19), dt.date(2026, 3, 1)]
        assert read_days(" , ", near=NEAR) == []

    def test_what_is_written_in_a_box_is_read_back(self) -> None:
        first = dt.date(1900, 1, 1)
        days = [first + dt.timedelta(days=number) for number in range(0, 73_000, 173)]

        assert [read_day(day_written(day), near=NEAR) for day in days] == days

    @pytest.mark.parametrize(
        "text", ["", "\0", "٣ مارس", "1" * 500, "12//", "--", "3 3 3 3", "½ May"]
    )
    def test_an_address_may_say_anything(self, text: str) -> None:
        assert day_asked(text) is None

    def test_a_week_begins_on_monday(self) -> None:
        assert monday_of(dt.date(2026, 3, 8)) == dt.date(2026, 3, 2)
        assert monday_of(dt.date(2026, 3, 2)) == dt.date(2026, 3, 2)


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "time"),
        [
            ("9:30", dt.time(9, 30)),
            ("9.30", dt.time(9, 30)),
            ("09:30", dt.time(9, 30)),
            ("0930", dt.time(9, 30)),
            ("930", dt.time(9, 30)),
            ("9:30am", dt.time(9, 30)),
            ("9.30 a.m.", dt.time(9, 30)),
            ("9", dt.time(9)),
            ("1", dt.time(13)),
            ("1:15", dt.time(13, 15)),
            ("1pm", dt.time(13)),
            ("12am", dt.time(0)),
            ("12pm", dt.time(12)),
            ("midday", dt.time(12)),
            ("13:15", dt.time(13, 15)),
            ("06:30", dt.time(6, 30)),
            ("945", dt.time(9, 45)),
            ("130", dt.time(13, 30)),
            ("1315", dt.time(13, 15)),
            ("٠٦", dt.time(6)),
            ("٦", dt.time(18)),
        ],
    )
    def test_are_read(self, text: str, time: dt.time) -> None:
        assert read_time(text) == time

    @pytest.mark.parametrize(
        "text", ["", "noonish", "25:00", "9:75", "13pm", "9:30:15", "²", "2460", "12345"]
    )
    def test_that_are_none_are_refused_in_words(self, text: str) -> None:
        with pytest.raises(UnreadableError) as fault:
            read_time(text)

        assert str(fault.value) == f"“{text}” is not a time: write it like 9:30 or 1:15pm"

    def test_what_is_written_in_a_box_is_read_back(self) -> None:
        times = [dt.time(hour, minute) for hour in range(24) for minute in range(60)]

        assert [read_time(time_written(time)) for time in times] == times
