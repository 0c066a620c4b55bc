"""Colours that pictures share with the style sheet (frontend/styles/_tokens.scss, held equal)."""

from __future__ import annotations

INK = "#22303a"
QUIET = "#52616b"
LINE = "#c9d0d3"
PAPER = "#ffffff"
MISSING = "#eceae4"

# Five steps of one hue, light to dark, and the ink that reads on each.
STEPS = ("#dcefe9", "#a9d6cb", "#7cbfb4", "#2b7a7b", "#0b4650")
STEP_INKS = (INK, INK, INK, PAPER, PAPER)

# Lines and bars: told apart by shape and dash as well.
SERIES = ("#0b4650", "#c2532d", "#5b4b8a", "#8a6a00")
DASHES = ([1, 0], [7, 3], [2, 3], [10, 3, 2, 3])
SHAPES = ("circle", "square", "triangle-up", "diamond")
