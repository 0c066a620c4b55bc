"""The nine kinds of files by which a site moves in from an old system."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.imports.moving import columns, export, rows, tables
from flyingstart.families.imports.moving.describing import Described
from flyingstart.families.imports.moving.engine import MovingKind
from flyingstart.families.operations.pausing import DEATH, pause_families_of
from flyingstart.kernel.api import Actor, CheckedFile, imports


class Deaths(MovingKind):
    """With a death, messages to the person's families pause until a named worker resumes."""

    def afterwards(self, checked: CheckedFile, *, by: Actor, at: dt.datetime) -> None:
        """Pause messages to the families of those whose death was not known."""
        for plan in checked.plan:
            for lane in plan.after:
                before = plan.before.get(lane, ())
                if not any(strip.values["died_on"] for strip in before):
                    pause_families_of(lane.key[0], DEATH, by, at)


KINDS = (
    Described(
        name="relationships",
        title="Who is what to whom, and who has parental responsibility",
        columns=columns.RELATIONSHIPS,
        sheets=(tables.TIES, tables.RESPONSIBILITIES),
        read=rows.relationships,
        lines=export.relationships,
        people=("person_ref", "child_ref"),
        families=("family_ref",),
    ),
    Described(
        name="addresses",
        title="Addresses, past ones too",
        columns=columns.ADDRESSES,
        sheets=(tables.ADDRESSES,),
        read=rows.addresses,
        lines=export.addresses,
        families=("family_ref",),
    ),
    Described(
        name="alerts",
        title="Alerts",
        columns=columns.ALERTS,
        sheets=(tables.ALERTS,),
        read=rows.alerts,
        lines=export.alerts,
    ),
    Described(
        name="objections",
        title="Objections and restrictions",
        columns=columns.OBJECTIONS,
        sheets=(tables.OBJECTIONS,),
        read=rows.objections,
        lines=export.objections,
    ),
    Described(
        name="permissions",
        title="Permissions, one by one",
        columns=columns.PERMISSIONS,
        sheets=(tables.CONSENTS,),
        read=rows.permissions,
        lines=export.permissions,
        people=("person_ref", "said_by_ref"),
    ),
    Described(
        name="notices",
        title="Privacy notices that were shown",
        columns=columns.NOTICES,
        sheets=(tables.NOTICES,),
        read=rows.notices,
        lines=export.notices,
    ),
    Described(
        name="needs",
        title="Needs",
        columns=columns.NEEDS,
        sheets=(tables.NEEDS,),
        read=rows.needs,
        lines=export.needs,
    ),
    Described(
        name="contacts",
        title="Contacts outside sessions",
        columns=columns.CONTACTS,
        sheets=(tables.CONTACTS, tables.MET),
        read=rows.contacts,
        lines=export.contacts,
        families=("family_ref",),
    ),
    Described(
        name="deaths",
        title="Deaths",
        columns=columns.DEATHS,
        sheets=(tables.DEATHS,),
        read=rows.deaths,
        lines=export.deaths,
    ),
)

for described in KINDS:
    kind = Deaths if described.name == "deaths" else MovingKind
    imports.register(described.name, kind(described))
