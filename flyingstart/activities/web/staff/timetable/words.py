"""Words of the timetable that several pages say."""

from __future__ import annotations

from django.utils import dates
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.activities.models import Session
from flyingstart.design.api import formats
from flyingstart.families.api import CodeKind, NoAnswer, code_labels


def weekday_name(weekday: int) -> str:
    """The name of an ISO weekday, Monday 1."""
    return str(dates.WEEKDAYS[weekday - 1])


def spot(session: Session) -> str:
    """Room and site, as one would tell them."""
    return f"{session.room.name}, {session.site.name}" if session.room else session.site.name


def times(session: Session) -> str:
    """From when to when: 9:30am to 11am."""
    starts = formats.time(session.starts_at)
    if session.ends_at is None or session.ends_at == session.starts_at:
        return starts
    return _("%(starts)s to %(ends)s") % {"starts": starts, "ends": formats.time(session.ends_at)}


def capacity_words(capacity: int | None) -> str:
    """How many families fit."""
    if capacity is None:
        return _("No limit")
    return ngettext("%(count)s family", "%(count)s families", capacity) % {"count": capacity}


def languages() -> dict[str, str]:
    """The languages of the authority, by code. One query."""
    known = code_labels(CodeKind.LANGUAGE)
    return {code: label for code, label in known.items() if code not in NoAnswer.values}


def language_words(code: str) -> str:
    """The language of a code; English where none is said."""
    return languages().get(code, code) if code else _("English")


def cost_words(pence: int) -> str:
    """What a family pays."""
    if not pence:
        return _("Free")
    pounds = f"£{pence // 100}" if pence % 100 == 0 else f"£{pence / 100:.2f}"
    return _("%(pounds)s a family") % {"pounds": pounds}


def ages_words(first: int | None, until: int | None) -> str:
    """For which children, by months of age, the last not included; "" for all."""
    if not first:
        return _("children under %(age)s") % {"age": _age(until)} if until else ""
    if until is None:
        return _("children from %(age)s") % {"age": _age(first)}
    return _("children from %(first)s to under %(until)s") % {
        "first": _age(first),
        "until": _age(until),
    }


def _age(months: int) -> str:
    if months % 12 or months < 24:
        return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    return ngettext("%(count)s year", "%(count)s years", months // 12) % {"count": months // 12}
