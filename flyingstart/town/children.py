"""Children, as the service holds them."""

from __future__ import annotations

import datetime as dt
import random

from flyingstart.town import details
from flyingstart.town.demo import Demo
from flyingstart.town.details import Numbers
from flyingstart.town.drafts import Draft
from flyingstart.town.known import Knowledge
from flyingstart.town.lives import NEVER, Birth, Times
from flyingstart.town.names import Name, ParentNames, as_recorded, name_child

HAS_NHS_NUMBER = 0.15
HAS_PRACTICE = 0.5
HAS_SETTING = 0.5
SETTING_FROM = 2 * 365
SECOND_REGISTRATION = 0.65
NO_SCHOOLCHILD_DETAIL = 0.5


class Children:
    """Draws the children of a household."""

    def __init__(self, demo: Demo, times: Times, chance: random.Random, numbers: Numbers) -> None:
        """Take what the pack says, the days told and where numbers come from."""
        self._demo, self._times, self._chance, self._numbers = demo, times, chance, numbers

    def of(self, knowledge: Knowledge, names: ParentNames) -> list[tuple[Draft, int]]:
        """The eldest first; each with the day of registration, `NEVER` without one."""
        taken: set[str] = set()
        spoken = knowledge.life.mother_community.spoken.pick(self._chance)
        code = details.child_ethnicity(self._chance, self._demo, knowledge.life)
        return [
            (self._child(birth, knowledge, names, taken, spoken, code), registered)
            for birth, registered in knowledge.children
        ]

    def _child(
        self,
        birth: Birth,
        knowledge: Knowledge,
        names: ParentNames,
        taken: set[str],
        spoken: str,
        code: str,
    ) -> Draft:
        chance, life = self._chance, knowledge.life
        given = name_child(chance, life.father_community, birth.sex, taken)
        name = Name(given, names.for_child(birth.sex))
        child = Draft("child", as_recorded(chance, name, life.father_community), born=birth.day)
        if birth.died < min(self._times.until, life.gone):
            child.died = birth.died
        child.sex = details.sex(chance, birth)
        child.ethnicity = details.ethnicity(chance, code)
        child.spoken = spoken if chance.random() < 0.7 else ""
        if chance.random() < HAS_NHS_NUMBER:
            child.nhs_number = self._numbers.nhs_number()
        if chance.random() < HAS_PRACTICE:
            child.practice = chance.choice(self._demo.practices)
        old_enough = birth.day + SETTING_FROM < self._times.until < birth.fifth
        if old_enough and chance.random() < HAS_SETTING:
            child.setting = chance.choice(self._demo.settings)
        self._ties(child, birth, knowledge)
        self._needs(child, birth, knowledge)
        return child

    def _ties(self, child: Draft, birth: Birth, knowledge: Knowledge) -> None:
        said = "daughter" if birth.sex == "F" else "son"
        said = said if self._chance.random() < 0.3 else ""
        child.tie(0, "child", birth.day, NEVER, said)
        home = knowledge.second_home
        if home and birth.day < home.since < min(birth.fifth, birth.died):
            child.tie(1, "child", home.since, NEVER, said)

    def _needs(self, child: Draft, birth: Birth, knowledge: Knowledge) -> None:
        end = min(self._times.until, birth.died)
        since = max(birth.day + 300, knowledge.joined)
        if since >= end:
            return
        for rate in self._demo.needs:
            share = rate.share * (knowledge.life.hardship if rate.follows_hardship else 1)
            if rate.about == "child" and self._chance.random() < share:
                noticed = dt.date.fromordinal(self._chance.randint(since, end - 1))
                child.needs.append((rate.code, "", noticed, None))
