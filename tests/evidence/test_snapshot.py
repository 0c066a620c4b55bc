"""A snapshot is the database at one moment: incremental, immutable, proved, never half there."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import stat
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import duckdb
import psycopg
import pytest
import time_machine
from django.db import connection
from django.db.models import F
from pytest_django import DjangoDbBlocker

from flyingstart.activities.models import Headcount, Mark, Session
from flyingstart.evidence.api import SnapshotError, latest_snapshot, measure, refresh_snapshot
from flyingstart.evidence.engines.database import DatabaseUnreachableError, address
from flyingstart.evidence.health import snapshot as findings
from flyingstart.evidence.measures.tables import DERIVED, FACTS
from flyingstart.evidence.models import Change
from flyingstart.evidence.snapshot.manifest import Manifest
from flyingstart.evidence.snapshot.reading import open_reading
from flyingstart.evidence.snapshot.refresh import refresh
from flyingstart.evidence.snapshot.store import Store
from flyingstart.families.models import Address, Contact, Family, FamilyTie, Person
from flyingstart.kernel.api import clock
from flyingstart.kernel.health.checks import State
from tests.cluster import committing
from tests.depth import worlds
from tests.evidence.records import put
from tests.evidence.worlds import AS_AT, World, make_world

T = TypeVar("T")

# Before anything else begins.
LATER = AS_AT + dt.timedelta(seconds=20)
STEPS = worlds(5, many=8)


@pytest.fixture
def world(fresh_db: None, store: Store) -> World:
    world = make_world(1)
    put(world)
    return world


def files(manifest: Manifest, fact: str) -> set[str]:
    return {file.name for file in manifest.facts[fact].files}


def months(manifest: Manifest) -> dict[str, str]:
    return {str(file.month): file.name for file in manifest.facts["mark"].files}


def rows(store: Store, manifest: Manifest, fact: str) -> list[dict[str, object]]:
    paths = store.whole_paths(manifest.facts[fact].files)
    if not paths:
        return []
    columns = ", ".join({**FACTS, **DERIVED}[fact])
    with duckdb.connect() as engine:
        found = engine.sql(f"SELECT {columns} FROM read_parquet({paths!r}) ORDER BY ALL")
        listed: list[dict[str, object]] = found.to_arrow_table().to_pylist()
        return listed


@pytest.mark.usefixtures("world")
class TestWhenItIsMade:
    def test_nothing_changed_nothing_is_written(self, store: Store) -> None:
        first = refresh(store, AS_AT)
        before = sorted(path.stat().st_mtime_ns for path in store.folder.rglob("*"))

        second = refresh(store, AS_AT + dt.timedelta(seconds=30))

        assert second == first
        assert sorted(path.stat().st_mtime_ns for path in store.folder.rglob("*")) == before

    def test_only_facts_that_changed_are_made_anew(self, store: Store) -> None:
        first = refresh(store, AS_AT)

        Headcount.objects.update(count=F("count") + 1)
        second = refresh(store, LATER)

        changed = {name for name in first.facts if files(first, name) != files(second, name)}
        assert changed == {"headcount"}

    @pytest.mark.parametrize(
        "change",
        [
            lambda mark: mark.delete(),
            lambda mark: Mark.objects.filter(pk=mark.pk).update(status="cancelled"),
            lambda mark: Mark.objects.filter(pk=mark.pk).update(family=mark.family_id % 12 + 1),
            lambda mark: Session.objects.filter(pk=mark.session_id).update(
                cancelled_at=clock.now()
            ),
        ],
        ids=["deleted", "another status", "another family", "the session cancelled"],
    )
    def test_only_months_that_changed_are_made_anew(
        self, store: Store, change: Callable[[Mark], object]
    ) -> None:
        first = refresh(store, AS_AT)
        mark = Mark.objects.filter(
            status="attended", session__cancelled_at=None, session__starts_at__month=3
        ).first()
        assert mark is not None
        month = clock.london_day(mark.session.starts_at).strftime("%Y-%m")

        change(mark)
        second = refresh(store, LATER)

        before, after = months(first), months(second)
        assert {m for m in before | after if before.get(m) != after.get(m)} == {month}

    def test_a_session_that_moves_changes_two_months(self, store: Store) -> None:
        first = refresh(store, AS_AT)
        mark = Mark.objects.filter(
            status="attended", session__cancelled_at=None, session__starts_at__month=3
        ).first()
        assert mark is not None
        month = clock.london_day(mark.session.starts_at).strftime("%Y-%m")

        Session.objects.filter(pk=mark.session_id).update(
            starts_at=dt.datetime(2020, 2, 3, 10, tzinfo=dt.UTC)
        )
        second = refresh(store, LATER)

        before, after = months(first), months(second)
        changed = {m for m in before | after if before.get(m) != after.get(m)}
        assert changed == {"2020-02", month}

    @pytest.mark.parametrize("seed", range(worlds(1, many=2)))
    def test_step_by_step_it_is_what_it_would_be_at_once(self, store: Store, seed: int) -> None:
        chance = random.Random(seed)
        refresh(store, AS_AT)
        made = None
        for step in range(1, STEPS + 1):
            for _ in range(chance.randint(1, 2)):
                chance.choice(CHANGES)(chance)
            made = refresh(store, AS_AT + dt.timedelta(seconds=step))

        at_once = refresh(store, AS_AT + dt.timedelta(seconds=STEPS), whole=True)

        assert made is not None
        for fact in at_once.facts:
            assert (fact, rows(store, made, fact)) == (fact, rows(store, at_once, fact))

    def test_what_commits_afterwards_is_seen_the_next_time(self, store: Store) -> None:
        with psycopg.connect(address()) as slow:
            slow.execute("UPDATE activities_headcount SET count = 77")
            first = refresh(store, AS_AT)
            # A later transaction is seen before the one that began earlier.
            FamilyTie.objects.filter(pk=FamilyTie.objects.first().pk).update(relationship="aunt")  # type: ignore[union-attr]
            second = refresh(store, LATER)
            slow.commit()

        third = refresh(store, LATER)

        counts = [{row["heads"] for row in rows(store, m, "headcount")} for m in (first, second)]
        assert {77} not in counts
        assert {row["heads"] for row in rows(store, third, "headcount")} == {77}

    def test_time_alone_brings_it_up_to_date(self, store: Store) -> None:
        Session.objects.update(starts_at=AS_AT + dt.timedelta(minutes=10), cancelled_at=None)
        Contact.objects.all().delete()
        first = refresh(store, AS_AT)

        second = refresh(store, AS_AT + dt.timedelta(minutes=11))

        assert rows(store, first, "child_hit") == []
        assert rows(store, second, "child_hit") != []
        assert files(first, "mark") == files(second, "mark")

    def test_the_folder_is_ours_alone(self, store: Store) -> None:
        refresh(store, AS_AT)

        modes = {
            path: stat.S_IMODE(path.stat().st_mode)
            for path in [store.folder, *store.folder.rglob("*")]
        }
        assert {path.name: mode for path, mode in modes.items() if mode & 0o077} == {}

    def test_only_one_makes_it_when_several_ask_at_once(self, store: Store) -> None:
        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(lambda _: _closing(lambda: refresh(store, AS_AT)), range(4)))

        assert len({manifest.id for manifest in made}) == 1
        assert len(list(store.manifests.glob("*.json"))) == 1

    def test_old_files_go_and_current_ones_stay(self, store: Store) -> None:
        first = refresh(store, clock.now())
        Headcount.objects.update(count=F("count") + 1)
        second = refresh(store, clock.now())
        long_ago = (clock.now() - dt.timedelta(days=3)).timestamp()
        for path in (*store.files.iterdir(), *store.manifests.iterdir()):
            os.utime(path, (long_ago, long_ago))

        Headcount.objects.update(count=F("count") + 1)
        third = refresh(store, clock.now())

        assert {path.stem for path in store.manifests.iterdir()} == {third.id}
        assert {path.name for path in store.files.iterdir()} == {f.name for f in third.files()}
        assert {first.id, second.id}.isdisjoint({third.id})

    def test_nothing_is_left_lying_about(self, store: Store) -> None:
        refresh(store, AS_AT)

        names = {path.name for path in store.folder.iterdir()}
        assert names - {"spill"} == {"current", "files", "lock", "manifests"}


@pytest.mark.usefixtures("world")
class TestWhoReadsIt:
    def test_readers_see_one_snapshot_whatever_happens_beside_them(self) -> None:
        first = refresh_snapshot()
        right = measure("attendances", period="2020-Q1", by="ward", snapshot=first.id).rows
        stop = threading.Event()

        def read() -> list[bool]:
            found = []
            while not stop.is_set():
                answer = measure("attendances", period="2020-Q1", by="ward", snapshot=first.id)
                found.append(answer.rows == right)
            return found

        with ThreadPoolExecutor(2) as pool:
            readers = [pool.submit(_closing, read) for _ in range(2)]
            for _ in range(3):
                Mark.objects.filter(pk=Mark.objects.order_by("?").first().pk).delete()  # type: ignore[union-attr]
                refresh_snapshot()
            stop.set()
            found = [same for reader in readers for same in reader.result()]

        assert len(found) > 5
        assert all(found)

    def test_the_newest_is_known_by_its_id(self) -> None:
        assert latest_snapshot() is None

        made = refresh_snapshot()

        assert latest_snapshot() == made
        assert measure("reached", period="2020-Q1", snapshot=made.id).snapshot == made.id

    def test_an_older_one_still_answers_as_it_did(self) -> None:
        first = refresh_snapshot()
        before = measure("attendances", period="2020-Q1", snapshot=first.id).rows
        Mark.objects.all().delete()
        refresh_snapshot()

        assert measure("attendances", period="2020-Q1", snapshot=first.id).rows == before
        assert measure("attendances", period="2020-Q1").rows != before


@pytest.fixture(scope="class")
def made_before(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """The folder of a snapshot of a world that all tests of a class leave as it is."""
    folder = tmp_path_factory.mktemp("made") / "snapshots"
    with committing(django_db_blocker):
        put(make_world(1))
        refresh(Store(folder), clock.now())
        yield folder


class TestWhatIsWrongWithIt:
    @pytest.fixture(autouse=True)
    def _begin(self, made_before: Path, store: Store) -> None:
        shutil.copytree(made_before, store.folder)

    def damaged(self, store: Store, fact: str, how: Callable[[bytes], bytes | None]) -> str:
        manifest = refresh(store, clock.now())
        path = store.files / manifest.facts[fact].files[0].name
        content = how(path.read_bytes())
        path.unlink()
        if content is not None:
            path.write_bytes(content)
        return manifest.id

    @pytest.mark.parametrize(
        ("how", "words"),
        [
            (lambda _: None, "is missing"),
            (lambda content: content[:-10], "was changed"),
            (lambda content: content[:50] + b"X" + content[51:], "was changed"),
        ],
        ids=["missing", "cut", "changed"],
    )
    def test_a_damaged_file_is_told_from_a_whole_one(
        self, store: Store, how: Callable[[bytes], bytes | None], words: str
    ) -> None:
        name = self.damaged(store, "child_hit", how)

        with pytest.raises(SnapshotError, match=words):
            measure("reached", period="2020-Q1", snapshot=name)

    @pytest.mark.parametrize(
        "how", [lambda _: None, lambda content: content[:50] + b"X" + content[51:]]
    )
    def test_without_a_name_it_is_mended(
        self, store: Store, how: Callable[[bytes], bytes | None]
    ) -> None:
        right = measure("reached", period="2020-Q1").rows
        self.damaged(store, "child_hit", how)

        assert measure("reached", period="2020-Q1").rows == right

    def change(self, store: Store, name: str, **changes: object) -> None:
        path = store.manifests / f"{name}.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))

    def test_a_later_format_is_refused(self, store: Store) -> None:
        name = refresh_snapshot().id
        self.change(store, name, format=2)

        with pytest.raises(SnapshotError, match="has format 2; this version"):
            measure("reached", period="2020-Q1", snapshot=name)

    @pytest.mark.parametrize(
        "changes", [{"as_at": "2019-01-01T00:00:00+00:00"}, {"facts": {}}, {"facts": None}]
    )
    def test_a_manifest_that_was_changed_is_refused(
        self, store: Store, changes: dict[str, object]
    ) -> None:
        name = refresh_snapshot().id
        self.change(store, name, **changes)

        with pytest.raises(SnapshotError, match=r"manifest (was changed|is damaged)"):
            measure("reached", period="2020-Q1", snapshot=name)

    def test_a_manifest_that_is_no_text_is_refused(self, store: Store) -> None:
        name = refresh_snapshot().id
        (store.manifests / f"{name}.json").write_bytes(b"\xff\xfe")

        with pytest.raises(SnapshotError, match="is damaged"):
            measure("reached", period="2020-Q1", snapshot=name)

    @pytest.mark.parametrize("text", ["", "[]", "{}", "null"])
    def test_a_manifest_that_says_nothing_is_refused(self, store: Store, text: str) -> None:
        name = refresh_snapshot().id
        (store.manifests / f"{name}.json").write_text(text)

        with pytest.raises(SnapshotError, match="is damaged"):
            measure("reached", period="2020-Q1", snapshot=name)

    def test_a_manifest_under_the_name_of_another_is_refused(self, store: Store) -> None:
        name = refresh_snapshot().id
        other = "20200101T000000Z-0123456789abcdef"
        shutil.copy(store.manifests / f"{name}.json", store.manifests / f"{other}.json")

        with pytest.raises(SnapshotError, match="is that of another snapshot"):
            store.open(other)

    def test_where_the_current_one_is_damaged_there_is_none_and_the_next_is_whole(
        self, store: Store
    ) -> None:
        (store.manifests / f"{refresh_snapshot().id}.json").write_text("")

        assert latest_snapshot() is None
        made = refresh(store, clock.now())

        assert latest_snapshot() is not None
        store.check_sizes(made.files())
        store.whole_paths(made.files())

    def test_where_it_cannot_be_put_in_its_place_nothing_is_left_beside_it(
        self, store: Store
    ) -> None:
        made = refresh(store, clock.now())
        (store.folder / "current").unlink()
        (store.folder / "current").mkdir()

        with pytest.raises(OSError, match="current"):
            store.publish(made)

        assert [path.name for path in store.folder.iterdir() if path.name.startswith(".")] == []

    @pytest.mark.parametrize("name", ["../current", "20200101T000000Z-0123456789abcdef", ""])
    def test_an_unknown_name_is_refused(self, name: str) -> None:
        refresh_snapshot()

        with pytest.raises(SnapshotError):
            measure("reached", period="2020-Q1", snapshot=name)

    def test_that_of_another_database_is_refused(self, store: Store) -> None:
        made = refresh(store, clock.now())
        foreign = replace(made, database={**made.database, "oid": "1"}).sealed()
        store.publish(foreign)

        assert latest_snapshot() is None
        with pytest.raises(SnapshotError, match="is of another database"):
            measure("reached", period="2020-Q1", snapshot=foreign.id)

    def test_after_that_of_another_database_all_is_made_anew(self, store: Store) -> None:
        made = refresh(store, clock.now())
        foreign = replace(made, database={**made.database, "oid": "1"}).sealed()
        store.publish(foreign)

        answer = measure("attendances", period="2020-Q1")

        assert answer.as_at > made.as_at
        assert answer.rows == measure("attendances", period="2020-Q1", engine="postgres").rows

    @pytest.mark.parametrize(
        ("select", "words"),
        [
            ("SELECT 1 / (i - 150000) FROM generate_series(1, 200000) i", "division by zero"),
            ("SELECT pg_terminate_backend(pg_backend_pid())", "does not answer"),
        ],
        ids=["an error", "a connection that is lost"],
    )
    def test_what_fails_in_one_stream_is_told_and_nobody_waits(
        self, select: str, words: str
    ) -> None:
        asked = ["SELECT i FROM generate_series(1, 200000) i", select]

        with (
            pytest.raises(DatabaseUnreachableError, match=words),
            open_reading() as reading,
        ):
            list(reading.together(asked))

    def test_who_reads_no_further_keeps_nobody_waiting(self) -> None:
        asked = ["SELECT i, repeat('x', 1000) FROM generate_series(1, 60000) i"] * 2

        with open_reading() as reading:
            parts = reading.together(asked)
            first = next(parts)
            parts.close()  # type: ignore[attr-defined]  # a generator
            count = reading.rows("SELECT count(*) AS number FROM families_person")

        assert first.num_rows > 0
        assert count[0]["number"] > 0

    def test_doctor_says_how_old_it_is(self, store: Store) -> None:
        refresh(store, clock.now())
        (fresh,) = findings()
        with time_machine.travel(clock.now() + dt.timedelta(hours=3)):
            (old,) = findings()
        shutil.rmtree(store.folder)
        (none,) = findings()

        assert (fresh.state, old.state) == (State.OK, State.NOTE)
        assert fresh.words == old.words
        assert fresh.words.startswith("as at ")
        assert (none.state, none.words) == (State.NOTE, "none was taken of this database yet")


def test_notes_of_changes_are_swept(fresh_db: None, store: Store) -> None:
    put(World())
    Change.objects.update(happened_at=clock.now() - dt.timedelta(days=40))
    Contact.objects.create(
        family=Family.objects.create(), happened_at=AS_AT, kind="home_visit", face_to_face=True
    )

    refresh(store, clock.now())

    assert set(Change.objects.values_list("table", flat=True)) == {
        "families_contact",
        "families_family",
    }


def _closing(work: Callable[[], T]) -> T:
    """Work in a thread, whose database connection ends with it."""
    try:
        return work()
    finally:
        connection.close()


# -- changes of every sort -----------------------------------------------------------------------


def _any(chance: random.Random, model: type) -> int:
    return chance.choice(sorted(model.objects.values_list("pk", flat=True)))  # type: ignore[attr-defined, no-any-return]


def _unmark(chance: random.Random) -> None:
    Mark.objects.filter(pk=_any(chance, Mark)).delete()


def _restate(chance: random.Random) -> None:
    Mark.objects.filter(pk=_any(chance, Mark)).update(
        status=chance.choice(["attended", "cancelled"])
    )


def _move_session(chance: random.Random) -> None:
    day = dt.datetime(2020, chance.randint(1, 3), 5, 10, tzinfo=dt.UTC)
    Session.objects.filter(pk=_any(chance, Session)).update(starts_at=day)


def _cancel(chance: random.Random) -> None:
    Session.objects.filter(pk=_any(chance, Session)).update(
        cancelled_at=chance.choice([None, AS_AT])
    )


def _merge_people(chance: random.Random) -> None:
    one, other = chance.sample(
        sorted(Person.objects.filter(merged_into=None).values_list("pk", flat=True)), 2
    )
    Person.objects.filter(pk=one).update(merged_into=other)


def _merge_families(chance: random.Random) -> None:
    one, other = chance.sample(
        sorted(Family.objects.filter(merged_into=None).values_list("pk", flat=True)), 2
    )
    Family.objects.filter(pk=one).update(merged_into=other)


def _change_role(chance: random.Random) -> None:
    FamilyTie.objects.filter(pk=_any(chance, FamilyTie)).update(
        role=chance.choice(["parent", "other", "child"])
    )


def _move_home(chance: random.Random) -> None:
    Address.objects.filter(pk=_any(chance, Address)).update(
        postcode=f"LU9 {chance.randint(0, 9)}AA"
    )


CHANGES = [
    _unmark,
    _restate,
    _move_session,
    _cancel,
    _merge_people,
    _merge_families,
    _change_role,
    _move_home,
]
