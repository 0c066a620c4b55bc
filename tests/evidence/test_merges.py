"""Figures follow merges by operation, and their undoing, with all that was entered in between."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import pytest

from flyingstart.activities.api import Mark
from flyingstart.evidence.measures.measure import measures
from flyingstart.evidence.snapshot.store import Store
from flyingstart.families.api import (
    Contact,
    Family,
    FamilyTie,
    Merge,
    Person,
    Registration,
    Side,
    entered_since,
    merge_families,
    merge_people,
    unmerge,
)
from flyingstart.kernel.api import Actor, ActorKind
from tests.evidence.comparing import asked, expected, figures_of
from tests.evidence.conftest import source_of
from tests.evidence.oracle import Oracle
from tests.evidence.records import put
from tests.evidence.worlds import AS_AT, FIRST_DAY, Tie, World, make_world

WORKER = Actor(kind=ActorKind.USER, name="Sam Okafor", id=uuid.UUID(int=7))
PERIODS = ["2020-Q1", "2019-03-01..2020-02-29"]


@dataclass
class Told:
    """A world, and the same in the database; whatever is done, is done to both."""

    world: World
    store: Store

    def __post_init__(self) -> None:
        self.into = {p.id: p.merged_into for p in self.world.people if p.merged_into}
        self.joined = {one: other for one, other in self.world.families.items() if other}
        for person in self.world.people:
            person.merged_into = None
        for family in self.joined:
            self.world.families[family] = None
        put(self.world)
        self.merges: list[Merge] = []

    def counts_right(self) -> None:
        oracle = Oracle(self.world)
        with source_of("postgres", self.world, self.store) as source:
            for measure in measures.names():
                for period in PERIODS:
                    found = figures_of(asked(source, measure, period))

                    assert (measure, period, found) == (
                        measure,
                        period,
                        expected(oracle, measure, period),
                    )

    def join(self) -> None:
        """Join people and families by the operations, the first link of a chain first."""
        known: dict[str, Any] = {"reason": "One", "by": WORKER, "at": AS_AT}
        for one, other in sorted(self.into.items(), key=lambda pair: pair[1] not in self.into):
            kept, merged = Person.objects.get(pk=other), Person.objects.get(pk=one)
            self.merges.append(
                merge_people(kept=kept, merged=merged, knows_they_are_one=True, **known)
            )
            self.world.people[one - 1].merged_into = other
        for one, other in self.joined.items():
            family, same = Family.objects.get(pk=other), Family.objects.get(pk=one)
            self.merges.append(merge_families(kept=family, merged=same, **known))
            self.world.families[one] = other

    def enter(self) -> None:
        """Things that nobody would have entered about the record that was merged."""
        world = self.world
        for kept in {p.merged_into for p in world.people if p.merged_into}:
            group = {kept, *self.into, *self.into.values()}
            taken = {session for session, person, _, _ in world.marks if person in group}
            for session in [s.id for s in world.sessions if s.id not in taken][:2]:
                family = next(iter(world.families))
                world.marks.append((session, kept, family, "attended"))
                Mark.objects.create(
                    session_id=session, person_id=kept, family_id=family, status="attended"
                )
            tied = {t.family for t in world.ties if t.person in group}
            tied |= {*self.joined, *self.joined.values()}
            tied |= {family for person, family, _, _ in world.registrations if person in group}
            strange = next(f for f in reversed(world.families) if f not in tied)
            world.ties.append(Tie(kept, strange, "parent", "", (FIRST_DAY, None)))
            FamilyTie.objects.create(
                person_id=kept, family_id=strange, role="parent", starts_on=FIRST_DAY
            )
            world.registrations.append((kept, strange, FIRST_DAY, None))
            Registration.objects.create(person_id=kept, family_id=strange, registered_on=FIRST_DAY)
        for kept in self.joined.values():
            world.contacts.append((kept, world.sessions[0].starts_at, True))
            Contact.objects.create(
                family_id=kept,
                happened_at=world.sessions[0].starts_at,
                kind="home_visit",
                face_to_face=True,
            )

    def part(self) -> None:
        """Part all again, the last first; what was entered belongs to those who were merged."""
        for merge in reversed(self.merges):
            goes = {entry.key: Side.MERGED for entry in entered_since(merge)}
            unmerge(merge=merge, belongs=goes, reason="Two", by=WORKER, at=AS_AT)
        world = self.world
        for person in world.people:
            person.merged_into = None
        for family in self.joined:
            world.families[family] = None
        world.marks = list(
            Mark.objects.order_by("pk").values_list(
                "session_id", "person_id", "family_id", "status"
            )
        )
        world.contacts = list(
            Contact.objects.order_by("pk").values_list("family_id", "happened_at", "face_to_face")
        )
        world.registrations = list(
            Registration.objects.order_by("pk").values_list(
                "person_id", "family_id", "registered_on", "left_on"
            )
        )
        for tie, row in zip(world.ties, FamilyTie.objects.order_by("pk"), strict=True):
            tie.person, tie.family, tie.days = (
                row.person_id,
                row.family_id,
                (row.starts_on, row.ends_on),
            )


@pytest.mark.parametrize("seed", [3, 4])
def test_figures_follow_merges_and_their_undoing(fresh_db: None, store: Store, seed: int) -> None:
    told = Told(make_world(seed, merges=True), store)
    before = rows()
    told.counts_right()

    told.join()
    told.counts_right()
    assert len(told.merges) >= 3

    told.enter()
    told.counts_right()
    entered = rows() - before
    assert len(entered) > 6

    told.part()
    told.counts_right()
    # All of it stands with those who were merged: nobody else has more than before.
    kept = {merge.kept_person_id for merge in told.merges}
    assert not [row for row in rows() - before if row[1] in kept]


def rows() -> set[tuple[str, int | None, int]]:
    """Of every row of some tables: its table, its person and itself."""
    return {
        (model.__name__, person, pk)
        for model in (Mark, FamilyTie, Registration)
        for person, pk in model._base_manager.values_list("person_id", "pk")
    }
