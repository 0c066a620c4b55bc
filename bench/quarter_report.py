"""The quarter report of the town in all its formats, beside the bare measures it needs."""

from __future__ import annotations

from collections.abc import Iterator

from bench.home import place
from bench.inside import measured
from bench.report import Claim, in_turn
from bench.town import big_town

Figures = dict[str, float]

QUARTER = "2019-Q3"
ROUNDS = 3


def run() -> Iterator[Claim]:
    """Composed, frozen, and written as page, CSV, workbook and PDF within twice the measures."""
    with place("bench_town", keep=True) as here:
        size = big_town(here)
        found = measured(here, "quarter_report")
    yield Claim(
        work=f"quarter report of the town, page, CSV, XLSX and PDF, {size}",
        beside="the bare measures it needs, asked for one by one",
        ours=found["ours"],
        theirs=found["bare"],
        at_most=2,
        note=f"{found['tables']:.0f} tables, {found['rows']:.0f} rows; "
        f"all formats by themselves {found['formats']:.2f} s",
    )


def quarter_report() -> Figures:
    """In one process of the product. Both know their statements, and neither their answers."""
    from flyingstart.evidence.api import measure, refresh_snapshot
    from flyingstart.evidence.latest import store
    from flyingstart.evidence.measuring import manifest_of
    from flyingstart.evidence.queries.reports import draft_report
    from flyingstart.evidence.reports.composing import Plan, compose, dimensions, leading_up
    from flyingstart.evidence.reports.counting import opened
    from flyingstart.evidence.reports.frozen import Result
    from flyingstart.evidence.reports.running import plan_of
    from flyingstart.evidence.reports.sections import TIME, parts_for
    from flyingstart.kernel.api import Period

    snapshot = refresh_snapshot().id
    plan: Plan = plan_of(draft_report(Period.parse(QUARTER), None))

    def composed() -> Result:
        with opened(store(), manifest_of(snapshot)) as source:
            return compose(plan, source)

    def ours() -> None:
        _formats(composed())

    def bare() -> None:
        for part in parts_for(town=True):
            for asked in part.asked:
                period = leading_up(plan.period) if asked.by == TIME else plan.period
                measure(
                    asked.measure,
                    period=period,
                    by=dimensions(plan, asked),
                    area_set=plan.wards if asked.by != "neighbourhood" else None,
                    snapshot=snapshot,
                )

    result = composed()
    _formats(result)
    taken, asked_for = in_turn(ROUNDS, ours, bare)
    formats, _ = in_turn(ROUNDS, lambda: _formats(result), lambda: None)
    tables = list(result.tables())
    return {
        "ours": taken,
        "bare": asked_for,
        "formats": formats,
        "tables": len(tables),
        "rows": sum(len(table.lines) for table in tables),
    }


def _formats(result: object) -> None:
    """The page's own part, and the three files; pictures are drawn anew each time."""
    from django.template import engines

    from flyingstart.design.pictures import charts
    from flyingstart.evidence.reports.files.csv import as_csv
    from flyingstart.evidence.reports.files.edition import Edition
    from flyingstart.evidence.reports.files.pdf import as_pdf
    from flyingstart.evidence.reports.files.xlsx import as_xlsx
    from flyingstart.evidence.reports.frozen import Result, read_result
    from flyingstart.evidence.web.reports.presenters import glance_table, sections_of
    from flyingstart.kernel.api import clock

    assert isinstance(result, Result)
    charts._drawn.cache_clear()  # noqa: SLF001 - as if nobody had looked before
    frozen = read_result(result.as_json())
    page = engines["jinja2"].from_string(
        '{% from "evidence/reports/parts.jinja" import report_sections %}'
        "{{ report_sections(glance, sections) }}"
    )
    page.render({"glance": glance_table(frozen), "sections": sections_of(frozen)})
    edition = Edition(
        result=frozen,
        period_words="July to September 2019",
        number=1,
        words="A quarter like others.",
        signed_by="Bench",
        signed_at=clock.now(),
    )
    for made in (as_csv(edition), as_xlsx(edition), as_pdf(edition)):
        assert made
