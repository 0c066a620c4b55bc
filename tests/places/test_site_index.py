"""Finding a site by the name people write."""

from __future__ import annotations

from pathlib import Path

from pytest_django import DjangoAssertNumQueries

from flyingstart.places.api import site_index
from flyingstart.places.models import Site


def test_sites_are_found_by_name_alias_and_code(pack: Path) -> None:
    mill = Site.objects.get(code="mill").pk
    church = Site.objects.get(code="church").pk

    index = site_index()

    assert [index.find(name) for name in ("the old mill", "MILL LANE CENTRE", "mill")] == [mill] * 3
    assert index.find("St Anne's Church") == church
    assert index.nearest("Mill Lane Center") == "The Old Mill"


def test_the_index_is_one_query(
    pack: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        site_index()
