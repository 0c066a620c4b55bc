"""Who comes to what: regulars, now and then, once only; and who stays away."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flyingstart.town.chance import Chooser
from flyingstart.town.demo import Counted, Demo, Runs, Who
from flyingstart.town.households import House, Member
from flyingstart.town.lives import Times
from flyingstart.town.sessions import PlannedSession, Row

HALF_YEAR = 182
# How many families come at all in half a year, by the half-years of age of the youngest.
COMES = (0.8, 0.55, 0.43, 0.39, 0.36, 0.32, 0.26, 0.21, 0.16, 0.13)
AT_HOME_AFTER_BIRTH = 12
IN_HOLIDAYS = 0.45
KEEPS_COMING, NEW_TO_IT = 1.35, 0.72
VISITOR = 0.5
# Of those who come: once or twice, now and then, every week if they can.
ONCE, NOW_AND_THEN = 0.42, 0.33
EVERY_WEEK = (0.4, 0.8)
ANTENATAL = 0.5
ADULTS_TOO = 0.08
FAR_AWAY = 0.06
"""What a site weighs that is not near, beside one that is."""

ATTENDED, STAYED_AWAY, GAVE_UP_PLACE = "attended", "did_not_attend", "cancelled"
BY_THE_MOTHER, BY_BOTH, BY_ANOTHER = 0.8, 0.06, 0.14
BRINGS = 0.95
TOO_OLD_COMES_ALONG = 0.15
CHILD_NOT_MARKED, ADULT_NOT_MARKED = 0.05, 0.05
COURSE_ATTENDED, COURSE_STAYED_AWAY = 0.82, 0.94
PLACE_STAYED_AWAY = 0.04
SECOND_HOME_BRINGS = 0.3
MONTH = 30.44


@dataclass(frozen=True, slots=True)
class _Want:
    """What a family looks for: where it lives, the youngest's age in months, whom it is for."""

    patch: int | None
    months: int
    who: Who
    needs: frozenset[str] = frozenset()
    in_holidays: bool = False


