"""Mothers, fathers, grandparents and others, as the service holds them."""

from __future__ import annotations

import datetime as dt
import random

from flyingstart.kernel.api import clock
from flyingstart.town import details
from flyingstart.town.demo import Community, Demo
from flyingstart.town.details import Numbers
from flyingstart.town.drafts import Draft
from flyingstart.town.known import Knowledge
from flyingstart.town.lives import EVER, NEVER, YEAR, Times
from flyingstart.town.names import Name, ParentNames, as_recorded

GRANDPARENT = 0.07
OTHER_ADULT = 0.02
SHARED_PHONE = 0.22
FORMER_PHONE = 0.06
MAIDEN_NAME_AGAIN = 0.25
RELATIONSHIP_SAID = 0.6
YOUNGEST_MOTHER, YOUNG = 15, 20
# Of adults: whether this is blank.
NO_BIRTH_DATE = {"mother": 0.14, "father": 0.42, "carer": 0.6, "other": 0.8}
NO_PHONE = {"mother": 0.06, "father": 0.3, "carer": 0.4, "other": 0.7}
HAS_EMAIL = {"mother": 0.66, "father": 0.3, "carer": 0.1, "other": 0.1}


class Adults:
    """Draws the adults of a household."""

    def __init__(self, demo: Demo, times: Times, chance: random.Random, numbers: Numbers) -> None:
        """Take what the pack says, the days told and where numbers come from."""
        self._demo, self._times, self._chance, self._numbers = demo, times, chance, numbers

    def of(self, knowledge: Knowledge, names: ParentNames) -> list[Draft]:
        """The mother first."""
        chance, life = self._chance, knowledge.life
        mother = self._mother(knowledge, names)
        adults = [mother]
        if knowledge.father:
            father = self._adult("father", names.father, life.father_community)
            father.sex = self._sex("M")
            self._father_ties(father, knowledge)
            adults.append(father)
        roll = chance.random()
        if roll < GRANDPARENT:
            adults.append(self._another("carer", knowledge, "F" if roll < 0.055 else "M"))
        elif roll < GRANDPARENT + OTHER_ADULT:
            adults.append(self._another("other", knowledge, "F"))
        at_first_birth = max(YOUNGEST_MOTHER + chance.random(), chance.gauss(29, 5.5))
        self._ages(adults, life.births[0].day, at_first_birth)
        self._needs(mother, knowledge, young=at_first_birth < YOUNG)
        self._reach(adults, knowledge)
        return adults

    def _adult(self, part: str, name: Name, community: Community) -> Draft:
        chance = self._chance
        spoken, reads, interpreter = details.languages(chance, community)
        said = part in {"mother", "father"}
        draft = Draft(part=part, name=as_recorded(chance, name, community))
        draft.ethnicity = details.ethnicity(chance, community.ethnicities.pick(chance))
        if said or chance.random() < 0.3:
            draft.spoken, draft.reads, draft.interpreter = spoken, reads, interpreter
        if said and chance.random() < 0.04:
            draft.nhs_number = self._numbers.nhs_number()
        if chance.random() < (0.4 if part == "mother" else 0.1):
            draft.practice = chance.choice(self._demo.practices)
        draft.by_sms = details.yes_no(chance, 0.86, 0.22)
        draft.by_email = details.yes_no(chance, 0.7, 0.28)
        return draft

    def _mother(self, knowledge: Knowledge, names: ParentNames) -> Draft:
        life = knowledge.life
        mother = self._adult("mother", names.mother, life.mother_community)
        mother.sex = self._sex("F")
        self._rename(mother, knowledge, names)
        if (
            life.mother_died < min(life.gone, self._times.until)
            and life.mother_died > knowledge.joined
        ):
            mother.died = life.mother_died
        said = self._said("mother")
        first = life.births[0].day
        if first <= knowledge.joined:
            mother.tie(0, "parent", EVER, NEVER, said)
        elif first >= min(self._times.until, life.gone):
            mother.tie(0, "expectant_parent", EVER, NEVER, said)
        else:
            mother.tie(0, "expectant_parent", EVER, first)
            mother.tie(0, "parent", first, NEVER, said)
        return mother

    def _rename(self, mother: Draft, knowledge: Knowledge, names: ParentNames) -> None:
        """A name taken on marrying, or given back on parting, in the years told."""
        life, family = knowledge.life, mother.name.family
        if not family or family not in names.mother.family:
            return
        end = min(life.gone, self._times.until)
        new = family
        if not names.maiden and knowledge.joined < life.married < min(end, life.parted):
            new = names.if_married
        elif names.maiden and knowledge.joined < life.parted < end:
            new = names.maiden if self._chance.random() < MAIDEN_NAME_AGAIN else family
        if new != family:
            mother.earlier, mother.name = family, Name(mother.name.given, new)

    def _father_ties(self, father: Draft, knowledge: Knowledge) -> None:
        life, said = knowledge.life, self._said("father")
        end = min(life.gone, self._times.until)
        parted = knowledge.parted if knowledge.parted < end else NEVER
        first = life.births[0].day
        if knowledge.joined < first < min(end, parted):
            father.tie(0, "expectant_parent", EVER, first)
            father.tie(0, "parent", first, parted, said)
        else:
            role = "parent" if first <= knowledge.joined else "expectant_parent"
            father.tie(0, role, EVER, parted, said)
        if knowledge.second_home:
            father.tie(1, "parent", parted, NEVER, said)

    def _another(self, part: str, knowledge: Knowledge, sex: str) -> Draft:
        chance, community = self._chance, knowledge.life.mother_community
        lists = community.names
        given = chance.choice(lists.women if sex == "F" else lists.men)
        family = chance.choice(lists.families_women if sex == "F" else lists.families)
        another = self._adult(part, Name(given, family[sex == "F"]), community)
        another.sex = self._sex(sex)
        said = "aunt" if part == "other" else "grandmother" if sex == "F" else "grandfather"
        another.tie(0, part, EVER, NEVER, said)
        return another

    def _ages(self, adults: list[Draft], first_birth: int, at_first: float) -> None:
        """Birth dates that fit together; many are not on record."""
        chance = self._chance
        ages = {
            "mother": at_first,
            "father": max(16.0, at_first + chance.gauss(2.5, 4)),
            "carer": at_first + chance.uniform(19, 34),
            "other": max(18.0, at_first + chance.gauss(0, 7)),
        }
        for adult in adults:
            if chance.random() >= NO_BIRTH_DATE[adult.part]:
                adult.born = first_birth - int(ages[adult.part] * YEAR)

    def _needs(self, mother: Draft, knowledge: Knowledge, *, young: bool) -> None:
        last = min(knowledge.life.gone, self._times.until) - 1
        for rate in self._demo.needs:
            share = rate.share * (knowledge.life.hardship if rate.follows_hardship else 1)
            about_her = rate.about == "mother" or (young and rate.about == "young mother")
            if about_her and self._chance.random() < share:
                since = dt.date.fromordinal(self._chance.randint(knowledge.joined, last))
                mother.needs.append((rate.code, "", since, None))

    def _reach(self, adults: list[Draft], knowledge: Knowledge) -> None:
        """Phones, some shared or given up, and emails."""
        chance = self._chance
        for adult in adults:
            if chance.random() < HAS_EMAIL[adult.part]:
                address = details.email(chance, adult.name.given, adult.name.family)
                adult.details.append(("email", address, None))
            if chance.random() < NO_PHONE[adult.part]:
                continue
            shared = [d for d in adults[0].details if d[0] == "phone" and d[2] is None]
            if adult.part == "father" and shared and chance.random() < SHARED_PHONE:
                adult.details.append(shared[0])
                continue
            if chance.random() < FORMER_PHONE:
                ended = chance.randint(knowledge.joined, self._times.until - 1)
                given_up = clock.london_midnight(dt.date.fromordinal(ended))
                adult.details.append(("phone", self._numbers.phone(), given_up))
            adult.details.append(("phone", self._numbers.phone(), None))

    def _said(self, relationship: str) -> str:
        return relationship if self._chance.random() < RELATIONSHIP_SAID else ""

    def _sex(self, sex: str) -> str:
        return sex if self._chance.random() < 0.93 else ""
