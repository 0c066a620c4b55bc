"""What somebody else changed while a colleague was typing: both answers, side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from flyingstart.design.api import forms
from flyingstart.families.models import Person
from flyingstart.families.words import in_words


@dataclass(frozen=True, kw_only=True)
class Change:
    """One answer: as it was read, as somebody else saved it, and as it was typed."""

    name: str
    before: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True, kw_only=True)
class ShownChange:
    """The same in words."""

    question: str
    theirs: str
    mine: str


@dataclass(frozen=True, kw_only=True)
class News:
    """What the page says of it: who, what was changed by both, and what only by the other."""

    who: str
    when: dt.datetime | None
    both: Sequence[ShownChange]
    taken_over: Sequence[ShownChange]


@dataclass(frozen=True, kw_only=True)
class Meantime:
    """What happened since a version was read."""

    who: str
    when: dt.datetime | None
    changes: Sequence[Change]

    @property
    def both(self) -> list[Change]:
        """What both changed, each otherwise."""
        return [c for c in self.changes if c.mine not in {c.theirs, c.before}]

    @property
    def taken_over(self) -> list[Change]:
        """What only the other one changed."""
        return [c for c in self.changes if c.theirs != c.mine and c.mine == c.before]

    def shown(self, form: forms.Form) -> News:
        """In the words of a form."""
        return News(
            who=self.who,
            when=self.when,
            both=[_shown(change, form) for change in self.both],
            taken_over=[_shown(change, form) for change in self.taken_over],
        )


def meantime(held: Person, version: int, names: Sequence[str], mine: Mapping[str, Any]) -> Meantime:
    """What became of answers since a version, beside what is typed now.

    Of a version that is not in the history all that differs counts as changed by both.
    """
    history: Any = held  # its events are pghistory's
    events = list(history.events.order_by("pgh_id").select_related("pgh_context"))
    read = next((event for event in events if event.version == version), None)
    changes = [
        Change(
            name=name,
            before=getattr(read, name) if read else None,
            theirs=getattr(held, name),
            mine=mine[name],
        )
        for name in names
    ]
    context = events[-1].pgh_context if events else None
    said = context.metadata if context else {}
    return Meantime(
        who=said.get("actor_name") or _("Somebody"),
        when=events[-1].pgh_created_at if events else None,
        changes=[change for change in changes if read is None or change.theirs != change.before],
    )


def _shown(change: Change, form: forms.Form) -> ShownChange:
    field = form.fields[change.name]
    labels = {str(key): str(words) for key, words in getattr(field, "choices", ())}
    return ShownChange(
        question=str(field.label),
        theirs=in_words(change.name, change.theirs, labels) or _("nothing"),
        mine=in_words(change.name, change.mine, labels) or _("nothing"),
    )
