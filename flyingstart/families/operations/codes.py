"""Keeping the code lists as the authority's pack has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flyingstart.families.enums import CodeKind
from flyingstart.families.models import Code
from flyingstart.kernel.api import Actor, operation

WRITTEN = ("label", "group", "aliases", "position", "source", "labels", "parents_say")


@operation
def update_codes(*, kind: CodeKind, codes: Sequence[Code], by: Actor, at: dt.datetime) -> None:
    """Add and update the entries of a list by their codes; those that are the same stay untouched.

    An entry that is not among them stays too: people may have it.
    """
    held = {code.code: code for code in Code.objects.filter(kind=kind).select_for_update()}
    changed = []
    for code in codes:
        old = held.get(code.code)
        if old and any(getattr(old, name) != getattr(code, name) for name in WRITTEN):
            code.pk = old.pk
            changed.append(code)
    Code.objects.bulk_create(code for code in codes if code.code not in held)
    Code.objects.bulk_update(changed, WRITTEN)
