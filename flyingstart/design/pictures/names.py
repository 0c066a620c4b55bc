"""Short names for labels that must fit a small shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def short_names(names: Sequence[str]) -> list[str]:
    """Three letters or so of each name, no two alike: "Mea" for Meadow, "OlB" for Old Bridge."""
    letters = 3
    short = [_short(name, letters) for name in names]
    while letters < 8 and len(set(short)) < len(short):
        letters += 1
        counts = Counter(short)
        short = [
            _short(name, letters) if counts[made] > 1 else made
            for name, made in zip(names, short, strict=True)
        ]
    counts = Counter(short)
    # Names that begin alike for eight letters are numbered.
    seen: Counter[str] = Counter()
    for place, made in enumerate(short):
        if counts[made] > 1:
            seen[made] += 1
            short[place] = f"{made[:3]}{seen[made]}"
    return short


def _short(name: str, letters: int) -> str:
    words = name.replace("-", " ").replace("'", "").replace("’", "").split()
    if len(words) < 2:
        return name[:letters]
    return words[0][: letters - 1] + words[-1][:1].upper()
