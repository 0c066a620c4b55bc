"""Why a signed figure is another one today: the shares are exact, whatever changed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flyingstart.evidence.errors import SnapshotError
from flyingstart.evidence.measures.tables import FACTS
from flyingstart.evidence.reports.composing import Plan
from flyingstart.evidence.reports.explaining import GROUPS, Cause, Explanation, Share, explain
from flyingstart.evidence.snapshot.manifest import Manifest
from flyingstart.evidence.snapshot.store import Store
from tests.evidence.reports.kept import (
    CHANGES,
    FEW,
    NORTH,
    SIGNED_AT,
    TODAY,
    TOWN,
    changed,
    keep,
    told,
)
from tests.evidence.worlds import Session, World, make_world


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, World, Manifest]:
    """A world as it was signed."""
    store, world = Store(tmp_path_factory.mktemp("signed") / "snapshots"), make_world(3)
    return store, world, keep(store, world)


def explanation(
    store: Store, old: Manifest, today: World, *, plan: Plan = TOWN, later: bool = False
) -> Explanation:
    new = keep(store, today, TODAY if later else SIGNED_AT)
    return explain(
        plan=plan,
        signed=told(store, old, plan),
        today=told(store, new, plan),
        old=old,
        new=new,
        store=store,
        parts=FEW,
    )


def test_every_fact_is_put_in_place_by_one_step() -> None:
    placed = [fact for group in GROUPS.values() for fact in group]

    assert sorted(placed) == sorted(FACTS)


@pytest.mark.parametrize("seed", range(2))
def test_the_shares_add_up_to_the_whole_difference(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    world = make_world(seed)
    names = chance.sample(sorted(CHANGES), chance.randint(1, 4))
    plan = chance.choice([TOWN, NORTH])

    found = explanation(
        store, keep(store, world), changed(world, *names, seed=seed), plan=plan, later=True
    )

    assert found.tables
    for table in found.tables:
        for difference in table.differences:
            said = (
                sum(share.counted for share in difference.shares),
                sum(share.base for share in difference.shares),
            )
            assert said == (difference.counted, difference.base), (table.table.key, difference)


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("registers", Cause.REGISTERS),
        ("heads", Cause.REGISTERS),
        ("cancelled", Cause.REGISTERS),
        ("people", Cause.PEOPLE),
        ("homes", Cause.HOMES),
        ("places", Cause.PLACES),
    ],
)
def test_what_alone_has_changed_is_the_only_cause(
    signed: tuple[Store, World, Manifest], name: str, cause: Cause
) -> None:
    store, world, old = signed

    found = explanation(store, old, changed(world, name, seed=1))

    assert found.causes == {cause}


def test_nothing_changed_nothing_is_explained(signed: tuple[Store, World, Manifest]) -> None:
    store, world, old = signed

    found = explanation(store, old, world)

    assert (found.tables, found.causes) == ((), frozenset())


def test_a_baby_who_came_in_time_but_after_signing_is_the_share_of_time(store: Store) -> None:
    world = make_world(3)
    baby = next(tie.person for tie in world.ties if tie.role == "child")
    person = next(one for one in world.people if one.id == baby)
    person.born, person.died = dt.date(2020, 2, 10), None
    world.registrations.append((baby, 1, dt.date(2020, 2, 20), None))
    world.homes = [home for home in world.homes if home[0] != baby]
    world.homes.append((baby, world.postcodes[0][0], (None, None)))
    june = dt.datetime(2020, 6, 2, 10, tzinfo=dt.UTC)
    session = Session(len(world.sessions) + 1, "play", "hall", june, cancelled=False, closed=True)
    world.sessions.append(session)
    world.marks.append((session.id, baby, 1, "attended"))

    found = explanation(store, keep(store, world), world, later=True)

    (table,) = found.tables
    (difference,) = table.differences
    assert (table.table.measure, difference.value, difference.counted) == (
        *("births_seen", "2020-Q1", 1),
    )
    assert difference.shares == (Share(cause=Cause.TIME, counted=1, base=0),)


class TestFilesOfAnEarlierVersion:
    """Their facts may lack columns that the software knows by now."""

    def earlier(
        self, store: Store, whole: Manifest, change: Callable[[pa.Table], pa.Table]
    ) -> Manifest:
        """The same snapshot, its people as an earlier version wrote them."""
        fact = whole.facts["person"]
        (file,) = fact.files
        with store.drafts() as drafts:
            table = change(pq.read_table(store.files / file.name))
            pq.write_table(table, drafts / "person")
            kept = store.take_in(drafts / "person", "person", rows=table.num_rows)
        facts = {**whole.facts, "person": replace(fact, files=(kept,))}
        made = replace(whole, facts=facts).sealed()
        store.publish(made)
        return made

    def test_a_column_that_they_lack_is_not_held(
        self, signed: tuple[Store, World, Manifest]
    ) -> None:
        store, _, whole = signed
        old = self.earlier(store, whole, lambda people: people.drop_columns(["ethnicity"]))

        then, now = told(store, old), told(store, whole)

        reached = [
            {line.value: line.counted for line in figures.lines if line.counted}
            for result in (then, now)
            for figures in result.tables()
            if figures.key == "reached-ethnicity"
        ]
        assert len(reached[0]) == 1
        assert sum(reached[0].values()) == sum(reached[1].values()) > 0

    def test_a_column_of_another_form_is_refused_in_words(
        self, signed: tuple[Store, World, Manifest]
    ) -> None:
        store, _, whole = signed
        place = pq.read_schema(store.files / whole.facts["person"].files[0].name).get_field_index(
            "person"
        )
        old = self.earlier(
            store,
            whole,
            lambda people: people.set_column(
                place, "person", people.column("person").cast(pa.string())
            ),
        )

        with pytest.raises(SnapshotError, match=r"person\.person was kept in another form then"):
            told(store, old)
