"""What browsers send of the timetable's forms."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from flyingstart.activities.api import Programme

FIRST = {"pattern": "term_time", "every": "1", "listed": "yes"}


def row(**texts: str) -> dict[str, str]:
    """Stay and Play at the hub on Mondays, unless told otherwise."""
    usual = {
        "activity": "Stay and Play",
        "site": "Alder Hub",
        "weekday": "1",
        "starts": "9:30",
        "ends": "11",
    }
    return {**FIRST, **usual, **texts}


def grid(
    programme: Programme, *rows: dict[str, str], step: str = "check", **more: Any
) -> dict[str, str]:
    """A grid of rows, as the newest version of the programme was read."""
    programme.refresh_from_db()
    sent = {"version": str(programme.version), "rows": str(len(rows)), "step": step}
    for number, texts in enumerate(rows):
        sent |= {f"row-{number}-{name}": text for name, text in texts.items() if text}
    return sent | {name: str(value) for name, value in more.items()}


def as_drawn(html: str) -> dict[str, str]:
    """All that a page's form would send untouched: hidden boxes, texts, choices, ticks."""
    main = re.sub(r"<template.*?</template>", "", html[html.index("<main") :], flags=re.DOTALL)
    sent = {}
    for tag in re.findall(r"<input[^>]*>", main):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") == "checkbox" and " checked" not in tag:
            continue
        sent[given["name"]] = given.get("value", "").replace("&#39;", "'")
    for name, options in re.findall(
        r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', main, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def series_ids(programme: Programme) -> list[UUID]:
    """The public ids of its series, as the week runs."""
    return list(programme.series.order_by("weekday", "starts").values_list("public_id", flat=True))
