"""What apps tell the ones below them without being imported: facts, records and slots."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class RegistryError(LookupError):
    """A name is taken, or nobody registered it."""


class Registry(Generic[T]):
    """Named things, each registered once, read in the order of their names."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._entries: dict[str, T] = {}

    def register(self, name: str, entry: T) -> T:
        """Add an entry. Raises `RegistryError` when another one holds the name."""
        if self._entries.get(name, entry) is not entry:
            raise RegistryError(f"{self._what} {name} is registered twice")
        self._entries[name] = entry
        return entry

    def __getitem__(self, name: str) -> T:
        try:
            return self._entries[name]
        except KeyError:
            raise RegistryError(
                f"there is no {self._what} {name}; known: {', '.join(self.names()) or 'none'}"
            ) from None

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def names(self) -> tuple[str, ...]:
        """All names, ascending."""
        return tuple(sorted(self._entries))

    def values(self) -> tuple[T, ...]:
        """All entries, by name."""
        return tuple(self._entries[name] for name in self.names())

    def newest_first(self) -> tuple[T, ...]:
        """All entries, those registered last first: apps register from the lowest layer up."""
        return tuple(reversed(self._entries.values()))


@dataclass(frozen=True, kw_only=True)
class FactTable:
    """Something that can be counted.

    `grain` says in words what one row is; `columns` names each column and its meaning; `select` is
    the PostgreSQL statement behind it (no placeholders, deterministic). `month_column`, if given,
    is the date column by which the snapshot keeps the fact in monthly files.
    """

    name: str
    grain: str
    columns: Mapping[str, str]
    select: str
    month_column: str | None = None


Erased = Mapping[str, Sequence[Any]]
"""Rows that are gone: the names of tables, and the ids of the rows that were in them."""


def never(row: Mapping[str, Any]) -> bool:
    """Of no row."""
    del row
    return False


@dataclass(frozen=True, kw_only=True)
class PersonalRecord:
    """Personal data an app holds: what, why, on what basis and how long.

    `rows_about` hands over what is held about one person (by the person's internal id) as plain
    values; subject access is built on it. `purpose_key` names a purpose of the pack's register.

    Of the columns of these rows `of_others` are about somebody else (who wrote, a friend's number)
    and are left out of what a person is handed, unless somebody decides otherwise; `written` holds
    free words, which may name anybody: each such row is looked at first. `held_back` says of a row
    that it stays inside until it is released by itself.

    `erase` takes rows away: those about people (internal ids, all records of each), and those of
    families to which nobody but them ever belonged. None: it goes with another record, or is not
    about anybody registered. Erasing begins with the record that was registered last.

    `keep_for_counting` says that of a person whose record is sealed these rows stay, for totals of
    the past: it hangs them on a family that nobody sees (people, then for each old family the new
    one). None: they are erased, and only the sealed envelope tells of them.

    `labels` say in words what the codes in a column mean, by column and code.

    Columns of `tells_where` say where somebody lives, goes or is reached. Rows of a family name it
    in the column `family`; where they are `of_family` they are about all of it, and not about one
    person in it. Rows of what is `answered_apart` are in no pack, unless those who may read them
    put them there.
    """

    name: str
    holds: str
    purpose: str
    lawful_basis: str
    retention: str
    rows_about: Callable[[int], Iterable[Mapping[str, Any]]]
    purpose_key: str = ""
    written: Collection[str] = ()
    of_others: Collection[str] = ()
    held_back: Callable[[Mapping[str, Any]], bool] = never
    erase: Callable[[Collection[int]], Erased] | None = None
    keep_for_counting: Callable[[Collection[int], Mapping[int, int]], None] | None = None
    labels: Callable[[], Mapping[str, Mapping[str, str]]] = dict
    tells_where: Collection[str] = ()
    of_family: bool = False
    answered_apart: bool = False


@dataclass(frozen=True, kw_only=True)
class Slot(Generic[T]):
    """A place on a page that later apps fill: each filler is called with the page's subject."""

    name: str
    _fillers: list[Callable[[Any], Iterable[T]]] = field(default_factory=list)

    def fill(self, filler: Callable[[Any], Iterable[T]]) -> None:
        """Add a filler; order of registration is order on the page."""
        if filler not in self._fillers:
            self._fillers.append(filler)

    def entries(self, subject: Any) -> list[T]:
        """Everything the fillers have to say about a subject."""
        return [entry for filler in self._fillers for entry in filler(subject)]


facts: Registry[FactTable] = Registry("fact")
records: Registry[PersonalRecord] = Registry("record")
