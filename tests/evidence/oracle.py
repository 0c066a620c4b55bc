"""The rules of counting read aloud over records: slow, plain, sharing nothing with the engine."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from zoneinfo import ZoneInfo

from tests.evidence.worlds import (
    ACTIVITIES,
    CARING,
    DISTRICT,
    NEIGHBOURHOODS,
    SETS,
    TERMS,
    WARDS,
    Day,
    Days,
    Person,
    Session,
    Tie,
    World,
)

LONDON = ZoneInfo("Europe/London")
Key = tuple[object, ...]

# To whom each question is put.
ASKED_OF = {
    **dict.fromkeys(("date_of_birth", "sex", "ethnicity", "language", "postcode"), "all"),
    **dict.fromkeys(("nhs_number", "gp_practice"), "all"),
    **dict.fromkeys(("phone", "email", "interpreter_needed"), "adults"),
    **dict.fromkeys(("contact_by_sms", "contact_by_email"), "adults"),
    "due_date": "expectant",
    "setting": "children",
}


def holds(days: Days, day: Day) -> bool:
    starts, ends = days
    return (starts is None or starts <= day) and (ends is None or day < ends)


def fifth_birthday(born: Day) -> Day:
    if (born.month, born.day) == (2, 29):
        return dt.date(born.year + 5, 3, 1)
    return born.replace(year=born.year + 5)


def six_months(born: Day) -> Day:
    month, year = (born.month + 5) % 12 + 1, born.year + (born.month + 5) // 12
    for number in (born.day, None):
        try:
            if number:
                return dt.date(year, month, number)
        except ValueError:
            continue
    return dt.date(year + month // 12, month % 12 + 1, 1)


def year_before(day: Day) -> Day:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return dt.date(day.year - 1, 2, 28)


@dataclass(frozen=True)
class Event:
    """Something that counts: what, who, when, and at which session."""

    thing: object
    person: int | None
    day: Day
    session: int | None = None
    family: int | None = None
    role: str | None = None
    relationship: str | None = None
    counted_by: str | None = None
    field: str | None = None
    weight: int = 1
    small: tuple[str, str] | None = None
    flags: frozenset[str] = frozenset()


@dataclass
class Oracle:
    """Counts one world."""

    world: World

    def __post_init__(self) -> None:
        world = self.world
        into = {p.id: p.merged_into for p in world.people}
        self.who = {number: _root(number, into) for number in into}
        self.people: dict[int, Person] = {
            p.id: self._together(p) for p in world.people if p.merged_into is None
        }
        self.house = {number: _root(number, world.families) for number in world.families}
        self.ties = self._ties()
        self.today = world.as_at.astimezone(LONDON).date()
        self.sessions: dict[int, Session] = {
            s.id: s for s in world.sessions if not s.cancelled and s.starts_at <= world.as_at
        }
        self.day_of = {s.id: s.starts_at.astimezone(LONDON).date() for s in self.sessions.values()}
        self.marks = list(self._marks())
        self.contacts = [
            (self.house[family], moment.astimezone(LONDON).date())
            for family, moment, face_to_face in world.contacts
            if face_to_face and moment <= world.as_at
        ]

    def _together(self, person: Person) -> Person:
        """A person with what they leave open filled in from those merged into them, in order."""
        records = [person, *(p for p in self.world.people if self.who[p.id] == person.id)]
        told = {}
        for name in ("born", "died", "sex", "ethnicity", "language"):
            answers = [getattr(record, name) for record in records]
            given = [answer for answer in answers if answer]
            known = [answer for answer in given if answer not in ("unknown", "not_asked")]
            told[name] = (known or given or answers)[0]
        return replace(person, **told)

    # -- who was what and where ------------------------------------------------------------------

    def roles(self, person: int, day: Day) -> dict[int, tuple[str, str | None]]:
        """Role and relationship by family. After a merge the row that stays speaks first."""
        found: dict[int, tuple[str, str | None]] = {}
        for tie in self.ties[person]:
            if holds(tie.days, day):
                found.setdefault(self.house[tie.family], (tie.role, tie.relationship or None))
        return found

    def _ties(self) -> dict[int, list[Tie]]:
        """Of each person; those between rows that stay before others, else in order."""

        def merged(tie: Tie) -> bool:
            return tie.person != self.who[tie.person] or tie.family != self.house[tie.family]

        found: defaultdict[int, list[Tie]] = defaultdict(list)
        for tie in sorted(self.world.ties, key=merged):
            found[self.who[tie.person]].append(tie)
        return found

    def place(self, person: int | None, day: Day, area_set: str) -> str:
        lies, areas = self._home(person, day)
        if lies != "here":
            return lies
        return areas.get(area_set, "not known")

    def resident(self, person: int, day: Day) -> bool:
        return self._home(person, day)[0] == "here"

    def under_five(self, person: int, day: Day) -> bool:
        born = self.people[person].born
        return born is not None and born <= day < fifth_birthday(born)

    def dead(self, person: int, day: Day) -> bool:
        died = self.people[person].died
        return died is not None and died <= day

    def registered(self, person: int, day: Day) -> bool:
        return any(
            self.who[who] == person and holds((starts, ends), day)
            for who, _, starts, ends in self.world.registrations
        )

    def _home(self, person: int | None, day: Day) -> tuple[str, dict[str, str]]:
        homes = [h for h in self.world.homes if person and self.who[h[0]] == person]
        for _, text, days in sorted(homes, key=lambda home: home[0] != person):
            if holds(days, day):
                for postcode, district, areas in self.world.postcodes:
                    if postcode == text:
                        here = district == DISTRICT or (district == "" and areas)
                        return ("here" if here else "outside"), areas
                return "not known", {}
        return "not known", {}

    # -- what happened ---------------------------------------------------------------------------

    def _marks(self) -> Iterator[tuple[int, int, int]]:
        """Session, person, family; a person once a session, the row that stays before others."""
        taken: set[tuple[int, int]] = set()
        rows = enumerate(self.world.marks)
        for _, (session, person, family, status) in sorted(
            rows, key=lambda row: (self.who[row[1][1]] != row[1][1], row[0])
        ):
            who = self.who[person]
            if status == "attended" and session in self.sessions and (session, who) not in taken:
                taken.add((session, who))
                yield session, who, self.house[family]

    @cached_property
    def hits(self) -> list[tuple[int, Day, bool, int | None]]:
        """Looked for when they are first asked for: not every measure counts them."""
        return list(self._hits())

    def _hits(self) -> Iterator[tuple[int, Day, bool, int | None]]:
        for child in self.people:
            for session, person, _ in self.marks:
                day = self.day_of[session]
                if not self._could_be_met(child, day):
                    continue
                if person == child:
                    yield child, day, True, session
                if ACTIVITIES[self.sessions[session].activity] == "family":
                    cares = {
                        f for f, (role, _) in self.roles(person, day).items() if role in CARING
                    }
                    if cares & self._families_as_child(child, day):
                        yield child, day, False, session
            for family, day in self.contacts:
                if self._could_be_met(child, day) and family in self._families_as_child(child, day):
                    yield child, day, False, None

    def _could_be_met(self, child: int, day: Day) -> bool:
        died = self.people[child].died
        return self.under_five(child, day) and (died is None or day <= died)

    def _families_as_child(self, child: int, day: Day) -> set[int]:
        return {f for f, (role, _) in self.roles(child, day).items() if role == "child"}

    def _carers_of(self, family: int, day: Day) -> list[int]:
        roles = {person: self.roles(person, day).get(family) for person in self.people}
        return [person for person, held in roles.items() if held and held[0] in CARING]

    # -- measures --------------------------------------------------------------------------------

    def events(self, measure: str, start: Day, end: Day) -> Iterable[Event]:
        """What counts in a period, flags saying in which figures."""
        found: Iterable[Event] = getattr(self, f"_{measure}")(start, end)
        return found

    def _reached(self, start: Day, end: Day) -> Iterator[Event]:
        for child, day, _, session in self.hits:
            if start <= day <= end:
                yield Event(child, child, day, session)

    def _unique_children(self, start: Day, end: Day) -> Iterator[Event]:
        for child, day, present, session in self.hits:
            if present and start <= day <= end:
                yield Event(child, child, day, session)

    def _reach_rate(self, start: Day, end: Day) -> Iterator[Event]:
        for child in {child for child, day, _, _ in self.hits if start <= day <= end}:
            stays = self.under_five(child, end) and not self.dead(child, end)
            if stays and self.resident(child, end):
                yield Event(child, child, end)

    def _regular(self, _start: Day, end: Day) -> Iterator[Event]:
        days: dict[int, set[Day]] = defaultdict(set)
        for child, day, _, _ in self.hits:
            if year_before(end) < day <= end:
                days[child].add(day)
        for child, found in days.items():
            if len(found) >= 3:
                yield Event(child, child, max(found))

    def _regular_rate(self, start: Day, end: Day) -> Iterator[Event]:
        often = {event.thing for event in self._regular(start, end)}
        return (event for event in self._reach_rate(start, end) if event.thing in often)

    def _registered(self, _start: Day, end: Day) -> Iterator[Event]:
        for child in self.people:
            held = self.registered(child, end) and not self.dead(child, end)
            if held and self.under_five(child, end):
                flags = {"residents"} if self.resident(child, end) else set()
                yield Event(child, child, end, flags=frozenset(flags))

    def _not_reached(self, start: Day, end: Day) -> Iterator[Event]:
        hit = {child for child, day, _, _ in self.hits if start <= day <= end}
        for event in self._registered(start, end):
            if event.thing not in hit:
                yield Event(event.thing, event.person, end)

    def _lost(self, start: Day, end: Day) -> Iterator[Event]:
        sight = min(end, self.today) - dt.timedelta(days=42)
        for event in self._regular(start, end):
            child, last = event.person, event.day
            if child is None or last > sight or self.dead(child, end) or self._has_left(child, end):
                continue
            if self.under_five(child, end):
                sessions = {s for c, day, _, s in self.hits if (c, day) == (child, last)}
                for session in sessions:
                    yield Event(child, child, end, session)

    def _has_left(self, person: int, day: Day) -> bool:
        """Whether all registrations there ever were are over."""
        ends = [e for who, _, _, e in self.world.registrations if self.who[who] == person]
        return bool(ends) and all(left is not None and left <= day for left in ends)

    def _supply(self, start: Day, end: Day) -> Iterator[Event]:
        for session in self.sessions.values():
            day = self.day_of[session.id]
            if start <= day <= end and ACTIVITIES[session.activity] in ("family", "child"):
                yield Event(session.id, None, day, session.id)

    def _deprived(self, _start: Day, end: Day) -> Iterator[Event]:
        told = [row for row in self.world.deprivation if row[3] is not None and row[2] <= end.year]
        edition = max(((year, code) for code, _, year, _ in told), default=None)
        for code, area, year, decile in told:
            if (year, code) == edition:
                flags = {"denominator"} | ({"numerator"} if decile in (1, 2) else set())
                yield Event(area, None, end, small=(code, area), flags=frozenset(flags))

    def _unique_carers(self, start: Day, end: Day) -> Iterator[Event]:
        for session, person, _ in self._marked(start, end):
            day = self.day_of[session]
            for role, relationship in self.roles(person, day).values():
                if role in CARING:
                    yield Event(person, person, day, session, None, role, relationship)

    def _unique_families(self, start: Day, end: Day) -> Iterator[Event]:
        for session, person, family in self._marked(start, end):
            yield self._with_tie(family, person, self.day_of[session], session, family)
        for family, day in self.contacts:
            if start <= day <= end:
                adults: list[int | None] = [*self._carers_of(family, day)]
                for adult in adults or [None]:
                    yield self._with_tie(family, adult, day, None, family)

    def _new_families(self, start: Day, end: Day) -> Iterator[Event]:
        before = {family for session, _, family in self.marks if self.day_of[session] < start}
        before |= {family for family, day in self.contacts if day < start}
        return (e for e in self._unique_families(start, end) if e.thing not in before)

    def _attendances(self, start: Day, end: Day) -> Iterator[Event]:
        for session, person, family in self._marked(start, end):
            event = self._with_tie(None, person, self.day_of[session], session, family)
            yield Event(**{**event.__dict__, "thing": (session, person), "counted_by": "us"})
        for session, counter, heads in self.world.headcounts:
            if session in self.sessions and start <= self.day_of[session] <= end:
                yield Event(
                    (session, counter),
                    None,
                    self.day_of[session],
                    session,
                    counted_by=counter,
                    weight=heads,
                )

    def _sessions_delivered(self, start: Day, end: Day) -> Iterator[Event]:
        for session in self.sessions.values():
            day = self.day_of[session.id]
            if start <= day <= end:
                flag = "numerator" if session.closed else "registers_outstanding"
                yield Event(session.id, None, day, session.id, flags=frozenset({flag}))

    def _births_seen(self, start: Day, end: Day) -> Iterator[Event]:
        ever = {self.who[person] for person, *_ in self.world.registrations}
        for child, person in self.people.items():
            if person.born is None or person.died or child not in ever:
                continue
            half = six_months(person.born)
            day = min(half, self.today)
            if start <= person.born <= end and self.resident(child, day):
                flags = {"denominator"}
                if half > self.today:
                    flags.add("too_young")
                if any(c == child and present and d < half for c, d, present, _ in self.hits):
                    flags.add("numerator")
                yield Event(child, child, day, flags=frozenset(flags))

    def _field_completeness(self, _start: Day, end: Day) -> Iterator[Event]:
        for person in self.people:
            if self.dead(person, end) or not self.registered(person, end):
                continue
            roles = self.roles(person, end).items()
            child = any(role == "child" for _, (role, _) in roles)
            adult = {role for f, (role, _) in roles if role != "child" and self._is_young(f, end)}
            parts = {"children"} if child else set()
            parts |= {"adults"} if adult else set()
            parts |= {"expectant"} if "expectant_parent" in adult else set()
            for field_, whom in ASKED_OF.items():
                if whom in parts or (whom == "all" and parts):
                    answer = self.answer(person, field_)
                    flags = {"denominator"}
                    flags |= {"numerator"} if answer in ("answered", "refused") else set()
                    flags |= {"refused"} if answer == "refused" else set()
                    yield Event((person, field_), person, end, field=field_, flags=frozenset(flags))

    def _is_young(self, family: int, day: Day) -> bool:
        """Whether a family has a child under five or expects one."""
        for person in self.people:
            role = self.roles(person, day).get(family, ("", None))[0]
            if role == "expectant_parent":
                return True
            if role == "child" and self.under_five(person, day) and not self.dead(person, day):
                return True
        return any(
            self.house[house] == family
            and due - dt.timedelta(days=280) <= day < (ended or due + dt.timedelta(days=42))
            for _, house, due, ended in self.world.expected
        )

    def answer(self, person: int, question: str) -> str:
        """The kind of answer held."""
        held = self.people[person]
        if question in ("sex", "ethnicity", "language"):
            text = getattr(held, question)
            return (
                text if text in ("unknown", "refused", "not_asked") else "answered" if text else ""
            )
        given = {
            "date_of_birth": held.born is not None,
            "due_date": any(
                self.who[p] == person and not ended for p, _, _, ended in self.world.expected
            ),
            "postcode": any(self._open_homes(person)[:1]),
        }
        return "answered" if given.get(question) else ""

    def _open_homes(self, person: int) -> list[str]:
        """The postcodes of homes without an end, the one that speaks first."""
        homes = [h for h in self.world.homes if self.who[h[0]] == person and h[2][1] is None]
        return [text for _, text, _ in sorted(homes, key=lambda home: home[0] != person)]

    def _marked(self, start: Day, end: Day) -> Iterator[tuple[int, int, int]]:
        return (mark for mark in self.marks if start <= self.day_of[mark[0]] <= end)

    def _with_tie(
        self, thing: object, person: int | None, day: Day, session: int | None, family: int
    ) -> Event:
        role, relationship = None, None
        if person is not None:
            role, relationship = self.roles(person, day).get(family, (None, None))
        return Event(thing, person, day, session, family, role, relationship)

    # -- breakdowns ------------------------------------------------------------------------------

    def values(self, measure: str, event: Event, dimension: str, area_set: str) -> list[object]:
        """The values of an event; several needs count in each."""
        if dimension in ("ward", "neighbourhood"):
            of_set = area_set if dimension == "ward" else "hoods"
            return [self._lies(measure, event, of_set)]
        if measure == "field_completeness" and dimension in ("site", "worker"):
            found = self._sites if dimension == "site" else self._workers
            return [*found(event.person or 0, event.day)] or [None]
        if dimension in ("role", "relationship", "counted_by", "field"):
            return [getattr(event, dimension)]
        if dimension in ("site", "activity"):
            session = self.sessions.get(event.session or 0)
            return [getattr(session, dimension) if session else None]
        if dimension == "need":
            needs = {
                code
                for person, code, days in self.world.needs
                if event.person and self.who[person] == event.person and holds(days, self.today)
            }
            return [*sorted(needs)] or [None]
        return [self._of_person(event, dimension)]

    def _of_person(self, event: Event, dimension: str) -> object:
        if not event.person:
            return None
        person = self.people[event.person]
        if dimension == "age":
            return _age(person.born, event.day) if person.born else None
        return getattr(person, dimension) or None

    def _lies(self, measure: str, event: Event, of_set: str) -> str:
        if measure == "supply":
            return self._site_lies(self.sessions[event.session or 0].site, of_set)
        if measure == "deprived" and event.small:
            return self._fits(*event.small, of_set)
        return self.place(event.person, event.day, of_set)

    def _site_lies(self, site: str, of_set: str) -> str:
        text, neighbourhood = self.world.site_places.get(site, ("", None))
        if of_set == "hoods":
            return neighbourhood or "not known"
        for postcode, district, areas in self.world.postcodes:
            if postcode == text:
                here = district == DISTRICT or (district == "" and areas)
                return areas.get(of_set, "not known") if here else "outside"
        return "not known"

    def _fits(self, small_set: str, small: str, of_set: str) -> str:
        votes = [
            areas[of_set]
            for _, _, areas in self.world.postcodes
            if areas.get(small_set) == small and of_set in areas
        ]
        return min(votes, key=lambda area: (-votes.count(area), area), default="not known")

    def _sites(self, person: int, day: Day) -> set[object]:
        """Where the families in which somebody is registered were seen last."""
        found: set[object] = set()
        for family in {family for family, _ in self._registrations(person, day)}:
            seen = [(self.day_of[s], s) for s, _, f in self.marks if f == family]
            until = [(then, session) for then, session in seen if then <= day]
            last = max((then for then, _ in until), default=None)
            found |= {self.sessions[session].site for then, session in until if then == last}
        return found

    def _workers(self, person: int, day: Day) -> set[object]:
        return {worker for _, worker in self._registrations(person, day)}

    def _registrations(self, person: int, day: Day) -> list[tuple[int, str | None]]:
        return [
            (self.house[family], self.world.entered_by.get(number))
            for number, (who, family, starts, ends) in enumerate(self.world.registrations)
            if self.who[who] == person and holds((starts, ends), day)
        ]

    def count(
        self, measure: str, start: Day, end: Day, by: tuple[str, ...], area_set: str
    ) -> dict[Key, dict[str, int]]:
        """Figures by the values of dimensions other than time."""
        things: dict[Key, dict[str, dict[object, int]]] = defaultdict(lambda: defaultdict(dict))
        for event in self.events(measure, start, end):
            for key in itertools.product(*(self.values(measure, event, d, area_set) for d in by)):
                for figure in self.figures(measure, event):
                    things[key][figure][event.thing] = event.weight
        return {
            key: {figure: sum(weights.values()) for figure, weights in figures.items()}
            for key, figures in things.items()
        }

    @staticmethod
    def figures(measure: str, event: Event) -> set[str]:
        """In which figures an event counts."""
        if measure in ("sessions_delivered", "births_seen", "field_completeness", "deprived"):
            return set(event.flags)
        return {"numerator", *event.flags}

    # -- bases -----------------------------------------------------------------------------------

    def base(self, area_set: str, last_day: Day) -> tuple[dict[str, int], int | None]:
        """Under-fives by area and in the whole."""
        parts = {ward: [ward] for ward in WARDS.get(area_set, [])} or NEIGHBOURHOODS
        wards = [ward for found in parts.values() for ward in found]
        years = [y for y in range(2000, 2030) if dt.date(y, 6, 30) <= last_day]
        held = [y for y in years if any(self._people(w, y) is not None for w in wards)]
        if not held:
            return {}, None
        year = max(held)
        by_area = {}
        for area, found in parts.items():
            figures = [n for n in (self._people(ward, year) for ward in found) if n is not None]
            if figures:
                by_area[area] = sum(figures)
        own = self._people(DISTRICT, year)
        return by_area, sum(by_area.values()) if own is None else own

    def _people(self, area: str, year: int) -> int | None:
        ages = {age: n for code, y, age, n in self.world.population if (code, y) == (area, year)}
        if all(str(age) in ages for age in range(5)):
            return sum(ages[str(age)] for age in range(5))
        return ages.get("0-4")


def _root(number: int, into: dict[int, int | None]) -> int:
    while (other := into[number]) is not None:
        number = other
    return number


def _age(born: Day, day: Day) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def set_on(day: Day) -> str:
    """The ward set valid on a day."""
    wards = {code: (starts, ends) for code, (kind, starts, ends) in SETS.items() if kind == "ward"}
    return next(code for code, days in wards.items() if holds(days, day))


def pieces(start: Day, end: Day, by: str | None) -> list[tuple[str, Day, Day]]:
    """Months, quarters, years or terms, cut to the ends of a period."""
    if by is None:
        return [("", start, end)]
    if by == "term":
        cut = [(code, max(a, start), min(b, end)) for code, a, b in TERMS]
        return [(code, a, b) for code, a, b in cut if a <= b]
    groups: dict[str, list[Day]] = defaultdict(list)
    day = start
    while day <= end:
        name = {
            "month": f"{day:%Y-%m}",
            "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
            "year": f"{day.year}",
        }[by]
        groups[name].append(day)
        day += dt.timedelta(days=1)
    return [(name, days[0], days[-1]) for name, days in groups.items()]
