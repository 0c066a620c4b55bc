"""What saving a grid would do, said before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.activities.enums import KeptBecause
from flyingstart.activities.timetable import Planned
from flyingstart.activities.web.staff.timetable.programmes.grid.form import GridForm
from flyingstart.activities.web.staff.timetable.programmes.grid.rows import Row, written
from flyingstart.activities.web.staff.timetable.words import weekday_name
from flyingstart.design.api import formats

# Nobody expects these to change: to count them is enough.
OVER = {KeptBecause.BEGUN, KeptBecause.REGISTER}
WEEKDAYS = {str(weekday) for weekday in range(1, 8)}


@dataclass(frozen=True, kw_only=True)
class Change:
    """A row in words, and what is new in it: (box, before, now)."""

    title: str
    changes: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True, kw_only=True)
class Check:
    """What will become of rows, and of sessions; `over` and `left` are left as they are."""

    added: Sequence[Change]
    changed: Sequence[Change]
    removed: Sequence[Change]
    kept: int
    sessions: Sequence[str]
    over: int
    left: Sequence[str]

    @property
    def is_nothing(self) -> bool:
        """Whether everything stays as it is."""
        return not (self.added or self.changed or self.removed or self.sessions)


def check_of(form: GridForm, planned: Planned) -> Check:
    """The check of a valid form, from what planning it would do."""
    added = [Change(title=title_of(row)) for row in form.said if row.series is None]
    changed, kept = [], 0
    for row in form.said:
        if row.series is None:
            continue
        changes = _changes(form, row)
        if changes:
            changed.append(Change(title=title_of(row), changes=changes))
        else:
            kept += 1
    return Check(
        added=added,
        changed=changed,
        removed=[Change(title=title_of(row)) for row in form.removed],
        kept=kept,
        sessions=sessions_in_words(planned),
        over=sum(one.because in OVER for one in planned.kept),
        left=[one.words for one in planned.kept if one.because not in OVER],
    )


def title_of(row: Row) -> str:
    """A row in a line: what, where, when."""
    details, texts = row.details, row.texts
    if details is None:
        parts = [texts.get("activity", ""), texts.get("site", "")]
        weekday = texts.get("weekday", "")
        if weekday in WEEKDAYS:
            parts.append(f"{weekday_name(int(weekday))} {texts.get('starts', '')}".strip())
        return ", ".join(part for part in parts if part)
    when = _("%(day)s %(starts)s to %(ends)s") % {
        "day": weekday_name(details.weekday),
        "starts": formats.time(details.starts),
        "ends": formats.time(details.ends),
    }
    return f"{texts['activity']}, {texts['site']}, {when}"


def sessions_in_words(planned: Planned) -> list[str]:
    """How many sessions come, change and go; nothing where none does."""
    said = []
    if planned.added:
        said.append(
            ngettext("%(count)s session is added", "%(count)s sessions are added", planned.added)
            % {"count": formats.number(planned.added)}
        )
    if planned.changed:
        said.append(
            ngettext(
                "%(count)s session is changed", "%(count)s sessions are changed", planned.changed
            )
            % {"count": formats.number(planned.changed)}
        )
    if planned.removed:
        said.append(
            ngettext(
                "%(count)s session is taken out",
                "%(count)s sessions are taken out",
                planned.removed,
            )
            % {"count": formats.number(planned.removed)}
        )
    return said


def _changes(form: GridForm, row: Row) -> list[tuple[str, str, str]]:
    """The boxes that say something else than is held."""
    held = form.held
    if row.series not in held.series or row.details is None or row.series is None:
        return []
    before = written(held.series[row.series], held.programme, held.known)
    now = written(row.details, held.programme, held.known)
    found = []
    for box in form.boxes.all:
        old, new = before[box.name], now[box.name]
        if old == new:
            continue
        if box.is_tick:
            yes, no = _("Yes"), _("No")
            found.append((box.label, yes if old else no, yes if new else no))
            continue
        words = dict(box.choices)
        empty = _("none")
        found.append((box.label, words.get(old, old) or empty, words.get(new, new) or empty))
    return found
