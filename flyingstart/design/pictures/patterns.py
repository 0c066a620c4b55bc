"""Patterns of a map's classes, so that nobody has to tell colours apart."""

from __future__ import annotations

from markupsafe import Markup

from flyingstart.design import tokens
from flyingstart.design.pictures.svg import Element, element, markup

# The step of areas without a figure.
MISSING = -1
# What is drawn on an 8-unit square, in the order of the steps: more ink, more of it.
MARKS = (
    "",
    "M4 3.2v1.6",
    "M-2 2l4-4M0 8l8-8M6 10l4-4",
    "M2 1.2v1.6M6 5.2v1.6M6 1.2v1.6M2 5.2v1.6",
    "M-2 2l4-4M0 8l8-8M6 10l4-4M-2 6l4 4M0 0l8 8M6-2l4 4",
)
MISSING_MARK = "M0 4h8"


def pattern(picture: str, step: int) -> Element:
    """The `<pattern>` of a step, known as `<picture>-<step>`."""
    missing = step == MISSING
    return element(
        "pattern",
        element("rect", width=8, height=8, fill=tokens.MISSING if missing else tokens.STEPS[step]),
        element(
            "path",
            d=MISSING_MARK if missing else MARKS[step],
            stroke=_mark_colour(step),
            stroke_width=1.1,
            stroke_opacity=1 if missing else 0.6,
            fill="none",
        ),
        id=f"{picture}-{step}",
        width=8,
        height=8,
        patternUnits="userSpaceOnUse",
    )


def swatch(picture: str, step: int) -> Markup:
    """A little square of the legend; decoration, the words beside it speak."""
    return markup(
        element(
            "svg",
            element(
                "rect",
                x=0.5,
                y=0.5,
                width=27,
                height=19,
                fill=f"url(#{picture}-{step})",
                stroke=tokens.QUIET,
            ),
            viewBox="0 0 28 20",
            width=28,
            height=20,
            aria_hidden="true",
            focusable="false",
            class_="fs-legend__swatch",
        )
    )


def _mark_colour(step: int) -> str:
    if step == MISSING:
        return tokens.LINE
    # The neighbouring step's colour: seen, without drowning the label.
    return tokens.STEPS[step + 1] if step < 3 else tokens.STEPS[step - 1]
