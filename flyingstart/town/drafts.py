"""A person in the making: what will be held of them, gathered piece by piece."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from flyingstart.families.api import PastAddress, PastPerson, PastTie
from flyingstart.town.known import WrittenHome
from flyingstart.town.lives import EVER, NEVER
from flyingstart.town.names import Name

Day = dt.date


def day(ordinal: int) -> Day | None:
    """A date; None for ever and for never."""
    return None if ordinal in {EVER, NEVER} else dt.date.fromordinal(ordinal)


@dataclass(slots=True)
class Draft:
    """A person: `part` is mother, father, carer, other or child. Days are ordinals.

    `earlier` is a family name that was changed to the one in `name`.
    """

    part: str
    name: Name
    born: int = EVER
    died: int = NEVER
    earlier: str = ""
    sex: str = ""
    ethnicity: str = ""
    spoken: str = ""
    reads: str = ""
    interpreter: bool | None = None
    nhs_number: str = ""
    practice: str = ""
    setting: str = ""
    by_sms: bool | None = None
    by_email: bool | None = None
    ties: list[PastTie] = field(default_factory=list)
    registrations: list[tuple[int, Day, Day | None]] = field(default_factory=list)
    addresses: list[PastAddress] = field(default_factory=list)
    details: list[tuple[str, str, dt.datetime | None]] = field(default_factory=list)
    expected: list[tuple[int, Day, str, Day | None]] = field(default_factory=list)
    needs: list[tuple[str, str, Day | None, Day | None]] = field(default_factory=list)

    def tie(self, family: int, role: str, since: int, until: int, relationship: str = "") -> None:
        """Give a place in a family."""
        self.ties.append(
            PastTie(
                family=family,
                role=role,
                relationship=relationship,
                starts_on=day(since),
                ends_on=day(until),
            )
        )

    def register(self, family: int, on: int, left: int) -> None:
        """Register, and leave on or after the day after, if at all."""
        self.registrations.append((family, dt.date.fromordinal(on), day(max(left, on + 1))))

    def live(self, home: WrittenHome, since: int, until: int, *, family: int, main: bool) -> None:
        """Live at an address for some of its days."""
        self.addresses.append(
            PastAddress(
                family=family,
                is_main=main,
                line_1=home.line_1,
                line_2=home.line_2,
                town=home.town,
                postcode=home.postcode,
                starts_on=day(since),
                ends_on=day(until),
            )
        )

    def done(self, ref: str) -> PastPerson:
        """The person as recorded."""
        return PastPerson(
            ref=ref,
            given_name=self.name.given,
            family_name=self.name.family,
            earlier_family_name=self.earlier,
            date_of_birth=day(self.born),
            died_on=day(self.died),
            sex=self.sex,
            ethnicity=self.ethnicity,
            spoken_language=self.spoken,
            read_language=self.reads,
            interpreter_needed=self.interpreter,
            nhs_number=self.nhs_number,
            gp_practice=self.practice,
            setting=self.setting,
            contact_by_sms=self.by_sms,
            contact_by_email=self.by_email,
            ties=tuple(self.ties),
            registrations=tuple(self.registrations),
            addresses=tuple(self.addresses),
            details=tuple(self.details),
            expected_births=tuple(self.expected),
            needs=tuple(self.needs),
        )
