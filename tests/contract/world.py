"""Random files for the whole way from import to figure.

Dense on purpose: everything happens within eighty days with 29 February inside, children are
rarely marked themselves, birthdays and births fall into the window, people move and change roles.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FIRST_DAY = dt.date(2020, 1, 15)
DAYS = 80
FIRST_AS_OF = dt.date(2020, 1, 20)
SECOND_AS_OF = dt.date(2020, 2, 25)

DISTRICT, OTHER_DISTRICT = "E06000032", "E06000055"
OLD_WARDS = [f"E050021{n}" for n in ("93", "95", "98")] + ["E05002201", "E05002208"]
# The neighbourhoods of the plan, as the pack has them.
HOODS = {
    "E05002193": "Central",
    "E05002195": "North",
    "E05002198": "West",
    "E05002201": "North",
    "E05002208": "South",
}
NEW_WARDS = [f"E050147{n}" for n in ("41", "42", "43", "44")]
FAMILY_ACTIVITIES = ["Stay and Play", "Take 5 café"]
OTHER_ACTIVITIES = ["Bump to Babe"]
SITES = ["Limbury", "Dallow Academy", "Beech Hill Primary School", "Park Town"]

REGISTRATION_COLUMNS = [
    *("family_ref", "person_ref", "role", "given_name", "family_name", "date_of_birth"),
    *("due_date", "sex", "ethnicity", "language", "interpreter_needed", "phone", "email"),
    *("address_line_1", "address_line_2", "town", "postcode", "nhs_number", "gp_practice"),
    *("setting", "registered_on", "left_on", "contact_by_sms", "contact_by_email"),
]
ATTENDANCE_COLUMNS = [
    *("session_ref", "activity", "site", "starts_at", "ends_at"),
    *("person_ref", "family_ref", "status", "headcount", "counted_by"),
]
POSTCODE_COLUMNS = ["pcds", "oslaua", "ward_2003_2023_code", "ward_2023_code"]
POPULATION_COLUMNS = ["area_code", "year", "age", "count", "source"]

Row = dict[str, str]


@dataclass(frozen=True)
class Registrations:
    """One file of registrations and the day from which its news holds."""

    rows: list[Row]
    as_of: dt.date


@dataclass
class World:
    """All files of one random world, as rows of text."""

    postcodes: list[Row]
    population: list[Row]
    registrations: list[Registrations]
    attendances: list[Row]
    unknown_postcodes: list[str] = field(default_factory=list)


def as_csv(rows: Iterable[Mapping[str, str]], columns: list[str]) -> bytes:
    """A file as a person would send it: cells that a row lacks are blank."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def make_world(seed: int, *, families: int = 14, sessions: int = 26) -> World:
    """A world of its own for each seed."""
    chance = random.Random(seed)
    postcodes = _postcodes(chance)
    own = [row["pcds"] for row in postcodes]
    maker = _People(chance, [*own, *own, "ZZ9 9ZZ", "not a postcode", ""])
    first = [row for _ in range(families) for row in maker.family()]
    maker.second_homes(first)
    second = maker.news(first)
    return World(
        postcodes=postcodes,
        population=_population(chance),
        registrations=[
            Registrations(first, FIRST_AS_OF),
            Registrations(second, SECOND_AS_OF),
        ],
        attendances=_attendances(chance, first + second, sessions),
    )


def _postcodes(chance: random.Random) -> list[Row]:
    rows = []
    for number in range(14):
        outside = number % 7 == 6
        rows.append(
            {
                "pcds": f"LU9 {number % 10}{'ABDEFGHJLN'[number // 10]}A",
                "oslaua": OTHER_DISTRICT if outside else DISTRICT,
                "ward_2003_2023_code": "" if outside else chance.choice(OLD_WARDS),
                "ward_2023_code": "" if outside else chance.choice(NEW_WARDS),
            }
        )
    return rows


def _population(chance: random.Random) -> list[Row]:
    rows = []
    for year, wards in ((2018, OLD_WARDS), (2019, OLD_WARDS), (2019, NEW_WARDS)):
        for ward in wards:
            rows += [
                {
                    "area_code": ward,
                    "year": str(year),
                    "age": str(age),
                    "count": str(chance.randint(5, 40)),
                    "source": "random",
                }
                for age in range(5)
            ]
    return rows


