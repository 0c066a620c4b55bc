"""What is typed off a paper register: ticks, names of newcomers, heads."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from flyingstart.activities.operations.paper import OnPaper
from flyingstart.activities.web.staff.registers.forms import HeadsForm
from flyingstart.design.api import forms
from flyingstart.families.api import Member, PersonDetails, Role
from flyingstart.kernel.api import is_public_id

ROWS = 6
MOST_TICKS = 2_000
MOST_CHILDREN = 10
LONGEST_NAME = 200


class NewcomerRow(forms.Form):
    """A row that was written by hand: an adult, and children with commas between."""

    marks_optional = False

    adult = forms.TextField(
        label=gettext_lazy("Parent or carer’s first name"),
        required=False,
        autocomplete="off",
        spellcheck=False,
        max_length=LONGEST_NAME,
    )
    children = forms.TextField(
        label=gettext_lazy("Children’s first names, with commas"),
        required=False,
        autocomplete="off",
        spellcheck=False,
        max_length=LONGEST_NAME * 2,
    )

    def members(self) -> list[Member]:
        """The people of a valid row; none of one left empty."""
        adult = " ".join(self.cleaned_data["adult"].split())
        names = [" ".join(one.split()) for one in self.cleaned_data["children"].split(",")]
        return [
            *([_member(adult, Role.PARENT)] if adult else []),
            *(_member(name, Role.CHILD) for name in [one for one in names if one][:MOST_CHILDREN]),
        ]


class PaperForm:
    """A sheet as a whole; works like one form. Ticks are `family person`, by public ids."""

    def __init__(
        self, data: QueryDict | None, *, takes_newcomers: bool, held: Mapping[str, int]
    ) -> None:
        self._data = data
        sent = data.get("submission", "") if data is not None else ""
        self.submission = uuid.UUID(sent) if is_public_id(sent) else uuid.uuid4()
        self.heads = HeadsForm(data, initial=dict(held))
        rows = range(ROWS if takes_newcomers else 0)
        self.rows = [NewcomerRow(data, prefix=f"new-{row}") for row in rows]

    @property
    def parts(self) -> Sequence[forms.Form]:
        """All parts, for the summary of errors."""
        return [self.heads, *self.rows]

    @property
    def ticked(self) -> set[str]:
        """What was ticked, to be ticked again when something else is at fault."""
        return set(self._data.getlist("people")[:MOST_TICKS]) if self._data is not None else set()

    def is_valid(self) -> bool:
        """Whether it can be entered."""
        judged = [part.is_valid() for part in self.parts]
        return all(judged)

    def said(self) -> OnPaper:
        """What it says, of a valid form."""
        pairs: dict[str, tuple[uuid.UUID, uuid.UUID]] = {}
        for tick in sorted(self.ticked):
            parts: Any = tick.split(" ")
            if len(parts) == 2 and all(map(is_public_id, parts)):
                pairs.setdefault(parts[1], (uuid.UUID(parts[0]), uuid.UUID(parts[1])))
        return OnPaper(
            submission=self.submission,
            came=list(pairs.values()),
            newcomers=[row.members() or None for row in self.rows],
            counts=self.heads.counts(),
        )


def _member(name: str, role: Role) -> Member:
    return Member(details=PersonDetails(given_name=name), role=role)
