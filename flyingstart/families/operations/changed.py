"""Answers of a person that were changed since a merge: whose they are is asked as well.

Above all a death: of two people who were taken for one, only one has died.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from flyingstart.families.errors import CannotGoError
from flyingstart.families.models import Person
from flyingstart.families.since import Parting, Side, SinceEntry, Stand
from flyingstart.families.words import ANSWER_WORDS, in_words

# What a hidden home hides (ADR 20).
_TELLS_WHERE = frozenset({"gp_practice", "setting"})


def changed_since(parting: Parting) -> Iterator[SinceEntry]:
    """An entry for each answer of each record that an operation changed since the merge."""
    for person in Person.objects.filter(pk__in=parting.people).order_by("pk"):
        stand = parting.people[person.pk]
        before: Any = None
        first: dict[str, tuple[Any, dt.datetime]] = {}
        history: Any = person  # its events are pghistory's
        for event in history.events.order_by("pgh_id").select_related("pgh_context"):
            moment = _said_at(event)
            if before is not None and moment is not None and moment > parting.merged_at:
                for name in ANSWER_WORDS:
                    old = getattr(before, name)
                    if old != getattr(event, name):
                        first.setdefault(name, (old, moment))
            before = event
        for name, (old, moment) in first.items():
            if old != getattr(person, name):
                yield _entry(person, name, old, moment, stand)


def _entry(person: Person, name: str, old: Any, moment: dt.datetime, stand: Stand) -> SinceEntry:
    new = getattr(person, name)

    def move(side: Side) -> None:
        target = Person.objects.get(pk=stand.on(side))
        if name == "died_on" and target.date_of_birth and new < target.date_of_birth:
            raise CannotGoError("The day of death is before the other one's birth.")
        Person.objects.filter(pk=target.pk).update(**{name: new})
        Person.objects.filter(pk=person.pk).update(**{name: old})

    return SinceEntry(
        key=f"answer:{person.pk}:{name}",
        what=str(ANSWER_WORDS[name]),
        text=in_words(name, new) or _("taken away"),
        about=str(person),
        entered_at=moment,
        stands_with=stand.side,
        move=move,
        where_of=frozenset({person.pk} if name in _TELLS_WHERE else ()),
        masked=_("hidden"),
    )


def _said_at(event: Any) -> dt.datetime | None:
    """When the operation that wrote an event was said to be; None outside an operation."""
    said = event.pgh_context.metadata.get("at") if event.pgh_context else None
    return dt.datetime.fromisoformat(said) if said else None
