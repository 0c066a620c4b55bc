"""A person's addresses over time: pure, on plain values.

An address belongs to a family. The main one is that of the family that is home. A different address
starts on a day and ends the old one; a cell that was blank is filled in without a move.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flyingstart.families.queries.held import FamilyKey, Home, Lines
from flyingstart.families.rules.days import Day, holding, next_start, sooner
from flyingstart.families.text import folded

Homes = tuple[Home, ...]


def home_family(present: Iterable[Home], families: Sequence[FamilyKey]) -> FamilyKey | None:
    """The family whose address is a person's main one, of the homes and families of a day.

    That of the main address, if the person still belongs to it; else the first named.
    """
    for home in present:
        if home.is_main and home.family in families:
            return home.family
    return next(iter(families), None)


def same_place(held: Lines, said: Lines) -> bool:
    """Whether nothing that both say differs; case and spaces do not matter."""
    if held.postcode and said.postcode:
        if held.postcode != said.postcode:
            return False
    elif _differ(held.postcode_as_written, said.postcode_as_written):
        return False
    return not any(_differ(a, b) for a, b in zip(held[:3], said[:3], strict=True))


def filled(held: Lines, said: Lines) -> Lines:
    """An address with its blank cells filled in."""
    lines = Lines(*(a or b for a, b in zip(held, said, strict=True)))
    if held.postcode_as_written:
        return lines._replace(postcode=held.postcode)
    return lines


def moved(held: Lines, said: Lines) -> Lines:
    """The new address where something differs: another postcode is another address altogether,
    else a cell that is blank stays as it was."""
    if said.postcode_as_written and _other_postcode(held, said):
        return said
    written, normal = (
        (said.postcode_as_written, said.postcode)
        if said.postcode_as_written
        else (held.postcode_as_written, held.postcode)
    )
    line_1, line_2, town = (b or a for a, b in zip(held[:3], said[:3], strict=True))
    return Lines(line_1, line_2, town, written, normal)


def with_home(
    homes: Homes, family: FamilyKey, said: Lines, day: Day, *, is_main: bool, joined: bool
) -> Homes:
    """The homes after a family's address on a day is said; `is_main`: the family is home.

    `joined`: the person came to this family on that day, so that a first address does not hold
    from the beginning.
    """
    present = holding(homes, day)
    own = next((home for home in present if home.family == family), None)
    if own is not None and (own.is_main or not is_main):
        return _changed(homes, own, family, said, day)
    main = next((home for home in present if home.is_main), None) if is_main else None
    if main is not None:
        same = same_place(main.lines, said)
        lines = filled(main.lines, said) if same else said
        if same and not joined:
            return _swapped(homes, main, main._replace(lines=lines))
        homes = ended(homes, [own], day) if own else homes
        return _replaced(homes, main, family, lines, day)
    if own is not None:
        homes = _changed(homes, own, family, said, day)
        own = next(home for home in holding(homes, day) if home.family == family)
        return _swapped(homes, own, own._replace(is_main=True))
    return _first(homes, family, said, day, is_main=is_main, joined=joined)


def ended(homes: Homes, those: Iterable[Home], day: Day) -> Homes:
    """The homes after some of them end on a day; one that began then never was."""
    for home in those:
        if home.starts_on == day:
            homes = tuple(other for other in homes if other != home)
        else:
            homes = _swapped(homes, home, home._replace(ends_on=day))
    return homes


def _first(
    homes: Homes, family: FamilyKey, said: Lines, day: Day, *, is_main: bool, joined: bool
) -> Homes:
    """A first address holds from the beginning."""
    rivals = [home for home in homes if home.family == family or (is_main and home.is_main)]
    ever = any(home.is_main for home in homes) if is_main else (bool(rivals) or joined)
    starts = day if ever or rivals else None
    return (*homes, Home(None, family, is_main, said, starts, next_start(rivals, day)))


def _changed(homes: Homes, held: Home, family: FamilyKey, said: Lines, day: Day) -> Homes:
    if same_place(held.lines, said):
        return _swapped(homes, held, held._replace(lines=filled(held.lines, said)))
    return _replaced(homes, held, family, moved(held.lines, said), day)


def _replaced(homes: Homes, held: Home, family: FamilyKey, lines: Lines, day: Day) -> Homes:
    """Another address from a day on, for the rest of the time of the one that held."""
    if held.starts_on == day:
        return _swapped(homes, held, held._replace(family=family, lines=lines))
    rivals = [h for h in homes if h.family == family or (held.is_main and h.is_main)]
    until = sooner(held.ends_on, next_start(rivals, day))
    homes = _swapped(homes, held, held._replace(ends_on=day))
    return (*homes, Home(None, family, held.is_main, lines, day, until))


def _other_postcode(held: Lines, said: Lines) -> bool:
    if held.postcode and said.postcode:
        return held.postcode != said.postcode
    return _differ(held.postcode_as_written, said.postcode_as_written)


def _differ(held: str, said: str) -> bool:
    return bool(held and said) and folded(held) != folded(said)


def _swapped(homes: Homes, old: Home, new: Home) -> Homes:
    return tuple(new if home == old else home for home in homes)
