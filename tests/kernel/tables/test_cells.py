"""What cells say, and what they are told when they say nothing."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.kernel.clock import LONDON
from flyingstart.kernel.tables.api import (
    CellError,
    check_nhs_number,
    read_date,
    read_moment,
    read_number,
    read_whole,
    read_yes_no,
)

days = st.dates(min_value=dt.date(1800, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "2019-03-04",
        "2019-3-4",
        "04/03/2019",
        "4/3/2019",
        " 04/03/2019 ",
        "2019-03-04T00:00:00",
        "2019-03-04 00:00",
        "2019-03-04 00:00:00.000",
        "2019-03-04T00:00:00Z",
        "04/03/2019 00:00:00",
        "04/03/2019 12:00 AM",
    ],
)
def test_a_day_is_iso_or_british(text: str) -> None:
    assert read_date(text) == dt.date(2019, 3, 4)


@given(days)
def test_every_day_is_read_in_both_forms(day: dt.date) -> None:
    assert read_date(day.isoformat()) == day
    assert read_date(f"{day.day}/{day.month}/{day.year:04d}") == day
    assert read_date(f"{day.day:02d}/{day.month:02d}/{day.year:04d} 00:00:00") == day


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31/02/2019", "“31/02/2019” is no possible date"),
        ("29/02/2019", "“29/02/2019” is no possible date"),
        ("2019-13-01", "“2019-13-01” is no possible date"),
        ("02/13/2019", "“02/13/2019” is no possible date"),
        ("00/00/0000", "“00/00/0000” is no possible date: the year is 0"),
        ("0019-03-04", "“0019-03-04” is no possible date: the year is 19"),
        ("04/03/19", "“04/03/19” needs a year of four digits"),
        ("43528", "“43528” is a number; format the column as dates"),
        ("43528.0", "“43528.0” is a number; format the column as dates"),
        ("2019-03-04T09:30", "“2019-03-04T09:30” has a time of day, and only a date is wanted"),
        ("2019-03-04 25:00", "“2019-03-04 25:00” is no possible time"),
        ("soon", "“soon” is not a date: write 2019-03-04 or 04/03/2019"),
        ("2019", "“2019” is not a date: write 2019-03-04 or 04/03/2019"),
        ("٠٤/٠٣/٢٠١٩", "“٠٤/٠٣/٢٠١٩” is not a date: write 2019-03-04 or 04/03/2019"),
        ("", "“” is not a date: write 2019-03-04 or 04/03/2019"),
        ("x" * 500, f"“{'x' * 40}…” is not a date: write 2019-03-04 or 04/03/2019"),
    ],
)
def test_what_is_no_day_is_told_why(text: str, words: str) -> None:
    with pytest.raises(CellError) as fault:
        read_date(text)
    assert str(fault.value) == words


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_cell_error(text: str) -> None:
    try:
        day = read_date(text)
    except CellError:
        return
    assert str(day.year) in text


def test_all_days_of_a_leap_cycle_and_no_other() -> None:
    for year in range(1999, 2005):
        for month in range(1, 13):
            last = calendar.monthrange(year, month)[1]
            for day in range(1, 32):
                text = f"{day:02d}/{month:02d}/{year}"
                if day <= last:
                    assert read_date(text) == dt.date(year, month, day)
                else:
                    with pytest.raises(CellError, match="no possible date"):
                        read_date(text)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        # In winter London keeps UTC, in summer an hour more.
        ("2019-01-07T09:30", "2019-01-07T09:30"),
        ("2019-07-01 09:30:15", "2019-07-01T08:30:15"),
        ("01/07/2019 09:30", "2019-07-01T08:30"),
        ("1/7/2019  9:30", "2019-07-01T08:30"),
        ("01/07/2019 2:30 pm", "2019-07-01T13:30"),
        ("01/07/2019 12:30am", "2019-06-30T23:30"),
        ("01/07/2019 12:30 p.m.", "2019-07-01T11:30"),
        ("2019-07-01", "2019-06-30T23:00"),
        # An offset says it all.
        ("2019-07-01T09:30Z", "2019-07-01T09:30"),
        ("2019-07-01T09:30:00+01:00", "2019-07-01T08:30"),
        ("2019-07-01T09:30:00.123456+0530", "2019-07-01T04:00"),
        ("2019-07-01 09:30 -05", "2019-07-01T14:30"),
        # The last second of winter, the hour that is skipped, the first of summer.
        ("2019-03-31 00:59:59", "2019-03-31T00:59:59"),
        ("2019-03-31 01:30", "2019-03-31T01:30"),
        ("2019-03-31 02:00", "2019-03-31T01:00"),
        # The hour that comes twice is the first one.
        ("2019-10-27 00:59", "2019-10-26T23:59"),
        ("2019-10-27 01:30", "2019-10-27T00:30"),
        ("2019-10-27 02:00", "2019-10-27T02:00"),
    ],
)
def test_a_moment_is_londons_unless_it_has_an_offset(text: str, utc: str) -> None:
    moment = read_moment(text)

    assert moment == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
    assert moment.tzinfo is dt.UTC


def test_a_skipped_hour_is_shown_as_the_hour_after() -> None:
    assert read_moment("2019-03-31 01:30").astimezone(LONDON).time() == dt.time(2, 30)


@given(st.integers(-2_000_000_000, 7_000_000_000))
def test_every_moment_is_read_back_to_the_second(second: int) -> None:
    utc = dt.datetime.fromtimestamp(second, dt.UTC)

    assert read_moment(utc.isoformat()) == utc


@pytest.mark.parametrize(
    "text",
    [
        "2019-03-04T24:00",
        "2019-03-04T09:60",
        "2019-03-04T09:30:61",
        "2019-03-04 13:00 pm",
        "2019-03-04 0:30 pm",
        "2019-02-29T09:30",
        "2019-03-04T09:30+15:00",
        "2019-03-04T09:30+01:75",
        "2019-03-04T09",
        "9999-12-31T23:59-14:00",
        "09:30",
        "",
    ],
)
def test_what_is_no_moment_is_a_cell_error(text: str) -> None:
    with pytest.raises(CellError):
        read_moment(text)


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "t", "1", "-1", "On", " x ", "X", "✓", "✔"])
def test_yes(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", ["no", "N", "False", "f", "0", "OFF", "✗", "✘"])
def test_no(text: str) -> None:
    assert read_yes_no(text) is False


@pytest.mark.parametrize("text", ["perhaps", "", "2", "unknown", "ja"])
def test_neither_yes_nor_no(text: str) -> None:
    with pytest.raises(CellError, match=f"“{text}” is neither yes nor no"):
        read_yes_no(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("12.0", 12), (" 1,234 ", 1234), ("+7", 7), ("0", 0), ("2147483647", 2147483647)],
)
def test_a_whole_number(text: str, number: int) -> None:
    assert read_whole(text) == number


def test_bounds_of_a_whole_number_can_be_set() -> None:
    assert read_whole("-5", least=-5, most=5) == -5
    with pytest.raises(CellError, match="6 is not between -5 and 5"):
        read_whole("6", least=-5, most=5)


@pytest.mark.parametrize("text", ["", "1.5", "1,23", "12,3456", "1e3", "٣", "--1", "1 2", "9" * 41])
def test_what_is_no_whole_number(text: str) -> None:
    with pytest.raises(CellError, match="is not a whole number"):
        read_whole(text)


@pytest.mark.parametrize("text", ["-1", "2147483648", "9" * 40])
def test_whole_numbers_that_no_column_holds(text: str) -> None:
    with pytest.raises(CellError, match="is not between 0 and 2147483647"):
        read_whole(text)


@given(st.integers(min_value=0, max_value=2**31 - 1))
def test_every_whole_number_is_read_in_every_form(number: int) -> None:
    assert read_whole(str(number)) == read_whole(f"{number:,}") == read_whole(f"{number}.0")
    assert read_whole(str(number)) == number


@pytest.mark.parametrize(
    ("text", "number"), [("-0.4135", -0.4135), ("51.88", 51.88), ("1,234", 1234.0), ("1e3", 1000.0)]
)
def test_a_number(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["", "nan", "inf", "1_000", "1,5", "north"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(CellError, match="is not a number"):
        read_number(text)


def modulus_11(nine: str) -> str | None:
    """The tenth digit of an NHS number, worked out as its publisher explains it."""
    total = 0
    for position, digit in enumerate(nine, start=1):
        total += int(digit) * (11 - position)
    check = 11 - total % 11
    if check == 11:
        return "0"
    return None if check == 10 else str(check)


@given(st.integers(min_value=0, max_value=999_999))
def test_of_ten_last_digits_one_fits_or_none(number: int) -> None:
    nine = f"999{number:06d}"
    right = modulus_11(nine)

    passed = []
    for last in "0123456789":
        try:
            passed.append(check_nhs_number(nine + last)[-1])
        except CellError:
            continue

    assert passed == ([right] if right is not None else [])


@pytest.mark.parametrize("text", ["9990000018", "999 000 0018", "999-000-0018", " 9990000018 "])
def test_an_nhs_number_is_ten_digits_however_it_is_spaced(text: str) -> None:
    assert check_nhs_number(text) == "9990000018"


@pytest.mark.parametrize("text", ["", "999000001", "99900000180", "999000001X", "٩٩٩٠٠٠٠٠١٨"])
def test_an_nhs_number_has_ten_digits(text: str) -> None:
    with pytest.raises(CellError, match="an NHS number has ten digits"):
        check_nhs_number(text)


def test_a_wrong_nhs_number_is_not_repeated_in_words() -> None:
    with pytest.raises(CellError) as fault:
        check_nhs_number("9990000019")
    assert str(fault.value) == "this is no NHS number: its last digit does not fit the others"


def test_two_neighbours_swapped_are_caught() -> None:
    with pytest.raises(CellError):
        check_nhs_number("9990000108")
