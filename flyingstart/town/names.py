"""Names as communities give them and as registers hold them."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from flyingstart.town.demo import Community, Naming

# Letters that no decomposition takes apart.
_PLAIN_LETTERS = str.maketrans("łŁđĐøØıß", "lLdDoOis")
DOUBLE_BARRELLED = 0.06
"""Of couples without a common name, how many give their children both."""
PLAIN_LETTERS = 0.2
"""Of people with diacritics in their names, how many are written without."""
SLOPPY = 0.02
"""How many names are typed in capitals or without any."""


class Name(NamedTuple):
    """A given name and a family name; one of them may be blank."""

    given: str
    family: str


class ParentNames(NamedTuple):
    """What parents are called, and what each of their children's family name is made of."""

    mother: Name
    father: Name
    maiden: str
    """The mother's family name before marriage, where that was another one."""
    if_married: str
    """The family name she has if she marries the father."""
    for_child: Callable[[str], str]
    """A child's family name, from its sex."""


def name_parents(chance: random.Random, of_mother: Community, of_father: Community) -> ParentNames:
    """Draw the names of a couple and how their children will be named."""
    mother_given = chance.choice(of_mother.names.women)
    father_given = chance.choice(of_father.names.men)
    own = chance.choice(of_mother.names.families_women)
    shared = chance.choice(of_father.names.families)
    married = chance.random() < of_mother.married_name and of_mother.naming is not Naming.OWN
    family = shared[1] if married else own[1]
    return ParentNames(
        mother=Name(mother_given, family),
        father=Name(father_given, shared[0]),
        maiden=own[1] if married else "",
        if_married=shared[1],
        for_child=_children_named(chance, of_father, own, shared, father_given, married=married),
    )


def _children_named(
    chance: random.Random,
    community: Community,
    mothers: tuple[str, str],
    fathers: tuple[str, str],
    father_given: str,
    *,
    married: bool,
) -> Callable[[str], str]:
    if community.naming is Naming.PATRONYMIC:
        return lambda _sex: father_given.split(maxsplit=1)[0]
    if community.naming is Naming.DOUBLE:
        return lambda _sex: f"{fathers[0]} {mothers[0]}"
    if community.naming is Naming.OWN:
        girls_own = chance.choice(community.names.families_women)[1]
        if chance.random() < 0.25:
            return lambda sex: girls_own if sex == "F" else fathers[0]
    elif not married and mothers != fathers:
        if chance.random() < DOUBLE_BARRELLED:
            return lambda _sex: f"{mothers[0]}-{fathers[0]}"
        if chance.random() < 0.2:
            return lambda sex: mothers[sex == "F"]
    return lambda sex: fathers[sex == "F"]


def name_child(chance: random.Random, community: Community, sex: str, taken: set[str]) -> str:
    """A given name that no brother or sister has; it is added to those taken."""
    names = community.names.girls if sex == "F" else community.names.boys
    free = [name for name in names if name not in taken] or names
    given = chance.choice(free)
    taken.add(given)
    return given


def as_recorded(chance: random.Random, name: Name, community: Community) -> Name:
    """A name as a register holds it: now and then short, swapped, without accents, in capitals."""
    given, family = name
    roll = chance.random()
    if roll < community.single:
        family = ""
    elif roll < community.single + community.swapped:
        given, family = family, given
    if not (given + family).isascii() and chance.random() < PLAIN_LETTERS:
        given, family = without_accents(given), without_accents(family)
    if chance.random() < SLOPPY:
        change = chance.choice((str.upper, str.lower))
        given, family = change(given), change(family)
    return Name(given, family)


def without_accents(text: str) -> str:
    """Plain letters: Łukasz is Lukasz."""
    apart = unicodedata.normalize("NFD", text.translate(_PLAIN_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
