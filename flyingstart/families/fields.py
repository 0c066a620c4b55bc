"""SQL expressions that the families' tables are built of."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Case, F, Func, Value, When


class HalfOpenDays(Func):
    """The days from a first day to a first day no longer; none means unbounded.

    An end before the start, as old files have it, is no day at all rather than an error.
    """

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, starts_on: str, ends_on: str) -> None:
        ends = Case(When(**{f"{ends_on}__lt": F(starts_on)}, then=F(starts_on)), default=F(ends_on))
        super().__init__(F(starts_on), ends, Value("[)"))


class FifthBirthday(Func):
    """Five years on; born on 29 February, 1 March. The rule of `kernel.birthdays` in SQL.

    A leap day plus five years never falls in a leap year, so 1 March is always right there.
    """

    template = (
        "(CASE WHEN EXTRACT(month FROM %(expressions)s) = 2"
        " AND EXTRACT(day FROM %(expressions)s) = 29"
        " THEN make_date(EXTRACT(year FROM %(expressions)s)::integer + 5, 3, 1)"
        " ELSE (%(expressions)s + interval '5 years')::date END)"
    )
    output_field = models.DateField()


class SixMonthsOn(Func):
    """The same day number six months on, else the first of the month after. PostgreSQL stops at
    the last day of a short month, so a day number that changed means: one day more."""

    template = (
        "((%(expressions)s + interval '6 months')::date"
        " + CASE WHEN EXTRACT(day FROM (%(expressions)s + interval '6 months'))"
        " <> EXTRACT(day FROM %(expressions)s) THEN 1 ELSE 0 END)"
    )
    output_field = models.DateField()
