"""What the safeguarding lead's landing page shows of parents who are children in law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, User, may
from flyingstart.design.api import TodayPart, formats, today_parts
from flyingstart.families.queries.young import YoungParent, young_parents
from flyingstart.families.young import Tell
from flyingstart.kernel.api import clock


@dataclass(frozen=True, kw_only=True)
class YoungRow:
    """Somebody in a line, and the family to open."""

    name: str
    about: str
    told: str
    href: str
    say: str
    is_grave: bool


def _parts(request: HttpRequest) -> Iterable[TodayPart]:
    """Where there are any; one query where there are none, and none for anybody but the lead."""
    user = request.user
    if not isinstance(user, User) or not may(user, Permission.LEAD_SAFEGUARDING):
        return
    if found := young_parents(user, clock.today()):
        yield TodayPart(
            template="families/staff/young.jinja",
            context={"rows": [_row(one) for one in found]},
            order=11,
        )


def _row(one: YoungParent) -> YoungRow:
    return YoungRow(
        name=str(one.person),
        about=_about(one),
        told=_told(one),
        href=reverse("family", args=[one.family.public_id]),
        say=reverse("young-parent-told", args=[one.family.public_id, one.person.public_id]),
        is_grave=one.tell is Tell.POLICE and one.told is None,
    )


def _told(one: YoungParent) -> str:
    if one.told is None:
        return _("Nobody was told yet")
    return _("Told: %(whom)s, on %(day)s; said by %(name)s") % {
        "whom": one.told.whom,
        "day": formats.date(one.told.told_on),
        "name": one.told.by,
    }


def _about(one: YoungParent) -> str:
    match one.tell:
        case Tell.POLICE:
            words = _("Younger than %(age)s: the police and the front door, at once")
            return words % {"age": one.ages.police_under}
        case Tell.LEAD:
            return _("Younger than %(age)s") % {"age": one.ages.lead_under}
        case Tell.UNKNOWN:
            return _("Younger than 18; the legal ages are not in the pack (law.csv)")


today_parts.fill(_parts)
