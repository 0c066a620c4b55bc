"""The contract read aloud: a slow, independent counter straight from the files' rows.

It shares nothing with the engine. Each function follows the sentences of the rules of counting.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from tests.contract.world import (
    DISTRICT,
    FAMILY_ACTIVITIES,
    HOODS,
    Registrations,
    Row,
    World,
)

LONDON = ZoneInfo("Europe/London")
Day = dt.date
BEGINNING, END = dt.date.min, dt.date.max
CARING = {"parent", "carer", "expectant_parent"}


@dataclass
class Interval:
    """A value that holds from a first day to a first day no longer."""

    value: str
    starts: Day
    ends: Day = END
    family: str = ""

    def holds(self, day: Day) -> bool:
        return self.starts <= day < self.ends


@dataclass
class Person:
    """Everything the files said about one person."""

    ref: str
    born: Day
    answers: dict[str, str] = field(default_factory=dict)
    ties: list[Interval] = field(default_factory=list)
    homes: list[Interval] = field(default_factory=list)
    home_family: str = ""
    registered: dict[str, tuple[Day, Day]] = field(default_factory=dict)

    def under_five(self, day: Day) -> bool:
        if (self.born.month, self.born.day) == (2, 29):
            fifth = dt.date(self.born.year + 5, 3, 1)
        else:
            fifth = self.born.replace(year=self.born.year + 5)
        return self.born <= day < fifth

    def roles(self, day: Day) -> set[tuple[str, str]]:
        return {(tie.family, tie.value) for tie in self.ties if tie.holds(day)}

    def is_registered(self, day: Day) -> bool:
        return any(start <= day < end for start, end in self.registered.values())


@dataclass(frozen=True)
class Mark:
    person: str
    family: str
    session: str
    day: Day
    activity: str
    site: str


@dataclass(frozen=True)
class Hit:
    child: str
    day: Day
    present: bool
    mark: Mark


class Town:
    """The state after all files, and the counts over it."""

    def __init__(self, world: World) -> None:
        self.people: dict[str, Person] = {}
        for file in world.registrations:
            self._read(file)
        self.places = {
            (area_set, row["pcds"]): (row[column] if row["oslaua"] == DISTRICT else "outside")
            for row in world.postcodes
            for area_set, column in (
                ("wards-2003", "ward_2003_2023_code"),
                ("wards-2023", "ward_2023_code"),
            )
        }
        self._read_attendances(world.attendances)
        self.hits = list(self._all_hits())

    # -- reading the files -------------------------------------------------------------------

    def _read(self, file: Registrations) -> None:
        mentions: dict[str, list[Row]] = defaultdict(list)
        for row in file.rows:
            mentions[row["person_ref"]].append(row)
        for ref, rows in mentions.items():
            if ref in self.people:
                self._update(self.people[ref], rows, file.as_of)
            else:
                self.people[ref] = self._newcomer(ref, rows, file.as_of)

    def _newcomer(self, ref: str, rows: list[Row], as_of: Day) -> Person:
        person = Person(ref, dt.date.fromisoformat(rows[0]["date_of_birth"]))
        person.home_family = rows[0]["family_ref"]
        for row in rows:
            starts = person.born if row["role"] == "child" else BEGINNING
            person.ties.append(Interval(row["role"], starts, family=row["family_ref"]))
            self._answers(person, row)
            self._registration(person, row, as_of)
        if rows[0]["postcode"]:
            person.homes.append(Interval(rows[0]["postcode"], BEGINNING))
        return person

    def _update(self, person: Person, rows: list[Row], as_of: Day) -> None:
        mentioned = {row["family_ref"] for row in rows}
        for row in rows:
            family, role = row["family_ref"], row["role"]
            held = [t for t in person.ties if t.family == family and t.holds(as_of)]
            if not held:
                for tie in person.ties:
                    if tie.family not in mentioned and tie.ends == END:
                        tie.ends = as_of
                person.home_family = family
            elif held[0].value != role:
                held[0].ends = as_of
            if not held or held[0].value != role:
                person.ties.append(Interval(role, as_of, family=family))
            if family == person.home_family and row["postcode"]:
                self._home(person, row["postcode"], as_of)
            self._answers(person, row)
            self._registration(person, row, as_of)

    @staticmethod
    def _home(person: Person, postcode: str, as_of: Day) -> None:
        if not person.homes:
            person.homes.append(Interval(postcode, BEGINNING))
        elif person.homes[-1].value != postcode:
            person.homes[-1].ends = as_of
            person.homes.append(Interval(postcode, as_of))

    @staticmethod
    def _answers(person: Person, row: Row) -> None:
        for question in ("sex", "ethnicity", "language"):
            if row[question]:
                person.answers[question] = row[question]

    @staticmethod
    def _registration(person: Person, row: Row, as_of: Day) -> None:
        family = row["family_ref"]
        starts, ends = person.registered.get(family, (as_of, END))
        if row["registered_on"]:
            starts = dt.date.fromisoformat(row["registered_on"])
        if row["left_on"]:
            ends = dt.date.fromisoformat(row["left_on"])
        person.registered[family] = (starts, ends)

    def _read_attendances(self, rows: list[Row]) -> None:
        self.cancelled = {
            row["session_ref"]
            for row in rows
            if row.get("status") == "cancelled" and not row.get("person_ref")
        }
        self.sessions = {row["session_ref"]: row for row in rows}
        self.marks: list[Mark] = []
        self.headcounts: dict[tuple[str, str], tuple[int, Row]] = {}
        for row in rows:
            if row["session_ref"] in self.cancelled:
                continue
            if row.get("headcount"):
                key = (row["session_ref"], row.get("counted_by") or "us")
                self.headcounts[key] = (int(row["headcount"]), row)
            elif row.get("status") == "attended":
                self.marks.append(
                    Mark(
                        row["person_ref"],
                        row["family_ref"],
                        row["session_ref"],
                        day_of(row),
                        row["activity"],
                        row["site"],
                    )
                )

    # -- hits and places -----------------------------------------------------------------------

    def _all_hits(self) -> Iterable[Hit]:
        for child in self.people.values():
            for mark in self.marks:
                if not child.under_five(mark.day):
                    continue
                if mark.person == child.ref:
                    yield Hit(child.ref, mark.day, True, mark)
                if mark.activity in FAMILY_ACTIVITIES and mark.person in self.people:
                    adult = self.people[mark.person]
                    cared_for = {f for f, role in adult.roles(mark.day) if role in CARING}
                    homes = {f for f, role in child.roles(mark.day) if role == "child"}
                    if cared_for & homes:
                        yield Hit(child.ref, mark.day, False, mark)

    def place(self, ref: str, day: Day, area_set: str) -> str:
        for home in self.people[ref].homes:
            if home.holds(day):
                return self.places.get((area_set, home.value), "not known")
        return "not known"

    # -- measures: sets of people by key ---------------------------------------------------------

    def count(
        self, measure: str, start: Day, end: Day, key: Callable[..., object]
    ) -> dict[object, int]:
        """Numerators by `key(person_ref, day, mark or None)`."""
        counted: dict[object, set[object]] = defaultdict(set)
        for what, person, day, mark in getattr(self, f"_{measure}")(start, end):
            counted[key(person, day, mark)].add(what)
        return {k: len(v) for k, v in counted.items()}

    def _reached(self, start: Day, end: Day) -> Iterable[tuple[object, str, Day, Mark | None]]:
        for hit in self.hits:
            if start <= hit.day <= end:
                yield hit.child, hit.child, hit.day, hit.mark

    def _unique_children(
        self, start: Day, end: Day
    ) -> Iterable[tuple[object, str, Day, Mark | None]]:
        for hit in self.hits:
            if hit.present and start <= hit.day <= end:
                yield hit.child, hit.child, hit.day, hit.mark

    def _reach_rate(self, start: Day, end: Day) -> Iterable[tuple[object, str, Day, Mark | None]]:
        for ref in {hit.child for hit in self.hits if start <= hit.day <= end}:
            if self.people[ref].under_five(end) and self._resident(ref, end):
                yield ref, ref, end, None

    def _regular(self, _start: Day, end: Day) -> Iterable[tuple[object, str, Day, Mark | None]]:
        for ref, days in self._regular_days(end).items():
            yield ref, ref, max(days), None

    def _regular_rate(self, start: Day, end: Day) -> Iterable[tuple[object, str, Day, Mark | None]]:
        regular = self._regular_days(end)
        for row in self._reach_rate(start, end):
            if row[1] in regular:
                yield row

    def _regular_days(self, end: Day) -> dict[str, set[Day]]:
        first = (
            end.replace(year=end.year - 1)
            if (end.month, end.day) != (2, 29)
            else (dt.date(end.year - 1, 2, 28))
        )
        days: dict[str, set[Day]] = defaultdict(set)
        for hit in self.hits:
            if first < hit.day <= end:
                days[hit.child].add(hit.day)
        return {ref: found for ref, found in days.items() if len(found) >= 3}

    def _unique_carers(
        self, start: Day, end: Day
    ) -> Iterable[tuple[object, str, Day, Mark | None]]:
        for mark in self.marks:
            roles = {role for _, role in self.people[mark.person].roles(mark.day)}
            if start <= mark.day <= end and roles & CARING:
                yield mark.person, mark.person, mark.day, mark

    def _unique_families(
        self, start: Day, end: Day
    ) -> Iterable[tuple[object, str, Day, Mark | None]]:
        for mark in self.marks:
            if start <= mark.day <= end:
                yield mark.family, mark.person, mark.day, mark

    def _new_families(self, start: Day, end: Day) -> Iterable[tuple[object, str, Day, Mark | None]]:
        before = {mark.family for mark in self.marks if mark.day < start}
        for row in self._unique_families(start, end):
            if row[0] not in before:
                yield row

    def _attendances(self, start: Day, end: Day) -> Iterable[tuple[object, str, Day, Mark | None]]:
        for mark in self.marks:
            if start <= mark.day <= end:
                yield mark, mark.person, mark.day, mark

    def _registered(self, _start: Day, end: Day) -> Iterable[tuple[object, str, Day, Mark | None]]:
        for ref, person in self.people.items():
            if person.under_five(end) and person.is_registered(end):
                yield ref, ref, end, None

    def _not_reached(self, start: Day, end: Day) -> Iterable[tuple[object, str, Day, Mark | None]]:
        hit = {hit.child for hit in self.hits if start <= hit.day <= end}
        for row in self._registered(start, end):
            if row[0] not in hit:
                yield row

    def _sessions_delivered(
        self, start: Day, end: Day
    ) -> Iterable[tuple[object, str, Day, Mark | None]]:
        for ref, row in self.sessions.items():
            if ref not in self.cancelled and start <= day_of(row) <= end:
                yield (
                    ref,
                    "",
                    day_of(row),
                    Mark("", "", ref, day_of(row), row["activity"], row["site"]),
                )

    def _births_seen(self, start: Day, end: Day) -> Iterable[tuple[object, str, Day, Mark | None]]:
        for ref, day in self.births(start, end):
            if any(hit.child == ref and hit.present and hit.day < day for hit in self.hits):
                yield ref, ref, day, None

    def counts_by(
        self, measure: str, start: Day, end: Day, dims: tuple[str, ...], area_set: str
    ) -> dict[tuple[object, ...], int]:
        """Numerators by the values of dimensions; headcounts among the attendances."""
        counted: dict[tuple[object, ...], set[object]] = defaultdict(set)
        for what, person, day, mark in getattr(self, f"_{measure}")(start, end):
            values = [self._values(measure, dim, person, day, mark, area_set) for dim in dims]
            for key in itertools.product(*values):
                counted[key].add(what)
        sums = {key: len(things) for key, things in counted.items()}
        if measure == "attendances":
            for heads, row, counter in self.heads(start, end):
                key = tuple(_of_heads(dim, row, counter) for dim in dims)
                sums[key] = sums.get(key, 0) + heads
        return {key: number for key, number in sums.items() if number}

    def _values(
        self, measure: str, dim: str, ref: str, day: Day, mark: Mark | None, area_set: str
    ) -> list[object]:
        if dim in ("ward", "neighbourhood"):
            place = self.place(ref, day, area_set if dim == "ward" else "wards-2003")
            return [HOODS.get(place, place) if dim == "neighbourhood" else place]
        if dim in ("site", "activity"):
            return [getattr(mark, dim).casefold()]
        if dim == "age":
            born = self.people[ref].born
            return [day.year - born.year - ((day.month, day.day) < (born.month, born.day))]
        if dim == "role":
            roles = self.people[ref].roles(day)
            if measure == "unique_carers":
                return [role for _, role in roles if role in CARING]
            assert mark is not None
            return [next((role for family, role in roles if family == mark.family), None)]
        fixed = {"counted_by": "us", "need": None, "relationship": None}
        return [fixed[dim] if dim in fixed else self.people[ref].answers.get(dim)]

    def births(self, start: Day, end: Day) -> Iterable[tuple[str, Day]]:
        """Children born in the period who live here at six months."""
        for ref, person in self.people.items():
            if start <= person.born <= end and self._resident(ref, six_months(person.born)):
                yield ref, six_months(person.born)

    def heads(self, start: Day, end: Day) -> list[tuple[int, Row, str]]:
        """Headcounts in the period: how many, at which session, counted by whom."""
        return [
            (count, row, counter)
            for (_, counter), (count, row) in self.headcounts.items()
            if start <= day_of(row) <= end
        ]

    def _resident(self, ref: str, day: Day) -> bool:
        return self.place(ref, day, "wards-2003") not in ("outside", "not known")


def _of_heads(dim: str, row: Row, counter: str) -> object:
    """What is known of people who were only counted: where, at what, and by whom."""
    if dim in ("ward", "neighbourhood"):
        return "not known"
    if dim in ("site", "activity"):
        return row[dim].casefold()
    return counter if dim == "counted_by" else None


def six_months(born: Day) -> Day:
    """The same day number, else the first of the next month."""
    month, year = (born.month + 5) % 12 + 1, born.year + (born.month + 5) // 12
    while True:
        try:
            return dt.date(year, month, born.day)
        except ValueError:
            return dt.date(year, month + 1, 1)


def day_of(row: Row) -> Day:
    """The London date on which a session starts."""
    starts = dt.datetime.fromisoformat(row["starts_at"])
    return starts.astimezone(LONDON).date() if starts.tzinfo else starts.date()
