"""Sessions of a day and late registers, in the words of the staff landing page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.activities.addresses import register_address
from flyingstart.activities.models import Session
from flyingstart.activities.queries.today import LateRegister, SessionToday
from flyingstart.design.api import formats
from flyingstart.kernel.api import clock


@dataclass(frozen=True, kw_only=True)
class TodayRow:
    """A session of the day. `tone` is the colour of its tag; `href` of the register, or ""."""

    time: str
    title: str
    place: str
    state: str
    tone: str
    note: str
    href: str
    button: str
    is_wanted: bool
    page: str


@dataclass(frozen=True, kw_only=True)
class LateRow:
    """A register that was left open, and since when."""

    title: str
    place: str
    day: str
    ago: str
    note: str
    href: str


def today_row(one: SessionToday, now: dt.datetime) -> TodayRow:
    """A session of the day in words."""
    session = one.session
    state, tone = _state(one, now)
    is_closed = session.register_closed_at is not None
    is_over = (session.ends_at or session.starts_at) < now
    reachable = one.may_take and session.cancelled_at is None
    return TodayRow(
        time=_times(session),
        title=session.activity.name,
        place=place_words(session),
        state=state,
        tone=tone,
        note=session.cancelled_because if session.cancelled_at else "",
        href=register_address(session) if reachable else "",
        button=_("Look at the register") if is_closed else _("Take the register"),
        is_wanted=not is_closed and (is_over or session.starts_at <= now + dt.timedelta(hours=1)),
        page=reverse("session", args=[session.public_id]),
    )


def late_row(one: LateRegister, today: dt.date) -> LateRow:
    """A late register in words."""
    words = [
        "" if one.is_mine else (one.lead or _("nobody leads it")),
        ngettext("reminded once", "reminded %(n)s times", one.chased) % {"n": one.chased}
        if one.chased
        else "",
    ]
    return LateRow(
        title=one.session.activity.name,
        place=str(one.session.site.name),
        day=formats.weekday(one.day),
        ago=days_ago((today - one.day).days),
        note=" · ".join(word for word in words if word),
        href=register_address(one.session) if one.may_take else "",
    )


def days_ago(days: int) -> str:
    """How long ago a day is that is over."""
    if days == 1:
        return _("yesterday")
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": formats.number(days)}


def place_words(session: Session) -> str:
    """The site, and the room if one is said."""
    names = [session.site.name, session.room.name if session.room else ""]
    return ", ".join(name for name in names if name)


def _times(session: Session) -> str:
    starts = formats.time(session.starts_at)
    if session.ends_at is None or session.ends_at <= session.starts_at:
        return starts
    return _("%(starts)s to %(ends)s") % {"starts": starts, "ends": formats.time(session.ends_at)}


def _state(one: SessionToday, now: dt.datetime) -> tuple[str, str]:
    """How far the register is, and the colour of its tag; "" for no tag."""
    session = one.session
    if session.cancelled_at:
        return _("Cancelled"), "grey"
    heads = max(one.marked, one.counted)
    people = ngettext("%(n)s person", "%(n)s people", heads) % {"n": formats.number(heads)}
    if session.register_closed_at:
        return (
            _("Closed: %(people)s") % {"people": people} if heads else _("Closed: nobody came")
        ), "green"
    if (session.ends_at or session.starts_at) < now:
        return (
            _("To close: %(people)s so far") % {"people": people} if heads else _("To be taken")
        ), "yellow"
    if heads:
        return _("%(people)s so far") % {"people": people}, "turquoise"
    if clock.london_day(session.starts_at) == clock.london_day(now) and session.starts_at <= now:
        return _("On now"), "turquoise"
    return _("Not begun"), ""
