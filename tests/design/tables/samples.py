"""A small table of people who never lived."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from flyingstart.design.api import ChoiceFilter, Column, Kind, SearchFilter, Table


@dataclass(frozen=True)
class Person:
    name: str
    part: str = "North"
    visits: int | str | None = 0
    share: float | None = None
    born: dt.date | None = None


def people(*rows: Person, **changes: Any) -> Table[Person]:
    """A table with a column of each kind and both kinds of filter."""
    arguments: dict[str, Any] = {
        "key": "p",
        "caption": "People",
        "rows": rows,
        "columns": [
            Column(key="name", heading="Name", value=lambda row: row.name),
            Column(key="visits", heading="Visits", value=lambda row: row.visits, kind=Kind.NUMBER),
            Column(
                key="share",
                heading="Share",
                value=lambda row: row.share,
                kind=Kind.RATIO,
                note="of all",
            ),
            Column(key="born", heading="Born", value=lambda row: row.born, kind=Kind.DATE),
        ],
        "filters": [
            SearchFilter(key="q", label="Name", text=lambda row: row.name),
            ChoiceFilter(
                key="part",
                label="Part",
                choices=[("North", "The north"), ("South", "The south")],
                keep=lambda row, part: row.part == part,
            ),
        ],
    }
    return Table(**{**arguments, **changes})


def asked(query: str = "") -> QueryDict:
    return QueryDict(query)
