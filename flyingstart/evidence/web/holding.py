"""What pages of figures say where a number is held back."""

from __future__ import annotations

from typing import TypeVar

from django.utils.translation import gettext as _

from flyingstart.design.api import Point
from flyingstart.evidence.api import AnswerRow, HeldBack, Why

T = TypeVar("T")


def held_words() -> str:
    """In place of a figure, on a page and in its file."""
    return _("held back")


def told(row: AnswerRow, value: T) -> T | str:
    """A figure of a row, or that it is held back."""
    return held_words() if row.withheld else value


def bar(row: AnswerRow, name: str) -> Point:
    """A bar of a place; none where its figure is held back, with the reason beside the name."""
    if row.withheld:
        return Point(_("%(name)s (held back)") % {"name": name}, None)
    return Point(name, row.value)


def why_held(held: HeldBack) -> str:
    """What it means, once for the page; "" where nothing is held back."""
    if not held.anything:
        return ""
    if held.why is Why.PERIOD:
        return _(
            "By ward and neighbourhood there are figures for whole months, quarters and years "
            "only. Two stretches that differ by a few days would tell who came in them."
        )
    if held.why is Why.SUM:
        return _(
            "By ward and neighbourhood this figure is told for months and quarters. A year is "
            "their sum, and would tell what they hold back."
        )
    if held.why is Why.EDITION:
        return _(
            "By ward there are figures in the wards of the period’s last day only. Two editions "
            "side by side would tell how many live where they differ."
        )
    if held.why is Why.FEW:
        return _(
            "There are too few people to say where they live: every figure by ward and "
            "neighbourhood is held back. They are counted in the whole."
        )
    return _(
        "“Held back” stands for one to four people, and for the next larger numbers, from which "
        "these could be worked out: they could tell where somebody lives whose home is hidden. "
        "All are counted in the whole."
    )
