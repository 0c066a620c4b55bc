"""Authority packs: every part in order, all or nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from flyingstart.activities.models import Activity
from flyingstart.kernel.api import (
    Actor,
    PackError,
    PackPart,
    Registry,
    RegistryError,
    load_pack,
    pack_parts,
    read_pack_table,
)

OPERATOR = Actor.command("test")
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Registry[PackPart]:
    """No parts but a test's own."""
    registry: Registry[PackPart] = Registry("pack part")
    monkeypatch.setattr("flyingstart.kernel.packs.pack_parts", registry)
    return registry


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (tmp_path / "authority.yaml").write_text("name: Somewhere\n", encoding="utf-8")
    return tmp_path


def part(registry: Registry[PackPart], name: str, order: int, calls: list[str]) -> None:
    def load(folder: Path, by: Actor, at: dt.datetime) -> None:
        calls.append(f"{name} {folder.name} {by.name} {at:%Y}")
        Activity.objects.create(code=name, name=name, reaches="none", offer="universal")

    registry.register(name, PackPart(name=name, order=order, load=load))


@pytest.mark.django_db
def test_parts_are_loaded_in_their_order(parts: Registry[PackPart], pack: Path) -> None:
    calls: list[str] = []
    part(parts, "a-last", 30, calls)
    part(parts, "z-first", 10, calls)

    load_pack(folder=pack, by=OPERATOR, at=AT)

    assert calls == [f"z-first {pack.name} test 2026", f"a-last {pack.name} test 2026"]


@pytest.mark.django_db
def test_a_broken_part_undoes_those_before_it(parts: Registry[PackPart], pack: Path) -> None:
    part(parts, "good", 10, [])

    def broken(folder: Path, by: Actor, at: dt.datetime) -> None:
        raise PackError("sites.csv, row 3: no name")

    parts.register("bad", PackPart(name="bad", order=20, load=broken))

    with pytest.raises(PackError, match=r"sites\.csv, row 3: no name"):
        load_pack(folder=pack, by=OPERATOR, at=AT)

    assert Activity.objects.count() == 0


@pytest.mark.django_db
def test_the_products_parts_are_those_of_the_layers() -> None:
    parts = sorted(pack_parts.values(), key=lambda part: part.order)

    assert [(part.name, part.order) for part in parts][:1] == [("places", 10)]
    assert ("activities", 30) in [(part.name, part.order) for part in parts]


def test_a_part_is_registered_once(parts: Registry[PackPart]) -> None:
    part(parts, "places", 10, [])
    with pytest.raises(RegistryError, match="pack part places is registered twice"):
        part(parts, "places", 10, [])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"code\nhall\n", r"sites\.csv lacks the columns name"),
        (b"code,name\nhall,Hall,more\n", r"sites\.csv, row 2: more cells than columns"),
        (b"code,name\nhall,H\xe4ll\n", r"sites\.csv is not written in UTF-8"),
        (b'code,name\nhall,"Hall\n', r"sites\.csv is not a CSV table"),
        (b"", r"sites\.csv lacks the columns code, name"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "sites.csv").write_bytes(content)

    with pytest.raises(PackError, match=words):
        read_pack_table(tmp_path / "sites.csv", columns={"code", "name"})


def test_surplus_blanks_and_short_rows_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("code,name\nhall,Hall,,\nbarn\n", encoding="utf-8")

    assert read_pack_table(tmp_path / "sites.csv", columns={"code"}) == [
        {"code": "hall", "name": "Hall"},
        {"code": "barn", "name": ""},
    ]
