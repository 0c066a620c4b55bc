"""Colleagues who are clients here: their record is held elsewhere, and registers have an alias."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Grant, Permission, User
from flyingstart.families.errors import ColleagueError, NotAllowedError
from flyingstart.families.models import Colleague, Family, Person
from flyingstart.families.operations.forms import WelcomedAt
from flyingstart.families.operations.members import hold_family
from flyingstart.families.operations.placing import place_family
from flyingstart.families.queries.merged import person_roots
from flyingstart.families.queries.people import families_of
from flyingstart.families.text import tidy
from flyingstart.kernel.api import Actor, clock, operation
from flyingstart.places.api import Area

LONGEST_ALIAS = 40
HELD = "Held here, for reasons the safeguarding lead knows"


@dataclass(frozen=True, kw_only=True)
class ColleagueSaid:
    """Which member of staff somebody is, who looks after the record, what registers call them."""

    user: User
    held_by: Area
    alias: str


@operation
def keep_from_colleagues(
    *, person: Person, said: ColleagueSaid, lead: User, by: Actor, at: dt.datetime
) -> Colleague:
    """Keep the record of a colleague from herself and those she works with. Said again: changed.

    Her families are looked after by the neighbourhood that holds the record from today. Raises
    `NotAllowedError` for anybody but a safeguarding lead, and about oneself; `ColleagueError` where
    she works there, and for an alias that tells her name; `PlaceError`.
    """
    _check_lead(lead, said.user, by)
    root = Person.objects.select_for_update(no_key=True).get(
        pk=person_roots([person.pk])[person.pk]
    )
    today = clock.london_day(at)
    alias = _alias(said.alias, root, said.user)
    if _works_in(said.user, said.held_by, today):
        raise ColleagueError(
            _("%(name)s works there: choose another neighbourhood.") % {"name": said.user.name}
        )
    for pk in sorted(families_of([root.pk]).get(root.pk, ())):
        family = Family.objects.get(pk=pk)
        hold_family(family)
        place_family(family, WelcomedAt(neighbourhood=said.held_by, site=None), HELD, today, today)
    values = {"user": said.user, "held_by": said.held_by, "alias": alias}
    row, is_new = Colleague.objects.get_or_create(
        person=root,
        ended_at=None,
        defaults={**values, "set_at": at, "set_by_name": by.name},
    )
    if not is_new and (row.user_id, row.held_by_id, row.alias) != (
        said.user.pk,
        said.held_by.pk,
        alias,
    ):
        row.user, row.held_by, row.alias = said.user, said.held_by, alias
        row.save(update_fields=["user", "held_by", "alias"])
    return row


@operation
def end_colleague(*, colleague: Colleague, lead: User, by: Actor, at: dt.datetime) -> None:
    """Let colleagues see the record again. Ended twice, the first moment stays.

    The neighbourhood that held it goes on looking after the family until that is ended. Raises
    `NotAllowedError` as above.
    """
    _check_lead(lead, colleague.user, by)
    Colleague.objects.filter(pk=colleague.pk, ended_at=None).update(
        ended_at=at, ended_by_name=by.name
    )


def _check_lead(lead: User, colleague: User, by: Actor) -> None:
    may = lead.has_perm(Permission.LEAD_SAFEGUARDING) and by.id == lead.public_id
    if not may or lead.pk == colleague.pk:
        raise NotAllowedError(_("Only a safeguarding lead says this, never about themselves."))


def _alias(words: str, person: Person, user: User) -> str:
    alias = tidy(words)
    if not alias or len(alias) > LONGEST_ALIAS:
        raise ColleagueError(
            _("Write an alias of 1 to %(most)s letters.") % {"most": LONGEST_ALIAS}
        )
    names = f"{person.given_name} {person.family_name} {user.name}"
    if not set(alias.casefold().split()).isdisjoint(names.casefold().split()):
        raise ColleagueError(_("The alias tells the name. Choose other words."))
    return alias


def _works_in(user: User, area: Area, today: dt.date) -> bool:
    there = Q(neighbourhood=area) | Q(site__neighbourhood=area)
    grants = Grant.objects.filter(there, user=user, starts_on__lte=today)
    return grants.filter(Q(ends_on=None) | Q(ends_on__gt=today)).exists()
