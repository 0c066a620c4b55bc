"""Snapshots made of worlds without a database, and worlds in which something changed."""

from __future__ import annotations

import copy
import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flyingstart.evidence.measures.expressions import DERIVE
from flyingstart.evidence.reports.composing import Plan, compose
from flyingstart.evidence.reports.counting import opened
from flyingstart.evidence.reports.frozen import Result
from flyingstart.evidence.reports.sections import TIME, Asked, Part, Where
from flyingstart.evidence.snapshot import derive
from flyingstart.evidence.snapshot.export import counted_facts, definition, schema_of
from flyingstart.evidence.snapshot.manifest import Manifest, StoredFact
from flyingstart.evidence.snapshot.store import Store
from flyingstart.kernel.api import Period
from tests.evidence.in_memory import facts_of
from tests.evidence.worlds import World

QUARTER = Period.parse("2020-Q1")
TOWN = Plan(period=QUARTER, place=None, place_name="Council", wards="new")
NORTH = Plan(period=QUARTER, place="N1", place_name="Area N1", wards="new")
# The quarter is over, in London as well.
SIGNED_AT = dt.datetime(2020, 4, 3, 12, tzinfo=dt.UTC)
TODAY = dt.datetime(2020, 9, 30, 12, tzinfo=dt.UTC)


def keep(store: Store, world: World, as_at: dt.datetime = SIGNED_AT) -> Manifest:
    """A snapshot of a world, its files in the store."""
    store.make()
    facts: dict[str, StoredFact] = {}
    rows = facts_of(world)
    with store.drafts() as drafts:
        for fact in counted_facts():
            facts[fact.name] = StoredFact(
                definition=definition(fact), files=(_file(store, drafts, fact.name, rows),)
            )
        for name in DERIVE:
            facts[name], _ = derive.derive(
                name, facts=facts, as_at=as_at, store=store, drafts=drafts
            )
    manifest = Manifest(
        id="",
        as_at=as_at,
        taken_at=as_at,
        database={"name": "world"},
        seen="",
        stale_after=None,
        versions={},
        facts=facts,
    ).sealed()
    store.publish(manifest)
    return manifest


def _file(store: Store, drafts: Path, name: str, rows: dict[str, list[dict[str, object]]]):  # type: ignore[no-untyped-def]
    draft = drafts / name
    pq.write_table(pa.Table.from_pylist(rows[name], schema_of(name)), draft)
    return store.take_in(draft, name, rows=len(rows[name]))


# Enough to tell right from wrong: hits and marks, stocks and flows, homes, sites, babies.
FEW = (
    Part(
        key="few",
        heading="Few",
        intro="",
        asked=[
            Asked(measure="reach_rate", by=TIME, heading="Reach"),
            Asked(measure="reached", by="ethnicity", heading="By ethnicity"),
            Asked(measure="attendances", by="site", heading="By site", where=Where.HELD),
            Asked(measure="births_seen", by=TIME, heading="Babies"),
        ],
    ),
)


def told(store: Store, manifest: Manifest, plan: Plan = TOWN) -> Result:
    """The report on a snapshot."""
    with opened(store, manifest) as source:
        return compose(plan, source, FEW)


Change = Callable[[World, random.Random], None]


def late_register(world: World, chance: random.Random) -> None:
    """People marked at a session after the fact."""
    session = chance.choice([one for one in world.sessions if not one.cancelled])
    session.closed = True
    marked = {person for number, person, *_ in world.marks if number == session.id}
    for tie in chance.sample(world.ties, 5):
        if tie.person not in marked:
            marked.add(tie.person)
            world.marks.append((session.id, tie.person, tie.family, "attended"))


def headcount(world: World, chance: random.Random) -> None:
    """Somebody counted heads after all."""
    session = chance.choice([one for one in world.sessions if not one.cancelled])
    if (session.id, "partner") not in {(number, by) for number, by, _ in world.headcounts}:
        world.headcounts.append((session.id, "partner", chance.randint(1, 9)))


def cancelled(world: World, chance: random.Random) -> None:
    """A session that never was."""
    chance.choice(world.sessions).cancelled = True


def corrected(world: World, chance: random.Random) -> None:
    """Birth dates and ethnicities put right, a tie ended."""
    for person in chance.sample(world.people, 4):
        person.born = dt.date(2017, 5, 1) + dt.timedelta(days=chance.randint(0, 900))
        person.ethnicity = chance.choice(["A", "B", "refused"])


def moved(world: World, chance: random.Random) -> None:
    """Addresses put right."""
    for place in chance.sample(range(len(world.homes)), min(5, len(world.homes))):
        person, _, days = world.homes[place]
        world.homes[place] = (person, chance.choice(world.postcodes)[0], days)


def redrawn(world: World, chance: random.Random) -> None:
    """New population figures; a postcode found to lie elsewhere."""
    world.population = [
        (area, year, age, people + 3) for area, year, age, people in world.population
    ]
    text, district, areas = world.postcodes[0]
    world.postcodes[0] = (text, district, {**areas, "new": "V1", "old": "W3", "hoods": "N2"})


CHANGES: dict[str, Change] = {
    "registers": late_register,
    "heads": headcount,
    "cancelled": cancelled,
    "people": corrected,
    "homes": moved,
    "places": redrawn,
}


def changed(world: World, *names: str, seed: int = 0) -> World:
    """The same world with some things otherwise."""
    other = copy.deepcopy(world)
    chance = random.Random(seed)
    for name in names:
        CHANGES[name](other, chance)
    return other
