"""The catalogue as held."""

from __future__ import annotations

from flyingstart.activities.catalogue import KnownActivity
from flyingstart.activities.models import Activity
from flyingstart.kernel.api import NameIndex


def activity_index() -> NameIndex[KnownActivity]:
    """The whole catalogue, to be searched by name, alias or code. One query."""
    return NameIndex(
        (
            KnownActivity(
                id=activity.pk,
                name=activity.name,
                age_from_months=activity.age_from_months,
                age_to_months=activity.age_to_months,
            ),
            activity.name,
            (*activity.aliases, activity.code),
        )
        for activity in Activity.objects.all()
    )
