"""The numbers of the law, kept as the pack has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flyingstart.families.models import LegalNumber
from flyingstart.kernel.api import Actor, operation


@operation
def update_law(
    *,
    numbers: Sequence[LegalNumber],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Bring the numbers to the state of the pack; those that left it are gone."""
    held = {(one.key, one.starts_on): one for one in LegalNumber.objects.all()}
    for number in numbers:
        old = held.pop((number.key, number.starts_on), None)
        if old is None:
            number.save()
        elif (old.number, old.source) != (number.number, number.source):
            old.number, old.source = number.number, number.source
            old.save(update_fields=["number", "source"])
    LegalNumber.objects.filter(pk__in=[one.pk for one in held.values()]).delete()
