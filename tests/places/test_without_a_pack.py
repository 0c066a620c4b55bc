"""Before a pack is loaded there is no authority, and no file is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from flyingstart.kernel.api import ImportRefused
from flyingstart.places import api as places
from tests.places.files import check, write_csv

pytestmark = pytest.mark.django_db


def test_there_is_no_authority() -> None:
    with pytest.raises(places.NoAuthorityError, match="no authority pack is loaded"):
        places.authority()


def test_no_population_is_taken(tmp_path: Path) -> None:
    heading, row = ("area_code", "year", "age", "count", "source"), ("E05000001", 2019, 0, 1, "")

    with pytest.raises(ImportRefused, match="run flyingstart setup"):
        check("population", write_csv(tmp_path / "p.csv", heading, [row]))


def test_postcodes_have_nothing_to_lie_in(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="run flyingstart setup"):
        check("postcodes", write_csv(tmp_path / "x.csv", ("postcode",), [("AB1 2CD",)]))
