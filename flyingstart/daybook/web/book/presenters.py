"""Entries of the day book as pages show them. A list names no child: the next family looks on."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.accounts.api import User
from flyingstart.daybook.enums import EntryKind, SignedHow
from flyingstart.daybook.models import DaySignature, EntryVersion
from flyingstart.daybook.queries.entries import Standing
from flyingstart.daybook.queries.here import in_sight, short_name
from flyingstart.daybook.web.book.forms import LABELS
from flyingstart.design.api import AnswerRow, formats
from flyingstart.families.api import Person


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry in the list of a day. `states`: what is waited for, or that all is done."""

    time: str
    what: str
    about: str
    href: str
    states: Sequence[str]
    is_waiting: bool
    out: str  # where a visitor is let out; "" for all else


@dataclass(frozen=True, kw_only=True)
class Past:
    """A version that was corrected."""

    title: str
    why: str
    facts: Sequence[AnswerRow]


def line_of(one: Standing) -> Line:
    """An entry in words: its kind, its time, who wrote it; of a visitor the name."""
    visitor = one.entry.kind == EntryKind.VISITOR
    name = one.newest.called if visitor else str(one.entry.get_kind_display())
    return Line(
        time=formats.time(one.newest.happened_at),
        what=name,
        about=_visit(one) if visitor else one.newest.written_by_name,
        href=reverse("day-book-entry", args=[one.entry.public_id]),
        states=list(state_words(one)),
        is_waiting=one.waits_for_adult or one.waits_for_manager,
        out=reverse("day-book-out", args=[one.entry.public_id]) if one.is_inside else "",
    )


def state_words(one: Standing) -> Iterator[str]:
    """What an entry waits for, and what was done."""
    if one.waits_for_adult:
        yield _("Not signed by an adult")
    if one.waits_for_manager:
        yield _("Not countersigned")
    if one.adult:
        yield _("Signed")
    if one.manager:
        yield _("Countersigned")
    if one.newest.number > 1:
        yield _("Corrected")


def facts_of(version: EntryVersion, kind: EntryKind, user: User) -> list[AnswerRow]:
    """What a version says, as questions and answers."""
    return list(_facts(version, kind, user))


def past_of(one: Standing, user: User) -> list[Past]:
    """What stood there before, the newest first."""
    versions = list(one.entry.versions.all())
    kind = EntryKind(one.entry.kind)
    return [
        Past(
            title=_("%(who)s wrote, %(when)s")
            % {"who": old.written_by_name, "when": formats.moment(old.written_at)},
            why=new.why,
            facts=[*_facts(old, kind, user), *(_signed(each) for each in old.signatures.all())],
        )
        for old, new in reversed(list(itertools.pairwise(versions)))
    ]


def signatures_of(one: Standing) -> list[AnswerRow]:
    """Who signed what stands there now."""
    return [_signed(each) for each in (one.adult, one.manager) if each]


def about_whom(version: EntryVersion, user: User) -> str:
    """Their name; the initial alone on a shared tablet and where the family is out of sight."""
    person = version.person
    if person is None:
        return version.called
    return version.called if in_sight([person.pk], user) else short_name(person)


def hours_words(one: Standing) -> str:
    """The kind and the time of an entry, on its page."""
    return _("%(kind)s, %(time)s") % {
        "kind": one.entry.get_kind_display(),
        "time": formats.time(one.newest.happened_at),
    }


def _facts(version: EntryVersion, kind: EntryKind, user: User) -> Iterator[AnswerRow]:
    if kind == EntryKind.OPENING:
        yield from _points(version)
    elif kind == EntryKind.VISITOR:
        yield AnswerRow(key=_("Name"), value=version.called)
        yield AnswerRow(key=_("Whom they came to see, or from where"), value=version.happened)
        yield AnswerRow(key=_("Proof of who they are"), value=version.done)
    else:
        labels = LABELS[kind]
        if version.called:
            yield AnswerRow(key=_("Whom it is about"), value=about_whom(version, user))
        yield AnswerRow(key=str(labels.happened), value=_lines(version.happened))
        yield AnswerRow(key=str(labels.done), value=_lines(version.done))
        if version.missing:
            yield AnswerRow(key=_("Not ticked"), value=_missing(version, user))
        yield AnswerRow(key=_("Who saw it"), value=version.witnesses)
        yield AnswerRow(key=str(labels.told), value=version.told)
    written = _("%(who)s, %(when)s") % {
        "who": version.written_by_name,
        "when": formats.moment(version.written_at),
    }
    yield AnswerRow(key=_("Written by"), value=[written, *_came(version)])


def _came(version: EntryVersion) -> Iterator[str]:
    """When it reached us, where it was written without a network."""
    if version.came_at is not None:
        when = formats.moment(version.came_at)
        yield _("Written without a network; it came %(when)s") % {"when": when}


def _missing(version: EntryVersion, user: User) -> list[str]:
    """Whom a roll call did not find, by given name and initial, as long as they are on record."""
    rows = Person.objects.not_own_of(user).filter(public_id__in=version.missing)
    names = [short_name(one) for one in rows.order_by("given_name", "pk")]
    others = len(version.missing) - len(names)
    if others:
        words = ngettext(
            "%(n)s more, who cannot be named here", "%(n)s more, who cannot be named here", others
        )
        names.append(words % {"n": formats.number(others)})
    return names


def _points(version: EntryVersion) -> Iterator[AnswerRow]:
    for point in version.points:
        lines = [_("Fine") if point["fine"] else _("Not right")]
        yield AnswerRow(key=point["words"], value=[*lines, point["note"]])


def _signed(signature: DaySignature) -> AnswerRow:
    return AnswerRow(
        key=str(signature.get_signs_display()),
        value=[_signed_words(signature), *_lines(signature.note)],
    )


def _signed_words(signature: DaySignature) -> str:
    words = {"who": signature.name, "when": formats.moment(signature.signed_at)}
    words["by"] = signature.taken_by_name
    if signature.how == SignedHow.PAPER:
        return _("%(who)s, signed on paper; %(by)s said so, %(when)s") % words
    if signature.name == signature.taken_by_name:
        return _("%(who)s, %(when)s") % words
    return _("%(who)s, “I have read this”; with %(by)s, %(when)s") % words


def _visit(one: Standing) -> str:
    left: dt.datetime | None = one.entry.left_at
    if left is None:
        return _("Visitor, here still")
    return _("Visitor, left at %(time)s") % {"time": formats.time(left)}


def _lines(words: str) -> list[str]:
    return [line for line in words.splitlines() if line.strip()]
