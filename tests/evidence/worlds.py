"""Random worlds of records, dense enough to tell right counting from nearly right.

Everything happens within eighty days with 29 February and the change of the clocks inside, and on
the few days a year before at which windows of twelve months begin. Births and fifth birthdays fall
among them; children are hardly ever marked themselves, so that what comes through their carers
shows; people move, change roles, die, have needs and are merged.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field

FIRST_DAY, DAYS = dt.date(2020, 1, 15), 80
# Late in the evening of 31 March in London, an hour before it is 1 April there.
AS_AT = dt.datetime(2020, 3, 31, 22, 0, tzinfo=dt.UTC)
A_YEAR_BEFORE = [dt.date(2019, month, day) for month, day in ((2, 28), (3, 1), (3, 31), (4, 1))]

DISTRICT, ELSEWHERE = "E06000099", "E06000098"
WARDS = {"old": ["W1", "W2", "W3"], "new": ["V1", "V2"]}
SETS = {
    "old": ("ward", None, dt.date(2020, 3, 1)),
    "new": ("ward", dt.date(2020, 3, 1), None),
    "hoods": ("neighbourhood", None, None),
    "small-a": ("lsoa", None, None),
    "small-b": ("lsoa", None, None),
}
SMALL_AREAS = {"small-a": ["A1", "A2", "A3"], "small-b": ["B1", "B2", "B3", "B4"]}
NEIGHBOURHOODS = {"N1": ["W1", "W2"], "N2": ["W3"]}
ACTIVITIES = {
    "play": "family",
    "cafe": "family",
    "creche": "child",
    "bump": "expected",
    "course": "none",
}
SITES = ["hall", "hub", "school"]
TERMS = [
    ("2019-autumn", dt.date(2019, 9, 2), dt.date(2019, 12, 20)),
    ("2020-spring", dt.date(2020, 1, 6), dt.date(2020, 2, 28)),
    ("2020-summer", dt.date(2020, 3, 1), dt.date(2020, 7, 17)),
]
WORKERS = [str(uuid.UUID(int=number)) for number in (1, 2)]
ROLES = ["parent", "carer", "expectant_parent", "other"]
CARING = {"parent", "carer", "expectant_parent"}

Day = dt.date
Days = tuple[Day | None, Day | None]


@dataclass
class Person:
    """`merged_into`: another person whose row stays."""

    id: int
    born: Day | None
    died: Day | None
    sex: str
    ethnicity: str
    language: str
    merged_into: int | None = None


@dataclass
class Tie:
    """A role for a time."""

    person: int
    family: int
    role: str
    relationship: str
    days: Days


@dataclass
class Session:
    """Cancelled or not, closed or not."""

    id: int
    activity: str
    site: str
    starts_at: dt.datetime
    cancelled: bool
    closed: bool


@dataclass
class World:
    """All records."""

    people: list[Person] = field(default_factory=list)
    families: dict[int, int | None] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)
    homes: list[tuple[int, str, Days]] = field(default_factory=list)
    registrations: list[tuple[int, int, Day, Day | None]] = field(default_factory=list)
    needs: list[tuple[int, str, Days]] = field(default_factory=list)
    expected: list[tuple[int, int, Day, Day | None]] = field(default_factory=list)
    contacts: list[tuple[int, dt.datetime, bool]] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    marks: list[tuple[int, int, int, str]] = field(default_factory=list)
    headcounts: list[tuple[int, str, int]] = field(default_factory=list)
    # Who entered each registration, by its place in the list; absent: nobody we know.
    entered_by: dict[int, str] = field(default_factory=dict)
    # Postcode and neighbourhood of each site, blank and None where they are not said.
    site_places: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    # Set, small area, year, decile.
    deprivation: list[tuple[str, str, int, int | None]] = field(default_factory=list)
    # Text, district, area of each set.
    postcodes: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    # Area, year, age, people.
    population: list[tuple[str, int, str, int]] = field(default_factory=list)
    history_from: Day | None = dt.date(2019, 1, 1)
    as_at: dt.datetime = AS_AT


def make_world(seed: int, *, merges: bool = False, families: int = 12, sessions: int = 30) -> World:
    """A world of its own for each seed."""
    maker = _Maker(random.Random(seed))
    maker.places()
    for _ in range(families):
        maker.family()
    maker.second_homes()
    maker.use(sessions)
    if merges:
        maker.merge()
    _add_ground(maker.world, random.Random(f"ground {seed}"))
    return maker.world


def _add_ground(world: World, chance: random.Random) -> None:
    """Where sites lie, how deprived small areas are and who entered what.

    Of chances of its own, so that a world is otherwise what it was without."""
    texts = [text for text, _, _ in world.postcodes]
    for site in SITES:
        text = chance.choice([*texts, *texts, "ZZ9 9ZZ", ""])
        world.site_places[site] = (text, chance.choice([*NEIGHBOURHOODS, None]))
    for code, small in SMALL_AREAS.items():
        for _, district, areas in world.postcodes:
            if district != ELSEWHERE and chance.random() < 0.9:
                areas[code] = chance.choice(small)
    for code, year in (("small-a", 2015), ("small-a", 2019), ("small-b", 2019), ("small-b", 2021)):
        if chance.random() < 0.8:
            world.deprivation += [
                (code, area, year, chance.choice([1, 2, 2, 3, 9, None]))
                for area in SMALL_AREAS[code]
            ]
    _enter_again(world, chance)


def _enter_again(world: World, chance: random.Random) -> None:
    """Some were registered once before; most registrations were entered by somebody we know."""
    for person, family, starts, _ in tuple(world.registrations):
        if chance.random() < 0.2:
            days = [starts - dt.timedelta(days=days) for days in (90, 30)]
            world.registrations.append((person, family, days[0], days[1]))
    for number in range(len(world.registrations)):
        if chance.random() < 0.7:
            world.entered_by[number] = chance.choice(WORKERS)


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance, self.world = chance, World()
        # On these days much happens at once: intervals begin and end, people are born and turn
        # five, sessions are held, periods end. Edges show only where things meet.
        some = [FIRST_DAY + dt.timedelta(days=chance.randint(0, DAYS)) for _ in range(3)]
        self.busy = [dt.date(2020, 2, 29), dt.date(2020, 3, 1), dt.date(2020, 3, 31), *some]

    def places(self) -> None:
        chance, world = self.chance, self.world
        for number in range(9):
            text = f"LU9 {number}AA"
            if number == 8:
                world.postcodes.append((text, ELSEWHERE, {}))
                continue
            old, new = chance.choice(WARDS["old"]), chance.choice(WARDS["new"])
            areas = {"old": old, "new": new, "hoods": "N2" if old == "W3" else "N1"}
            # One whose district nobody says, known by its ward; one that lies in no ward of the
            # newer set.
            if number == 7:
                del areas["new"]
            world.postcodes.append((text, "" if number == 6 else DISTRICT, areas))
        for code in (*WARDS["old"], *WARDS["new"], DISTRICT):
            for year in (2017, 2018, 2019, 2020):
                self._population(code, year)

    def _population(self, code: str, year: int) -> None:
        kind = self.chance.choice(["single", "single", "band", "both", "partly", "none"])
        ages: list[str] = []
        if kind in ("single", "both"):
            ages += ["0", "1", "2", "3", "4"]
        if kind == "partly":
            ages += ["0", "1", "3"]
        if kind in ("band", "both"):
            ages.append("0-4")
        self.world.population += [(code, year, age, self.chance.randint(0, 9)) for age in ages]

    def family(self) -> None:
        chance, world = self.chance, self.world
        family = len(world.families) + 1
        world.families[family] = None
        for _ in range(chance.choice([1, 1, 2])):
            adult = self._person(self._adult_birth())
            self._roles(adult, family)
        for _ in range(chance.choice([0, 1, 1, 2, 3])):
            child = self._person(self._child_birth())
            world.ties.append(Tie(child, family, "child", "", self._child_days(child)))
        if chance.random() < 0.3:
            someone = world.ties[-1].person
            due = self._day(60)
            ended = chance.choice([None, None, self._day()])
            world.expected.append((someone, family, due, ended))

    def second_homes(self) -> None:
        """Some children are in two families, some adults care in another one too."""
        chance, world = self.chance, self.world
        for tie in chance.sample(world.ties, 6):
            family = chance.choice(list(world.families))
            if any((t.person, t.family) == (tie.person, family) for t in world.ties):
                continue
            role = "child" if tie.role == "child" else chance.choice(ROLES)
            world.ties.append(Tie(tie.person, family, role, "", self._days()))

    def use(self, sessions: int) -> None:
        chance, world = self.chance, self.world
        children = sorted({tie.person for tie in world.ties if tie.role == "child"})
        adults = sorted({tie.person for tie in world.ties} - set(children))
        families = list(world.families)
        for number in range(1, sessions + 1):
            world.sessions.append(self._session(number))
            marked = chance.sample(adults, 4) + chance.sample(children, chance.choice([0, 0, 1, 2]))
            for person in marked:
                own = [tie.family for tie in world.ties if tie.person == person]
                family = chance.choice(own * 4 + families)
                status = chance.choice(["attended"] * 6 + ["did_not_attend", "cancelled"])
                world.marks.append((number, person, family, status))
            for counter in ("us", "partner"):
                if chance.random() < 0.15:
                    world.headcounts.append((number, counter, chance.randint(0, 9)))
        for _ in range(6):
            moment = self._moment()
            world.contacts.append((chance.choice(families), moment, chance.random() < 0.7))

    def merge(self) -> None:
        """Some people and families turn out to be others; one of them twice over."""
        chance, world = self.chance, self.world
        by_id = {person.id: person for person in world.people}
        children = sorted({tie.person for tie in world.ties if tie.role == "child"})
        adults = sorted(by_id.keys() - set(children))
        for group in (children, adults):
            first, second, third, *_ = chance.sample(group, min(len(group), 5)) + [0] * 3
            for one, other in ((first, second), (second, third)):
                if one and other:
                    by_id[one].merged_into = other
        one, other, *_ = chance.sample(list(world.families), 2)
        world.families[one] = other

    def _session(self, number: int) -> Session:
        chance = self.chance
        return Session(
            id=number,
            activity=chance.choice([*ACTIVITIES, "play", "cafe", "play"]),
            site=chance.choice(SITES),
            starts_at=self._moment(),
            cancelled=chance.random() < 0.12,
            closed=chance.random() < 0.8,
        )

    def _moment(self) -> dt.datetime:
        chance = self.chance
        if chance.random() < 0.05:
            return AS_AT + dt.timedelta(minutes=chance.choice([0, 1, -1]))
        day = chance.choice(A_YEAR_BEFORE) if chance.random() < 0.2 else self._day()
        time = chance.choice([dt.time(10), dt.time(23, 30), dt.time(0, 15)])
        return dt.datetime.combine(day, time, tzinfo=dt.UTC)

    def _day(self, margin: int = 0) -> Day:
        if self.chance.random() < 0.5:
            return self.chance.choice(self.busy)
        return FIRST_DAY + dt.timedelta(days=self.chance.randint(-margin, DAYS))

    def _days(self) -> Days:
        starts = self.chance.choice([None, None, self._day(10)])
        ends = self.chance.choice([None, None, self._day()])
        return (starts, ends) if not (starts and ends) or starts < ends else (ends, starts)

    def _adult_birth(self) -> Day | None:
        day = dt.date(1985, 1, 1) + dt.timedelta(days=self.chance.randint(0, 5000))
        return self.chance.choice([day, day, dt.date(1996, 2, 29), None])

    def _child_birth(self) -> Day:
        chance = self.chance
        day = self._day(10)
        # Births, fifth birthdays, six months, all within the days of the world.
        five_before = day.replace(year=day.year - 5) if (day.month, day.day) != (2, 29) else day
        return chance.choice(
            [
                day,
                five_before,
                five_before,
                dt.date(2015, 3, 31),
                dt.date(2016, 2, 29),
                dt.date(2015, 2, 28),
                dt.date(2015, 3, 1),
                dt.date(2019, 8, 31),
                dt.date(2019, 7, 1) + dt.timedelta(days=chance.randint(0, 200)),
                dt.date(2016, 6, 1) + dt.timedelta(days=chance.randint(0, 1200)),
            ]
        )

    def _person(self, born: Day | None) -> int:
        chance, world = self.chance, self.world
        number = len(world.people) + 1
        died = self._day() if chance.random() < 0.08 else None
        if born and died and died < born:
            died = None
        world.people.append(
            Person(
                id=number,
                born=born,
                died=died,
                sex=chance.choice(["F", "M", "", "unknown"]),
                ethnicity=chance.choice(["WBRI", "APKN", "unknown", "refused", "not_asked", ""]),
                language=chance.choice(["", "Polish", "Urdu"]),
            )
        )
        self._homes(number)
        for code in ("send", "housing"):
            if chance.random() < 0.2:
                world.needs.append((number, code, self._days()))
        if chance.random() < 0.8:
            family = len(world.families)
            starts = self._day(300)
            ends = chance.choice([None, None, self._day()])
            world.registrations.append((number, family, starts, ends))
        return number

    def _homes(self, person: int) -> None:
        """One home, or two one after the other, sometimes with days between."""
        chance = self.chance
        texts = [text for text, _, _ in self.world.postcodes] * 2 + ["ZZ9 9ZZ", ""]
        first, second, third = (self._day() for _ in range(3))
        pattern = chance.choice(["one", "two", "two", "gap", "late"])
        stretches: list[Days] = {
            "one": [(None, None)],
            "two": [(None, first), (first, None)],
            "gap": [(None, min(second, third)), (max(second, third), None)],
            "late": [(first, None)],
        }[pattern]  # type: ignore[assignment]
        self.world.homes += [(person, chance.choice(texts), days) for days in stretches]

    def _roles(self, person: int, family: int) -> None:
        chance, ties = self.chance, self.world.ties
        role, relationship = chance.choice(ROLES), chance.choice(["mother", "father", ""])
        if chance.random() < 0.4:
            day = self._day()
            ties.append(Tie(person, family, role, relationship, (None, day)))
            ties.append(Tie(person, family, chance.choice(ROLES), relationship, (day, None)))
        else:
            ties.append(Tie(person, family, role, relationship, self._days()))

    def _child_days(self, child: int) -> Days:
        born = self.world.people[child - 1].born
        ends = self.chance.choice([None, None, None, self._day()])
        return (born, ends) if not (born and ends) or born < ends else (born, None)
