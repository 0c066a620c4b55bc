"""The page of the reference that lists every measure, made from what is declared."""

from __future__ import annotations

from collections.abc import Iterator

from flyingstart.evidence.measures.dimensions import DIMENSIONS
from flyingstart.evidence.measures.measure import Measure, measures

HEADING = """# Measures

Made from the declarations in `flyingstart/evidence/measures`; `flyingstart measures` prints the
same. How we count, and why, is in [the explanation](../explanation/counting.md). `value` is the
numerator over the base where a measure has one (unit `ratio`), else the numerator. Beside it stand
`residents` (registered), `registers_outstanding` (sessions delivered), `too_young` and
`provisional` (births seen), `refused` (completeness).
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([HEADING, *(_section(measure) for measure in measures.values()), _end()])


def _section(measure: Measure) -> str:
    return "\n".join(_lines(measure))


def _lines(measure: Measure) -> Iterator[str]:
    yield f"## {measure.name}"
    yield f"*{measure.title}.* {measure.question}"
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| Counted | {measure.numerator} |"
    yield f"| Base | {measure.denominator or 'none'} |"
    yield f"| Unit | {measure.unit.value} |"
    yield f"| Rule | {measure.rule} |"
    yield f"| Breakdowns | {', '.join(f'`{name}`' for name in measure.breakdowns)} |"
    yield f"| Better | {measure.polarity.value} |"
    yield f"| Small numbers | {measure.suppression} |"
    yield f"| Source, version | {measure.source}, {measure.version} |"
    yield ""


def _end() -> str:
    names = ", ".join(f"`{name}`" for name in DIMENSIONS)
    return (
        f"## Breakdowns\nAll there are: {names}. Only one of the times can be asked for at once.\n"
    )
