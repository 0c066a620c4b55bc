"""One row of a file from an old system, cell by cell; faults and remarks are noted on the way.

Words are for whoever sent the file, and name no one: a reference is quoted as it was written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from django.db.models import TextChoices

from flyingstart.families.imports.moving.describing import Cells, Known
from flyingstart.families.rules.rows import LONGEST_REF
from flyingstart.families.text import plain, storable, tidy, tidy_paragraphs
from flyingstart.kernel.intake.api import Remark, quoted
from flyingstart.kernel.tables.api import CellError, read_date, read_moment, read_yes_no


class RowReader:
    """Reads the cells of one row against what is known. Blank cells are None or ""."""

    def __init__(self, number: int, cells: Cells, known: Known) -> None:
        self.number, self.cells, self.known = number, cells, known
        self.faults: list[Remark] = []
        self.remarks: list[Remark] = []

    def fault(self, column: str, words: str) -> None:
        """Say why the row cannot be taken."""
        self.faults.append(Remark(column, words))

    def remark(self, column: str, words: str) -> None:
        """Say what is unlikely."""
        self.remarks.append(Remark(column, words))

    def text(self, column: str, *, longest: int | None = None) -> str:
        """One line of text."""
        text = tidy(self.cells[column])
        if longest is not None and len(text) > longest:
            self.fault(column, f"{quoted(text)} is longer than {longest} letters")
        return text

    def paragraphs(self, column: str) -> str:
        """Several lines of text."""
        return tidy_paragraphs(self.cells[column])

    def person(self, column: str = "person_ref", *, required: bool = True) -> int | None:
        """A person, by the record that was kept."""
        return self._ref(column, self.known.people, self.known.nearest_person, required)

    def family(self, column: str = "family_ref", *, required: bool = True) -> int | None:
        """A family, by the record that was kept."""
        return self._ref(column, self.known.families, self.known.nearest_family, required)

    def family_of(self, person: int | None) -> int | None:
        """The family named, else the only one that the person ever belonged to; a fault if none."""
        if self.cells["family_ref"]:
            return self.family()
        if person is None:
            return None
        ties = self.known.ties.get(person, ())
        if len(ties) != 1:
            count = "several families" if ties else "no family"
            self.fault("family_ref", f"it is blank, and the person has {count}")
            return None
        return ties[0]

    def day(self, column: str) -> dt.date | None:
        """A day."""
        text = self.cells[column]
        if not text:
            return None
        try:
            return read_date(text)
        except CellError as fault:
            self.fault(column, str(fault))
            return None

    def past(self, column: str, *, required: bool = False) -> dt.date | None:
        """A day that is not in the future."""
        if required and not self.cells[column]:
            self.fault(column, "the day is missing")
        day = self.day(column)
        if day is not None and day > self.known.today:
            self.fault(column, f"{day:%d/%m/%Y} is in the future")
        return day

    def moment(self, column: str, now: dt.datetime) -> dt.datetime | None:
        """A moment that is not in the future; required."""
        text = self.cells[column]
        if not text:
            self.fault(column, "the day is missing")
            return None
        try:
            moment = read_moment(text)
        except CellError as fault:
            self.fault(column, str(fault))
            return None
        if moment > now:
            self.fault(column, "it is in the future")
        return moment

    def days(self, person: int | None = None) -> tuple[dt.date | None, dt.date | None]:
        """The first day, and the first day no longer; a fault where they cannot be."""
        starts_on, ends_on = self.day("starts_on"), self.day("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            words = "it ends on the day it starts or before; ends_on is the first day no longer"
            self.fault("ends_on", words)
        if starts_on and starts_on > self.known.today:
            self.remark("starts_on", f"{starts_on:%d/%m/%Y} is in the future")
        born = self.known.births.get(person) if person is not None else None
        if born and starts_on and starts_on < born:
            self.remark("starts_on", "it starts before the person was born")
        return starts_on, ends_on

    def yes_no(self, column: str, *, required: bool = False) -> bool | None:
        """Yes or no."""
        text = self.cells[column]
        if not text:
            if required:
                self.fault(column, "the answer is missing: yes or no")
            return None
        try:
            return read_yes_no(text)
        except CellError:
            self.fault(column, f"{quoted(text)} is neither yes nor no")
            return None

    def choice(self, column: str, choices: type[TextChoices], *, required: bool = True) -> str:
        """One of a fixed list, by its code or its words."""
        text = self.cells[column]
        if not text:
            if required:
                self.fault(column, f"it is missing: {_listed(choices.values)}")
            return ""
        meant = plain(text)
        for one in choices:
            if meant in {plain(one.value), plain(str(one.label))}:
                return str(one.value)
        self.fault(column, f"{quoted(text)} is none of {_listed(choices.values)}")
        return ""

    def _ref(
        self, column: str, known: Mapping[str, int], nearest: Callable[[str], str], required: bool
    ) -> int | None:
        ref = self.cells[column]
        if not ref:
            if required:
                self.fault(column, "the reference is missing")
            return None
        if len(ref) > LONGEST_REF or not storable(ref):
            self.fault(column, f"{quoted(ref)} can be no reference")
            return None
        found = known.get(ref)
        if found is None:
            near = nearest(ref)
            hint = f"; the nearest known is {quoted(near)}" if near else ""
            self.fault(column, f"{quoted(ref)} is not known{hint}")
        return found


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values)
