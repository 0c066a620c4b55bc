"""What the staff landing page shows of private fostering: of whom the front door is to be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from flyingstart.accounts.api import Permission, User, may
from flyingstart.design.api import TodayPart, today_parts
from flyingstart.families.front_door import front_door_on
from flyingstart.families.queries.placements import to_tell
from flyingstart.families.rules.placing import tell_by
from flyingstart.families.web.staff.answering.placed import (
    days_to_tell,
    ring_words,
    tell_words,
)
from flyingstart.kernel.api import clock


@dataclass(frozen=True, kw_only=True)
class TellRow:
    """A child in a line, and where it is said that the front door was told."""

    name: str
    due: str
    href: str
    is_overdue: bool


def _parts(request: HttpRequest) -> Iterable[TodayPart]:
    """Where there are any; one query where there are none."""
    user = request.user
    if not isinstance(user, User) or not may(user, Permission.SEE_WARNINGS):
        return
    today = clock.today()
    if rows := to_tell(user, today):
        days = days_to_tell([one.placement for one in rows], today)
        yield TodayPart(
            template="families/staff/answering/to_tell.jinja",
            context={
                "rows": [
                    TellRow(
                        name=str(one.child),
                        due=tell_words(one.placement, today, days),
                        href=reverse(
                            "placement-told", args=[one.family.public_id, one.placement.public_id]
                        ),
                        is_overdue=(tell_by(one.placement, today, days) or today) < today,
                    )
                    for one in rows
                ],
                "ring": ring_words(front_door_on(today)),
            },
            order=12,
        )


today_parts.fill(_parts)
