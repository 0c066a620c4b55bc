"""Personal data this app holds: worries, what was done about them, and who raised them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flyingstart.daybook.enums import ConcernKind
from flyingstart.daybook.models import Concern
from flyingstart.families.api import Person, every_record
from flyingstart.kernel.api import PersonalRecord, records

Row = Mapping[str, Any]


def of_kind(kind: ConcernKind) -> Callable[[int], Iterable[Row]]:
    """Worries of a kind about a person."""

    def about(person_id: int) -> Iterable[Row]:
        return concerns_about(person_id, kind)

    return about


def concerns_about(person_id: int, kind: ConcernKind) -> Iterable[Row]:
    """Worries about a person on record, the oldest first: of those that the reader may read.

    The database shows none to anybody else, whoever answers a request for data included: they ask
    the safeguarding lead (docs/adr/0023-worries.md).
    """
    people = Person.objects.filter(pk__in=every_record(person_id))
    known = list(people.values_list("public_id", flat=True))
    found = Concern.objects.filter(kind=kind, person__in=known)
    return [
        {
            "raised_at": one.raised_at.isoformat(),
            "came_at": one.came_at.isoformat() if one.came_at else "",
            "kind": one.kind,
            "name": one.name,
            "seen": one.seen,
            "said": one.said,
            "danger_now": one.danger_now,
            "told": one.told,
            "raised_by_name": one.raised_by_name,
            "steps": "\n".join(
                f"{step.at.isoformat()} {step.kind}: {step.words}" for step in one.steps.all()
            ),
        }
        for one in found.order_by("raised_at", "pk").prefetch_related("steps")
    ]


BASIS = "Public task; safeguarding (UK GDPR, articles 6(1)(e) and 9(2)(g))"


def _record(name: str, kind: ConcernKind, *, holds: str, purpose: str, retention: str) -> None:
    entry = PersonalRecord(
        name=name,
        holds=holds,
        purpose=purpose,
        lawful_basis=BASIS,
        retention=retention,
        rows_about=of_kind(kind),
        purpose_key="safety",
        written=("name", "seen", "said", "told", "steps"),
        of_others=("raised_by_name",),
        held_back=bool,
        labels=lambda: {"kind": {str(one): str(label) for one, label in ConcernKind.choices}},
        answered_apart=True,
    )
    records.register(name, entry)


_record(
    "worries",
    ConcernKind.CHILD,
    holds="What colleagues saw and heard that worried them about a child; what was done; who "
    "raised it",
    purpose="To keep children safe",
    retention="Until the child is 25, or longer where the safeguarding lead says so",
)
_record(
    "worries about adults",
    ConcernKind.ADULT,
    holds="What colleagues saw and heard that worried them about an adult who works with "
    "children; what was done; who raised it",
    purpose="To keep children safe from those who work with them",
    retention="Until their pension age, or ten years if that is longer",
)
