"""What tablets say of a crèche where there is no network."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from flyingstart.accounts.api import User
from flyingstart.activities.errors import ActivitiesError
from flyingstart.activities.models import Session
from flyingstart.activities.operations.care import Left
from flyingstart.activities.operations.creche_words import (
    CrecheWordError,
    receive_handed_over,
    receive_left,
)
from flyingstart.activities.queries.registers import ListedFamily
from flyingstart.activities.sayings import (
    KindOfSaying,
    Saying,
    SayingRefusedError,
    kinds_of_sayings,
)
from flyingstart.activities.visibility import sessions_visible_to
from flyingstart.activities.web.staff.registers.words import REFUSALS
from flyingstart.families.api import Family, Person, families_by_ref, people_by_ref
from flyingstart.kernel.api import Actor, is_public_id

LONGEST = 400
OF_LEAVING = frozenset({"session", "family", "child", "left_by", "phone", "named", "must_know"})
OF_HANDING_OVER = frozenset({"session", "stay", "child", "to", "agreed_with"})


@dataclass(frozen=True, kw_only=True)
class SaidLeft:
    """That somebody left a child."""

    session: uuid.UUID
    family: uuid.UUID
    child: uuid.UUID
    left_by: str
    phone: str
    named: Sequence[str]
    must_know: str


@dataclass(frozen=True, kw_only=True)
class SaidHandedOver:
    """To whom a child was handed over."""

    session: uuid.UUID
    stay: uuid.UUID
    child: uuid.UUID
    to: str
    agreed_with: str


@dataclass(frozen=True, kw_only=True)
class StayHere:
    """A child in the crèche, as the page hands it to its tablet."""

    id: uuid.UUID
    child: uuid.UUID
    name: str
    may_fetch: Sequence[str]
    phone: str
    has_order: bool


def stays_here(session: Session, families: Sequence[ListedFamily]) -> list[StayHere]:
    """Who is in the crèche, those who came first above. One query."""
    ordered = {
        one.public_id for family in families for one in family.people if one.signs.do_not_hand_over
    }
    stays = session.creche_stays.filter(out_at=None).select_related("child").order_by("in_at", "pk")
    return [
        StayHere(
            id=one.public_id,
            child=one.child.public_id,
            name=f"{one.child.given_name} {one.child.family_name[:1]}".strip(),
            may_fetch=list(dict.fromkeys([one.left_by, *one.named])),
            phone=one.phone,
            has_order=one.child.public_id in ordered,
        )
        for one in stays
    ]


def read_left(said: Mapping[str, Any]) -> SaidLeft:
    """Raises `ValueError`."""
    found = SaidLeft(
        session=_id(said.get("session")),
        family=_id(said.get("family")),
        child=_id(said.get("child")),
        left_by=_text(said.get("left_by", "")),
        phone=_text(said.get("phone", "")),
        must_know=_text(said.get("must_know", "")),
        named=[name for name in _text(said.get("named", "")).split(",") if name.strip()],
    )
    if not (found.left_by and found.phone):
        raise ValueError(_("Say who leaves the child, and how they are reached."))
    return found


def read_handed_over(said: Mapping[str, Any]) -> SaidHandedOver:
    """Raises `ValueError`."""
    return SaidHandedOver(
        session=_id(said.get("session")),
        stay=_id(said.get("stay")),
        child=_id(said.get("child")),
        to=_text(said.get("to", "")),
        agreed_with=_text(said.get("agreed_with", "")),
    )


def take_left(word: Saying, user: User, by: Actor, at: dt.datetime) -> bool:
    """A child was left."""
    said: SaidLeft = word.said
    people = people_by_ref("", {str(said.child)})
    families = families_by_ref("", {str(said.family)})
    if not people or not families:
        raise SayingRefusedError(_("Mark the child on the register first."))
    left = Left(
        child=Person.objects.get(pk=people[str(said.child)]),
        family=Family.objects.get(pk=families[str(said.family)]),
        left_by=said.left_by,
        phone=said.phone,
        named=said.named,
        must_know=said.must_know,
        submission=word.id,
    )
    session = _session(said.session, user)
    try:
        return receive_left(session=session, left=left, said_at=word.said_at, by=by, at=at)
    except ActivitiesError as fault:
        raise SayingRefusedError(_words(fault)) from None


def take_handed_over(word: Saying, user: User, by: Actor, at: dt.datetime) -> bool:
    """A child was handed over."""
    said: SaidHandedOver = word.said
    try:
        return receive_handed_over(
            session=_session(said.session, user),
            stay_id=said.stay,
            child_id=said.child,
            to=said.to,
            agreed_with=said.agreed_with,
            said_at=word.said_at,
            by=by,
            at=at,
        )
    except ActivitiesError as fault:
        raise SayingRefusedError(_words(fault)) from None


def _words(fault: ActivitiesError) -> str:
    return str(REFUSALS[fault.refusal] if isinstance(fault, CrecheWordError) else fault)


def _session(session_id: uuid.UUID, user: User) -> Session:
    found = sessions_visible_to(user).filter(public_id=session_id).first()
    if found is None:
        raise SayingRefusedError(_("You cannot take the register of this session."))
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value or len(value) > LONGEST:
        raise ValueError(_("These words are too long, or are none."))
    return " ".join(value.split())


def _id(value: Any) -> uuid.UUID:
    if not isinstance(value, str) or not is_public_id(value):
        raise ValueError(_("This is no id."))
    return uuid.UUID(value)


kinds_of_sayings.register(
    "creche_in", KindOfSaying(fields=OF_LEAVING, read=read_left, take=take_left)
)
kinds_of_sayings.register(
    "creche_out",
    KindOfSaying(fields=OF_HANDING_OVER, read=read_handed_over, take=take_handed_over),
)
