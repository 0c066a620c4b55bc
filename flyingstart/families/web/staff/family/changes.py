"""The history of a family in words: each change with who made it, read from the events of its rows.

Of notes and warnings only that they were written is said: what they say is for whoever may read
them. That there is a limited warning is for those who read it. Why messages are paused is never
said. Of those who left the family nothing is said but that they came and went. While a home is
hidden from the reader nothing is said that tells of a place, or how anybody is reached; of a child
who lives with a carer of another family nothing that is near the carer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, User
from flyingstart.families.enums import CodeKind, Sight
from flyingstart.families.models import (
    Address,
    Contact,
    ContactDetail,
    ExpectedBirth,
    Family,
    FamilyPlace,
    FamilyTie,
    MessagePause,
    Need,
    Note,
    Person,
    Registration,
    WarningNote,
)
from flyingstart.families.queries.codes import code_labels
from flyingstart.families.queries.hiding import masked_people
from flyingstart.families.queries.merged import (
    family_records,
    own_of,
    person_records,
    person_roots,
)
from flyingstart.families.queries.placements import placed_elsewhere
from flyingstart.families.web.staff.family.presenters import since_words
from flyingstart.families.words import ANSWER_WORDS, in_words
from flyingstart.kernel.api import clock

SAID_TO_ALL = Q(sight=Sight.EVERYONE)
TELL_PLACES = frozenset({"gp_practice", "setting", "health_visiting_team"})
PLACES = {Address, ContactDetail, FamilyPlace}
Labels = dict[str, dict[str, str]]
Say = Callable[[Any, "Names"], str]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one colleague did at one moment."""

    at: dt.datetime
    who: str
    lines: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Names:
    """What codes and ids are called."""

    people: dict[int, str]
    labels: Labels


def changes_in(family: Family, user: User, *, limit: int) -> list[Change]:
    """The last changes of a family that a user sees, the newest first."""
    families = family_records([family.pk])[family.pk]
    ties = FamilyTie.objects.filter(family__in=families)
    here = ties.filter(Q(ends_on=None) | Q(ends_on__gt=clock.today()))
    people, everybody = _records(here), _records(ties)
    visible = Person.objects.visible_to(user).filter(pk__in=everybody)
    names = Names(
        people={person.pk: str(person) for person in visible},
        labels={
            "code": code_labels(CodeKind.NEED),
            "ethnicity": code_labels(CodeKind.ETHNICITY),
        },
    )
    is_masked = bool(masked_people(user, everybody))
    away = people if is_masked else placed_elsewhere(people, families, clock.today())
    found = [*_of_people(people, names, away)]
    sees_all = user.has_perm(Permission.SEE_WARNINGS, family)
    for model, say in SAID.items():
        if is_masked and model in PLACES:
            continue
        told = SAID_TO_ALL if model is WarningNote and not sees_all else Q()
        found += _of_rows(model, say, _about(model, people, families) & told, names, limit)
    return _together(found)[:limit]


def _records(ties: models.QuerySet[FamilyTie]) -> list[int]:
    """Every record of the people of ties."""
    roots = person_roots(set(ties.values_list("person_id", flat=True)))
    return own_of(person_records(set(roots.values())))


@dataclass(frozen=True)
class _Line:
    """One line, and the moment and hand it belongs to."""

    at: dt.datetime
    who: str
    context: Any
    words: str


def _together(lines: Iterable[_Line]) -> list[Change]:
    """Lines of one moment and hand as one change."""
    groups: dict[Any, list[_Line]] = {}
    for line in lines:
        groups.setdefault((line.context, line.who) if line.context else line, []).append(line)
    changes = [
        Change(
            at=max(line.at for line in group),
            who=group[0].who,
            lines=list(dict.fromkeys(line.words for line in group)),
        )
        for group in groups.values()
    ]
    return sorted(changes, key=lambda change: change.at, reverse=True)


def _events(model: type[models.Model]) -> models.QuerySet[Any]:
    descriptor: Any = model.__dict__["events"]  # pghistory's own, unknown to the types
    rows: models.QuerySet[Any] = descriptor.rel.related_model._base_manager.select_related(
        "pgh_context"
    )
    return rows