class Attendance:
    """Marks families at sessions; people and families by number in the town."""

    def __init__(
        self, demo: Demo, times: Times, rows: Sequence[Row], chance: random.Random
    ) -> None:
        """Take the timetable as it runs."""
        self._demo, self._times, self._rows, self._chance = demo, times, rows, chance
        self._needs = frozenset(row.slot.need for row in rows)
        self._choosers: dict[_Want, Chooser[Row]] = {}

    def attend(self, house: House, first_person: int, first_family: int) -> None:
        """Let a family come, or not, from its first day to its last."""
        visits = _Visits(house, first_person, first_family, self._chance)
        self._antenatal(house, visits)
        first = max(house.first, self._times.begin)
        use = house.knowledge.life.use * (VISITOR if house.knowledge.life.lives_outside else 1)
        came = self._chance.random() < 0.5
        start = first - self._chance.randrange(HALF_YEAR)
        while start < house.last:
            since, until = max(start, first), min(start + HALF_YEAR, house.last)
            start += HALF_YEAR
            youngest = visits.youngest(since, until)
            if youngest is None:
                continue
            since = max(since, youngest + AT_HOME_AFTER_BIRTH)
            age = max(0, since - youngest)
            comes = COMES[min(9, age // HALF_YEAR)] * use * (KEEPS_COMING if came else NEW_TO_IT)
            came = since < until and self._chance.random() < comes
            if came:
                self._spell(house, visits, since, until, int(age / MONTH))

    def _antenatal(self, house: House, visits: _Visits) -> None:
        for since, born in house.expecting:
            first = max(since, house.first, self._times.begin)
            last = min(born - 7, house.last)
            if first >= last or self._chance.random() >= ANTENATAL:
                continue
            patch = house.knowledge.life.home_on(first).patch
            row = self._choose(_Want(patch, 0, Who.EXPECTANT))
            if row:
                sessions = row.between(first, last)
                for session in sessions[: self._chance.randint(1, 4)]:
                    visits.expecting(session, row.most)

    def _spell(self, house: House, visits: _Visits, since: int, until: int, months: int) -> None:
        """Half a year in which a family comes."""
        chance = self._chance
        patch = house.knowledge.life.home_on(since).patch
        want = _Want(patch, months // 3 * 3, Who.FAMILIES, house.needs & self._needs)
        roll = chance.random()
        row = self._choose(want)
        if row is None:
            return
        if row.slot.weeks:
            self._course(row, visits, since, until)
        elif roll < ONCE:
            self._some(row, visits, since, until, chance.randint(1, 2))
        elif roll < ONCE + NOW_AND_THEN:
            self._some(row, visits, since, until, chance.randint(2, 4))
            another = self._choose(want)
            if another and another is not row and not another.slot.weeks:
                self._some(another, visits, since, until, chance.randint(1, 3))
        else:
            self._regular(row, visits, since, until)
        if chance.random() < ADULTS_TOO:
            self._adults_only(want, visits, since, until)
        if chance.random() < IN_HOLIDAYS:
            holidays = self._choose(replace(want, in_holidays=True))
            if holidays:
                self._some(holidays, visits, since, until, chance.randint(1, 3))

    def _adults_only(self, want: _Want, visits: _Visits, since: int, until: int) -> None:
        row = self._choose(_Want(want.patch, 0, Who.ADULTS, want.needs))
        if row and row.slot.weeks:
            self._course(row, visits, since, until)
        elif row:
            self._some(row, visits, since, until, 2)

    def _some(self, row: Row, visits: _Visits, since: int, until: int, count: int) -> None:
        sessions = row.between(since, until)
        for session in self._chance.sample(sessions, min(count, len(sessions))):
            if self._chance.random() < session.come:
                visits.come(session, row.most)

    def _regular(self, row: Row, visits: _Visits, since: int, until: int) -> None:
        often = self._chance.uniform(*EVERY_WEEK)
        stops = since + int((until - since) * self._chance.uniform(0.35, 1))
        for session in row.between(since, stops):
            if self._chance.random() < often * session.come:
                visits.come(session, row.most)

    def _course(self, row: Row, visits: _Visits, since: int, until: int) -> None:
        """Take the next course: places are booked, so that staying away is seen."""
        weeks = row.slot.weeks
        coming = row.between(since, until)
        if not coming:
            return
        first = -(-row.sessions.index(coming[0]) // weeks) * weeks
        for session in row.sessions[first : first + weeks]:
            if session.day >= until:
                break
            roll = self._chance.random()
            if roll < COURSE_ATTENDED:
                visits.come(session, row.most)
            else:
                away = roll < COURSE_STAYED_AWAY
                visits.stay_away(session, STAYED_AWAY if away else GAVE_UP_PLACE)

    def _choose(self, want: _Want) -> Row | None:
        chooser = self._choosers.get(want)
        if chooser is None:
            chooser = Chooser((row, self._weight(row, want)) for row in self._rows)
            self._choosers[want] = chooser
        return chooser.pick(self._chance) if chooser else None

    def _weight(self, row: Row, want: _Want) -> float:
        """How likely a row suits: its age, its need, its nearness, its size."""
        slot = row.slot
        if slot.counted is not Counted.NAMES or not row.sessions:
            return 0
        if want.in_holidays != (slot.runs is Runs.HOLIDAYS):
            return 0
        children_too = want.who is Who.FAMILIES and slot.who is Who.CHILDREN
        if slot.who is not want.who and not children_too:
            return 0
        if slot.need and slot.need not in want.needs:
            return 0
        low, high = slot.months
        if want.who is Who.FAMILIES and not low - 3 < want.months < high:
            return 0
        near = want.patch is not None and slot.site in self._demo.patches[want.patch].near
        # What is for few is sought by those it is for.
        narrow = 3.0 if slot.need or high - low <= 12 else 1.0
        return slot.places / slot.every * narrow * (1 if near else FAR_AWAY)


class _Visits:
    """The marks of one household."""

    def __init__(
        self, house: House, first_person: int, first_family: int, chance: random.Random
    ) -> None:
        self._chance = chance
        self._person, self._family = first_person, first_family
        self._children = [m for m in house.members if m.born is not None]
        self._adults = [m for m in house.members if m.born is None]
        self._homes = len(house.past.families)
        self._marked: set[tuple[int, int]] = set()

    def youngest(self, since: int, until: int) -> int | None:
        """The birth day of the youngest child under five in these days, if there is one."""
        return max(
            (
                child.born
                for child in self._children
                if child.born is not None and child.born < until and since < child.fifth
            ),
            default=None,
        )

    def expecting(self, session: PlannedSession, most: float) -> None:
        """The mother comes, now and then with the father."""
        if not self._fits(session, most):
            return
        brings = self._chance.random() < 0.2
        for adult in self._present(self._adults, 0, session.day):
            if adult.part == "mother" or (brings and adult.part == "father"):
                self._mark(session, adult, ATTENDED)

    def come(self, session: PlannedSession, most: float) -> None:
        """Come with the children it is for."""
        if not self._fits(session, most):
            return
        who = session.slot.who
        adults, children = self._party(session)
        if not children and who is not Who.ADULTS:
            return
        if self._chance.random() < PLACE_STAYED_AWAY and who is not Who.FAMILIES:
            for adult in adults:
                self._mark(session, adult, STAYED_AWAY)
            return
        slip = self._chance.random()
        if who is not Who.ADULTS and not (adults and slip < CHILD_NOT_MARKED):
            for child in children:
                self._mark(session, child, ATTENDED)
        if who is not Who.CHILDREN and not (children and slip > 1 - ADULT_NOT_MARKED):
            for adult in adults:
                self._mark(session, adult, ATTENDED)

    def stay_away(self, session: PlannedSession, status: str) -> None:
        """Have a place and not take it."""
        if session.open_to_names:
            adults, children = self._party(session)
            for member in [*adults, *children] if children or not self._children else adults:
                self._mark(session, member, status)

    def _fits(self, session: PlannedSession, most: float) -> bool:
        return session.open_to_names and len(session.marks) < 2 * most

    def _party(self, session: PlannedSession) -> tuple[list[Member], list[Member]]:
        """The adults and children who come, all of one home."""
        day, chance = session.day, self._chance
        home = 1 if self._homes > 1 and chance.random() < SECOND_HOME_BRINGS else 0
        adults = self._present(self._adults, home, day)
        if not adults and home:
            home, adults = 0, self._present(self._adults, 0, day)
        low, high = session.slot.months
        children = []
        for child in self._present(self._children, home, day):
            if child.born is None or day >= child.fifth:
                continue
            fits = low <= (day - child.born) / MONTH < high
            if chance.random() < (BRINGS if fits else TOO_OLD_COMES_ALONG):
                children.append(child)
        return self._bringers(adults), children

    def _bringers(self, adults: list[Member]) -> list[Member]:
        roll = self._chance.random()
        mothers = [adult for adult in adults if adult.part == "mother"]
        others = [adult for adult in adults if adult.part != "mother"]
        if mothers and others and roll < BY_BOTH:
            return [mothers[0], others[0]]
        if others and (not mothers or roll < BY_BOTH + BY_ANOTHER):
            return [self._chance.choice(others)]
        return mothers[:1]

    def _present(self, members: list[Member], home: int, day: int) -> list[Member]:
        return [m for m in members if m.family == home and m.since <= day < m.until]

    def _mark(self, session: PlannedSession, member: Member, status: str) -> None:
        # Sessions live as long as the plan does, so an id says which.
        place = (id(session), member.person)
        if place not in self._marked:
            self._marked.add(place)
            person, family = self._person + member.person, self._family + member.family
            session.marks.append((person, family, status))
