"""The same pack, children, years, seed and day: the very same town, row for row."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import pytest

from flyingstart.town.plan import plan_town
from tests.town.towns import DISTRICT, PACK, UNTIL, demo, digest, plain, town

PRINT_DIGEST = """
import django; django.setup()
from tests.town.towns import digest, town
print(digest(town(120, 1)))
"""


def test_same_seed_same_town() -> None:
    again = plan_town(demo(), district=DISTRICT, children=120, years=1, seed=7, until=UNTIL)

    assert plain(again) == plain(town(120, 1))


def test_same_town_in_every_process() -> None:
    here = os.environ.get("PYTHONHASHSEED")
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "0" if here == "4242" else "4242",
        "TZ": "Pacific/Auckland",
        "DJANGO_SETTINGS_MODULE": "flyingstart.config.settings_test",
    }

    done = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST],
        env=environment,
        cwd=PACK.parents[1],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    assert done.stdout.split()[-1] == digest(town(120, 1))


@pytest.mark.parametrize(
    ("children", "years", "seed", "until"),
    [
        (121, 1, 7, UNTIL),
        (120, 2, 7, UNTIL),
        (120, 1, 8, UNTIL),
        (120, 1, 7, UNTIL - dt.timedelta(days=1)),
    ],
)
def test_each_argument_matters(children: int, years: int, seed: int, until: dt.date) -> None:
    other = town(children, years, seed, until)

    assert digest(other) != digest(town(120, 1))


def test_references_number_from_one() -> None:
    refs = [person.ref for house in town().households for person in house.people]
    families = [family.ref for house in town().households for family in house.families]

    assert refs == [f"town-p{n:06d}" for n in range(1, len(refs) + 1)]
    assert families == [f"town-f{n:06d}" for n in range(1, len(families) + 1)]
