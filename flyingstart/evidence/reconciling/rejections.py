"""Rows that were rejected and never taken later, as things that our figures lack."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from flyingstart.activities.api import days_of_refs
from flyingstart.evidence.reconciling.placing import Event, children_of, families_of
from flyingstart.families.api import families_by_ref, people_by_ref
from flyingstart.kernel.api import Period, birthdays, clock, imports
from flyingstart.kernel.intake.api import RejectedRow, rejected_rows
from flyingstart.kernel.tables.api import CellError, read_date, read_moment
from flyingstart.places.api import normal_postcode

Ref = tuple[str, str]
"""A source and what it calls somebody."""

ADULTS = {"parent", "carer", "expectant_parent", "expectant parent", "other"}
NOT_THERE = {"did_not_attend", "did not attend", "cancelled"}


class RejectedMark(NamedTuple):
    """Somebody whose being there was not taken. `event` has no person where none is held."""

    ref: Ref
    event: Event


class Rejections:
    """What was rejected, read once."""

    @cached_property
    def registrations(self) -> Mapping[Ref, list[Mapping[str, str]]]:
        """Rows of registrations by whom they are about."""
        found = defaultdict(list)
        for source, cells in _rejected("registrations", "family_ref", "person_ref"):
            found[source, cells["person_ref"]].append(cells)
        return found

    def children(self, day: dt.date) -> list[Event]:
        """Children under five on a day whose registration was not taken and would be in force."""
        return [
            Event(None, day, self._postcode(ref))
            for ref, rows in self.registrations.items()
            if _is_child(rows[0])
            and _is_under_five(rows[0], day)
            and any(_in_force(cells, day) for cells in rows)
        ]

    def marks(self, period: Period) -> list[RejectedMark]:
        """Marks of a period that were not taken."""
        found = []
        for source, cells in self._attendances:
            ref = (source, cells["person_ref"])
            if not cells["person_ref"] or _plain(cells["status"]) in NOT_THERE:
                continue
            day = self._day_in(period, source, cells)
            if day is not None:
                found.append(RejectedMark(ref, self._event(ref, day)))
        return found

    def reach(self, marks: Iterable[RejectedMark]) -> list[Event]:
        """The children whom marks of people who are not held would have reached."""
        children, families = [], []
        for ref, event in marks:
            rows = self.registrations.get(ref, [])
            if event.person is not None:
                continue
            if not rows or _is_child(rows[0]):
                children.append(event)
            known = families_by_ref(ref[0], {cells["family_ref"] for cells in rows})
            families += [(family, event.day) for family in known.values()]
        return [*children, *children_of(families)]

    def is_adult(self, ref: Ref) -> bool:
        """Whether somebody who is not held was registered as no child."""
        rows = self.registrations.get(ref)
        return rows is not None and not _is_child(rows[0])

    def is_child(self, ref: Ref) -> bool:
        """Whether somebody who is not held was registered as a child, plainly."""
        rows = self.registrations.get(ref)
        return rows is not None and _plain(rows[0]["role"]) == "child"

    def families(self, period: Period, counted: Collection[int]) -> set[int | Ref]:
        """Families, held or not, of which something was not taken and which do not count."""
        marks = self.marks(period)
        found: set[int | Ref] = set(families_of([mark.event for mark in marks]))
        for ref, event in marks:
            if event.person is None:
                rows = self.registrations.get(ref, [])
                refs = {cells["family_ref"] for cells in rows}
                known = families_by_ref(ref[0], refs)
                found |= {known.get(one, (ref[0], one)) for one in refs} or {ref}
        found |= {family for family, _ in self._visited(period)}
        return found - set(counted)

    def contacts(self, period: Period) -> list[Event]:
        """The under-fives of families of whose contacts in a period one was not taken."""
        return children_of(self._visited(period))

    def deaths(self, day: dt.date) -> set[int]:
        """Those whose death by a day was not taken."""
        return {
            person
            for source, cells in _rejected("deaths", "person_ref")
            if (_day(cells["died_on"]) or day) <= day
            for person in people_by_ref(source, {cells["person_ref"]}).values()
        }

    @cached_property
    def addresses(self) -> Mapping[int, list[tuple[dt.date, dt.date, str]]]:
        """First day, first day no longer and postcode of main addresses that were not taken."""
        found = defaultdict(list)
        for source, cells in _rejected("addresses", "person_ref", "starts_on", "postcode"):
            postcode = normal_postcode(cells["postcode"])
            begun, ended = _day(cells["starts_on"]) or dt.date.min, _day(cells["ends_on"])
            # One that ends before it begins may have been rejected for just that.
            days = (begun, ended if ended and ended > begun else dt.date.max)
            for person in people_by_ref(source, {cells["person_ref"]}).values():
                found[person].append((*days, postcode))
        return found

    def _visited(self, period: Period) -> list[tuple[int, dt.date]]:
        """Families and days of contacts that were not taken."""
        families = []
        for source, cells in _rejected("contacts", "family_ref", "happened_at", "kind"):
            day = _day(cells["happened_at"])
            if day is not None and day in period:
                known = families_by_ref(source, {cells["family_ref"]})
                families += [(family, day) for family in known.values()]
        return families

    @cached_property
    def _attendances(self) -> list[RejectedRow]:
        return _rejected("attendances", "session_ref", "person_ref")

    @cached_property
    def _session_days(self) -> Mapping[Ref, list[dt.date]]:
        """The days that rows give a session, those that were taken first."""
        days = defaultdict(list)
        refs = {cells["session_ref"] for _, cells in self._attendances}
        for ref, day in days_of_refs(refs).items():
            days[ref].append(day)
        for source, cells in self._attendances:
            if (own := _day(cells["starts_at"])) is not None and own <= clock.today():
                days[source, cells["session_ref"]].append(own)
        return days

    def _day_in(self, period: Period, source: str, cells: Mapping[str, str]) -> dt.date | None:
        """The day of a mark if it may lie in a period; its last, when no row says any."""
        days = self._session_days.get((source, cells["session_ref"]))
        if not days:
            return period.end
        own = _day(cells["starts_at"])
        return next((day for day in [own, *days] if day in period), None)

    @cached_property
    def _people(self) -> Mapping[Ref, int]:
        refs = defaultdict(set)
        for source, cells in self._attendances:
            refs[source].add(cells["person_ref"])
        return {
            (source, ref): person
            for source, own in refs.items()
            for ref, person in people_by_ref(source, own).items()
        }

    @cached_property
    def _moved(self) -> set[Ref]:
        return {
            (source, cells["person_ref"])
            for source, cells in _rejected("addresses", "person_ref", "starts_on", "postcode")
        }

    def _postcode(self, ref: Ref) -> str:
        """Where somebody who is not held lived; "" where other addresses were not taken either."""
        rows = self.registrations.get(ref)
        return normal_postcode(rows[0]["postcode"]) if rows and ref not in self._moved else ""

    def _event(self, ref: Ref, day: dt.date) -> Event:
        person = self._people.get(ref)
        postcode = self._postcode(ref) if person is None else ""
        return Event(person, day, postcode)


def _rejected(kind: str, *key: str) -> list[RejectedRow]:
    return rejected_rows(imports[kind], key=key)


def _plain(text: str) -> str:
    return text.strip().lower()


def _is_child(cells: Mapping[str, str]) -> bool:
    """A role that cannot be read may be a child's."""
    return _plain(cells["role"]) not in ADULTS


def _is_under_five(cells: Mapping[str, str], day: dt.date) -> bool:
    """Also where the birth date cannot be read, or lies in the future."""
    born = _day(cells["date_of_birth"])
    if born is None or born > clock.today():
        return True
    return born <= day < birthdays.fifth_birthday(born)


def _in_force(cells: Mapping[str, str], day: dt.date) -> bool:
    begun, left = _day(cells["registered_on"]), _day(cells["left_on"])
    return (begun is None or begun <= day or begun > clock.today()) and (left is None or day < left)


def _day(text: str) -> dt.date | None:
    for read in (read_date, read_moment):
        try:
            day = read(text)
        except CellError:
            continue
        return clock.london_day(day) if isinstance(day, dt.datetime) else day
    return None
