"""Why an old system counted otherwise: for each measure, what may have moved our figure.

Order matters: what is named first explains first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flyingstart.evidence.answer import Answer
from flyingstart.evidence.reconciling.grown import carers, families
from flyingstart.evidence.reconciling.marked import attendances, children
from flyingstart.evidence.reconciling.pools import Cause
from flyingstart.evidence.reconciling.registered import registered
from flyingstart.evidence.reconciling.rejections import Rejections

WORDS = {
    "rejected": "rows of the import that were rejected",
    "cancelled": "marks of sessions that were cancelled",
    "joined": "people who were held twice and are one",
    "died": "children who have died",
    "five": "children of five and over",
    "others": "adults who are neither parent nor carer",
    "later": "children whose registration starts later here",
    "moved": "people counted where they lived then, not where they live now",
    "elsewhere": "people whose postcode is not known or lies outside",
    "through": "children who were reached by somebody of their family",
    "visited": "families that were visited, and their children",
    "headcounts": "people counted without names",
    "late": "marks entered since the old register was taken in",
}
PLACES = {(), ("ward",), ("neighbourhood",)}
_OF: Mapping[str, Callable[[Answer, Rejections], list[Cause]]] = {
    "registered": registered,
    "attendances": attendances,
    "reached": children,
    "unique_children": children,
    "unique_carers": carers,
    "unique_families": families,
}


def causes_of(answer: Answer, rejections: Rejections) -> list[Cause]:
    """What may have moved a figure and its areas, in order; nothing is known of others."""
    of = _OF.get(answer.measure.name)
    return of(answer, rejections) if of and answer.by in PLACES else []
