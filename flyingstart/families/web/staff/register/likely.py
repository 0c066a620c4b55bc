"""Who is held already and may be the family at the door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import User
from flyingstart.families.duplicates import Candidate, likely_duplicates
from flyingstart.families.web.staff.register.forms import DoorForm
from flyingstart.families.web.staff.search.presenters import about

MOST = 6


@dataclass(frozen=True, kw_only=True)
class LikelyPerson:
    """Somebody of such a family: name, what tells them apart, and why they are shown."""

    name: str
    about: str
    why: str


@dataclass(frozen=True, kw_only=True)
class LikelyFamily:
    """A family that may be the one at the door, with the people who look alike."""

    public_id: str
    href: str
    people: Sequence[LikelyPerson]

    @property
    def names(self) -> str:
        """The people, as a link is called."""
        return ", ".join(person.name for person in self.people)


def likely_families(form: DoorForm, user: User | AnonymousUser) -> list[LikelyFamily]:
    """The families within sight of a user that a valid form may speak of, likeliest first."""
    postcode = form.household.cleaned_data["postcode"]
    found: dict[str, dict[str, LikelyPerson]] = {}
    for candidate in _by_strength(
        likely_duplicates(row.details(), phone=row.phone_number, postcode=postcode, user=user)
        for row in form.said
    ):
        for family in candidate.person.families:
            people = found.setdefault(str(family.public_id), {})
            people.setdefault(str(candidate.person.public_id), _person(candidate))
    return [
        LikelyFamily(
            public_id=public_id,
            href=reverse("family", args=[public_id]),
            people=list(people.values()),
        )
        for public_id, people in list(found.items())[:MOST]
    ]


def _by_strength(lists: Iterable[list[Candidate]]) -> list[Candidate]:
    together = [candidate for found in lists for candidate in found]
    return sorted(together, key=lambda candidate: -candidate.strength)


def _person(candidate: Candidate) -> LikelyPerson:
    why = ", ".join(candidate.person.reasons)
    if candidate.may_be_twins:
        why = _("%(why)s (this fits a twin as well)") % {"why": why} if why else _("perhaps a twin")
    return LikelyPerson(name=candidate.person.name, about=about(candidate.person), why=why)
