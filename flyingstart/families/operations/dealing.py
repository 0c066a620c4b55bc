"""Rows of families entered since a merge: what they say, and how each is dealt to a side.

News that is dealt to the other record does there what news does: what held before ends. Where it
came from, what it had ended holds on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.families.enums import CodeKind, PaperKind
from flyingstart.families.errors import CannotGoError
from flyingstart.families.models import (
    Address,
    Contact,
    ContactDetail,
    ExpectedBirth,
    FamilyPlace,
    FamilyRef,
    FamilyTie,
    Need,
    Note,
    Paper,
    PersonRef,
    Registration,
    Reply,
    WarningNote,
)
from flyingstart.families.queries.codes import code_labels
from flyingstart.families.queries.together import Days, visible
from flyingstart.families.since import Parting, Side, SinceEntry
from flyingstart.families.words import in_words

Make = Callable[[Any], str]
Fit = Callable[[Any, Any, Parting], None]
Rivals = Callable[[Any], Q]


class Sort(NamedTuple):
    """A table whose rows can be dealt: what one is called, says, and how it fits in elsewhere.

    `fit` is called with the row as it was, the row as it shall be, and the parting, before the
    row is written. `masked` says what one is to those who may not see the home it tells of; None:
    it tells of none.
    """

    name: str
    what: Any
    model: type[models.Model]
    text: Make
    fit: Fit
    by_person: bool = True
    by_family: bool = True
    masked: Make | None = None


def families_own(parting: Parting) -> Iterator[SinceEntry]:
    """An entry for each row of families made since a merge about either side."""
    for sort in SORTS:
        asked = Q(pk=None)
        if sort.by_person:
            asked |= Q(person__in=parting.people)
        if sort.by_family:
            asked |= Q(family__in=parting.families)
        made = sort.model._base_manager.filter(asked, created_at__gt=parting.since)
        rows: Iterable[Any] = made.select_related(*_names(sort)).order_by("pk")
        for row in rows:
            stand = parting.stands(person=_of(row, "person"), family=_of(row, "family"))
            if stand is not None and row.created_at > stand.since:
                yield _entry(sort, row, stand.side, parting)


def _entry(sort: Sort, row: Any, side: Side, parting: Parting) -> SinceEntry:
    def move(to: Side) -> None:
        moved = sort.model._base_manager.get(pk=row.pk)
        for name, whose in (("person", parting.person), ("family", parting.family)):
            if hasattr(moved, f"{name}_id"):
                setattr(moved, f"{name}_id", whose(_of(moved, name), to))
        sort.fit(row, moved, parting)
        moved.save()

    person = getattr(row, "person", None)
    masked = sort.masked(row) if sort.masked else ""
    return SinceEntry(
        key=f"{sort.name}:{row.pk}",
        what=str(sort.what),
        text=sort.text(row),
        about=str(person) if person else "",
        entered_at=row.created_at,
        stands_with=side,
        move=move,
        where_of=_lives_there(row) if sort.masked else frozenset(),
        masked=masked,
    )


def _lives_there(row: Any) -> frozenset[int]:
    """Whose home a row tells of: its person's; one of a family alone, that of everybody in it."""
    person = _of(row, "person")
    if person is not None:
        return frozenset({person})
    ties = FamilyTie.objects.filter(family=_of(row, "family"))
    return frozenset(ties.values_list("person_id", flat=True))


def _names(sort: Sort) -> list[str]:
    fields = {field.name for field in sort.model._meta.fields}
    return sorted({"person", "family", "neighbourhood", "site"} & fields)


def _of(row: Any, name: str) -> int | None:
    pk: int | None = getattr(row, f"{name}_id", None)
    return pk


# -- how rows fit in -----------------------------------------------------------------------------


def _freely(_old: Any, _new: Any, _parting: Parting) -> None:
    """Any number may stand beside each other."""


class _OneAtATime:
    """Of rows that cannot hold on one day, which `rivals` finds, one holds at a time."""

    def __init__(self, rivals: Rivals, first: str = "starts_on", last: str = "ends_on") -> None:
        self._rivals, self._first, self._last = rivals, first, last

    def __call__(self, old: Any, new: Any, parting: Parting) -> None:
        """Let what holds on the other side end, and what it had ended hold on."""
        rows = type(new)._base_manager.exclude(pk=new.pk)
        starts, ends = self._days(new)
        for other in rows.filter(self._rivals(new)).order_by("pk"):
            if visible(self._days(other), [(starts, ends)]) == [self._days(other)]:
                continue
            before = getattr(other, self._first)
            if starts is None or (before is not None and before >= starts):
                raise CannotGoError(
                    "The other record says something else of these days: let it stay, and put it "
                    "right there afterwards."
                )
            _set(other, self._last, starts)
        if starts is None:
            return
        ended = {self._last: starts, "updated_at__gt": parting.since}
        held_before = list(rows.filter(self._rivals(old), **ended))
        new.save()  # it makes way first
        for other in held_before:
            _set(other, self._last, ends)

    def _days(self, row: Any) -> Days:
        return getattr(row, self._first), getattr(row, self._last)


