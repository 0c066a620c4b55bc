"""What is held of a person, as plain values; and what a file of registrations can touch.

`family` is the internal id of one that is held, or the ref of one that a file brings. `id` is None
for what is not stored yet. `None` as a day means unbounded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flyingstart.families.codes import CodeIndex

FamilyKey = int | str
Day = dt.date


class Answers(NamedTuple):
    """What is kept of a person on the person's own row, as far as a file can say it."""

    given_name: str = ""
    family_name: str = ""
    date_of_birth: Day | None = None
    sex: str = ""
    ethnicity: str = ""
    spoken_language: str = ""
    interpreter_needed: bool | None = None
    nhs_number: str = ""
    gp_practice: str = ""
    setting: str = ""
    contact_by_sms: bool | None = None
    contact_by_email: bool | None = None


class Tie(NamedTuple):
    """A place in a family for a time."""

    id: int | None
    family: FamilyKey
    role: str
    starts_on: Day | None
    ends_on: Day | None


class Lines(NamedTuple):
    """An address itself. `postcode` is the normal form of what was written, "" if it has none."""

    line_1: str = ""
    line_2: str = ""
    town: str = ""
    postcode_as_written: str = ""
    postcode: str = ""


class Home(NamedTuple):
    """An address with a family for a time; the main one says where a person is counted."""

    id: int | None
    family: FamilyKey | None
    is_main: bool
    lines: Lines
    starts_on: Day | None
    ends_on: Day | None


class Registered(NamedTuple):
    """A registration in a family."""

    id: int | None
    family: FamilyKey
    registered_on: Day
    left_on: Day | None


class Pregnancy(NamedTuple):
    """An expected birth; `outcome` is "" while it is expected."""

    id: int | None
    family: FamilyKey
    due_on: Day
    outcome: str


class Row(NamedTuple):
    """A row that speaks for a person without being of the person's record and family that stay.

    `part` is what it holds, in the family that stays; `family` is the family of the row itself.
    `is_own`: it is of the person's record, in a family that was merged.
    """

    id: int
    family: int | None
    part: Tie | Home | Registered | Pregnancy
    is_own: bool = False


class Beneath(NamedTuple):
    """What lies beneath the state of somebody to whom other records, or families, were joined.

    The person's own answers and details; the records that were merged into the person's; and the
    rows that give way to the person's own, by the part of the state, in the order in which they do.
    """

    answers: Answers
    details: Mapping[str, str]
    records: tuple[int, ...]
    rows: Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonState:
    """Everything about a person that a file of registrations can say.

    `details` are the contact details in use, by kind. Where records were merged, this is what they
    say together, and `beneath` holds what each says: a part may then appear in pieces.
    """

    answers: Answers
    ties: tuple[Tie, ...] = ()
    homes: tuple[Home, ...] = ()
    registrations: tuple[Registered, ...] = ()
    pregnancies: tuple[Pregnancy, ...] = ()
    details: Mapping[str, str]
    beneath: Beneath | None = None


@dataclass(frozen=True, kw_only=True)
class Held:
    """What is held of the things a file speaks of, by its refs."""

    people: Mapping[str, int]
    families: Mapping[str, int]
    states: Mapping[int, PersonState]
    ethnicities: CodeIndex
    languages: CodeIndex
    known_postcodes: Collection[str]
    nhs_numbers: Mapping[str, Collection[int]]
