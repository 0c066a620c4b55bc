"""Personal data this app holds: who signs in. They are staff and partners, not families."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flyingstart.accounts.models import User
from flyingstart.kernel.api import PersonalRecord, records

# Enough to answer for; who asks for more is shown the table.
OPENINGS_SHOWN = 10_000


def sign_in_of(email: str) -> Mapping[str, Any] | None:
    """What is held of somebody who signs in, without what guards the sign-in; None: nothing."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        return None
    return {
        "email": user.email,
        "name": user.name,
        "active": user.is_active,
        "may_do_everything": user.is_superuser,
        "last_signed_in": user.last_login.isoformat() if user.last_login else None,
        "made": user.created_at.isoformat(),
        "grants": [
            {
                "role": grant.role_name,
                "place": grant.place,
                "starts_on": grant.starts_on.isoformat(),
                "ends_on": grant.ends_on.isoformat() if grant.ends_on else None,
            }
            for grant in user.grants.select_related("neighbourhood", "site").order_by("pk")
        ],
        "agreed": [
            {"edition": agreed.terms.edition, "at": agreed.accepted_at.isoformat()}
            for agreed in user.acceptances.select_related("terms").order_by("pk")
        ],
        "opened": [
            {
                "kind": opening.kind,
                "record": str(opening.thing) if opening.thing else None,
                "list": opening.detail,
                "rows": opening.rows,
                "allowed": opening.allowed,
                "at": opening.at.isoformat(),
            }
            for opening in user.openings.all()[:OPENINGS_SHOWN]
        ],
    }


def sign_ins_about(person_id: int) -> Iterable[Mapping[str, Any]]:  # noqa: ARG001 - see below
    """Nothing: a sign-in is not tied to anybody registered, even if both are the same person."""
    return []


SIGN_INS = records.register(
    "sign-ins",
    PersonalRecord(
        name="sign-ins",
        holds=(
            "Email address and name of staff and partners who sign in, their roles and places, "
            "the devices they are signed in on, the rules of use they agreed to"
        ),
        purpose="To know who uses the record, what they may do, and who wrote what in it",
        lawful_basis="Public task; security of processing (UK GDPR, articles 6(1)(e) and 32)",
        retention="Six years after the sign-in was closed, for the history names the person",
        rows_about=sign_ins_about,
        purpose_key="staff",
    ),
)

PINS = records.register(
    "numbers for shared tablets",
    PersonalRecord(
        name="numbers for shared tablets",
        holds="That somebody chose a number for shared tablets, when, and wrong tries; as a hash",
        purpose="To know who takes a register on a tablet that a site shares",
        lawful_basis="Public task; security of processing (UK GDPR, articles 6(1)(e) and 32)",
        retention="Until the sign-in is closed",
        rows_about=sign_ins_about,
        purpose_key="staff",
    ),
)

OPENINGS = records.register(
    "opened records",
    PersonalRecord(
        name="opened records",
        holds="Which member of staff opened, or was refused, which record, and when; ids only",
        purpose="To see afterwards who looked, also after harm was done",
        lawful_basis="Public task; security of processing (UK GDPR, articles 6(1)(e) and 32)",
        retention="Six years; longer where the record itself is kept longer",
        rows_about=sign_ins_about,
        purpose_key="staff",
    ),
)