def _detail(old: Any, new: Any, parting: Parting) -> None:
    """One of a kind in use: the other one's ends, and what it had replaced is in use again."""
    if new.ended_at is not None:
        return
    own = ContactDetail.objects.exclude(pk=new.pk).filter(kind=new.kind)
    for other in own.filter(person=new.person_id, ended_at=None):
        _set(other, "ended_at", new.created_at)
    replaced = own.filter(person=old.person_id, ended_at__gt=parting.merged_at)
    last = replaced.order_by("ended_at", "pk").last()
    in_use = own.filter(person=old.person_id, ended_at=None).exists()
    if last is not None and not in_use and last.created_at <= parting.since:
        new.save()
        _set(last, "ended_at", None)


def _one_pregnancy(_old: Any, new: Any, _parting: Parting) -> None:
    others = ExpectedBirth.objects.exclude(pk=new.pk).filter(
        person=new.person_id, family=new.family_id, outcome=""
    )
    if not new.outcome and others.exists():
        raise CannotGoError("The other record expects a birth already.")


def _one_place(_old: Any, new: Any, _parting: Parting) -> None:
    others = FamilyPlace.objects.exclude(pk=new.pk).filter(
        family=new.family_id, neighbourhood=new.neighbourhood_id, site=new.site_id, ends_on=None
    )
    if new.ends_on is None and others.exists():
        raise CannotGoError("The other family is looked after there already.")


def _set(row: Any, name: str, value: Any) -> None:
    setattr(row, name, value)
    row.save(update_fields=[name])


# -- what they say -------------------------------------------------------------------------------


def _since(row: Any, words: str, starts_on: dt.date | None) -> str:
    if starts_on is None:
        return words
    return _("%(what)s, from %(day)s") % {"what": words, "day": in_words("", starts_on)}


def _tie(row: FamilyTie) -> str:
    return _since(row, in_words("role", row.role), row.starts_on)


def _address(row: Address) -> str:
    lines: Iterable[str] = (row.line_1, row.line_2, row.town, row.postcode_as_written)
    return _since(row, ", ".join(line for line in lines if line), row.starts_on)


def _need(row: Need) -> str:
    label = code_labels(CodeKind.NEED).get(row.code, row.code)
    return _since(row, label, row.starts_on)


def _written(row: Note | WarningNote) -> str:
    """Whose it is; what it says stays with those who may read it."""
    day = in_words("", row.written_at)
    return _("by %(name)s, %(day)s") % {"name": row.written_by_name, "day": day}


def _paper(row: Paper) -> str:
    """Its sort and day; what it is called stays with those who may read it."""
    return f"{PaperKind(row.kind).label}, {in_words('', row.dated)}"


def _contact(row: Contact) -> str:
    return f"{in_words('contact_kind', row.kind)}, {in_words('', row.happened_at)}"


def _address_rivals(row: Address) -> Q:
    """One main address at a time, and one a family."""
    rivals = Q(family=row.family_id) if row.family_id else Q(pk=None)
    return Q(person=row.person_id) & (rivals | Q(is_main=True) if row.is_main else rivals)


SORTS = (
    Sort(
        "tie",
        gettext_lazy("place in the family"),
        FamilyTie,
        _tie,
        _OneAtATime(lambda row: Q(person=row.person_id, family=row.family_id)),
    ),
    Sort(
        "address",
        gettext_lazy("address"),
        Address,
        _address,
        _OneAtATime(_address_rivals),
        masked=lambda row: _since(row, _("hidden"), row.starts_on),
    ),
    Sort(
        "registration",
        gettext_lazy("registration"),
        Registration,
        lambda row: in_words("", row.registered_on),
        _OneAtATime(
            lambda row: Q(person=row.person_id, family=row.family_id), "registered_on", "left_on"
        ),
    ),
    Sort(
        "need",
        gettext_lazy("need"),
        Need,
        _need,
        _OneAtATime(lambda row: Q(person=row.person_id, code=row.code)),
        by_family=False,
    ),
    Sort(
        "detail",
        gettext_lazy("contact detail"),
        ContactDetail,
        lambda row: str(row.value),
        _detail,
        by_family=False,
        masked=lambda row: _("%(kind)s, hidden") % {"kind": row.get_kind_display()},
    ),
    Sort(
        "birth",
        gettext_lazy("expected birth"),
        ExpectedBirth,
        lambda row: in_words("", row.due_on),
        _one_pregnancy,
    ),
    Sort("contact", gettext_lazy("contact"), Contact, _contact, _freely, by_person=False),
    Sort("note", gettext_lazy("note"), Note, _written, _freely),
    Sort("warning", gettext_lazy("warning"), WarningNote, _written, _freely),
    Sort("paper", gettext_lazy("letter or paper"), Paper, _paper, _freely),
    Sort(
        "reply",
        gettext_lazy("something they wrote"),
        Reply,
        lambda row: in_words("", row.received_at),
        _freely,
        by_family=False,
    ),
    Sort(
        "place",
        gettext_lazy("looked after by"),
        FamilyPlace,
        lambda row: str(row.site or row.neighbourhood),
        _one_place,
        by_person=False,
        masked=lambda _row: _("hidden"),
    ),
    Sort(
        "person_ref",
        gettext_lazy("reference"),
        PersonRef,
        lambda row: f"{row.source} {row.ref}",
        _freely,
        by_family=False,
    ),
    Sort(
        "family_ref",
        gettext_lazy("reference"),
        FamilyRef,
        lambda row: f"{row.source} {row.ref}",
        _freely,
        by_person=False,
    ),
)
