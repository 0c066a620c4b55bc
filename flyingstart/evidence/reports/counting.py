"""A snapshot opened for many questions, and snapshots put together of two.

A hybrid takes some facts from one snapshot and the others from another; what is derived follows
from those it holds. So the step from the one to the other can be taken a few facts at a time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

import pyarrow.parquet as pq

from flyingstart.evidence.answer import Answer
from flyingstart.evidence.answering import answer, find
from flyingstart.evidence.engines.duck import DuckSource, duckdb_connection, make_asked, make_view
from flyingstart.evidence.errors import SnapshotError
from flyingstart.evidence.measures.expressions import statement
from flyingstart.evidence.measures.tables import DERIVED, FACTS, MOMENT
from flyingstart.evidence.question import Question, Values
from flyingstart.evidence.snapshot import derive
from flyingstart.evidence.snapshot.export import schema_of
from flyingstart.evidence.snapshot.manifest import Manifest, StoredFact
from flyingstart.evidence.snapshot.store import Store
from flyingstart.kernel.api import Period

_TYPES = {
    "string": "VARCHAR",
    "int64": "BIGINT",
    "int32": "INTEGER",
    "date": "DATE",
    "boolean": "BOOLEAN",
    MOMENT: "TIMESTAMPTZ",
}
# Stands for a derived fact that is to be worked out.
TO_DERIVE = StoredFact(definition="", files=())


class OpenSnapshot(DuckSource):
    """A snapshot or a hybrid that answers one question after the other. Small facts are read once.

    Files of an earlier version of the software may lack columns: those are taken as not held.
    """

    def fact(self, name: str) -> list[Values]:
        """All rows of a fact."""
        held: dict[str, list[Values]] = self.__dict__.setdefault("_held", {})
        if name not in held:
            held[name] = super().fact(name)
        return held[name]

    def measure(
        self, name: str, *, period: Period, by: tuple[str, ...], area_set: str | None
    ) -> Answer:
        """The figures of a measure, as `evidence.api.measure` gives them."""
        declared, dimensions = find(name, by)
        return answer(declared, dimensions, period, area_set, self)

    def ask(self, question: Question) -> list[Values]:
        """Count on what is held."""
        for name in question.statement(self.engine, derived=True).tables & DERIVED.keys():
            if name not in self._seen and self._manifest.facts[name] == TO_DERIVE:
                self._derive(name, question)
        return super().ask(question)

    def _derive(self, name: str, question: Question) -> None:
        make_asked(self._connection, question.as_at, question.today)
        self._view(derive.inputs(name))
        self._connection.execute(f"CREATE TABLE {name} AS {derive.derivation(name).sql}")
        self._seen.add(name)

    def _view(self, names: Iterable[str]) -> None:
        for name in sorted(set(names) - self._seen):
            paths = self._store.whole_paths(self._manifest.facts[name].files)
            make_view(self._connection, name, paths)
            if missing := _missing_columns(name, paths):
                self._complete(name, missing)
            self._seen.add(name)

    def _complete(self, name: str, missing: Iterable[str]) -> None:
        """Let a view have the columns that its files lack."""
        kept = f"{name}_as_kept"
        absent = ", ".join(
            f'CAST(NULL AS {_TYPES[FACTS[name][column]]}) AS "{column}"' for column in missing
        )
        self._connection.execute(f"ALTER VIEW {name} RENAME TO {kept}")
        self._connection.execute(f"CREATE VIEW {name} AS SELECT *, {absent} FROM {kept}")  # noqa: S608 - our own names


def facts_read(measure: str, by: tuple[str, ...]) -> frozenset[str]:
    """The facts that a measure is counted from, those behind derived ones included."""
    tables = statement(measure, by, DuckSource.engine, derived=True).tables
    behind = {fact for name in tables & DERIVED.keys() for fact in derive.inputs(name)}
    return (tables & FACTS.keys()) | behind


@contextmanager
def opened(store: Store, manifest: Manifest) -> Iterator[OpenSnapshot]:
    """Open a snapshot or a hybrid. Asking raises `SnapshotError` where files are damaged."""
    with duckdb_connection(store) as connection:
        yield OpenSnapshot(connection, store, manifest)


def hybrid(old: Manifest, new: Manifest, taken: Collection[str], *, as_at: dt.datetime) -> Manifest:
    """The old snapshot with some facts of the new one, as at a moment. It is kept nowhere.

    Facts that the old one does not hold at all are the new one's.
    """
    facts = {
        name: new.facts[name] if name in taken or name not in old.facts else old.facts[name]
        for name in FACTS
    }
    for name in DERIVED:
        facts[name] = _derived(name, facts, (old, new), as_at)
    return Manifest(
        id="",
        as_at=as_at,
        taken_at=as_at,
        database=new.database,
        seen="",
        stale_after=None,
        versions=new.versions,
        facts=facts,
    )


def differing(old: Manifest, new: Manifest) -> frozenset[str]:
    """The facts whose files, or whose statements, are not the same in two snapshots."""
    return frozenset(name for name in FACTS if old.facts.get(name) != new.facts[name])


def _derived(
    name: str,
    facts: Mapping[str, StoredFact],
    sources: tuple[Manifest, ...],
    as_at: dt.datetime,
) -> StoredFact:
    """The derived fact of the snapshot with whose facts and moment these agree, if any."""
    for manifest in sources:
        kept = manifest.facts.get(name)
        if (
            kept is not None
            and kept.definition == derive.definition(name)
            and manifest.as_at == as_at
            and all(facts[one] == manifest.facts.get(one) for one in derive.inputs(name))
        ):
            return kept
    return TO_DERIVE


def _missing_columns(name: str, paths: list[str]) -> list[str]:
    """Columns that the files of a fact do not have. Raises `SnapshotError` for another type."""
    if name in DERIVED or not paths:
        return []
    held, wanted = pq.read_schema(paths[0]), schema_of(name)
    for field in wanted:
        if field.name in held.names and held.field(field.name).type != field.type:
            raise SnapshotError(f"{name}.{field.name} was kept in another form then")
    return [column for column in wanted.names if column not in held.names]
