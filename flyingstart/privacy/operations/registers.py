"""The authority's registers, brought to the state of its pack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

from flyingstart.kernel.api import Actor, Record, operation
from flyingstart.privacy.models import Purpose, RetentionRule, SharingAgreement

R = TypeVar("R", Purpose, RetentionRule, SharingAgreement)
_OWN = {"id", "public_id", "version", "created_at", "updated_at"}


@operation
def update_purposes(*, purposes: Sequence[Purpose], by: Actor, at: dt.datetime) -> None:
    """Make these the purposes of today, by key; others stay and are no longer current."""
    _update(purposes, "key")
    keys = [one.key for one in purposes]
    Purpose.objects.exclude(key__in=keys).filter(is_current=True).update(is_current=False)


@operation
def update_retention(*, rules: Sequence[RetentionRule], by: Actor, at: dt.datetime) -> None:
    """Make these the rules of today, by key; others stay and are no longer current."""
    _update(rules, "key")
    keys = [one.key for one in rules]
    RetentionRule.objects.exclude(key__in=keys).filter(is_current=True).update(is_current=False)


@operation
def update_agreements(
    *, agreements: Sequence[SharingAgreement], by: Actor, at: dt.datetime
) -> None:
    """Bring agreements to their newest words, by reference; others stay as they are."""
    _update(agreements, "ref")


def _update(wanted: Sequence[R], key: str) -> None:
    """Make or change rows; one that says the same already is left alone."""
    for one in wanted:
        model: type[Record] = type(one)
        names = [f.name for f in model._meta.fields if f.name not in _OWN]
        values = {name: getattr(one, name) for name in names}
        held = model._base_manager.filter(**{key: values[key]}).first()
        if held is None:
            one.save()
        elif any(getattr(held, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(held, name, value)
            held.save()
