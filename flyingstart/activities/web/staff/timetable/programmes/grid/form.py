"""A programme's grid as a form: all its rows at once, and what is wrong with them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.activities.models import Programme
from flyingstart.activities.queries.series import details_of, series_of
from flyingstart.activities.timetable import (
    Clash,
    Fault,
    SeriesDetails,
    SeriesRow,
    clashes_in_words,
)
from flyingstart.activities.web.staff.timetable.known import Known, known_to
from flyingstart.activities.web.staff.timetable.programmes.grid.columns import YES, Boxes
from flyingstart.activities.web.staff.timetable.programmes.grid.rows import (
    Reader,
    Remark,
    Row,
    new_row,
    written,
)
from flyingstart.activities.web.staff.timetable.rights import Reader as Planner
from flyingstart.design.api import formats
from flyingstart.kernel.api import is_public_id

MORE_ROWS = 3
MOST_ROWS = 150
LONGEST_TEXT = 500


@dataclass(frozen=True, kw_only=True)
class Held:
    """What the grid stands for: the series of a programme, and what its rows can name."""

    programme: Programme
    series: Mapping[uuid.UUID, SeriesDetails]
    known: Known


def held_for(programme: Programme, planner: Planner) -> Held:
    """Read it. Eight queries."""
    series = {one.public_id: details_of(one) for one in series_of(programme)}
    people = {who for one in series.values() for who in (one.lead_id, *one.worker_ids) if who}
    sites = {one.site_id for one in series.values()}
    known = known_to(planner, also_sites=sites, also_people=people)
    return Held(programme=programme, series=series, known=known)


class GridForm:
    """All rows of a programme. `version` is that of the programme as its reader saw it."""

    def __init__(self, held: Held, rows: list[Row], version: int) -> None:
        self.held, self.rows, self.version = held, rows, version
        # What is wrong with the grid as a whole.
        self.whole_fault = ""
        self.boxes = Boxes()

    @classmethod
    def opened(cls, held: Held) -> GridForm:
        """The grid as it is held, with empty rows at its end."""
        rows = [
            Row(texts=written(details, held.programme, held.known), series=public_id)
            for public_id, details in held.series.items()
        ]
        form = cls(held, rows, held.programme.version)
        form.add_rows()
        return form

    @classmethod
    def sent(cls, held: Held, data: QueryDict) -> GridForm:
        """The grid as it was written."""
        boxes = Boxes()
        rows = [_row(data, number, boxes) for number in range(_count(data))]
        version = data.get("version", "")
        seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
        return cls(held, rows, seen)

    # --- Steps that only change the page ------------------------------------------------------

    def add_rows(self, count: int = MORE_ROWS) -> None:
        """Empty rows at the end."""
        for _number in range(min(count, MOST_ROWS - len(self.rows))):
            self.rows.append(new_row(self.held.programme))

    def copy(self, number: int) -> int | None:
        """The row of a number once more, right below it; the number of the new one."""
        if not 0 <= number < len(self.rows) or len(self.rows) >= MOST_ROWS:
            return None
        self.rows.insert(number + 1, self.rows[number].copied())
        return number + 1

    # --- What is wrong ------------------------------------------------------------------------

    @property
    def said(self) -> list[Row]:
        """The rows that are to be there."""
        return [row for row in self.rows if not row.is_blank and not row.is_removed]

    @property
    def removed(self) -> list[Row]:
        """Rows of series that are to go."""
        return [row for row in self.rows if row.is_removed and row.series is not None]

    @property
    def faults(self) -> list[tuple[int, Row, Remark]]:
        """All that is wrong, with the number of the row."""
        return [(number, row, one) for number, row in enumerate(self.rows) for one in row.remarks]

    def is_valid(self) -> bool:
        """Whether every row can be read, and stays within what the planner may plan."""
        reader = Reader(self.held.programme, self.held.known)
        for row in self.said:
            reader.read(row)
            if row.details is not None:
                self._stays_in_scope(row, row.details)
        for row in self.removed:
            self._stays_in_scope(row, None)
        return not self.faults

    def planned(self) -> list[SeriesRow]:
        """What a valid form asks for, in the order of `said`."""
        return [
            SeriesRow(series_public_id=row.series, details=row.details)
            for row in self.said
            if row.details is not None
        ]

    def take_faults(self, faults: Iterable[Fault]) -> None:
        """Remark on what the plan found wrong with rows."""
        names = {box.field: box.name for box in self.boxes.all}
        said = self.said
        for fault in faults:
            if fault.row is not None:
                box = names.get(fault.field, "")
                said[fault.row].remarks.append(Remark(box=box, words=fault.words))

    def take_clashes(self, clashes: Iterable[Clash]) -> None:
        """Remark on rooms and people wanted twice, with the way to the other session."""
        said = self.said
        for same in alike(clashes):
            row, words = clashes_in_words(same)[0]
            if row is None:
                continue
            other = same[0].other
            href, href_words = "", ""
            if other.row is not None:
                number = self.rows.index(said[other.row])
                href, href_words = f"#row-{number}", _("Row %(number)s") % {"number": number + 1}
            elif other.public_id is not None:
                href = reverse("session", args=[other.public_id])
                href_words = _("%(activity)s, %(when)s") % {
                    "activity": other.activity,
                    "when": formats.moment(other.starts_at),
                }
            remark = Remark(box="", words=words, href=href, href_words=href_words)
            said[row].remarks.append(remark)

    def _stays_in_scope(self, row: Row, details: SeriesDetails | None) -> None:
        """What is planned at sites of others stays as it is."""
        before = self.held.series.get(row.series) if row.series else None
        if details == before:
            return
        for one in (before, details):
            site = self.held.known.sites[one.site_id] if one else None
            if site and not site.may_plan:
                words = _("You do not plan sessions at %(site)s: leave this row as it was")
                row.remarks.append(Remark(box="site", words=words % {"site": site.name}))
                return


def alike(clashes: Iterable[Clash]) -> list[list[Clash]]:
    """Clashes that are said in one sentence, together."""
    together: dict[tuple[object, ...], list[Clash]] = defaultdict(list)
    for clash in clashes:
        mine, other = clash.mine, clash.other
        times = [formats.time(when) for when in (mine.starts_at, other.starts_at, other.ends_at)]
        key = (mine.row, clash.what, clash.name, *times, mine.activity, other.activity, other.site)
        together[key].append(clash)
    return list(together.values())


def summary(row: Row, form: GridForm) -> str:
    """What stands in the boxes of a row that are not always open, in a line."""
    texts = row.texts
    choices = {box.name: dict(box.choices) for box in form.boxes.more if box.choices}
    said: Sequence[str] = [
        texts.get("workers", ""),
        choices["pattern"].get(texts.get("pattern", ""), ""),
        choices["every"].get(texts.get("every", ""), "") if texts.get("every") != "1" else "",
        _("from %(day)s") % {"day": texts["first"]} if texts.get("first") else "",
        _("until %(day)s") % {"day": texts["last"]} if texts.get("last") else "",
        _("not on %(days)s") % {"days": texts["excluded"]} if texts.get("excluded") else "",
        _("%(count)s families at most") % {"count": texts["capacity"]}
        if texts.get("capacity")
        else "",
        f"£{texts['cost'].removeprefix('£')}" if texts.get("cost") else "",
        texts.get("language", ""),
        texts.get("note", ""),
        "" if texts.get("listed") == YES else _("not shown to the public"),
    ]
    return " · ".join(part for part in said if part)


def _count(data: QueryDict) -> int:
    sent = data.get("rows", "")
    return min(int(sent), MOST_ROWS) if sent.isascii() and sent.isdigit() and len(sent) < 6 else 0


def _row(data: QueryDict, number: int, boxes: Boxes) -> Row:
    def text(name: str) -> str:
        sent = data.get(f"row-{number}-{name}", "").replace("\0", "")
        return " ".join(sent.split())[:LONGEST_TEXT]

    series = text("series")
    return Row(
        texts={box.name: text(box.name) for box in boxes.all},
        series=uuid.UUID(series) if is_public_id(series) else None,
        is_removed=text("gone") == YES,
    )
