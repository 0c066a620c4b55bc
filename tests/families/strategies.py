"""Random files of registrations, crowded so that rows meet: few people, families and days.

Hypothesis finds the small case of a fault; the histories by seed are dense, so that no fault hides.
"""

from __future__ import annotations

import datetime as dt
import functools
import random

from hypothesis import strategies as st

from tests.families.oracle import DATES, ETHNICITIES, FIRST, NHS, POSTCODES, ROLES, Row

BORN = {
    "P1": ["1990-05-05"],
    "P2": ["2020-02-29", "29/02/2020"],
    "P3": ["2016-07-01", "01/07/2016"],
    "P4": ["2001-01-01"],
    "P5": ["2020-03-05"],
}
"""Birth dates of each person; the last is born after some files."""
SAID = ["2019-06-01", "2020-03-01", "2020-03-10"]
AS_OF = [FIRST + dt.timedelta(days=day) for day in (0, 9, 11, 14, 20)]
"""Few days, so that they meet; on two of them somebody is born."""


def _mostly(usual: list[str], others: list[str]) -> st.SearchStrategy[str]:
    return _made_once(tuple(usual), tuple(others))


@functools.cache
def _made_once(usual: tuple[str, ...], others: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Hypothesis takes longer to look a strategy over for the first time than to draw from it."""
    return st.one_of(*[st.sampled_from(usual)] * 7, st.sampled_from(others))


ethnicities = st.sampled_from(list(ETHNICITIES))
postcodes = st.sampled_from(list(POSTCODES))


@st.composite
def rows(draw: st.DrawFn, people: list[str]) -> Row:
    """One row about some people; now and then with something wrong in it."""
    ref = draw(_mostly(people, [""]))
    born = BORN.get(ref, ["1990-05-05"])
    adult = ref in {"P1", "P4"}
    usual = ["parent", "expectant parent", "other"] if adult else ["child", "Child", "other"]
    return {
        "family_ref": draw(_mostly(["F1", "F2", "F3"], [""])),
        "person_ref": ref,
        "role": draw(_mostly(usual, list(ROLES))),
        "given_name": draw(_mostly([ref or "Ada"], ["Zed", ""])),
        "family_name": "",
        "date_of_birth": draw(_mostly([*born, *born, ""], [*born, "soon", "2999-01-01"])),
        "ethnicity": draw(ethnicities),
        "postcode": draw(postcodes),
        "nhs_number": draw(_mostly([""], list(NHS))),
        "registered_on": draw(_mostly(["", *SAID], list(DATES))),
        "left_on": draw(_mostly(["", "", *SAID], list(DATES))),
    }


def files(people: list[str]) -> st.SearchStrategy[list[Row]]:
    """A file about some people."""
    return st.lists(rows(people), max_size=8)


crowds = st.lists(st.sampled_from(list(BORN)), min_size=1, max_size=2, unique=True)
"""Whom a history is about: few, so that their rows meet again and again."""


@st.composite
def histories(draw: st.DrawFn, *, in_order: bool = True) -> list[tuple[list[Row], dt.date]]:
    """Files, in the order of the days as of which they hold or in any."""
    people = draw(crowds)
    days = draw(st.lists(st.sampled_from(AS_OF), min_size=1, max_size=4))
    return [(draw(files(people)), day) for day in (sorted(days) if in_order else days)]


any_order = histories(in_order=False)


def dense_history(seed: int) -> list[tuple[list[Row], dt.date]]:
    """Four files in the order of their days, hardly a row wrong, about two people."""
    chance = random.Random(seed)
    people = chance.sample(list(BORN), 2)
    days = sorted(chance.choice(AS_OF) for _ in range(4))
    return [([_dense_row(chance, people) for _ in range(chance.randint(1, 6))], d) for d in days]


def _dense_row(chance: random.Random, people: list[str]) -> Row:
    ref = chance.choice(people)
    adult = ref in {"P1", "P4"}
    roles = ["parent", "expectant parent", "other"] if adult else ["child", "child", "other"]
    return {
        "family_ref": chance.choice(["F1", "F2", "F3"]),
        "person_ref": ref,
        "role": chance.choice(roles),
        "given_name": chance.choice([ref] * 12 + ["Zed"]),
        "family_name": "",
        "date_of_birth": chance.choice([*BORN[ref], BORN[ref][0], ""]),
        "ethnicity": chance.choice(["", "", "WBRI", "REFU", "unknown"]),
        "postcode": chance.choice(list(POSTCODES)),
        "nhs_number": chance.choice([""] * 9 + ["999 000 0018"]),
        "registered_on": chance.choice(["", "", *SAID]),
        "left_on": chance.choice(["", "", "", *SAID]),
    }
