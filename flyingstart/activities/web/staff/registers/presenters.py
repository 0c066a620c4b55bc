"""A register as a page shows it: families as cards, people as what one taps."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.accounts.api import current_tablet
from flyingstart.activities.enums import CountedBy, MarkStatus, RegisterStep
from flyingstart.activities.models import RegisterEvent, Session
from flyingstart.activities.queries.expected import SESSIONS
from flyingstart.activities.queries.registers import Listed, ListedFamily, Register
from flyingstart.activities.web.staff.registers.words import (
    about,
    name_of,
    need_words,
    other_session,
)
from flyingstart.design.api import formats
from flyingstart.kernel.api import clock


class State(enum.StrEnum):
    """What can be done with a register."""

    OPEN = "open"
    NOT_BEGUN = "not_begun"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Tile:
    """Somebody: what a tap says next, what is said already, what the door must know."""

    name: str
    about: str
    person: str
    family: str
    status: str
    note: str
    is_child: bool
    months: int | None
    warning: str
    needs: Sequence[str]

    @property
    def word(self) -> str:
        """What a tap says: here, or that it was a slip."""
        came = self.status == MarkStatus.ATTENDED
        status = MarkStatus.TAKEN_BACK if came else MarkStatus.ATTENDED
        return f"{status.value} {self.family} {self.person}"

    @property
    def is_here(self) -> bool:
        """Whether they are marked as present."""
        return self.status == MarkStatus.ATTENDED

    @property
    def is_absent(self) -> bool:
        """Whether it was said that they did not come."""
        return self.status == MarkStatus.DID_NOT_ATTEND


@dataclass(frozen=True, kw_only=True)
class Card:
    """A family; `href` is its own page, "" out of sight."""

    key: str
    title: str
    note: str
    href: str
    tiles: Sequence[Tile]

    @property
    def all_word(self) -> str:
        """What one tap says of all who are not here yet; "" where tapping them is as quick."""
        missing = [tile for tile in self.tiles if not tile.is_here]
        return _said(MarkStatus.ATTENDED, self.key, missing) if len(missing) > 1 else ""

    @property
    def absent_word(self) -> str:
        """What one tap says of those of whom nothing is said; "" where there are none."""
        unsaid = [tile for tile in self.tiles if not tile.status]
        return _said(MarkStatus.DID_NOT_ATTEND, self.key, unsaid) if unsaid else ""

    @property
    def present_word(self) -> str:
        """What one tap takes back of those who did not come; "" where there are none."""
        absent = [tile for tile in self.tiles if tile.is_absent]
        return _said(MarkStatus.TAKEN_BACK, self.key, absent) if absent else ""


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many of something, and what it is called of one and of many."""

    key: str
    count: int
    one: str
    many: str

    @property
    def word(self) -> str:
        """What is counted."""
        return self.one if self.count == 1 else self.many


@dataclass(frozen=True, kw_only=True)
class Heads:
    """How many somebody counted; `count` None: they did not say."""

    key: str
    count: int | None
    pattern: str

    @property
    def words(self) -> str:
        """What is said of it; "" of what was not said."""
        said = "" if self.count is None else formats.number(self.count)
        return self.pattern.replace("{count}", said) if said else ""


@dataclass(frozen=True, kw_only=True)
class Twice:
    """Somebody who is marked as present in two places at once."""

    name: str
    other: str
    word: str


def state_of(session: Session) -> State:
    """What can be done with the register of a session now."""
    if session.cancelled_at:
        return State.CANCELLED
    if session.register_closed_at:
        return State.CLOSED
    begun = clock.today() >= clock.london_day(session.starts_at)
    return State.OPEN if begun else State.NOT_BEGUN


def cards_of(families: Iterable[ListedFamily]) -> list[Card]:
    """Families as cards, in their order."""
    return [_card(family) for family in families]


def last_week(families: Iterable[ListedFamily]) -> list[Tile]:
    """Those who came to the last session like this one and of whom nothing is said yet."""
    return [
        _tile(one, family)
        for family in families
        for one in family.people
        if one.last_week and not one.status and not one.with_another_family
    ]


def asked(register: Register, named: Collection[int]) -> list[Twice]:
    """Of whom it has to be asked where they are; `named` are the sessions the reader takes."""
    return [
        Twice(
            name=name_of(one, in_sight=family.in_sight),
            other=", ".join(other_session(session, named) for session in one.also_at),
            word=_tile(one, family).word,
        )
        for family in register.families
        for one in family.people
        if one.also_at and one.is_here
    ]


