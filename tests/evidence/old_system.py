"""An old system of a children's centre: what it knows, its exports, and its own way of counting.

It counts who stands in its registers, also of sessions that were cancelled; children of any age;
everybody where they live today. It does not take the dead out.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Row = dict[str, str]
WARDS = ("E05002193", "E05002195", "E05002198", "E05002201")
QUARTERS = {
    "2019-Q1": (dt.date(2019, 1, 1), dt.date(2019, 3, 31)),
    "2019-Q2": (dt.date(2019, 4, 1), dt.date(2019, 6, 30)),
}
MEASURES = (
    *("attendances", "unique_children", "reached", "registered"),
    *("unique_carers", "unique_families"),
)
# In the order of the how-to. The headings are an old system's, as its exports have them.
HEADINGS = {
    "registrations": (
        *("Family ID", "Person ID", "Role", "Forename", "Surname", "DOB"),
        *("Gender", "Mobile", "Address 1", "Post Code", "Registration Date"),
    ),
    "relationships": (
        *("Person ID", "Family ID", "Start Date", "End Date", "Role", "Relationship"),
        *("Child ID", "Parental Responsibility", "Evidence"),
    ),
    "addresses": ("Person ID", "Valid From", "Valid To", "Address 1", "Post Code"),
    "alerts": ("Person ID", "Start Date", "End Date", "Alert Type", "Reason"),
    "objections": ("Person ID", "Start Date", "End Date", "Restriction", "Notes"),
    "permissions": ("Person ID", "Start Date", "Consent Type", "Consent Given", "Consent By"),
    "notices": ("Person ID", "Date Shown", "Version", "Language"),
    "needs": ("Person ID", "Start Date", "End Date", "Need Type", "Said By"),
    "deaths": ("Person ID", "Date of Death"),
    "contacts": ("Family ID", "Contact Date", "Contact Type", "Person ID", "Notes", "Staff"),
    "attendances": (
        *("Session", "Activity Name", "Venue", "Start Time", "End Time"),
        *("Person ID", "Attendance", "Head Count"),
    ),
}


@dataclass(kw_only=True)
class Person:
    """Somebody, and the postcode of each ward they lived in from a day."""

    ref: str
    family: str
    role: str
    born: dt.date
    registered: dt.date
    homes: list[tuple[dt.date, str]]
    died: dt.date | None = None


@dataclass
class OldSystem:
    """What the old system holds; `ward_of` says where its postcodes lie."""

    ward_of: dict[str, str]
    people: dict[str, Person] = field(default_factory=dict)
    files: dict[str, list[Row]] = field(default_factory=lambda: {kind: [] for kind in HEADINGS})

    def add(self, kind: str, *cells: str) -> Row:
        """One more row of an export, its cells in the order of the headings."""
        row = dict(zip(HEADINGS[kind], cells, strict=True))
        self.files[kind].append(row)
        return row

    def export(self, kind: str) -> bytes:
        """A file as such systems write them: semicolons, Windows' letters, British days."""
        return as_file(HEADINGS[kind], self.files[kind])

    def figures(self) -> list[Row]:
        """Its figures of each measure, by ward and quarter and of the whole."""
        rows = []
        for name in MEASURES:
            for quarter in QUARTERS:
                counted = self._counted(name, quarter)
                by_ward = [("ward", ward, counted[ward]) for ward in WARDS]
                for by, value, figure in [("", "", counted.total()), *by_ward]:
                    cells = (name, by, value, quarter, str(figure))
                    rows.append(dict(zip(FIGURES, cells, strict=True)))
        return rows

    def heads(self, quarter: str) -> int:
        """People counted without names, in sessions that were not cancelled."""
        cancelled = self._cancelled()
        rows = [r for r in self._register(quarter) if r["Session"] not in cancelled]
        return sum(int(row["Head Count"] or 0) for row in rows)

    def marks_of_cancelled(self, quarter: str) -> int:
        """How many stand as there in the registers of cancelled sessions."""
        cancelled = self._cancelled()
        rows = [row for row in self._register(quarter) if row["Session"] in cancelled]
        return sum(bool(row["Person ID"]) and row["Attendance"] == "Attended" for row in rows)

    def attended(self, quarter: str, numbers: set[int]) -> int:
        """How many of these rows of the file say that somebody was there, or say nothing clear."""
        rows = {id(row): n for n, row in enumerate(self.files["attendances"], start=2)}
        return sum(
            bool(row["Person ID"])
            and row["Attendance"] != "Did not attend"
            and rows[id(row)] in numbers
            for row in self._register(quarter)
        )

    def _cancelled(self) -> set[str]:
        rows = self.files["attendances"]
        return {row["Session"] for row in rows if row["Attendance"] == "Cancelled"}

    def _register(self, quarter: str) -> list[Row]:
        """The rows of a quarter's sessions: their day is that of the session's first row."""
        days: dict[str, dt.date] = {}
        for row in self.files["attendances"]:
            if row["Session"] not in days:
                days[row["Session"]] = _day(row["Start Time"])
        first, last = QUARTERS[quarter]
        return [r for r in self.files["attendances"] if first <= days[r["Session"]] <= last]

    def _counted(self, name: str, quarter: str) -> Counter[str]:
        last = QUARTERS[quarter][1]
        if name == "registered":
            young = [p for p in self.people.values() if p.registered <= last and _is_young(p, last)]
            return Counter(self.ward_of[p.homes[-1][1]] for p in young)
        there = [
            self.people[row["Person ID"]]
            for row in self._register(quarter)
            if row["Person ID"] and row["Attendance"] == "Attended"
        ]
        if name == "unique_families":
            there = list({p.family: p for p in there}.values())
        elif name == "unique_carers":
            there = list({p.ref: p for p in there if p.role != "child"}.values())
        elif name != "attendances":
            there = list({p.ref: p for p in there if p.role == "child"}.values())
        return Counter(self.ward_of[p.homes[-1][1]] for p in there)


