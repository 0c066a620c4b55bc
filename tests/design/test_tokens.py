"""Colours: the same in pictures and pages, and readable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flyingstart.design import tokens

STYLES = Path(__file__).resolve().parents[2] / "frontend" / "styles"
SASS = dict(
    re.findall(r"^\$([\w-]+): (#[0-9a-f]{6});", (STYLES / "_tokens.scss").read_text(), re.MULTILINE)
)


def luminance(colour: str) -> float:
    """As WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["INK", "QUIET", "LINE", "PAPER", "MISSING"])
def test_pictures_and_pages_share_a_colour(name: str) -> None:
    assert getattr(tokens, name) == SASS[name.lower()]


def test_pictures_and_pages_share_the_steps() -> None:
    steps = tuple(SASS[f"step-{step}"] for step in range(1, 6))

    assert steps == tokens.STEPS


def test_no_colour_of_a_picture_is_unknown_to_the_pages() -> None:
    assert set(tokens.SERIES[:3]) <= set(SASS.values())


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *zip(tokens.STEP_INKS, tokens.STEPS, strict=True),
        (tokens.INK, tokens.MISSING),
        *[
            (SASS[text], SASS[ground])
            for text, ground in [
                ("ink", "paper"),
                ("ink", "cream"),
                ("ink", "sand"),
                ("ink", "mist"),
                ("ink", "sun"),
                ("quiet", "paper"),
                ("quiet", "sand"),
                ("quiet", "mist"),
                ("paper", "harbour"),
                ("paper", "tide"),
                ("error", "paper"),
                ("success", "paper"),
                ("harbour-deep", "mist"),
            ]
        ],
    ],
)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("colour", tokens.SERIES)
def test_a_line_is_seen(colour: str) -> None:
    assert contrast(colour, tokens.PAPER) >= 3


def test_steps_go_from_light_to_dark() -> None:
    lights = [luminance(step) for step in tokens.STEPS]

    assert lights == sorted(lights, reverse=True)


def test_every_series_can_be_told_apart_without_colour() -> None:
    assert len(tokens.DASHES) == len(tokens.SHAPES) == len(tokens.SERIES) == 4
    assert len({*tokens.SHAPES}) == len({*map(tuple, tokens.DASHES)}) == 4
