"""How old a child is whom somebody looks for something to do with, and what is for that age."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChildAge(models.TextChoices):
    """An age as a parent says it: months in the first year, then years."""

    EXPECTED = "expected", _("Expecting a baby")
    MONTHS_0 = "0m", _("Under 3 months")
    MONTHS_3 = "3m", _("3 to 5 months")
    MONTHS_6 = "6m", _("6 to 8 months")
    MONTHS_9 = "9m", _("9 to 11 months")
    YEARS_1 = "1y", _("1 year old")
    YEARS_2 = "2y", _("2 years old")
    YEARS_3 = "3y", _("3 years old")
    YEARS_4 = "4y", _("4 years old")

    @property
    def months(self) -> range:
        """The months of age that it covers; none of a child that is expected."""
        if self is ChildAge.EXPECTED:
            return range(0)
        first = int(self.value[:-1]) * (12 if self.value.endswith("y") else 1)
        return range(first, first + (12 if self.value.endswith("y") else 3))
