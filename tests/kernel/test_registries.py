"""Registries, slots and packs."""

from __future__ import annotations

from pathlib import Path

import pytest

from flyingstart.kernel.api import (
    Actor,
    PackError,
    Registry,
    RegistryError,
    Slot,
    clock,
    load_pack,
    read_pack_table,
)


def test_names_are_given_once() -> None:
    registry: Registry[str] = Registry("thing")
    registry.register("b", "first")
    registry.register("a", "second")

    with pytest.raises(RegistryError, match="thing b is registered twice"):
        registry.register("b", "other")

    assert registry.names() == ("a", "b")
    assert registry.values() == ("second", "first")


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    registry: Registry[str] = Registry("thing")
    registry.register("a", "first")

    with pytest.raises(RegistryError, match="there is no thing x; known: a"):
        registry["x"]


def test_a_slot_is_filled_once_by_each_in_order() -> None:
    slot: Slot[str] = Slot(name="timeline")

    def births(subject: str) -> list[str]:
        return [f"{subject} was born"]

    def marks(subject: str) -> list[str]:
        return [f"{subject} came"]

    for filler in (births, marks, births):
        slot.fill(filler)

    assert slot.entries("Zofia") == ["Zofia was born", "Zofia came"]


@pytest.mark.django_db
def test_a_folder_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"holds no authority\.yaml"):
        load_pack(folder=tmp_path, by=Actor.command("test"), at=clock.now())


def test_a_pack_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "sites.csv"
    table.write_text("code\nhall\n", encoding="utf-8")

    with pytest.raises(PackError, match=r"sites\.csv lacks the columns name"):
        read_pack_table(table, columns={"code", "name"})


def test_a_pack_table_is_read_and_an_absent_one_is_empty(tmp_path: Path) -> None:
    table = tmp_path / "sites.csv"
    table.write_text("code,name\nhall, The Hall \n", encoding="utf-8-sig")

    assert read_pack_table(table, columns={"code", "name"}) == [
        {"code": "hall", "name": "The Hall"}
    ]
    assert read_pack_table(tmp_path / "rooms.csv", columns={"code"}) == []
