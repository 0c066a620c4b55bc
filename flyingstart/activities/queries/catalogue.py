"""The catalogue as held."""

from __future__ import annotations

from flyingstart.activities.catalogue import ActivityIndex, KnownActivity
from flyingstart.activities.models import Activity


def activity_index() -> ActivityIndex:
    """The whole catalogue, to be searched by name, alias or code. One query."""
    return ActivityIndex(
        (
            KnownActivity(
                id=activity.pk,
                name=activity.name,
                age_from_months=activity.age_from_months,
                age_to_months=activity.age_to_months,
            ),
            (*activity.aliases, activity.code),
        )
        for activity in Activity.objects.all()
    )
