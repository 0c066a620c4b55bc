"""What was entered or changed between two snapshots, for those who read why figures differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from flyingstart.evidence.engines.duck import duckdb_connection, make_view
from flyingstart.evidence.snapshot.manifest import Manifest
from flyingstart.evidence.snapshot.store import Store
from flyingstart.kernel.api import Period


@dataclass(frozen=True, kw_only=True)
class ChangedSession:
    """A session of which something was said after the signature.

    `marks` and `heads` are how many more people are marked, or counted without names, than then.
    `others`: as many, but not the same people. `closed`: its register was closed since (True) or
    reopened (False). `added`, `gone`: it was not held then, or is not any more (cancelled).
    """

    session: int
    day: dt.date
    activity: str
    site: str
    marks: int
    heads: int
    others: bool
    closed: bool | None
    added: bool
    gone: bool


@dataclass(frozen=True, kw_only=True)
class ChangedPeople:
    """How many people's records were added, joined with others, or corrected after the signature;
    and how many were found to live elsewhere. Of the whole authority, not of one figure."""

    added: int
    joined: int
    corrected: int
    moved: int


_SESSIONS = """
    WITH marked AS (
        SELECT coalesce(o.session, n.session) AS session,
               coalesce(n.marks, 0) - coalesce(o.marks, 0) AS marks
        FROM (SELECT session, count(*) AS marks FROM old.mark GROUP BY 1) o
        FULL JOIN (SELECT session, count(*) AS marks FROM new.mark GROUP BY 1) n USING (session)
    ), counted AS (
        SELECT coalesce(o.session, n.session) AS session,
               coalesce(n.heads, 0) - coalesce(o.heads, 0) AS heads
        FROM (SELECT session, sum(heads) AS heads FROM old.headcount GROUP BY 1) o
        FULL JOIN (SELECT session, sum(heads) AS heads FROM new.headcount GROUP BY 1) n
            USING (session)
    ), swapped AS (
        SELECT DISTINCT session FROM (
            (SELECT session, person FROM new.mark EXCEPT SELECT session, person FROM old.mark)
            UNION ALL
            (SELECT session, person FROM old.mark EXCEPT SELECT session, person FROM new.mark)
        ) m
        -- Somebody whose record was joined with another is the same one still.
        WHERE person IN (SELECT person FROM old.person)
          AND person IN (SELECT person FROM new.person)
    )
    SELECT session, coalesce(n.day, o.day), coalesce(n.activity, o.activity),
           coalesce(n.site, o.site), coalesce(m.marks, 0)::BIGINT, coalesce(c.heads, 0)::BIGINT,
           s.session IS NOT NULL,
           CASE WHEN n.closed <> coalesce(o.closed, false) THEN n.closed END,
           o.session IS NULL, n.session IS NULL
    FROM old.session o FULL JOIN new.session n USING (session)
    LEFT JOIN marked m USING (session) LEFT JOIN counted c USING (session)
    LEFT JOIN swapped s USING (session)
    WHERE (o.day BETWEEN $first AND $last OR n.day BETWEEN $first AND $last)
      AND (o.session IS NULL OR n.session IS NULL OR coalesce(m.marks, 0) <> 0
           OR coalesce(c.heads, 0) <> 0 OR s.session IS NOT NULL OR n.closed <> o.closed
           OR n.day <> o.day OR n.site <> o.site OR n.activity <> o.activity)
    ORDER BY 2, 1
"""
_IN_BOTH = """
    person IN (SELECT person FROM old.person) AND person IN (SELECT person FROM new.person)
"""
_OF_PEOPLE = ("person", "tie", "registration", "need")


def changed_sessions(
    store: Store, old: Manifest, new: Manifest, period: Period
) -> list[ChangedSession]:
    """The sessions of a period of which something else is said today. Raises `SnapshotError`."""
    with _both(store, old, new) as both:
        both.show("session", "mark", "headcount", "person", "activity", "site")
        found = both.rows(_SESSIONS, {"first": period.start, "last": period.end})
        activities, sites = (
            dict(both.rows(f"SELECT {name}, name FROM new.{name}"))  # noqa: S608 - our own names
            for name in ("activity", "site")
        )
    return [
        ChangedSession(
            session=session,
            day=day,
            activity=activities.get(activity, activity),
            site=sites.get(site, site),
            marks=marks,
            heads=heads,
            others=others,
            closed=closed,
            added=added,
            gone=gone,
        )
        for session, day, activity, site, marks, heads, others, closed, added, gone in found
    ]


def changed_people(store: Store, old: Manifest, new: Manifest) -> ChangedPeople:
    """What became of people's records. Raises `SnapshotError`."""
    with _both(store, old, new) as both:
        both.show(*_OF_PEOPLE, "address")
        corrected = " UNION ".join(both.others(name) for name in _OF_PEOPLE)
        ((added, joined, corrected, moved),) = both.rows(
            f"""
            SELECT (SELECT count(*) FROM new.person ANTI JOIN old.person USING (person)),
                   (SELECT count(*) FROM old.person ANTI JOIN new.person USING (person)),
                   (SELECT count(DISTINCT person) FROM ({corrected}) c WHERE {_IN_BOTH}),
                   (SELECT count(DISTINCT person) FROM ({both.others("address")}) c
                    WHERE {_IN_BOTH})
            """  # noqa: S608 - our own names
        )
    return ChangedPeople(added=added, joined=joined, corrected=corrected, moved=moved)


@dataclass(frozen=True)
class _Both:
    """Facts of two snapshots side by side: `old.mark`, `new.mark`."""

    connection: duckdb.DuckDBPyConnection
    store: Store
    manifests: Mapping[str, Manifest]

    def show(self, *names: str) -> None:
        """Let facts be asked for."""
        for side, manifest in self.manifests.items():
            self.connection.execute(f"USE {side}")
            for name in names:
                make_view(self.connection, name, self.store.whole_paths(manifest.facts[name].files))
        self.connection.execute("USE main")

    def rows(self, select: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a SELECT."""
        return self.connection.execute(select, dict(values or {})).fetchall()

    def others(self, name: str) -> str:
        """Whose rows of a fact are not the same in both, as a SELECT; by the columns of both."""
        old, new = (self._columns(f"{side}.{name}") for side in self.manifests)
        shared = ", ".join(column for column in old if column in new)
        one, other = (f"SELECT {shared} FROM {side}.{name}" for side in self.manifests)  # noqa: S608 - our own names
        return (
            f"SELECT person FROM ({one} EXCEPT {other}) a"  # noqa: S608 - as above
            f" UNION SELECT person FROM ({other} EXCEPT {one}) b"
        )

    def _columns(self, table: str) -> list[str]:
        return [name for name, *_ in self.rows(f"DESCRIBE {table}")]


@contextmanager
def _both(store: Store, old: Manifest, new: Manifest) -> Iterator[_Both]:
    with duckdb_connection(store) as connection:
        connection.execute("CREATE SCHEMA old; CREATE SCHEMA new")
        yield _Both(connection, store, {"old": old, "new": new})
