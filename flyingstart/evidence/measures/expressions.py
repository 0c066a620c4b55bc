"""One expression for a measure and its breakdown, compiled once for each dialect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import ibis.expr.operations as ops
import ibis.expr.types as ir
from ibis.backends.sql.compilers import DuckDBCompiler, PostgresCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler

from flyingstart.evidence.measures import declared  # noqa: F401 - declares the measures
from flyingstart.evidence.measures.dimensions import DIMENSIONS, Sort
from flyingstart.evidence.measures.hits import child_hit
from flyingstart.evidence.measures.measure import Measure, measures
from flyingstart.evidence.measures.tables import Facts

DERIVE: Mapping[str, Callable[[Facts], ir.Table]] = {"child_hit": child_hit}

_COMPILERS = {
    "duckdb": DuckDBCompiler,
    "postgres": PostgresCompiler,
    "spark": PySparkCompiler,
}


@dataclass(frozen=True)
class Statement:
    """A SELECT of one dialect and the tables it reads. Its columns: `piece`, one for each
    dimension that is not a time, one for each figure of the tally."""

    sql: str
    tables: frozenset[str]


def expression(measure: Measure, by: tuple[str, ...], facts: Facts) -> ir.Table:
    """Figures of a measure by piece and dimensions."""
    events = facts.events(measure.body)
    for name in by:
        events = DIMENSIONS[name].attach(facts, events)
    keys = ["piece", *(name for name in by if DIMENSIONS[name].sort is not Sort.TIME)]
    figures = {name: count(events) for name, count in measure.tally.items()}
    return events.group_by(keys).agg(**figures)


def listing(measure: Measure, by: tuple[str, ...], facts: Facts) -> ir.Table:
    """What a measure counts, one row for each `thing` and place it is counted in."""
    events = facts.events(measure.body)
    for name in by:
        events = DIMENSIONS[name].attach(facts, events)
    keys = ["piece", *(name for name in by if DIMENSIONS[name].sort is not Sort.TIME)]
    return events.select(*keys, "thing").distinct()


@cache
def statement(
    measure: str, by: tuple[str, ...], dialect: str, *, derived: bool, listed: bool = False
) -> Statement:
    """The measure's SELECT. `derived`: derived facts are tables; else they are worked out.

    `listed`: what is counted by itself, with the column `thing` instead of figures.
    """
    shape = listing if listed else expression
    return compile_for(dialect, shape(measures[measure], by, _facts(derived=derived)))


@cache
def _facts(*, derived: bool) -> Facts:
    """One for all statements: what is worked out in it is worked out once."""
    return Facts() if derived else Facts(DERIVE)


def compile_for(dialect: str, table: ir.Table) -> Statement:
    """Any expression as a SELECT of a dialect."""
    compiler = _COMPILERS[dialect]()
    sql = compiler.to_sqlglot(table).sql(dialect=compiler.dialect)
    return Statement(sql, frozenset(node.name for node in table.op().find(ops.UnboundTable)))
