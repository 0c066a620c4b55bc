"""The tables that files from an old system are laid into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flyingstart.families.imports.moving.describing import Key, Lane, Sheet, said_wins
from flyingstart.families.models import (
    Address,
    Alert,
    Consent,
    Contact,
    ContactPerson,
    FamilyTie,
    Need,
    NoticeShown,
    Objection,
    Person,
    Responsibility,
)


def _home_merged(held: Mapping[str, Any], said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Another postcode is another address altogether: the old street does not go along."""
    postcode = said.get("postcode")
    if postcode and postcode != held["postcode"]:
        held = {**held, "line_1": "", "line_2": "", "town": ""}
    return said_wins(held, said)


def _address_lane(row: Mapping[str, Any]) -> Key:
    return (row["person_id"], None if row["is_main"] else row["family_id"])


def _address_row(key: Key, _made: Mapping[Lane, int]) -> Mapping[str, Any]:
    return {"person_id": key[0], "is_main": key[1] is None}


def _met_row(key: Key, made: Mapping[Lane, int]) -> Mapping[str, Any]:
    *contact, person = key
    return {"contact_id": made[Lane("Contact", tuple(contact))], "person_id": person}


TIES = Sheet(
    model=FamilyTie,
    key=("person_id", "family_id"),
    families=("family_id",),
    blank={"role": "", "relationship": ""},
)
RESPONSIBILITIES = Sheet(
    model=Responsibility,
    key=("adult_id", "child_id"),
    people=("adult_id", "child_id"),
    blank={"answer": "", "evidence": "", "seen_on": None},
)
ADDRESSES = Sheet(
    model=Address,
    key=("person_id", "is_main"),
    families=("family_id",),
    blank={
        "family_id": None,
        "line_1": "",
        "line_2": "",
        "town": "",
        "postcode_as_written": "",
        "postcode": "",
    },
    merge=_home_merged,
    lane_of=_address_lane,
    row_of=_address_row,
)
ALERTS = Sheet(
    model=Alert,
    key=("person_id", "kind"),
    blank={"reason": "", "source": "", "review_on": None},
)
OBJECTIONS = Sheet(model=Objection, key=("person_id", "to"), blank={"words": ""})
CONSENTS = Sheet(
    model=Consent,
    key=("person_id", "code"),
    people=("person_id", "said_by_id"),
    blank={"given": None, "said_by_id": None},
)
NOTICES = Sheet(
    model=NoticeShown,
    key=("person_id", "notice_version", "language", "shown_on"),
    blank={},
    dated=False,
)
NEEDS = Sheet(model=Need, key=("person_id", "code"), blank={"source": ""})
CONTACTS = Sheet(
    model=Contact,
    key=("family_id", "happened_at", "kind"),
    people=(),
    families=("family_id",),
    blank={
        "face_to_face": False,
        "note": "",
        "next_step": "",
        "next_on": None,
        "worker_name": "",
    },
    dated=False,
)
MET = Sheet(
    model=ContactPerson,
    key=("contact__family_id", "contact__happened_at", "contact__kind", "person_id"),
    families=("contact__family_id",),
    blank={"seen": False},
    dated=False,
    row_of=_met_row,
)
DEATHS = Sheet(model=Person, key=("id",), people=("id",), blank={"died_on": None}, dated=False)
