"""Households as they will be recorded, and as sessions see them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from flyingstart.families.api import PastFamily, PastHousehold, PastPerson
from flyingstart.town.adults import Adults
from flyingstart.town.children import SECOND_REGISTRATION, Children
from flyingstart.town.contacts import PastContact, contacts
from flyingstart.town.demo import Demo
from flyingstart.town.details import Numbers
from flyingstart.town.drafts import Draft
from flyingstart.town.known import Knowledge
from flyingstart.town.lives import NEVER, Times
from flyingstart.town.names import name_parents

PREGNANCY_ENDED = 0.014
GRANDPARENT_ELSEWHERE = 0.3
EXPECTING_DAYS = 190


@dataclass(slots=True)
class Member:
    """A person's place in a family as sessions see it; days are ordinals, `until` is too late.

    `person` and `family` are places in the household. `born` is None for adults.
    """

    person: int
    family: int
    part: str
    since: int
    until: int
    born: int | None = None
    fifth: int = NEVER


@dataclass(slots=True)
class House:
    """A household to be recorded, and what decides how it uses the service.

    It is seen from `first` to before `last`. `expecting` are days on which the mother expects.
    """

    past: PastHousehold
    members: list[Member]
    knowledge: Knowledge
    first: int
    last: int
    expecting: list[tuple[int, int]]
    needs: frozenset[str]


class Registrar:
    """Makes households, numbering people and families from the first to the last."""

    def __init__(self, demo: Demo, times: Times, chance: random.Random) -> None:
        """Take what the pack says, the days told and a source of chance."""
        self._times, self._chance = times, chance
        numbers = Numbers(chance)
        self._adults = Adults(demo, times, chance, numbers)
        self._children = Children(demo, times, chance, numbers)
        self._people_made = self._families_made = 0

    def household(self, knowledge: Knowledge) -> House:
        """A household with everything that is held of it."""
        life, chance = knowledge.life, self._chance
        names = name_parents(chance, life.mother_community, life.father_community)
        adults = self._adults.of(knowledge, names)
        children = self._children.of(knowledge, names)
        for adult in adults:
            self._live(adult, knowledge)
            self._register_adult(adult, knowledge)
        for child, registered in children:
            self._live(child, knowledge)
            self._register_child(child, registered, knowledge)
        self._expect(adults[0], knowledge)
        people = [*adults, *(child for child, _ in children)]
        families = [self._family(contacts(knowledge, self._times, chance))]
        if knowledge.second_home:
            families.append(self._family([]))
        return House(
            past=PastHousehold(families=families, people=[self._person(p) for p in people]),
            members=self._members(people, knowledge),
            knowledge=knowledge,
            first=knowledge.joined,
            last=min(life.gone, self._times.until),
            expecting=[(b.day - EXPECTING_DAYS, b.day) for b in knowledge.expected],
            needs=frozenset(code for person in people for code, *_ in person.needs),
        )

    def _family(self, happened: list[PastContact]) -> PastFamily:
        self._families_made += 1
        return PastFamily(ref=f"town-f{self._families_made:06d}", contacts=happened)

    def _person(self, draft: Draft) -> PastPerson:
        self._people_made += 1
        return draft.done(f"town-p{self._people_made:06d}")

    def _live(self, person: Draft, knowledge: Knowledge) -> None:
        """Give a person the addresses of the household, and of the second home."""
        if person.part in {"carer", "other"} and self._chance.random() < GRANDPARENT_ELSEWHERE:
            return
        leaves = knowledge.parted if person.part == "father" else NEVER
        leaves = leaves if leaves < min(knowledge.life.gone, self._times.until) else NEVER
        born = person.born if person.part == "child" else -1
        first = True
        for home in knowledge.homes:
            if home.until <= born or home.since >= leaves:
                continue
            since = knowledge.homes[0].since if first else home.since
            person.live(home, since, min(home.until, leaves), family=0, main=True)
            first = False
        second = knowledge.second_home
        if second and any(tie.family == 1 for tie in person.ties):
            main = person.part == "father"
            person.live(second, second.since, NEVER, family=1, main=main)

    def _register_adult(self, adult: Draft, knowledge: Knowledge) -> None:
        if not knowledge.registered or (adult.part != "mother" and self._chance.random() < 0.15):
            return
        left = min(knowledge.left, _after(adult.died))
        left = left if left < self._times.until else NEVER
        second = knowledge.second_home
        if adult.part == "father" and knowledge.parted < self._times.until:
            left = min(left, knowledge.parted)
        adult.register(0, knowledge.joined, left)
        if second and adult.part == "father":
            adult.register(1, second.since, NEVER)

    def _register_child(self, child: Draft, registered: int, knowledge: Knowledge) -> None:
        if registered == NEVER:
            return
        left = min(knowledge.left, _after(child.died))
        child.register(0, registered, left if left < self._times.until else NEVER)
        second = knowledge.second_home
        in_second = any(tie.family == 1 for tie in child.ties)
        if second and in_second and self._chance.random() < SECOND_REGISTRATION:
            on = max(registered, second.since)
            if on < self._times.until:
                child.register(1, on, NEVER)

    def _expect(self, mother: Draft, knowledge: Knowledge) -> None:
        """Births that were known of before, one that is to come, rarely one that was not to be."""
        chance, end = self._chance, min(self._times.until, knowledge.life.gone)
        for birth in knowledge.expected:
            due = dt.date.fromordinal(birth.day + int(chance.triangular(-16, 22, 2)))
            if birth.day < end:
                born = dt.date.fromordinal(birth.day)
                mother.expected.append((0, due, "born", born))
            else:
                mother.expected.append((0, due, "", None))
        if knowledge.joined < end - 30 and chance.random() < PREGNANCY_ENDED:
            ended = chance.randint(knowledge.joined, end - 1)
            due = dt.date.fromordinal(ended + chance.randint(90, 200))
            mother.expected.append((0, due, "ended", dt.date.fromordinal(ended)))

    def _members(self, people: list[Draft], knowledge: Knowledge) -> list[Member]:
        """Places in families for as long as a register may name them."""
        births = [birth for birth, _ in knowledge.children]
        adults = len(people) - len(births)
        members = []
        for number, person in enumerate(people):
            birth = births[number - adults] if number >= adults else None
            for tie in person.ties:
                if tie.role == "other":
                    continue
                since = tie.starts_on.toordinal() if tie.starts_on else knowledge.joined
                until = tie.ends_on.toordinal() if tie.ends_on else NEVER
                members.append(
                    Member(
                        person=number,
                        family=tie.family,
                        part=person.part,
                        since=max(since, knowledge.joined),
                        until=min(until, person.died),
                        born=birth.day if birth else None,
                        fifth=birth.fifth if birth else NEVER,
                    )
                )
        return members


def _after(died: int) -> int:
    """The day on which a registration ends after a death."""
    return NEVER if died == NEVER else died + 12
