"""Where people live."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from flyingstart.families.errors import AddressMissingError, NotInFamilyError
from flyingstart.families.models import Family, Person
from flyingstart.families.operations.forms import AddressLines
from flyingstart.families.operations.saving import locked_people, save
from flyingstart.families.queries.held import Lines, PersonState
from flyingstart.families.rules import checks
from flyingstart.families.rules.days import Day, holding
from flyingstart.families.rules.homes import home_family, with_home
from flyingstart.families.rules.ties import families_on, tie_in
from flyingstart.kernel.api import Actor, clock, operation


@operation
def move_home(
    *,
    people: Sequence[Person],
    family: Family,
    address: AddressLines,
    on: dt.date,
    make_main: bool = False,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Let people of a family live at an address from a day on; the one before ends.

    Of those who are at home in another family this is the second address, unless `make_main` says
    that they are at home here from now on. The same address again changes nothing; a blank cell
    of the one held is filled in. Raises `AddressMissingError`, `NotInFamilyError` and `DayError`;
    then nobody moves.
    """
    lines = checks.address_lines(address.line_1, address.line_2, address.town, address.postcode)
    if lines == Lines():
        raise AddressMissingError("An address says where.")
    checks.not_future(on, clock.london_day(at))
    for pk, before in locked_people(people).items():
        if tie_in(before.ties, family.pk, on) is None:
            raise NotInFamilyError("Somebody does not belong to the family on that day.")
        save(pk, before, _moved(before, family.pk, lines, on, make_main=make_main), at)


def _moved(
    state: PersonState, family: int, lines: Lines, on: Day, *, make_main: bool
) -> PersonState:
    present = holding(state.homes, on)
    home = home_family(present, families_on(state.ties, on))
    is_home = home in {family, None}
    if not make_main or is_home:
        # A first main address holds from the beginning; a second one from the day that is said.
        homes = with_home(state.homes, family, lines, on, is_main=is_home, joined=not is_home)
        return replace(state, homes=homes)
    main = next((h for h in present if h.is_main), None)
    homes = with_home(state.homes, family, lines, on, is_main=True, joined=True)
    if main is not None and main.family is not None:
        second = main._replace(id=None, is_main=False, starts_on=on)
        homes = (*homes, second)
    return replace(state, homes=homes)
