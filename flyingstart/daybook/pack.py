"""The pack's `concerns.yaml`: whom to tell of a worry, and by when.

A list of entries with `key` (front_door or designated_officer), `name`, `phone` (leave it out
until the council gave it: doctor says so, of a placeholder too, which no page shows),
`working_days` (leave out: at once), `starts_on`, the first day, and `source`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from flyingstart.daybook.enums import DutyKey
from flyingstart.daybook.models import Duty
from flyingstart.daybook.operations.duties import update_duties
from flyingstart.kernel.api import Actor, PackError, PackPart, pack_parts

FILE = "concerns.yaml"


def load_duties(folder: Path, by: Actor, at: dt.datetime) -> None:
    """Let the pack's entries hold. Raises `PackError`."""
    path = folder / FILE
    if not path.is_file():
        return
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as fault:
        raise PackError(f"{FILE} cannot be read: {fault}") from None
    if not isinstance(content, list) or not all(isinstance(one, Mapping) for one in content):
        raise PackError(f"{FILE} is no list of entries")
    update_duties(duties=[_duty(entry) for entry in content], by=by, at=at)


def _duty(entry: Mapping[str, Any]) -> Duty:
    key, starts_on, days = entry.get("key"), entry.get("starts_on"), entry.get("working_days")
    if key not in DutyKey.values:
        raise PackError(f"{FILE}: key is {key}, not one of {', '.join(DutyKey.values)}")
    if not isinstance(starts_on, dt.date):
        raise PackError(f"{FILE}: starts_on is {starts_on}, not a day such as 2026-11-01")
    if days is not None and (not isinstance(days, int) or days < 1):
        raise PackError(f"{FILE}: working_days is {days}, not a whole number of them")
    return Duty(
        key=key,
        name=_words(entry, "name"),
        phone=_words(entry, "phone", required=False),
        working_days=days,
        starts_on=starts_on,
        source=_words(entry, "source"),
    )


def _words(entry: Mapping[str, Any], key: str, *, required: bool = True) -> str:
    value = entry.get(key)
    words = " ".join(str(value).split()) if value is not None else ""
    if required and not words:
        raise PackError(f"{FILE}: an entry lacks {key}")
    return words


pack_parts.register("concerns", PackPart(name="concerns", order=40, load=load_duties))