def _line(event: Any, words: str) -> _Line:
    said = event.pgh_context.metadata if event.pgh_context else {}
    return _Line(
        at=event.pgh_created_at,
        who=said.get("actor_name") or _("The system"),
        context=event.pgh_context_id,
        words=words,
    )


def _of_people(people: Sequence[int], names: Names, away: Collection[int]) -> Iterator[_Line]:
    """Answers on people's own rows: what they were, and what they became.

    Of those who are `away` nothing is said that tells where they are.
    """
    before: dict[int, Any] = {}
    for event in _events(Person).filter(pgh_obj_id__in=people).order_by("pgh_id"):
        old = before.get(event.pgh_obj_id)
        before[event.pgh_obj_id] = event
        name = names.people.get(event.pgh_obj_id, "")
        if old is None:
            yield _line(event, _("%(name)s was added") % {"name": name})
            continue
        for field, words in ANSWER_WORDS.items():
            was, now = getattr(old, field), getattr(event, field)
            tells = field in TELL_PLACES and event.pgh_obj_id in away
            if was != now and not tells:
                labels = names.labels.get(field)
                yield _line(
                    event,
                    _("%(name)s, %(what)s: %(was)s → %(now)s")
                    % {
                        "name": name,
                        "what": words,
                        "was": in_words(field, was, labels) or _("nothing"),
                        "now": in_words(field, now, labels) or _("nothing"),
                    },
                )


def _about(model: type[models.Model], people: Sequence[int], families: Sequence[int]) -> Q:
    """Rows of the family, or where a table has none, of those who belong to it."""
    if "family_id" in {field.attname for field in model._meta.concrete_fields}:
        return Q(family_id__in=families)
    return Q(person_id__in=people)


def _of_rows(
    model: type[models.Model], say: Say, about: Q, names: Names, limit: int
) -> Iterator[_Line]:
    for event in _events(model).filter(about).order_by("-pgh_id")[:limit]:
        words = say(event, names)
        if event.pgh_label == "delete":
            words = _("taken back: %(what)s") % {"what": words}
        yield _line(event, words)


def _name(event: Any, names: Names) -> str:
    return names.people.get(event.person_id or 0, "")


def _with(name: str, what: str, *rest: str) -> str:
    words = ", ".join(word for word in (what, *rest) if word)
    return f"{name}: {words}" if name else words


def _tie(event: Any, names: Names) -> str:
    days = since_words(event.starts_on, event.ends_on)
    return _with(_name(event, names), in_words("role", event.role), event.relationship, days)


def _address(event: Any, names: Names) -> str:
    lines = (event.line_1, event.line_2, event.town, event.postcode_as_written)
    where = ", ".join(line for line in lines if line)
    return _with(_name(event, names), where, since_words(event.starts_on, event.ends_on))


def _registration(event: Any, names: Names) -> str:
    days = since_words(event.registered_on, event.left_on)
    return _with(_name(event, names), _("registered"), days, in_words("came_by", event.came_by))


def _detail(event: Any, names: Names) -> str:
    ended = _("no longer used") if event.ended_at else ""
    return _with(_name(event, names), in_words("kind", event.kind), event.value, ended)


def _need(event: Any, names: Names) -> str:
    label = names.labels["code"].get(event.code, event.code)
    return _with(
        _name(event, names), label, event.source, since_words(event.starts_on, event.ends_on)
    )


def _birth(event: Any, names: Names) -> str:
    due = in_words("", event.due_on)
    outcome = in_words("outcome", event.outcome)
    return _with(_name(event, names), _("due on %(day)s") % {"day": due}, outcome)


def _place(event: Any, names: Names) -> str:
    del names
    days = since_words(event.starts_on, event.ends_on)
    return _with("", _("looked after at a further place"), days)


SAID: dict[type[models.Model], Say] = {
    FamilyTie: _tie,
    Address: _address,
    Registration: _registration,
    ContactDetail: _detail,
    Need: _need,
    ExpectedBirth: _birth,
    FamilyPlace: _place,
    Contact: lambda event, _names: in_words("kind", event.kind),
    Note: lambda _event, _names: _("a note was written"),
    WarningNote: lambda _event, _names: _("a warning was written or changed"),
    MessagePause: lambda event, _names: (
        _("messages resumed") if event.resumed_at else _("messages paused")
    ),
}
