"""What every file of a report says round its tables: title, who signed, and how to read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from flyingstart.design.api import formats
from flyingstart.evidence.reports.frozen import Result
from flyingstart.evidence.reports.layout import Laid, laid_out


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A report as it is handed out: a result, with the words of whoever signed.

    `number` is the signature's; `small_withheld`: small numbers are not in it.
    """

    result: Result
    period_words: str
    number: int
    words: str
    signed_by: str
    signed_at: dt.datetime
    small_withheld: bool = False

    @property
    def title(self) -> str:
        """As the first page says it."""
        return f"{self.result.place_name}: {self.period_words}"

    @property
    def file_name(self) -> str:
        """Without what follows the dot."""
        place = slugify(self.result.place_name) or "report"
        return f"report-{place}-{self.result.period.lower()}-{self.number}"

    @property
    def facts(self) -> Sequence[tuple[str, str]]:
        """What must be said of all figures, as (heading, words)."""
        said = [
            (_("Place"), self.result.place_name),
            (_("Period"), self.period_words),
            (_("Signed by"), self.signed_by),
            (_("Signed on"), formats.moment(self.signed_at)),
            (_("Signature"), str(self.number)),
            (_("Figures as at"), formats.moment(self.result.as_at)),
            (_("Wards"), self.result.wards_name),
        ]
        if self.small_withheld:
            said.append((_("Small numbers"), small_words()))
        return said

    def sections(self) -> list[tuple[str, str, list[Laid]]]:
        """Heading, introduction and tables of each section."""
        return [
            (
                section.heading,
                section.intro,
                [laid_out(table, self.result.kind) for table in section.tables],
            )
            for section in self.result.sections
        ]


def small_words() -> str:
    """Why some figures are missing."""
    return _("Figures of one to four people, and those that would give them away, are withheld.")
