"""Finding a site by the name people write."""

from __future__ import annotations

from pathlib import Path

import pytest

from flyingstart.places.api import site_index
from flyingstart.places.models import Site
from flyingstart.places.names import NameIndex

INDEX = NameIndex([(1, "The Old Mill", ["Mill"]), (2, "St Anne’s Church", []), (3, "Mill", ["X"])])


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("The Old Mill", 1),
        ("the  oldmill", 1),
        ("MILL", 1),
        ("St Anne's church", 2),
        ("St Anne‘s Church", 2),
        ("x", 3),
        ("The New Mill", None),
        ("", None),
    ],
)
def test_case_spacing_and_marks_do_not_matter(name: str, found: int | None) -> None:
    assert INDEX.find(name) == found


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("The Old Mil", "The Old Mill"),
        ("St Annes Church", "St Anne’s Church"),
        ("mil", "The Old Mill"),
        ("Somewhere else entirely", None),
        ("", None),
        ("The Old Mill " * 40, None),
    ],
)
def test_the_nearest_name_is_told(name: str, near: str | None) -> None:
    assert INDEX.nearest(name) == near


def test_sites_are_found_by_name_alias_and_code(pack: Path) -> None:
    mill = Site.objects.get(code="mill").pk
    church = Site.objects.get(code="church").pk

    index = site_index()

    assert [index.find(name) for name in ("the old mill", "MILL LANE CENTRE", "mill")] == [mill] * 3
    assert index.find("St Anne's Church") == church
    assert index.nearest("Mill Lane Center") == "The Old Mill"


def test_the_index_is_one_query(
    pack: Path, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        site_index()
