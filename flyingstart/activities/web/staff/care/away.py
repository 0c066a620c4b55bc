"""What tablets say of a crèche where there is no network."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from flyingstart.accounts.api import User
from flyingstart.activities.errors import ActivitiesError
from flyingstart.activities.models import Creche, CrecheStay, Session
from flyingstart.activities.operations.care import MOST_ADULTS, Left
from flyingstart.activities.operations.creche_words import (
    CrecheWordError,
    receive_adults,
    receive_handed_over,
    receive_left,
)
from flyingstart.activities.queries.care import Rules, months_on, stays_of_day
from flyingstart.activities.queries.registers import ListedFamily
from flyingstart.activities.sayings import (
    KindOfSaying,
    Saying,
    SayingRefusedError,
    kinds_of_sayings,
)
from flyingstart.activities.visibility import sessions_visible_to
from flyingstart.activities.web.staff.care.words import patterns
from flyingstart.activities.web.staff.registers.words import REFUSALS
from flyingstart.families.api import Family, Person, families_by_ref, people_by_ref
from flyingstart.kernel.api import Actor, clock, is_public_id

LONGEST = 400
OF_LEAVING = frozenset({"session", "family", "child", "left_by", "phone", "named", "must_know"})
OF_ADULTS = frozenset({"session", "adults"})
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
class SaidAdults:
    """How many adults are with the children."""

    session: uuid.UUID
    adults: int


@dataclass(frozen=True, kw_only=True)
class StayHere:
    """A child in the crèche, as the page hands it to its tablet."""

    id: uuid.UUID
    child: uuid.UUID
    name: str
    months: int | None
    may_fetch: Sequence[str]
    phone: str
    must_know: str
    has_order: bool


@dataclass(frozen=True, kw_only=True)
class CrecheHere:
    """What a tablet needs to tell what is short: it reckons as `looking_after` does.

    `spans`: by public id of a child, when it was in any crèche today, as ISO times. `each` and
    `most_minutes` are the pack's numbers.
    """

    stays: Sequence[StayHere]
    adults: int | None
    spans: Mapping[str, Sequence[tuple[str, str | None]]]
    each: Sequence[tuple[int, int]]
    most_minutes: int | None

    @property
    def words(self) -> Mapping[str, str]:
        """How what is short is said."""
        return patterns()


def creche_here(session: Session, families: Sequence[ListedFamily], rules: Rules) -> CrecheHere:
    """The crèche of a session as its tablet keeps it, by the rules of the day. One query.

    Who came first stands above. One more where the session was read without its crèche.
    """
    day = clock.london_day(session.starts_at)
    people = [one for family in families for one in family.people]
    ordered = {one.public_id for one in people if one.signs.do_not_hand_over}
    listed = {one.public_id for one in people if one.is_child}
    stays = stays_of_day(session, listed, day)
    spans: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for one in stays:
        out = one.out_at.isoformat() if one.out_at else None
        spans[str(one.child.public_id)].append((one.in_at.isoformat(), out))
    here = [one for one in stays if one.session_id == session.pk and one.out_at is None]
    creche: Creche | None = getattr(session, "creche", None)
    return CrecheHere(
        stays=[_stay_here(one, day, ordered) for one in here],
        adults=creche.adults if creche else None,
        spans=spans,
        each=rules.children_each,
        most_minutes=rules.minutes,
    )


def _stay_here(stay: CrecheStay, day: dt.date, ordered: Collection[uuid.UUID]) -> StayHere:
    child = stay.child
    return StayHere(
        id=stay.public_id,
        child=child.public_id,
        name=f"{child.given_name} {child.family_name[:1]}".strip(),
        months=months_on(child.date_of_birth, day),
        may_fetch=list(dict.fromkeys([stay.left_by, *stay.named])),
        phone=stay.phone,
        must_know=stay.must_know,
        has_order=child.public_id in ordered,
    )


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


def read_adults(said: Mapping[str, Any]) -> SaidAdults:
    """Raises `ValueError`."""
    adults = said.get("adults")
    if type(adults) is not int or not 0 <= adults <= MOST_ADULTS:
        raise ValueError(_("Say how many adults are with the children, from 0 up."))
    return SaidAdults(session=_id(said.get("session")), adults=adults)


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


def take_adults(word: Saying, user: User, by: Actor, at: dt.datetime) -> bool:
    """So many adults are with the children."""
    said: SaidAdults = word.said
    session = _session(said.session, user)
    try:
        return receive_adults(
            session=session, adults=said.adults, said_at=word.said_at, by=by, at=at
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
    "creche_adults", KindOfSaying(fields=OF_ADULTS, read=read_adults, take=take_adults)
)
kinds_of_sayings.register(
    "creche_out",
    KindOfSaying(fields=OF_HANDING_OVER, read=read_handed_over, take=take_handed_over),
)