def count_words(register: Register) -> list[Count]:
    """How many are here so far."""
    counts = register.counts
    return [
        Count(key="children", count=counts.children, one=_("child"), many=_("children")),
        Count(key="adults", count=counts.adults, one=_("adult"), many=_("adults")),
        Count(key="families", count=counts.families, one=_("family"), many=_("families")),
    ]


def head_lines(register: Register) -> list[Heads]:
    """Heads that were counted, by each who may have."""
    patterns = {
        CountedBy.US: _("Counted by us: {count}"),
        CountedBy.PARTNER: _("Counted by a partner: {count}"),
    }
    return [
        Heads(key=counter.value, count=register.headcounts.get(counter), pattern=pattern)
        for counter, pattern in patterns.items()
    ]


def blank_card() -> Card:
    """A family of one, with nothing in it: for those who are added without a network."""
    blank = Tile(
        name="",
        about="",
        person="",
        family="",
        status="",
        note="",
        is_child=False,
        months=None,
        warning="",
        needs=[],
    )
    return Card(key="", title="", note=_("New"), href="", tiles=[blank])


def event_words(events: Iterable[RegisterEvent]) -> list[str]:
    """What became of a register, the newest first."""
    said = {
        RegisterStep.CLOSED: _("Closed by %(who)s, %(when)s"),
        RegisterStep.REOPENED: _("Reopened by %(who)s, %(when)s: %(reason)s"),
        RegisterStep.CHASED: _("Reminded by %(who)s, %(when)s"),
        RegisterStep.PRINTED: _("Printed on paper by %(who)s, %(when)s"),
        RegisterStep.ENTERED: _("Entered from paper by %(who)s, %(when)s"),
        RegisterStep.SHREDDED: _("Paper shredded by %(who)s, %(when)s"),
    }
    return [
        said[RegisterStep(event.step)]
        % {
            "who": event.said_by,
            "when": formats.moment(event.happened_at),
            "reason": event.reason,
        }
        for event in reversed(list(events))
    ]


def when_words(session: Session) -> str:
    """The day and the hours of a session."""
    starts = formats.time(session.starts_at)
    if session.ends_at:
        starts = _("%(starts)s to %(ends)s") % {
            "starts": starts,
            "ends": formats.time(session.ends_at),
        }
    return f"{formats.weekday(session.starts_at)}, {starts}"


def where_words(session: Session) -> str:
    """The site of a session, and its room."""
    return f"{session.site.name}, {session.room.name}" if session.room else session.site.name


def _card(family: ListedFamily) -> Card:
    is_linked = family.in_sight and current_tablet() is None
    return Card(
        key=str(family.public_id),
        title=_title(family),
        note=_note(family),
        href=reverse("family", args=[family.public_id]) if is_linked else "",
        tiles=[_tile(one, family) for one in family.people],
    )


def _title(family: ListedFamily) -> str:
    """The family names of it, each once; of one out of sight, that it is from elsewhere."""
    if not family.in_sight:
        return _("From elsewhere")
    if current_tablet() is not None:
        first = next((one for one in family.people if not one.is_child), family.people[0])
        return _("Family of %(name)s") % {"name": name_of(first, in_sight=False)}
    names: dict[str, str] = {}
    for one in family.people:
        if one.family_name:
            names.setdefault(one.family_name.casefold(), one.family_name)
    return " / ".join(names.values()) or " / ".join(one.given_name for one in family.people)


def _note(family: ListedFamily) -> str:
    if not family.times:
        return ""
    if family.last_week:
        return _("Here last time")
    return ngettext(
        "Here %(times)s time of the last %(sessions)s",
        "Here %(times)s times of the last %(sessions)s",
        family.times,
    ) % {"times": family.times, "sessions": SESSIONS}


def _tile(person: Listed, family: ListedFamily) -> Tile:
    note = ""
    if person.status == MarkStatus.DID_NOT_ATTEND:
        note = _("Did not come")
    elif person.status == MarkStatus.CANCELLED:
        note = _("Gave up the place")
    elif person.with_another_family:
        note = _("Here with another family")
    return Tile(
        name=name_of(person, in_sight=family.in_sight),
        about=about(person),
        person=str(person.public_id),
        family=str(family.public_id),
        status=person.status,
        note=note,
        is_child=person.is_child,
        months=person.months,
        warning=_("Do not hand over – call lead") if person.signs.do_not_hand_over else "",
        needs=[need_words(need) for need in person.signs.needs],
    )


def _said(status: MarkStatus, family: str, tiles: Iterable[Tile]) -> str:
    return " ".join([status.value, family, *(tile.person for tile in tiles)])
