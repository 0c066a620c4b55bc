"""What is held, read from the registries, for the pages and documents that speak of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flyingstart.kernel.api import PersonalRecord, records
from flyingstart.privacy.models import Purpose, RetentionRule


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A record that an app keeps of people, with its purpose and the rule of how long."""

    record: PersonalRecord
    app: str
    purpose: Purpose | None
    rule: RetentionRule | None


def assets() -> list[Asset]:
    """All of them, by name. Two queries."""
    purposes = {purpose.key: purpose for purpose in Purpose.objects.all()}
    rules = list(RetentionRule.objects.filter(is_current=True))
    return [
        Asset(
            record=record,
            app=app_of(record),
            purpose=purposes.get(record.purpose_key),
            rule=rule_for(record.name, rules),
        )
        for record in records.values()
    ]


def app_of(record: PersonalRecord) -> str:
    """Which part of the software keeps it."""
    about = getattr(record.rows_about, "model", record.rows_about)
    module = getattr(about, "__module__", "")
    return module.split(".")[1] if module.startswith("flyingstart.") else ""


def rule_for(name: str, rules: Sequence[RetentionRule]) -> RetentionRule | None:
    """The rule that names a record, else the one for whole records of families."""
    named = [rule for rule in rules if name in rule.records]
    whole = [rule for rule in rules if rule.counts_from == "last_contact" and not rule.records]
    return next(iter([*named, *whole]), None)
