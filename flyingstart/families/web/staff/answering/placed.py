"""Children who live with a carer, in the words of a family's page.

Two homes are kept apart: on the page of the family it comes from, no name of a carer, no place.
That a child is looked after by others is for those who read warnings; whom to ask, for everybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.design.api import formats
from flyingstart.families.enums import DayToDayConsent, LawKey, PlacementKind
from flyingstart.families.front_door import FrontDoor
from flyingstart.families.models import Placement
from flyingstart.families.queries.law import number_on
from flyingstart.families.rules.days import holds
from flyingstart.families.rules.placing import is_to_tell, tell_by

FRONT_DOOR = gettext_lazy("Front door for children")


@dataclass(frozen=True, kw_only=True)
class PlacedLine:
    """A placement in a line; `is_open`: it holds, and can be opened."""

    placement: Placement
    title: str
    urgent: str
    about: Sequence[str]
    is_open: bool
    is_grave: bool


def placed_lines(
    rows: Sequence[Placement],
    names: Mapping[int, str],
    records: Sequence[int],
    today: dt.date,
    *,
    sees_reasons: bool,
) -> list[PlacedLine]:
    """The lines of a family, whose `records` tell whether it is the carer's."""
    days = days_to_tell(rows, today) if sees_reasons else None
    return [
        _line(
            row,
            names[row.child_id],
            row.carers_id in records,
            today,
            tell_words(row, today, days) if sees_reasons and holds(row, today) else "",
            sees_reasons=sees_reasons,
        )
        for row in rows
        if sees_reasons or holds(row, today)
    ]


def agrees_words(row: Placement) -> list[str]:
    """Whom to ask about what."""
    labels = {each: str(each.label) for each in DayToDayConsent}
    return [
        _("sessions and outings: %(who)s") % {"who": labels[DayToDayConsent(row.consents)]},
        _("photos: %(who)s") % {"who": labels[DayToDayConsent(row.consents_photos)]},
        _("medicines and first aid: %(who)s")
        % {"who": labels[DayToDayConsent(row.consents_health)]},
    ]


def days_to_tell(rows: Sequence[Placement], today: dt.date) -> int | None:
    """How many days make it private fostering; asked only where somebody is to be told."""
    if not any(is_to_tell(row, today) for row in rows):
        return None
    return number_on(LawKey.FOSTERING_DAYS, today)


def tell_words(row: Placement, today: dt.date, days: int | None) -> str:
    """By when the front door must be told, or when it was; "" where there is nothing to tell."""
    if row.told_mash_on is not None:
        return _("told on %(day)s") % {"day": formats.date(row.told_mash_on)}
    if not is_to_tell(row, today):
        return ""
    due = tell_by(row, today, days)
    if due is None or days is None:
        return _("to be told today: the number of days is not in the authority’s pack (law.csv)")
    if due < today:
        return _("to be told today: it was due by %(day)s") % {"day": formats.date(due)}
    return _("to be told by %(day)s; today, if it is to last %(days)s days or more") % {
        "day": formats.date(due),
        "days": days,
    }


def ring_words(door: FrontDoor | None) -> str:
    """Whom to ring."""
    if door is not None and door.phone:
        return _("Ring %(name)s: %(phone)s.") % {"name": door.name, "phone": door.phone}
    name = door.name if door is not None else _("the council’s front door for children")
    return _("Ring %(name)s. Its number is not in Flying Start yet: ask your manager.") % {
        "name": name
    }


def _line(
    row: Placement, name: str, is_carers: bool, today: dt.date, tell: str, *, sees_reasons: bool
) -> PlacedLine:
    is_open = holds(row, today)
    kind = str(PlacementKind(row.kind).label)
    if not sees_reasons:
        title = _("%(name)s: whom to ask") % {"name": name}
    elif is_carers:
        title = _("%(name)s lives here: %(kind)s") % {"name": name, "kind": kind}
    else:
        title = _("%(name)s lives with a carer: %(kind)s") % {"name": name, "kind": kind}
    about = [*agrees_words(row)] if is_open else []
    if sees_reasons:
        about.insert(0, _days(row))
    return PlacedLine(
        placement=row,
        title=title,
        urgent=f"{FRONT_DOOR}: {tell}" if tell else "",
        about=about,
        is_open=is_open,
        is_grave=bool(tell) and row.told_mash_on is None,
    )


def _days(row: Placement) -> str:
    if row.ends_on is None:
        return _("since %(day)s") % {"day": formats.date(row.starts_on)}
    return _("%(first)s to %(last)s") % {
        "first": formats.date(row.starts_on),
        "last": formats.date(row.ends_on - dt.timedelta(days=1)),
    }
