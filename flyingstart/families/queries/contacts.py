"""Contacts: who reads what was noted, whom they were with, what comes next, what to heed before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from flyingstart.accounts.api import Permission, User
from flyingstart.families.enums import AlertKind
from flyingstart.families.models import Alert, Contact, ContactPerson, Family
from flyingstart.families.once import once
from flyingstart.families.queries.merged import own_of, person_records

BEFORE_A_VISIT = (AlertKind.NO_VISITS, AlertKind.TWO_WORKERS)


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """Something a worker said they would do for a family, and by when."""

    contact: Contact
    day: dt.date
    family_names: str


def reads_contacts_of(user: User, families: Sequence[int]) -> bool:
    """Whether a user reads what colleagues noted at contacts with a family: as with notes."""
    own = Family.objects.filter(pk__in=families)
    return once(
        ("contacts of", user.pk, *families),
        lambda: own.visible_to(user, Permission.WRITE_NOTES, one_by_one=True).exists(),
    )


def may_read(contact: Contact, user: User) -> bool:
    """Whether a user reads what was noted at a contact: their own they always do."""
    return contact.worker == user.public_id or reads_contacts_of(user, [contact.family_id])


def met_at(contacts: Iterable[Contact]) -> Mapping[int, Sequence[ContactPerson]]:
    """With whom contacts were, by the contact's id. One query."""
    rows: dict[int, list[ContactPerson]] = {}
    met = ContactPerson.objects.filter(contact__in=[contact.pk for contact in contacts])
    for row in met.order_by("pk"):
        rows.setdefault(row.contact_id, []).append(row)
    return rows


def next_steps(user: User) -> list[NextStep]:
    """What a user still has to do for families in their sight; the longest due first.

    Two queries, however many.
    """
    open_steps = Contact.objects.filter(
        worker=user.public_id, next_on__isnull=False, next_done_at=None
    )
    seen = Family.objects.visible_to(user)
    rows = list(
        open_steps.filter(family__in=seen.values("pk"))
        .select_related("family")
        .order_by("next_on", "pk")
    )
    names = _family_names({row.family_id for row in rows})
    return [
        NextStep(contact=row, day=row.next_on, family_names=names.get(row.family_id, ""))
        for row in rows
        if row.next_on is not None
    ]


def heed_before_visiting(people: Iterable[int], today: dt.date) -> list[Alert]:
    """Signs on any record of people that matter before somebody knocks; the gravest first."""
    records = own_of(person_records(list(people)))
    holds = (Q(starts_on=None) | Q(starts_on__lte=today)) & (Q(ends_on=None) | Q(ends_on__gt=today))
    found = Alert.objects.filter(holds, person__in=records, kind__in=BEFORE_A_VISIT)
    return sorted(
        found.select_related("person").order_by("pk"),
        key=lambda alert: BEFORE_A_VISIT.index(AlertKind(alert.kind)),
    )


def _family_names(families: Iterable[int]) -> Mapping[int, str]:
    """What families are called on a list: by their family names, each once."""
    from_ties: dict[int, dict[str, None]] = {}
    ties = Family.objects.filter(
        Q(ties__ends_on=None) & Q(ties__person__died_on=None), pk__in=list(families)
    )
    rows = ties.order_by("pk", "ties__pk").values_list(
        "pk", "ties__person__family_name", "ties__person__given_name"
    )
    for pk, family_name, given_name in rows:
        from_ties.setdefault(pk, {})[family_name or given_name or ""] = None
    return {pk: ", ".join(name for name in names if name) for pk, names in from_ties.items()}
