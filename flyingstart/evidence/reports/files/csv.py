"""A report as one table for programs: a row for each line of each table."""

from __future__ import annotations

from django.utils.translation import gettext as _

from flyingstart.evidence.reports.files.edition import Edition
from flyingstart.evidence.reports.layout import KEYS, column_heading, unit_words
from flyingstart.kernel.tables.api import csv_text


def as_csv(edition: Edition) -> bytes:
    """UTF-8 with a mark, as spreadsheets want it; cells that would run are put to sleep."""
    result = edition.result
    headings = [
        *(_("Place"), _("Period"), _("Section"), _("Table"), _("Measure"), _("Version")),
        *(_("Row"), _("Unit"), *map(column_heading, KEYS)),
    ]
    rows = []
    for section, _intro, tables in edition.sections():
        for laid in tables:
            figures = laid.figures
            keys = [column.key for column in laid.columns]
            for label, cells in laid.rows:
                said = dict(zip(keys, (cell.plain for cell in cells), strict=True))
                rows.append(
                    [
                        *(result.place_name, result.period, section, figures.heading),
                        *(figures.measure, str(figures.version), label, unit_words(figures)),
                        *(said.get(key, "") for key in KEYS),
                    ]
                )
    return csv_text(headings, rows, mark=True).encode()
