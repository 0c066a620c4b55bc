"""How the events of one group become figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ibis.expr.types as ir

Tally = Mapping[str, Callable[[ir.Table], ir.Scalar]]

COUNT: Tally = {"numerator": lambda t: t.thing.nunique()}

WITH_RESIDENTS: Tally = {
    **COUNT,
    "residents": lambda t: t.thing.nunique(where=t.resident),
}

HEADS: Tally = {"numerator": lambda t: t.heads.sum()}

SESSIONS: Tally = {
    "numerator": lambda t: t.thing.nunique(where=t.closed),
    "registers_outstanding": lambda t: t.thing.nunique(where=~t.closed),
}

BIRTHS: Tally = {
    "numerator": lambda t: t.thing.nunique(where=t.seen),
    "denominator": lambda t: t.thing.nunique(),
    "too_young": lambda t: t.thing.nunique(where=t.too_young),
}

DEPRIVED: Tally = {
    "numerator": lambda t: t.thing.nunique(where=t.deprived),
    "denominator": lambda t: t.thing.nunique(),
}

COMPLETENESS: Tally = {
    "numerator": lambda t: t.thing.nunique(where=t.answered),
    "denominator": lambda t: t.thing.nunique(),
    "refused": lambda t: t.thing.nunique(where=t.refused),
}
