"""The pack's folder `privacy`: why data is held, how long, and with whom it is shared.

`purposes.yaml`, `retention.yaml` and `agreements.yaml` are lists of entries; the keys of each are
those of `Purpose`, `RetentionRule` and `SharingAgreement`. In a demo `demo/agreements.yaml` is read
as well. What a pack lacks stays as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from flyingstart.kernel.api import Actor, PackError, PackPart, pack_parts, records
from flyingstart.privacy.enums import CountsFrom
from flyingstart.privacy.models import Purpose, RetentionRule, SharingAgreement
from flyingstart.privacy.operations.registers import (
    update_agreements,
    update_purposes,
    update_retention,
)

FOLDER = "privacy"
PURPOSES, RETENTION, AGREEMENTS = "purposes.yaml", "retention.yaml", "agreements.yaml"
Entry = Mapping[str, Any]


def load_registers(folder: Path, by: Actor, at: dt.datetime) -> None:
    """Bring the registers to the state of the pack. Raises `PackError`."""
    if entries := _read(folder / FOLDER / PURPOSES):
        made = [_purpose(entry, number) for number, entry in enumerate(entries, start=1)]
        update_purposes(purposes=made, by=by, at=at)
    if entries := _read(folder / FOLDER / RETENTION):
        rules = [_rule(entry, number) for number, entry in enumerate(entries, start=1)]
        update_retention(rules=rules, by=by, at=at)
    files = [folder / FOLDER / AGREEMENTS]
    if settings.DEMO:
        files.append(folder / "demo" / AGREEMENTS)
    held = {purpose.key: purpose for purpose in Purpose.objects.all()}
    agreements = [_agreement(entry, held) for file in files for entry in _read(file)]
    update_agreements(agreements=agreements, by=by, at=at)


def _purpose(entry: Entry, position: int) -> Purpose:
    return Purpose(
        key=_words(entry, "key", PURPOSES),
        name=_words(entry, "name", PURPOSES),
        basis=_words(entry, "basis", PURPOSES),
        condition=_words(entry, "condition", PURPOSES, required=False),
        source=_words(entry, "source", PURPOSES),
        position=position,
    )


def _rule(entry: Entry, position: int) -> RetentionRule:
    counts_from = _words(entry, "counts_from", RETENTION)
    months = entry.get("months")
    named = [str(name) for name in entry.get("records") or []]
    if counts_from not in CountsFrom.values:
        raise PackError(f"{RETENTION}: counts_from is {counts_from}")
    if not isinstance(months, int) or months < 1:
        raise PackError(f"{RETENTION}: months is {months}, not a whole number of them")
    if unknown := [name for name in named if name not in records]:
        raise PackError(f"{RETENTION}: no app keeps {', '.join(unknown)}")
    return RetentionRule(
        key=_words(entry, "key", RETENTION),
        name=_words(entry, "name", RETENTION),
        counts_from=counts_from,
        months=months,
        records=named,
        starts_on=_day(entry, "starts_on", RETENTION) or dt.date.min,
        source=_words(entry, "source", RETENTION),
        position=position,
    )


def _agreement(entry: Entry, purposes: Mapping[str, Purpose]) -> SharingAgreement:
    key = _words(entry, "purpose", AGREEMENTS)
    if key not in purposes:
        raise PackError(f"{AGREEMENTS}: there is no purpose {key}")

    def text(name: str, *, required: bool = True) -> str:
        return _words(entry, name, AGREEMENTS, required=required)

    return SharingAgreement(
        ref=text("ref"),
        name=text("name"),
        sender=text("sender"),
        purpose=purposes[key],
        kinds=[str(kind) for kind in entry.get("kinds") or []],
        fields=[str(field) for field in entry.get("fields") or []],
        basis=text("basis"),
        condition=text("condition", required=False),
        confidentiality=text("confidentiality"),
        caldicott_by=text("caldicott_by", required=False),
        caldicott_on=_day(entry, "caldicott_on", AGREEMENTS),
        dpo_by=text("dpo_by", required=False),
        dpo_on=_day(entry, "dpo_on", AGREEMENTS),
        starts_on=_day(entry, "starts_on", AGREEMENTS),
        ends_on=_day(entry, "ends_on", AGREEMENTS),
        keep_until=text("keep_until"),
        keep_months=entry.get("keep_months"),
        source=text("source", required=False),
    )


def _read(path: Path) -> list[Entry]:
    if not path.is_file():
        return []
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as fault:
        raise PackError(f"{path.name} cannot be read: {fault}") from None
    if not isinstance(content, list) or not all(isinstance(one, Mapping) for one in content):
        raise PackError(f"{path.name} is no list of entries")
    return content


def _words(entry: Entry, key: str, file: str, *, required: bool = True) -> str:
    value = entry.get(key)
    words = " ".join(str(value).split()) if value is not None else ""
    if required and not words:
        raise PackError(f"{file}: an entry lacks {key}")
    return words


def _day(entry: Entry, key: str, file: str) -> dt.date | None:
    value = entry.get(key)
    if value is not None and not isinstance(value, dt.date):
        raise PackError(f"{file}: {key} is {value}, not a day such as 2026-11-01")
    return value


pack_parts.register("privacy", PackPart(name="privacy", order=60, load=load_registers))
