"""What the staff landing page shows of work outside sessions: my next steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, User, may
from flyingstart.design.api import TodayPart, today_parts
from flyingstart.families.queries.contacts import NextStep, next_steps
from flyingstart.families.web.staff.outside.part import due_words
from flyingstart.kernel.api import clock

SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """A next step in a line."""

    family: str
    href: str
    step: str
    due: str
    is_overdue: bool
    done: str


def _parts(request: HttpRequest) -> Iterable[TodayPart]:
    """My next steps, where there are any; two queries."""
    user = request.user
    if not isinstance(user, User) or not may(user, Permission.EDIT_FAMILIES):
        return
    steps = next_steps(user)
    if steps:
        today = clock.today()
        yield TodayPart(
            template="families/staff/outside/steps.jinja",
            context={
                "rows": [_row(one, today) for one in steps[:SHOWN]],
                "more": max(0, len(steps) - SHOWN),
                "overdue": sum(one.day < today for one in steps),
                "back": request.path,
            },
            order=15,
        )


def _row(one: NextStep, today: dt.date) -> StepRow:
    ids = [one.contact.family.public_id, one.contact.public_id]
    return StepRow(
        family=one.family_names or _("A family"),
        href=reverse("family", args=ids[:1]),
        step=one.contact.next_step,
        due=due_words(one.day, today),
        is_overdue=one.day < today,
        done=reverse("next-step-done", args=ids),
    )


today_parts.fill(_parts)
