"""What a form of registration holds."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flyingstart.families.enums import RegisteredBy, Role
from flyingstart.places.api import Area, Site


@dataclass(frozen=True, kw_only=True)
class PersonDetails:
    """A person as people describe them; "" or None: no answer was given.

    `ethnicity` is a code of the authority's list, or `unknown`, `refused`, `not_asked`.
    """

    given_name: str = ""
    family_name: str = ""
    date_of_birth: dt.date | None = None
    sex: str = ""
    ethnicity: str = ""
    spoken_language: str = ""
    read_language: str = ""
    interpreter_needed: bool | None = None
    nhs_number: str = ""
    gp_practice: str = ""
    setting: str = ""
    health_visiting_team: str = ""
    contact_by_sms: bool | None = None
    contact_by_email: bool | None = None
    contact_by_call: bool | None = None


@dataclass(frozen=True, kw_only=True)
class AddressLines:
    """An address as people write it."""

    line_1: str = ""
    line_2: str = ""
    town: str = ""
    postcode: str = ""


@dataclass(frozen=True, kw_only=True)
class Member:
    """Someone of a family, with what is known of them on that day.

    Of an adult who is not there nothing is kept but name and relationship: `is_registered` and
    `lives_there` (the address of the form is theirs too) are False. `public_id`: the one that a
    device without a network gave them; None: one is made.
    """

    details: PersonDetails
    role: Role
    relationship: str = ""
    phone: str = ""
    email: str = ""
    due_on: dt.date | None = None
    is_registered: bool = True
    lives_there: bool = True
    public_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class WelcomedAt:
    """A neighbourhood, perhaps a site in it, whose colleagues look after a family."""

    neighbourhood: Area
    site: Site | None = None


@dataclass(frozen=True, kw_only=True)
class RegistrationForm:
    """A family's registration. The same `submission` twice makes one family.

    `notice_version` is the privacy notice that was shown, `notice_language` in which language ("":
    the site's own) and `notice_shown_on` when (None: now); `came_by` None: not said. Colleagues at
    the place where it was welcomed see the family, wherever it lives. `family_id`: as a member's
    `public_id`.
    """

    members: Sequence[Member]
    address: AddressLines = AddressLines()
    registered_on: dt.date | None = None
    submission: uuid.UUID | None = None
    notice_version: str = ""
    notice_language: str = ""
    notice_shown_on: dt.date | None = None
    came_by: RegisteredBy | None = None
    welcomed_at: WelcomedAt | None = None
    family_id: uuid.UUID | None = None
