"""Leaving children in a crèche and handing them over; numbers of the pack; first aid."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from flyingstart.accounts.api import User
from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.errors import CrecheError
from flyingstart.activities.models import CareRule, Creche, CrecheStay, FirstAid, Mark, Session
from flyingstart.activities.operations.locking import open_register
from flyingstart.families.api import Family, Person, door_signs, person_records, person_roots
from flyingstart.kernel.api import Actor, clock, operation

MOST_ADULTS = 50
MOST_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Left:
    """A child that somebody leaves: by whom, whom else they name, how they are reached."""

    child: Person
    family: Family
    left_by: str
    phone: str
    named: Sequence[str] = ()
    must_know: str = ""
    submission: uuid.UUID


@operation
def update_rules(*, rules: Sequence[CareRule], by: Actor, at: dt.datetime) -> None:
    """Bring the numbers to the state of the pack; those that left it are gone."""
    held = {(one.key, one.from_months, one.starts_on): one for one in CareRule.objects.all()}
    for rule in rules:
        old = held.pop((rule.key, rule.from_months, rule.starts_on), None)
        if old is None:
            rule.save()
        elif (old.number, old.source) != (rule.number, rule.source):
            old.number, old.source = rule.number, rule.source
            old.save(update_fields=["number", "source"])
    CareRule.objects.filter(pk__in=[one.pk for one in held.values()]).delete()


@operation
def staff_creche(*, session: Session, adults: int, by: Actor, at: dt.datetime) -> Creche:
    """Say how many adults look after the children. Raises `CrecheError` and of closed registers."""
    return say_adults(open_register(session, at), adults, at)


def say_adults(held: Session, adults: int, said_at: dt.datetime) -> Creche:
    """The same at a locked session, of what was said then."""
    if not 0 <= adults <= MOST_ADULTS:
        raise CrecheError(_("Say how many adults are with the children, from 0 up."))
    said = {"adults": adults, "said_at": said_at}
    return Creche.objects.update_or_create(session=held, defaults=said)[0]


@operation
def leave_child(*, session: Session, left: Left, by: Actor, at: dt.datetime) -> CrecheStay:
    """Take a child that is on the register into the crèche, its parent in another room.

    The same submission again, and a child that is there already, change nothing. Too few adults
    stop nobody: the page warns. Raises `CrecheError`, and as `open_register` does.
    """
    return take_in(open_register(session, at), left, by, at)


def take_in(held: Session, left: Left, by: Actor, at: dt.datetime) -> CrecheStay:
    """The same at a locked session, of whom it was said then; see `leave_child`."""
    known = CrecheStay.objects.filter(submission=left.submission).first()
    records = _records(left.child.pk)
    there = held.creche_stays.filter(child__in=records, out_at=None).first()
    if known or there:
        return known or there  # type: ignore[return-value]  # one of them is
    came = Mark.objects.filter(
        session=held, person__in=records, family=left.family, status=MarkStatus.ATTENDED
    )
    if not came.exists():
        raise CrecheError(_("Mark the child on the register first."))
    left_by, phone = _tidy(left.left_by), _tidy(left.phone)
    if not left_by or not phone:
        raise CrecheError(_("Say who leaves the child, and how they are reached."))
    return CrecheStay.objects.create(
        session=held,
        child=left.child,
        family=left.family,
        left_by=left_by,
        named=[name for name in map(_tidy, left.named) if name][:MOST_NAMED],
        phone=phone,
        must_know=_tidy(left.must_know),
        in_at=at,
        in_by=by.name[:200],
        submission=left.submission,
    )


@operation
def hand_over(
    *, stay: CrecheStay, to: str, agreed_with: str = "", by: Actor, at: dt.datetime
) -> CrecheStay:
    """Hand a child over, to the adult who left it or to one they named; to nobody else.

    Where an order is in force, `agreed_with` is the lead who was called. Handed over already, it
    stays so. Raises `CrecheError`.
    """
    signs = door_signs([stay.child_id], on=clock.london_day(at)).get(stay.child_id)
    held = CrecheStay.objects.select_for_update(of=("self",)).get(pk=stay.pk)
    asks = signs is not None and signs.do_not_hand_over
    if held.out_at is None and _may_fetch(held, to) and asks and not _tidy(agreed_with):
        raise CrecheError(_("Do not hand over: call the lead, then say whom you called."))
    return let_go(held, to, agreed_with, by, at)


def let_go(held: CrecheStay, to: str, agreed_with: str, by: Actor, at: dt.datetime) -> CrecheStay:
    """The same of a locked stay, of what is done already; see `hand_over`.

    Where an order is in force and no lead was called, the page of the crèche says so.
    """
    if held.out_at is not None:
        return held
    if not _may_fetch(held, to):
        raise CrecheError(
            _("Hand over only to the adult who left the child, or to one they named.")
        )
    held.out_at, held.out_by = max(at, held.in_at), by.name[:200]
    held.collected_by, held.agreed_with = _tidy(to), _tidy(agreed_with)
    held.save(update_fields=["out_at", "out_by", "collected_by", "agreed_with"])
    return held


@operation
def say_first_aid(
    *, worker: User, until: dt.date | None, by: Actor, at: dt.datetime
) -> FirstAid | None:
    """Say until when a colleague's certificate holds; None: they hold none."""
    if until is None:
        FirstAid.objects.filter(worker=worker).delete()
        return None
    return FirstAid.objects.update_or_create(worker=worker, defaults={"until": until})[0]


def _may_fetch(held: CrecheStay, name: str) -> bool:
    return _tidy(name) in {held.left_by, *held.named}


def _records(person_id: int) -> Sequence[int]:
    root = person_roots([person_id])[person_id]
    return person_records([root])[root]


def _tidy(text: str) -> str:
    return " ".join(text.split())[:200]
