"""Keeping the catalogue as the authority's pack has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flyingstart.activities.errors import ActivityNameTakenError
from flyingstart.activities.models import Activity
from flyingstart.kernel.api import Actor, folded, operation

WRITTEN = (
    *("name", "aliases", "offer", "reaches", "age_from_months", "age_to_months", "reference"),
    "about",
)


@operation
def update_catalogue(*, activities: Sequence[Activity], by: Actor, at: dt.datetime) -> None:
    """Add and update activities by their codes; those that are the same are not touched.

    Raises `ActivityNameTakenError` when one that is held, and not among these, has such a name.
    """
    held = {activity.code: activity for activity in Activity.objects.select_for_update()}
    given = {activity.code for activity in activities}
    taken = {
        folded(name): other.name
        for other in held.values()
        if other.code not in given
        for name in (other.name, *other.aliases)
    }
    changed = []
    for activity in activities:
        for name in (activity.name, *activity.aliases):
            if folded(name) in taken:
                words = f"{name} is a name of {taken[folded(name)]}, which is held already"
                raise ActivityNameTakenError(words)
        old = held.get(activity.code)
        if old and any(getattr(old, field) != getattr(activity, field) for field in WRITTEN):
            activity.pk = old.pk
            changed.append(activity)
    Activity.objects.bulk_create(a for a in activities if a.code not in held)
    Activity.objects.bulk_update(changed, WRITTEN)