FIGURES = ("measure", "by", "value", "period", "figure")


def _day(written: str) -> dt.date:
    return dt.date(*(int(part) for part in reversed(written.split(maxsplit=1)[0].split("/"))))


def _is_young(person: Person, day: dt.date) -> bool:
    """Its own rule: a child is under five until the end of the year of its fifth birthday."""
    return person.role == "child" and day.year - person.born.year <= 5


def british(day: dt.date) -> str:
    """A day as the old system writes it."""
    return f"{day:%d/%m/%Y}"


def as_file(headings: Iterable[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """A table with semicolons in Windows-1252."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(headings), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("cp1252")


def make_old_system(seed: int, *, families: int = 24, sessions: int = 24) -> OldSystem:
    """Families of two wards or one, in and out of sessions for half a year."""
    chance = random.Random(seed)
    ward_of = {
        f"LU{n // 10 + 1} {n % 10}{letter}A": ward
        for n, ward in enumerate(WARDS)
        for letter in "ABC"
    }
    old = OldSystem(ward_of)
    for number in range(families):
        _add_family(old, chance, number)
    for number in range(sessions):
        _add_session(old, chance, number)
    # The dead, and whoever was visited.
    for person in [p for p in old.people.values() if p.died]:
        old.add("deaths", person.ref, british(person.died or person.born))
    return old


def _add_family(old: OldSystem, chance: random.Random, number: int) -> None:
    family, registered = f"F{number}", dt.date(2018, 9, 1) + dt.timedelta(chance.randrange(250))
    homes = [(dt.date(2015, 1, 1), chance.choice(list(old.ward_of)))]
    if number % 4 == 0:
        moved_on = dt.date(2019, 2, 1) + dt.timedelta(chance.randrange(120))
        homes.append((moved_on, chance.choice(list(old.ward_of))))
    births = [dt.date(1988, 3, 4), *(_birth(chance) for _ in range(chance.randint(1, 3)))]
    for place, born in enumerate(births):
        ref, role = f"P{number}-{place}", "child" if place else "parent"
        died = dt.date(2019, 5, 20) if place and number == 5 else None
        person = Person(
            ref=ref,
            family=family,
            role=role,
            born=born,
            registered=registered,
            homes=homes,
            died=died,
        )
        old.people[ref] = person
        name, sex = ("Robin", "F") if not place else (f"Kim{place}", chance.choice("FM"))
        cells = (name, "Example", british(born), sex, "07700 900123" if not place else "")
        first = homes[0][1]
        old.add(
            "registrations", family, ref, role, *cells, "1 High Street", first, british(registered)
        )
        if len(homes) > 1:
            changed = british(homes[1][0])
            old.add("addresses", ref, "", changed, "1 High Street", first)
            old.add("addresses", ref, changed, "", "2 New Street", homes[1][1])
    _add_the_rest(old, number, family, registered)


def _birth(chance: random.Random) -> dt.date:
    """Some turn five in the half year."""
    return dt.date(2013, 11, 1) + dt.timedelta(chance.randrange(1750))


def _add_the_rest(old: OldSystem, number: int, family: str, registered: dt.date) -> None:
    """Everything that is known of few."""
    adult, child, day = f"P{number}-0", f"P{number}-1", british(registered)
    old.add(
        "relationships",
        adult,
        family,
        day,
        "",
        "parent",
        "mother",
        child,
        "yes",
        "birth certificate",
    )
    old.add("notices", adult, day, "2018-05", "en")
    old.add("permissions", child, day, "photo_wall", "Yes" if number % 2 else "No", adult)
    if number % 8 == 1:
        old.add("alerts", adult, day, "", "hidden_home", "")
    if number % 8 == 2:
        old.add("objections", adult, day, "", "messages", "No more texts")
    if number % 6 == 3:
        old.add("needs", child, day, "", "speech-language", "health visitor")
    if number % 3 == 0:
        old.add(
            "contacts", family, "14/05/2019 10:30", "home_visit", adult, "Talked about sleep", "Sam"
        )


def _add_session(old: OldSystem, chance: random.Random, number: int) -> None:
    day = dt.date(2019, 1, 7) + dt.timedelta(days=7 * number)
    session = (f"S{number}", "Stay and Play", chance.choice(["Limbury", "Park Town"]))
    times = (f"{british(day)} 10:00", f"{british(day)} 11:00")
    for ref in chance.sample(sorted(old.people), 12):
        status = chance.choice(["Attended", "Attended", "Attended", "Did not attend"])
        old.add("attendances", *session, *times, ref, status, "")
    if number % 6 == 1:
        old.add("attendances", *session, *times, "", "Attended", "3")
    if number % 6 == 4:
        old.add("attendances", *session, *times, "", "Cancelled", "")


def postcodes_of(old: OldSystem) -> bytes:
    """Where its postcodes lie, as the directory has it."""
    headings = ("pcds", "oslaua", "ward_2003_2023_code")
    rows = [
        dict(zip(headings, (text, "E06000032", ward), strict=True))
        for text, ward in old.ward_of.items()
    ]
    return as_file(headings, rows)
