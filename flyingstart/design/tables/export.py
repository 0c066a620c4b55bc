"""What a table shows, as a CSV file that a spreadsheet opens without running anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from flyingstart.kernel.tables.api import csv_text


def csv_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A download; its body is built now, inside the request's transaction."""
    return HttpResponse(
        csv_text(headings, rows, mark=True),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "no-store",
        },
    )
