"""A short code for a family that wants one: given, ended, and read at the door."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, User, may
from flyingstart.activities.errors import CodeSlipError
from flyingstart.activities.models import FamilyCode
from flyingstart.activities.queries.codes import family_of_code, newest_code
from flyingstart.activities.rules.codes import new_code, read_code
from flyingstart.families.api import Family, family_records, family_roots
from flyingstart.kernel.api import Actor, operation


@operation
def give_code(
    *, family: Family, instead_of: FamilyCode | None = None, by: Actor, at: dt.datetime
) -> FamilyCode:
    """Give a family a code. The one in force stays, unless it is the one to be replaced.

    So a form that is sent twice gives one code. A family that was merged gets it as the one kept.
    """
    root, records = _held(family)
    held = newest_code(records)
    if held is not None and (instead_of is None or held.pk != instead_of.pk):
        return held
    _end(records, at)
    given = FamilyCode.objects.create(family=root, code=_unused())
    given.refresh_from_db()
    return given


@operation
def end_code(*, code: FamilyCode, by: Actor, at: dt.datetime) -> None:
    """Let a code name nobody from now on; nobody else ever gets it. Twice does no harm.

    Codes that records joined to the family brought along end with it.
    """
    _root, records = _held(code.family)
    held = FamilyCode.objects.get(pk=code.pk)
    if held.ended_at is None:
        _end(records, at)


def family_by_code(text: str, *, user: User) -> Family | None:
    """The family, as it was kept, whose code somebody typed or scanned; None when nobody has it.

    For those who take registers anywhere: the family itself brought the code to their door, so it
    need not be one of theirs. Whoever shows it says so on the access log. Raises `CodeSlipError`
    for what cannot be a code, which is nobody's.
    """
    code = read_code(text)
    if code is None:
        raise CodeSlipError(_("There is a slip in that code. Compare it with the card."))
    return family_of_code(code) if may(user, Permission.TAKE_REGISTERS) else None


def _held(family: Family) -> tuple[Family, tuple[int, ...]]:
    """The family that was kept, its row held until the end, and all records of it."""
    root = family_roots([family.pk])[family.pk]
    held = Family.objects.select_for_update(no_key=True).get(pk=root)
    return held, family_records([root])[root]


def _end(records: tuple[int, ...], at: dt.datetime) -> None:
    FamilyCode.objects.filter(family__in=records, ended_at=None).update(ended_at=at)


def _unused() -> str:
    while True:
        code = new_code()
        if not FamilyCode.objects.filter(code=code).exists():
            return code
