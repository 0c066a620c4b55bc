"""Handing out: to whom, how many, and never more than there are."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from flyingstart.activities.api import (
    GiveItem,
    GivenOut,
    ReasonMissingError,
    Stock,
    StockError,
    count_stock,
    give_out,
    stock_in,
    take_back_given,
)
from flyingstart.activities.pack_giving import load_items
from flyingstart.families.api import Side, entered_since, merge_families, timeline_of
from flyingstart.kernel.api import PackError, facts, fetch, records
from tests.accounts.people import user_with
from tests.activities.giving.conftest import make_drops
from tests.activities.world import AFTER, MONDAY, OPERATOR, World, make_world, scheduled
from tests.families.merging.world import part

DAY = MONDAY.date()


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def give(item: GiveItem, world: World, **more: Any) -> GivenOut:
    options: dict[str, Any] = {
        "site": world.hall,
        "day": DAY,
        "how_many": 1,
        "submission": uuid.uuid4(),
        **({} if "family" in more else {"heads": 1}),
        **more,
    }
    return give_out(item=item, by=OPERATOR, at=AFTER, **options)


def left(item: GiveItem, world: World) -> int:
    return Stock.objects.get(item=item, site=world.hall).left


def bring(item: GiveItem, world: World, many: int) -> None:
    stock_in(item=item, site=world.hall, how_many=many, by=OPERATOR, at=AFTER)


class TestGiving:
    def test_comes_off_what_is_left(self, world: World, drops: GiveItem) -> None:
        bring(drops, world, 12)

        given = give(drops, world, family=world.family, how_many=2, session=scheduled(world))

        assert left(drops, world) == 10
        assert (given.family, given.heads, given.from_stock) == (world.family, None, True)

    def test_what_nobody_counts_can_be_given_all_the_same(
        self, world: World, drops: GiveItem
    ) -> None:
        assert give(drops, world).from_stock is False
        assert not Stock.objects.exists()

    def test_the_same_press_twice_gives_once(self, world: World, drops: GiveItem) -> None:
        bring(drops, world, 1)
        press = uuid.uuid4()

        first = give(drops, world, submission=press)

        assert give(drops, world, submission=press) == first
        assert left(drops, world) == 0

    @pytest.mark.parametrize(
        "more",
        [
            {"how_many": 3},
            {"how_many": 0},
            {"how_many": 1_001},
            {"heads": 0},
            {"heads": None},
            {"day": DAY + dt.timedelta(days=1)},
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_counted(
        self, world: World, drops: GiveItem, more: dict[str, Any]
    ) -> None:
        bring(drops, world, 2)

        with pytest.raises(StockError):
            give(drops, world, **more)

        assert left(drops, world) == 2
        assert not GivenOut.objects.exists()

    def test_nobody_gives_to_a_family_and_to_heads(self, world: World, drops: GiveItem) -> None:
        with pytest.raises(StockError):
            give(drops, world, family=world.family, heads=1)

    def test_the_database_keeps_the_stock_above_none(self, world: World, drops: GiveItem) -> None:
        bring(drops, world, 1)

        with (
            pytest.raises(IntegrityError, match="stock_never_below_none"),
            transaction.atomic(),
        ):
            Stock.objects.update(left=-1)


class TestTakingBack:
    def test_puts_it_back_once(self, world: World, drops: GiveItem) -> None:
        bring(drops, world, 5)
        given = give(drops, world, how_many=2)

        for _ in range(2):
            take_back_given(given=given, reason="Not hers", by=OPERATOR, at=AFTER)

        assert left(drops, world) == 5
        assert not GivenOut.objects.exists()

    def test_needs_a_reason(self, world: World, drops: GiveItem) -> None:
        with pytest.raises(ReasonMissingError):
            take_back_given(given=give(drops, world), reason=" ", by=OPERATOR, at=AFTER)


class TestCounting:
    def test_by_hand_says_how_many_there_are(self, world: World, drops: GiveItem) -> None:
        bring(drops, world, 5)

        count_stock(item=drops, site=world.hall, left=3, by=OPERATOR, at=AFTER)
        bring(drops, world, 4)

        assert left(drops, world) == 7

    @pytest.mark.parametrize("number", [-1, 10_001])
    def test_a_number_is_one(self, world: World, drops: GiveItem, number: int) -> None:
        with pytest.raises(StockError):
            count_stock(item=drops, site=world.hall, left=number, by=OPERATOR, at=AFTER)
        with pytest.raises(StockError):
            bring(drops, world, number)


class TestOthers:
    def test_the_family_is_told_of_it_through_a_merge_and_it_is_dealt_afterwards(
        self, world: World, drops: GiveItem
    ) -> None:
        give(drops, world, family=world.other)
        merge = merge_families(
            kept=world.family, merged=world.other, reason="One", by=OPERATOR, at=AFTER
        )
        given = give(drops, world, family=world.other, how_many=2)

        told = timeline_of(world.family, user=user_with("family_worker")).entries
        assert given.family == world.family
        assert [(one.title, one.text) for one in told if one.key.startswith("given")] == [
            ("Given: Vitamin drops", "2 bottles, Hall"),
            ("Given: Vitamin drops", "1 bottle, Hall"),
        ]
        since = [entry.text for entry in entered_since(merge) if entry.key.startswith("given")]
        assert since == ["Vitamin drops, 6 January 2020"]

        part(merge, Side.MERGED)

        given.refresh_from_db()
        assert given.family == world.other

    def test_it_is_a_fact_by_the_family_that_was_kept(self, world: World, drops: GiveItem) -> None:
        give(drops, world, family=world.family, how_many=2)
        give(drops, world, how_many=3, heads=3)

        rows = fetch(f"SELECT item, site, family, heads, how_many, day FROM ({SELECT}) g", [])

        assert sorted(rows, key=lambda row: row[4]) == [
            ("drops", "hall", world.family.pk, None, 2, DAY),
            ("drops", "hall", None, 3, 3, DAY),
        ]

    def test_subject_access_hands_it_over(self, world: World, drops: GiveItem) -> None:
        give(drops, world, family=world.family, how_many=2)
        give(drops, world, family=world.other)

        (row,) = records["given out"].rows_about(world.mother.pk)

        assert (row["item"], row["how_many"], row["day"]) == ("Vitamin drops", 2, "2020-01-06")


SELECT = facts["given_out"].select


@pytest.mark.django_db
class TestPack:
    HEAD = "code,name,unit,units\n"

    def load(self, folder: Any, text: str) -> None:
        (folder / "given_out.csv").write_text(self.HEAD + text, encoding="utf-8")
        load_items(folder, OPERATOR, AFTER)

    def test_items_come_change_and_are_offered_no_more(self, tmp_path: Any) -> None:
        self.load(tmp_path, "book,Book,book,books\npack,Dental pack,pack,packs\n")
        self.load(tmp_path, "book,Book to keep,book,books\n")

        assert list(GiveItem.objects.values_list("name", "is_offered")) == [
            ("Book to keep", True),
            ("Dental pack", False),
        ]

    @pytest.mark.parametrize(
        "row", ["Book,B,b,b", "book,,b,b", "book,B,,b", "book,B,b,b\nbook,C,b,b"]
    )
    def test_a_broken_row_is_named(self, tmp_path: Any, row: str) -> None:
        with pytest.raises(PackError, match=r"given_out\.csv, row [23]"):
            self.load(tmp_path, f"{row}\n")


def test_two_tablets_at_once_never_give_more_than_there_are(fresh_db: None) -> None:
    """Eight presses of two tablets for five bottles, each with a connection of its own."""
    world, drops = make_world(), make_drops()
    bring(drops, world, 5)
    start = threading.Barrier(2)

    def tablet(_number: int) -> list[bool]:
        done = []
        try:
            start.wait()
            for _ in range(4):
                try:
                    give(drops, world)
                    done.append(True)
                except StockError:
                    done.append(False)
        finally:
            connections.close_all()
        return done

    with ThreadPoolExecutor(2) as pool:
        pressed = [one for own in pool.map(tablet, range(2)) for one in own]

    assert sorted(pressed) == [False] * 3 + [True] * 5
    assert (left(drops, world), GivenOut.objects.count()) == (0, 5)
