"""Who was told of a young parent."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, User
from flyingstart.families.errors import NotAllowedError, TextError
from flyingstart.families.models import Person, YoungParentTold
from flyingstart.families.queries.merged import person_roots
from flyingstart.families.rules import checks
from flyingstart.families.text import tidy
from flyingstart.kernel.api import Actor, clock, operation

LONGEST_WHOM = 200


@operation
def say_who_was_told(
    *, person: Person, whom: str, told_on: dt.date, lead: User, by: Actor, at: dt.datetime
) -> YoungParentTold:
    """Write down who was told of a young parent, and when. The same again is once.

    Raises `NotAllowedError` for anybody but a safeguarding lead, `TextError` and `DayError`.
    """
    if not lead.has_perm(Permission.LEAD_SAFEGUARDING) or by.id != lead.public_id:
        raise NotAllowedError(_("Only a safeguarding lead says this."))
    said = tidy(whom)
    if not said or len(said) > LONGEST_WHOM:
        raise TextError(
            _("Say who was told, in at most %(most)s letters.") % {"most": LONGEST_WHOM}
        )
    day = checks.not_future(told_on, clock.london_day(at))
    row, _new = YoungParentTold.objects.get_or_create(
        person_id=person_roots([person.pk])[person.pk],
        told_on=day,
        whom=said,
        defaults={"said_at": at, "said_by_name": by.name},
    )
    return row
