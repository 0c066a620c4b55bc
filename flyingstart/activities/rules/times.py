"""London's wall clock, and the two nights a year on which it jumps."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from flyingstart.activities.errors import ClockChangeError
from flyingstart.design.api import formats
from flyingstart.kernel.api import clock


def london_moment(day: dt.date, time: dt.time) -> dt.datetime:
    """The instant of a time by London's wall clock, in UTC.

    Raises `ClockChangeError` for a time that comes twice that day, or never.
    """
    local = dt.datetime.combine(day, time.replace(fold=0), tzinfo=clock.LONDON)
    instant = local.astimezone(dt.UTC)
    if local.utcoffset() == local.replace(fold=1).utcoffset():
        return instant
    said = {"day": formats.date(day), "time": formats.time(time)}
    if instant.astimezone(clock.LONDON).time() == time:
        raise ClockChangeError(
            _("The clocks go back on %(day)s: %(time)s comes twice that night.") % said
        )
    raise ClockChangeError(
        _("The clocks go forward on %(day)s: there is no %(time)s that night.") % said
    )
