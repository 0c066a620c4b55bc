"""What a tablet reckons of a crèche is what the site reckons: one table of cases holds both.

Ratios by age and the warning before two hours, of `cases.json` and of many more made up here; the
script runs as it is built, in the node that builds it.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import runpy
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from flyingstart.activities.looking_after import adults_needed, is_nearly_over, minutes_there
from tests.activities.registers.hall import MINUTE, NOW
from tests.architecture.tree import REPOSITORY

HELD: Mapping[str, Sequence[Mapping[str, Any]]] = json.loads(
    (Path(__file__).parent / "cases.json").read_text(encoding="utf-8")
)
NPM = runpy.run_path(str(REPOSITORY / "frontend" / "build.py"))["Npm"]
MADE_UP = 400

# Builds the rules as pages get them, and answers the cases that it reads.
ANSWER = """
import { readFileSync } from "node:fs";
import { build } from "esbuild";
const built = await build({
  entryPoints: ["frontend/scripts/creche-rules.ts"],
  bundle: true, minify: true, format: "esm", write: false, target: ["chrome87", "safari15"],
});
const code = Buffer.from(built.outputFiles[0].text).toString("base64");
const rules = await import(`data:text/javascript;base64,${code}`);
const cases = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify({
  adults_needed: cases.adults_needed.map((one) => rules.adultsNeeded(one.months, one.each)),
  minutes_there: cases.minutes_there.map((one) => rules.minutesThere(one.stays, one.at)),
  is_nearly_over: cases.is_nearly_over.map((one) => rules.isNearlyOver(one.minutes, one.most)),
}));
"""


def answered_here(cases: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[Any]]:
    """What the site says of cases."""
    return {
        "adults_needed": [
            adults_needed(one["months"], [(age, number) for age, number in one["each"]])
            for one in cases["adults_needed"]
        ],
        "minutes_there": [
            minutes_there(
                [(moment(begins), moment(ends) if ends else None) for begins, ends in one["stays"]],
                moment(one["at"]),
            )
            for one in cases["minutes_there"]
        ],
        "is_nearly_over": [
            is_nearly_over(one["minutes"], one["most"]) for one in cases["is_nearly_over"]
        ],
    }


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def answered_by_the_script(
    cases: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[str, list[Any]]:
    """What a tablet says of them."""
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", ANSWER],
        cwd=REPOSITORY,
        env=NPM().environment,
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    answers: dict[str, list[Any]] = json.loads(done.stdout)
    return answers


def made_up(chance: random.Random) -> dict[str, list[dict[str, Any]]]:
    """Cases that nobody thought of: exact sums, offsets, clocks that are wrong."""
    ages = [None, *range(61)]
    steps = [
        [[begins, chance.randint(1, 12)] for begins in chance.sample(range(0, 60, 6), size)]
        for size in (chance.randint(0, 4) for _ in range(MADE_UP))
    ]
    return {
        "adults_needed": [
            {"months": [chance.choice(ages) for _ in range(chance.randint(0, 25))], "each": each}
            for each in steps
        ],
        "minutes_there": [
            {"stays": [a_stay(chance) for _ in range(chance.randint(0, 4))], "at": NOW.isoformat()}
            for _ in range(MADE_UP)
        ],
        "is_nearly_over": [
            {"minutes": chance.randint(0, 200), "most": chance.choice([None, 60, 120, 121])}
            for _ in range(MADE_UP)
        ],
    }


def a_stay(chance: random.Random) -> list[str | None]:
    begins = NOW - chance.randint(-600, 9_000) * MINUTE / 60
    ends = begins + chance.randint(-60, 3_600) * MINUTE / 60
    return [begins.isoformat(), ends.isoformat() if chance.random() < 0.6 else None]


def test_the_site_answers_the_table() -> None:
    assert answered_here(HELD) == {
        rule: [one["is"] for one in cases] for rule, cases in HELD.items()
    }


def test_a_tablet_answers_the_table_and_whatever_else_as_the_site_does() -> None:
    more = made_up(random.Random(4))
    every = {rule: [*HELD[rule], *more[rule]] for rule in HELD}

    assert answered_by_the_script(every) == answered_here(every)


@pytest.mark.parametrize("rule", sorted(HELD))
def test_the_table_says_both_that_it_is_and_that_it_is_not(rule: str) -> None:
    """A table of one answer would hold nobody to anything."""
    assert len({one["is"] for one in HELD[rule]}) > 1
