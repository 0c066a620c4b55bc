"""An independent reading of the contract: files of registrations over time, day by day.

It keeps a table of days instead of intervals, looks texts up instead of parsing them, and shares no
code with what it is compared with. Files come in the order of their days.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field, replace

Row = dict[str, str]
Day = dt.date

FIRST = dt.date(2020, 2, 20)
DAYS = [FIRST + dt.timedelta(days=n) for n in range(30)]
EVER = dt.date.max

# What people write, and what it means; None: it cannot be.
DATES = {
    "": "",
    "2020-02-29": "2020-02-29",
    "29/02/2020": "2020-02-29",
    "2020-03-05": "2020-03-05",
    "2016-07-01": "2016-07-01",
    "01/07/2016": "2016-07-01",
    "2001-01-01": "2001-01-01",
    "1990-05-05": "1990-05-05",
    "2020-03-10": "2020-03-10",
    "2020-03-01": "2020-03-01",
    "2019-06-01": "2019-06-01",
    "2999-01-01": "future",
    "2020-02-30": None,
    "soon": None,
}
ROLES = {
    "child": "child",
    "Child": "child",
    "parent": "parent",
    "expectant parent": "expectant_parent",
    "other": "other",
    "uncle": None,
    "": None,
}
ETHNICITIES = {
    "": "",
    "WBRI": "WBRI",
    "white british": "WBRI",
    "13": "WBRI",
    "Pakistani": "APKN",
    "REFU": "refused",
    "refused": "refused",
    "NOBT": "not_asked",
    "unknown": "unknown",
    "Martian": "Martian",
}
POSTCODES = {
    "": "",
    "LU9 1AA": "LU9 1AA",
    "lu91aa": "LU9 1AA",
    "LU9 1AB": "LU9 1AB",
    "nowhere": "nowhere",
    "NoWhere": "nowhere",
}
NHS = {"": "", "999 000 0018": "9990000018", "9990000019": None}


@dataclass
class Someone:
    """What is known of a person: roles by family and day, the postcode counted by day."""

    name: str
    born: str
    ethnicity: str = ""
    nhs_number: str = ""
    roles: dict[str, dict[Day, str]] = field(default_factory=lambda: defaultdict(dict))
    main: dict[Day, str] = field(default_factory=dict)
    home: str = ""
    vague: bool = False
    """The first row gave no address: where several families did, nobody says which counts."""
    registered: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def copy(self) -> Someone:
        """The same, to be changed; much quicker than a deep copy, which looks at every day."""
        roles = {family: dict(days) for family, days in self.roles.items()}
        registered = {family: list(spans) for family, spans in self.registered.items()}
        return replace(
            self, roles=defaultdict(dict, roles), main=dict(self.main), registered=registered
        )


Books = dict[str, Someone]


def take(books: Books, rows: list[Row], as_of: Day) -> tuple[Books, list[bool]]:
    """The books after a file whose bad rows are left out, and whether each row is good."""
    after = dict(books)
    by_person: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        by_person[row["person_ref"] or f"nobody {place}"].append(place)
    taken = [False] * len(rows)
    for ref, places in by_person.items():
        mine = [rows[place] for place in places]
        agree = all(
            len({meaning for row in mine if (meaning := _said(row, column))}) < 2
            for column in ("name", "date_of_birth")
        )
        good = [place for place in places if agree]
        # The row that brings a birth date may itself be bad.
        for _ in range(3):
            standing = [rows[place] for place in good]
            good = [p for p in good if _is_good(rows[p], standing, books.get(ref), as_of)]
        if not good:
            continue
        held = books.get(ref)
        one_a_family: dict[str, Row] = {}
        for place in good:
            row = rows[place]
            before = one_a_family.get(row["family_ref"], {})
            said = {name: text for name, text in row.items() if text}
            one_a_family[row["family_ref"]] = {**row, **before, **said}
        said_rows = list(one_a_family.values())
        if held is None:
            after[ref] = _newcomer(said_rows, as_of)
        else:
            after[ref] = held.copy()
            _update(after[ref], said_rows, as_of)
        for place in good:
            taken[place] = True
    return after, taken


def _said(row: Row, column: str) -> str:
    if column == "name":
        return row["given_name"].casefold()
    return DATES[row["date_of_birth"]] or ""


def _is_good(row: Row, mine: list[Row], held: Someone | None, as_of: Day) -> bool:
    dates = [DATES[row[name]] for name in ("date_of_birth", "registered_on", "left_on")]
    if not row["person_ref"] or not row["family_ref"] or not row["given_name"]:
        return False
    if ROLES[row["role"]] is None or None in dates or "future" in dates[:2]:
        return False
    if NHS[row["nhs_number"]] is None:
        return False
    if ROLES[row["role"]] == "child":
        given = [text for other in mine if (text := _said(other, "date_of_birth")) != "future"]
        born = next(filter(None, given), held.born if held else "")
        if not born:
            return False
        spans = held.registered.get(row["family_ref"]) if held else None
        day = dates[1] or (max(spans)[0] if spans else as_of.isoformat())
        # Nobody here is born on 29 February eighteen years before.
        if str(int(born[:4]) + 18) + born[4:] <= str(day):
            return False
    return True


def _newcomer(rows: list[Row], as_of: Day) -> Someone:
    born = next((b for r in rows if (b := _said(r, "date_of_birth"))), "")
    person = Someone(rows[0]["given_name"], born, home=rows[0]["family_ref"])
    person.vague = not rows[0]["postcode"]
    for row in rows:
        role = str(ROLES[row["role"]])
        person.roles[row["family_ref"]] = {
            day: role for day in DAYS if role != "child" or day.isoformat() >= born
        }
        _answer(person, row)
        _register(person, row, as_of)
    if rows[0]["postcode"]:
        person.main = dict.fromkeys(DAYS, POSTCODES[rows[0]["postcode"]])
    return person


def _update(person: Someone, rows: list[Row], as_of: Day) -> None:
    # The birth date is known before anything else.
    for row in rows:
        _answer(person, row)
    day = max(as_of, dt.date.fromisoformat(person.born)) if person.born else as_of
    later = [d for d in DAYS if d >= day]
    mentioned = {row["family_ref"] for row in rows}
    for row in rows:
        family, role = row["family_ref"], str(ROLES[row["role"]])
        if day not in person.roles[family]:
            for other, days in person.roles.items():
                if other not in mentioned:
                    person.roles[other] = {d: r for d, r in days.items() if d < day}
            if day not in person.roles[person.home]:
                person.home = family
        person.roles[family] |= dict.fromkeys(later, role)
        if row["postcode"] and family == person.home:
            postcode = POSTCODES[row["postcode"]]
            if not person.main:
                person.main = dict.fromkeys(DAYS, postcode)
            else:
                person.main |= dict.fromkeys([d for d in DAYS if d >= as_of], postcode)
        _register(person, row, as_of)


def _answer(person: Someone, row: Row) -> None:
    if row["given_name"]:
        person.name = row["given_name"]
    # Everyone here has one birth date, sooner or later.
    person.born = _said(row, "date_of_birth") or person.born
    if row["ethnicity"]:
        person.ethnicity = ETHNICITIES[row["ethnicity"]]
    if row["nhs_number"]:
        person.nhs_number = str(NHS[row["nhs_number"]])


def _register(person: Someone, row: Row, as_of: Day) -> None:
    spans = person.registered.setdefault(row["family_ref"], [])
    starts, ends = str(DATES[row["registered_on"]]), str(DATES[row["left_on"]])
    if ends == "future":
        ends = "2999-01-01"
    if not spans:
        spans.append((starts or as_of.isoformat(), ends))
        return
    named = [span for span in spans if span[0] == starts]
    old = named[0] if named else max(spans)
    others = [span for span in spans if span != old]
    if starts and not named and old[1] and starts >= old[1]:
        others, new = spans, (starts, ends)
    else:
        new = (starts or old[0], ends or old[1])
    if not any(_together(new, other) for other in others):
        spans[:] = [*others, new]


def _together(one: tuple[str, str], other: tuple[str, str]) -> bool:
    if any(end and end <= start for start, end in (one, other)):
        return False
    return max(one[0], other[0]) < min(one[1] or "9999", other[1] or "9999")