class _People:
    """Makes rows of registrations, and later rows that change them."""

    def __init__(self, chance: random.Random, postcodes: list[str]) -> None:
        self.chance, self.postcodes = chance, postcodes
        self.people = self.families = 0

    def family(self) -> list[Row]:
        self.families += 1
        ref, home = f"F{self.families}", self.chance.choice(self.postcodes)
        rows = [self._adult(ref, home, "parent")]
        if self.chance.random() < 0.5:
            role = self.chance.choice(["parent", "carer", "expectant_parent", "other"])
            rows.append(self._adult(ref, home, role))
        rows += [self._child(ref, home) for _ in range(self.chance.choice([0, 1, 1, 2, 3]))]
        return rows

    def second_homes(self, rows: list[Row]) -> None:
        """Some children belong to two families; the second home's address is not counted."""
        children = [row for row in rows if row["role"] == "child"]
        for child in self.chance.sample(children, min(3, len(children))):
            other = f"F{self.chance.randint(1, self.families)}"
            if other != child["family_ref"]:
                rows.append(
                    child | {"family_ref": other, "postcode": self.chance.choice(self.postcodes)}
                )

    def news(self, first: list[Row]) -> list[Row]:
        """A later file: moves, new roles, leavers, newcomers."""
        once = {row["person_ref"]: row for row in first}
        twice = {row["person_ref"] for row in first if row is not once[row["person_ref"]]}
        single = [row for ref, row in once.items() if ref not in twice]
        rows = [self._changed(row) for row in self.chance.sample(single, len(single) // 2)]
        return [*rows, *self.family(), *self.family()]

    def _changed(self, row: Row) -> Row:
        news = dict(row) | {"registered_on": ""}
        what = self.chance.choice(["moves", "moves", "role", "leaves", "family", "answers"])
        if what == "moves":
            news["postcode"] = self.chance.choice([p for p in self.postcodes if p])
        elif what == "role" and row["role"] != "child":
            news["role"] = self.chance.choice(["parent", "carer", "other", "expectant_parent"])
        elif what == "leaves":
            news["left_on"] = self._day(20).isoformat()
        elif what == "family":
            news["family_ref"] = f"F{self.chance.randint(1, self.families)}"
            news["postcode"] = self.chance.choice([p for p in self.postcodes if p])
        else:
            news["ethnicity"] = self.chance.choice(["WBRI", "refused", "APKN"])
            news["sex"] = ""
        return news

    def _day(self, margin: int = 0) -> dt.date:
        return FIRST_DAY + dt.timedelta(days=self.chance.randint(-margin, DAYS))

    def _adult(self, family: str, home: str, role: str) -> Row:
        born = dt.date(1985, 1, 1) + dt.timedelta(days=self.chance.randint(0, 5000))
        return self._person(family, home, role, born)

    def _child(self, family: str, home: str) -> Row:
        day = self._day(10)
        born = self.chance.choice(
            [
                day,
                day.replace(year=day.year - 5) if (day.month, day.day) != (2, 29) else day,
                dt.date(2016, 2, 29),
                dt.date(2015, 2, 28),
                dt.date(2015, 3, 1),
                dt.date(2016, 6, 1) + dt.timedelta(days=self.chance.randint(0, 1200)),
            ]
        )
        return self._person(family, home, "child", born)

    def _person(self, family: str, home: str, role: str, born: dt.date) -> Row:
        self.people += 1
        chance = self.chance
        registered = (FIRST_DAY + dt.timedelta(days=chance.randint(-200, 40))).isoformat()
        return {
            "family_ref": family,
            "person_ref": f"P{self.people}",
            "role": role,
            "given_name": f"Given{self.people}",
            "family_name": f"Family{self.people}",
            "date_of_birth": born.isoformat(),
            "sex": chance.choice(["F", "M", "", "unknown"]),
            "ethnicity": chance.choice(["WBRI", "APKN", "unknown", "refused", "not_asked", ""]),
            "language": chance.choice(["", "Polish"]),
            "postcode": home,
            "registered_on": chance.choice([registered, registered, ""]),
            "left_on": "",
        }


def _attendances(chance: random.Random, people: list[Row], sessions: int) -> list[Row]:
    adults = [row for row in people if row["role"] != "child"]
    children = [row for row in people if row["role"] == "child"]
    families = sorted({row["family_ref"] for row in people})
    rows: list[Row] = []
    for number in range(sessions):
        day = FIRST_DAY + dt.timedelta(days=chance.randint(0, DAYS))
        session = {
            "session_ref": f"S{number}",
            "activity": chance.choice(FAMILY_ACTIVITIES * 2 + OTHER_ACTIVITIES),
            "site": chance.choice(SITES),
            "starts_at": chance.choice(
                [f"{day.isoformat()} 10:00", f"{day.isoformat()}T23:30:00+00:00"]
            ),
        }
        born = [row for row in children if row["date_of_birth"] <= day.isoformat()]
        marked = chance.sample(adults, 4) + chance.sample(born, min(1, len(born)))
        for person in {row["person_ref"]: row for row in marked}.values():
            mark = {
                "person_ref": person["person_ref"],
                "family_ref": chance.choice([person["family_ref"]] * 4 + families),
                "status": chance.choice(["attended"] * 5 + ["did_not_attend", "cancelled"]),
            }
            rows.append(session | mark)
        if chance.random() < 0.3:
            counter = chance.choice(["", "us", "partner"])
            count = str(chance.randint(0, 9))
            rows.append(session | {"headcount": count, "counted_by": counter})
        if chance.random() < 0.15:
            rows.append(session | {"status": "cancelled"})
    return rows
