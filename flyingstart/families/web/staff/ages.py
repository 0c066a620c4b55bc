"""Ages as people say them."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.kernel.api import birthdays

WEEKS_UNTIL = 12 * 7
MONTHS_UNTIL = 2


def age_words(born: dt.date, on: dt.date) -> str:
    """An age on a day: weeks of a baby, months of a toddler, then years.

    "3 weeks", "14 months", "4 years"; "" before birth.
    """
    days = (on - born).days
    if days < 0:
        return ""
    if days < WEEKS_UNTIL:
        weeks = days // 7
        if weeks == 0:
            return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
        return ngettext("%(count)s week", "%(count)s weeks", weeks) % {"count": weeks}
    years = _whole_years(born, on)
    if years < MONTHS_UNTIL:
        months = _whole_months(born, on)
        return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}


def born_words(born: dt.date | None, died: dt.date | None, on: dt.date) -> str:
    """An age for a list of members; of who died, none is counted on."""
    if died:
        return _("has died")
    return age_words(born, on) if born else ""


def _whole_years(born: dt.date, on: dt.date) -> int:
    years = on.year - born.year
    return years if birthdays.birthday(born, age=years) <= on else years - 1


def _whole_months(born: dt.date, on: dt.date) -> int:
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
