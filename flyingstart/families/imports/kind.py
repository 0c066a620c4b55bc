"""Files of registrations: people, the families they belong to, and where they live."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from flyingstart.families.imports.columns import COLUMNS
from flyingstart.families.imports.commit import write_plan
from flyingstart.families.imports.export import registration_rows
from flyingstart.families.queries.registrations import load_held
from flyingstart.families.rules.registrations import check_registrations
from flyingstart.families.rules.rows import RegistrationRow
from flyingstart.kernel.api import (
    Actor,
    CheckedFile,
    ImportKind,
    ImportMisused,
    ImportOptions,
    Table,
    clock,
    imports,
)
from flyingstart.kernel.intake.api import rows_of
from flyingstart.places.api import normal_postcode

LONGEST_SOURCE = 100


class Registrations(ImportKind[Table]):
    """People of another system. A file is a delta: who is not in it stays as is."""

    name = "registrations"
    title = "Registrations"
    columns = COLUMNS

    def check(self, content: Table, options: ImportOptions) -> CheckedFile:
        """Judge the file against what is held."""
        if len(options.source) > LONGEST_SOURCE:
            raise ImportMisused(f"a source has a name of up to {LONGEST_SOURCE} letters")
        rows = rows_of(content, COLUMNS, RegistrationRow)
        held = load_held(
            options.source,
            person_refs={row.person_ref for row in rows if row.person_ref},
            family_refs={row.family_ref for row in rows if row.family_ref},
            postcodes={normal_postcode(written) for written in {row.postcode for row in rows}},
            nhs_numbers={re.sub(r"\D", "", row.nhs_number) for row in rows if row.nhs_number},
        )
        return check_registrations(rows, held, as_of=options.day, today=clock.today()).checked()

    def commit(
        self,
        checked: CheckedFile,
        options: ImportOptions,
        *,
        by: Actor,  # noqa: ARG002 - the framework has told the history
        at: dt.datetime,
    ) -> None:
        """Write what the file would do."""
        write_plan(checked.plan, source=options.source, at=at)

    def export(self) -> Iterable[Mapping[str, str]]:
        """Everyone who is registered in a family and belongs to it today."""
        return registration_rows(clock.today())


REGISTRATIONS = imports.register(Registrations.name, Registrations())
