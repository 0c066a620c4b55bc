"""What a report says, in its order: measures and breakdowns, with words round them.

Whoever adds a section adds it here; nothing else knows what a report holds.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flyingstart.evidence.measures import declared  # noqa: F401 - declares the measures
from flyingstart.evidence.measures.measure import measures

TIME = "time"
"""The report's own period and those that lead up to it: five quarters, or thirteen months."""


class Where(enum.Enum):
    """How a figure belongs to a neighbourhood.

    What is held at sites is summed over those of the neighbourhood: only of measures that count
    sessions and attendances, each of which is at one site.
    """

    LIVES = "people who live there"
    HELD = "sessions held at its sites"
    BESIDE = "all neighbourhoods, side by side"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A table: a measure by one dimension. `heading` stands over it; `drawn`: with a picture."""

    measure: str
    by: str
    heading: str
    where: Where = Where.LIVES
    drawn: bool = False

    @property
    def key(self) -> str:
        """Tells the tables of a report apart."""
        return f"{self.measure}-{self.by}"


@dataclass(frozen=True, kw_only=True)
class Part:
    """A section as it is declared."""

    key: str
    heading: str
    intro: str
    asked: Sequence[Asked]


def _over_time(
    measure: str, heading: str, where: Where = Where.LIVES, *, drawn: bool = False
) -> Asked:
    return Asked(measure=measure, by=TIME, heading=heading, where=where, drawn=drawn)


def _by(
    by: str, measure: str, heading: str, where: Where = Where.LIVES, *, drawn: bool = False
) -> Asked:
    return Asked(measure=measure, by=by, heading=heading, where=where, drawn=drawn)


HELD, BESIDE = Where.HELD, Where.BESIDE

PARTS: tuple[Part, ...] = (
    Part(
        key="reach",
        heading="Children reached",
        intro="How many children under five we reached, and what share that is of all who live "
        "here. A child is reached by coming, through a parent or carer who comes, or at home.",
        asked=(
            _over_time("reach_rate", "Share of the under-fives reached", drawn=True),
            _over_time("reached", "Children reached"),
            _by("ward", "reach_rate", "Share reached, ward by ward", drawn=True),
            _by(
                "neighbourhood", "reach_rate", "Share reached, by neighbourhood", BESIDE, drawn=True
            ),
            _by("ward", "reached", "Children reached, ward by ward"),
        ),
    ),
    Part(
        key="regular",
        heading="Children who come again and again",
        intro="Coming once does little for a child. Here are the children whom we met on three "
        "days or more within twelve months.",
        asked=(
            _over_time("regular_rate", "Share of the under-fives reached regularly"),
            _over_time("regular", "Children reached regularly"),
            _by("neighbourhood", "regular_rate", "Regular reach, by neighbourhood", BESIDE),
        ),
    ),
    Part(
        key="registered",
        heading="Children registered",
        intro="A parent or carer gave us their details. Those registered and not reached, and "
        "those who stopped coming, are where outreach begins.",
        asked=(
            _over_time("registered", "Share of the under-fives registered"),
            _by("neighbourhood", "registered", "Registered, by neighbourhood", BESIDE),
            _over_time("not_reached", "Registered, and not reached in the period"),
            _over_time("lost", "Came regularly, and not seen for six weeks"),
        ),
    ),
    Part(
        key="present",
        heading="Children who came themselves",
        intro="Children who were there in person, and how old they were.",
        asked=(
            _over_time("unique_children", "Children present"),
            _by("age", "unique_children", "Children present, by age", drawn=True),
        ),
    ),
    Part(
        key="who",
        heading="Who the children are",
        intro="Whom we reach, by age, ethnicity and need: do we reach all communities?",
        asked=(
            _by("age", "reached", "Children reached, by age"),
            _by("ethnicity", "reached", "Children reached, by ethnicity"),
            _by("need", "reached", "Children reached, by need"),
        ),
    ),
    Part(
        key="carers",
        heading="Parents and carers",
        intro="Adults who came in a parent’s or carer’s place; fathers and other men are counted "
        "apart.",
        asked=(
            _over_time("unique_carers", "Parents and carers"),
            _by("sex", "unique_carers", "Parents and carers, women and men"),
        ),
    ),
    Part(
        key="families",
        heading="Families",
        intro="Families with whom we did something, and those who came for the first time.",
        asked=(
            _over_time("unique_families", "Families", drawn=True),
            _over_time("new_families", "New families"),
        ),
    ),
    Part(
        key="sessions",
        heading="Sessions and attendances",
        intro="What was on, and how often people came. Sessions whose register is still open are "
        "not counted as delivered.",
        asked=(
            _over_time("sessions_delivered", "Sessions delivered", HELD),
            _by("activity", "sessions_delivered", "Sessions delivered, by activity", HELD),
            _by("site", "sessions_delivered", "Sessions delivered, by site", HELD),
            _over_time("attendances", "Attendances", HELD, drawn=True),
            _by("activity", "attendances", "Attendances, by activity", HELD),
            _by("site", "attendances", "Attendances, by site", HELD),
        ),
    ),
    Part(
        key="supply",
        heading="What is on offer beside need",
        intro="Sessions for every hundred children under five who live there, and how much of "
        "the place is among the most deprived fifth of England.",
        asked=(
            _over_time("supply", "Sessions offered for every hundred under-fives"),
            _by("neighbourhood", "supply", "Sessions offered, by neighbourhood", BESIDE),
            _by("neighbourhood", "deprived", "Most deprived fifth, by neighbourhood", BESIDE),
        ),
    ),
    Part(
        key="births",
        heading="Babies seen early",
        intro="Of the babies born in the period and registered here, those whom we saw before "
        "they were six months old. The figure grows until all of them are.",
        asked=(_over_time("births_seen", "Babies seen before six months"),),
    ),
    Part(
        key="records",
        heading="How complete our records are",
        intro="Figures by ethnicity or need are only as good as what families told us. An answer "
        "refused is an answer.",
        asked=(_by("field", "field_completeness", "Completeness, field by field"),),
    ),
)


def parts_for(*, town: bool, parts: Sequence[Part] = PARTS) -> Iterator[Part]:
    """The sections of a report, without tables that no declared measure answers.

    Rates by ward are the town's: a neighbourhood is not made of today's wards.
    """
    for part in parts:
        tables = [asked for asked in part.asked if _answered(asked, town=town)]
        if tables:
            yield Part(key=part.key, heading=part.heading, intro=part.intro, asked=tables)


def _answered(asked: Asked, *, town: bool) -> bool:
    if asked.measure not in measures:
        return False
    offered = measures[asked.measure].breakdowns
    if asked.by == "ward" and (asked.measure == "reach_rate") is not town:
        return False
    wanted = set() if asked.by == TIME else {asked.by}
    if not town and asked.where is Where.LIVES:
        wanted.add("neighbourhood")
    if not town and asked.where is Where.HELD:
        wanted.add("site")
    return wanted <= set(offered)
