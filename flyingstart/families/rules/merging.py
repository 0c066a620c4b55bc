"""Whether two records may be joined: pure, on plain values.

Records that look alike may be twins, or father and son. What speaks against is a fault, which
nobody can wave away, or a doubt, which a person can who knows better, but no rule and no job.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flyingstart.families.errors import (
    MergedAlreadyError,
    MergeDoubtError,
    MergeError,
    NhsNumbersDifferError,
    SaidDistinctError,
)
from flyingstart.families.text import folded

Pair = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What is looked at of a person before a merge.

    `merged_into` is None of one who was never merged. `families` are those the person ever
    belonged to, by the records that stay.
    """

    id: int
    given_name: str = ""
    family_name: str = ""
    date_of_birth: dt.date | None = None
    died_on: dt.date | None = None
    nhs_number: str = ""
    merged_into: int | None = None
    families: frozenset[int] = frozenset()


class Doubt(StrEnum):
    """Why two records are perhaps not one person."""

    UNLIKE = "unlike"
    TWINS = "twins"
    DEATH = "death"


WORDS: Mapping[Doubt, str] = {
    Doubt.UNLIKE: "Their names and birth dates all differ.",
    Doubt.TWINS: "They may be twins: one birth date, one family, two given names.",
    Doubt.DEATH: "One of them has died.",
}


def demand_mergeable(kept: Candidate, merged: Candidate, *, said_distinct: bool) -> None:
    """Two records that may be one, whoever says so.

    Raises `MergeError` for a record and itself, `MergedAlreadyError`, `NhsNumbersDifferError` and
    `SaidDistinctError`.
    """
    if kept.id == merged.id:
        raise MergeError("This is one record already.")
    if kept.merged_into is not None:
        raise MergedAlreadyError("The record to keep was joined to another one: choose that one.")
    if merged.merged_into is not None:
        raise MergedAlreadyError("This record was joined to another one before.")
    if kept.nhs_number and merged.nhs_number and kept.nhs_number != merged.nhs_number:
        raise NhsNumbersDifferError("Their NHS numbers differ: these are two people.")
    if said_distinct:
        raise SaidDistinctError("A colleague said that these are two people.")


def doubts(kept: Candidate, merged: Candidate) -> tuple[Doubt, ...]:
    """What a person must know better to join these two."""
    born = kept.date_of_birth, merged.date_of_birth
    given = _differ(kept.given_name, merged.given_name)
    unlike = given and _differ(kept.family_name, merged.family_name) and all(born)
    found = []
    if unlike and born[0] != born[1]:
        found.append(Doubt.UNLIKE)
    if given and all(born) and born[0] == born[1] and kept.families & merged.families:
        found.append(Doubt.TWINS)
    if (kept.died_on is None) != (merged.died_on is None):
        found.append(Doubt.DEATH)
    return tuple(found)


def demand_no_doubt(found: Iterable[Doubt], *, knows: bool, is_person: bool) -> None:
    """Only a person can know better. Raises `MergeDoubtError`."""
    words = [WORDS[doubt] for doubt in found]
    if words and not (knows and is_person):
        raise MergeDoubtError(" ".join(words))


def demand_pairs(
    pairs: Sequence[Pair], kept_members: Iterable[int], merged_members: Iterable[int]
) -> None:
    """Who of a merged family is whom in the kept one: each once, and of these families.

    Raises `MergeError`.
    """
    kept, merged = [one for one, _ in pairs], [other for _, other in pairs]
    if len({*kept}) < len(kept) or len({*merged}) < len(merged):
        raise MergeError("Somebody is named twice.")
    if not {*kept} <= {*kept_members} or not {*merged} <= {*merged_members}:
        raise MergeError("Somebody does not belong to these families.")


def _differ(one: str, other: str) -> bool:
    """Whether both say something, and not the same."""
    return bool(one and other) and folded(one) != folded(other)
