"""A table as people send it: headings matched by name, rows as a spreadsheet numbers them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flyingstart.kernel.tables.formulas import restored

# A heading's place in the row; the cells as they lie in the file.
Cells = Sequence[str]


class TableError(ValueError):
    """The file is no table that can be read; the message says why, in plain words."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One heading of a file.

    `synonyms` are other headings it goes by, best first; case, spaces, underscores and hyphens
    do not matter, and fnmatch patterns such as `wd*cd` are allowed. `explained` and `example` are
    for the template. Without a `required` column the file is refused.
    """

    name: str
    explained: str
    synonyms: tuple[str, ...] = ()
    example: str = ""
    required: bool = False


class Row:
    """One row. `row["postcode"]` is the cell without spaces round it, "" if absent or blank."""

    __slots__ = ("_cells", "_places", "number")

    def __init__(self, number: int, cells: Cells, places: Mapping[str, int]) -> None:
        self.number = number
        self._cells = cells
        self._places = places

    def __getitem__(self, name: str) -> str:
        place = self._places.get(name)
        if place is None or place >= len(self._cells):
            return ""
        return cleaned(self._cells[place])

    def as_dict(self) -> dict[str, str]:
        """All cells that have a heading."""
        return {name: self[name] for name in self._places}


def cleaned(cell: str) -> str:
    """A cell without spaces round it and without the apostrophe that keeps a formula asleep."""
    cell = cell.strip()
    return restored(cell).strip() if cell[:1] == "'" else cell


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file that has been recognised as a table.

    `headings` are canonical names where a column was recognised, else as written in the file.
    `rows` reads the file anew each time it is asked for, one row at a time, and may raise
    `TableError` on the way. `number` of a row is the spreadsheet's: the heading is row 1. Once
    all are read, `slipped` names those left out because something stands beyond the headings
    (number: the letters of that column), for their other cells may be in wrong columns.
    """

    headings: list[str]
    places: Mapping[str, int] = field(repr=False)
    read: Callable[[], Iterator[tuple[int, Cells]]] = field(repr=False)
    slipped: Mapping[int, str] = field(default_factory=dict, repr=False)

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self.places

    @property
    def rows(self) -> Iterator[Row]:
        """All rows that are neither wholly blank nor slipped."""
        places = self.places
        for number, cells in self.read():
            yield Row(number, cells, places)
