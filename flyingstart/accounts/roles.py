"""The roles that a person can be given, and what each may do.

The descriptions are what an administrator reads when giving a role. A role says what; the grant
that gives it says where.
"""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from flyingstart.accounts.permissions import Permission


class Role:
    """Something a person does here. Subclasses are never instantiated."""

    name: ClassVar[str]
    """How it is stored."""
    title: ClassVar[str | Promise]
    description: ClassVar[str | Promise]
    permissions: ClassVar[frozenset[Permission]]
    everywhere_because: ClassVar[str | Promise] = ""
    """Why it cannot be had in one place; "": it can."""


class Administrator(Role):
    """Looks after sign-ins."""

    name = "administrator"
    title = _("Administrator")
    description = _(
        "Invites people, gives and ends their roles, and sees who opened which record. "
        "Does not see families."
    )
    permissions = frozenset({Permission.MANAGE_ACCOUNTS})
    everywhere_because = _(
        "An administrator looks after all sign-ins: this role is for everywhere."
    )


class Manager(Role):
    """Runs a neighbourhood, or all of them."""

    name = "manager"
    title = _("Manager")
    description = _(
        "Runs the work of a place: plans its sessions, sees its families with their notes and "
        "warnings, changes and joins records, opens the families behind every figure and signs "
        "its reports."
    )
    permissions = frozenset(
        {
            Permission.VIEW_FAMILIES,
            Permission.REGISTER_FAMILIES,
            Permission.EDIT_FAMILIES,
            Permission.WRITE_NOTES,
            Permission.SEE_WARNINGS,
            Permission.MERGE_FAMILIES,
            Permission.RECORD_DEATHS,
            Permission.EXPORT_FAMILIES,
            Permission.READ_REPLIES,
            Permission.PLAN_SESSIONS,
            Permission.TAKE_REGISTERS,
            Permission.ENROL_TABLETS,
            Permission.KEEP_DAY_BOOK,
            Permission.READ_DAY_BOOK,
            Permission.VIEW_FIGURES,
            Permission.SEE_NOT_REACHED,
            Permission.SIGN_REPORTS,
        }
    )


class SessionStaff(Role):
    """Welcomes families at the door and takes registers."""

    name = "session_staff"
    title = _("Session staff")
    description = _(
        "Welcomes families at the door and takes registers: finds, registers and updates them. "
        "Sees warnings meant for everyone at the door, no others, and no notes."
    )
    permissions = frozenset(
        {
            Permission.VIEW_FAMILIES,
            Permission.REGISTER_FAMILIES,
            Permission.EDIT_FAMILIES,
            Permission.TAKE_REGISTERS,
            Permission.KEEP_DAY_BOOK,
            Permission.VIEW_FIGURES,
        }
    )


class BusinessSupport(Role):
    """Keeps the record in order."""

    name = "business_support"
    title = _("Business support")
    description = _(
        "Keeps the record in order: registers and corrects families, joins duplicates, takes "
        "lists in and out, plans sessions and enters registers. Sees no notes and no limited "
        "warnings."
    )
    permissions = frozenset(
        {
            Permission.VIEW_FAMILIES,
            Permission.REGISTER_FAMILIES,
            Permission.EDIT_FAMILIES,
            Permission.MERGE_FAMILIES,
            Permission.EXPORT_FAMILIES,
            Permission.READ_REPLIES,
            Permission.PLAN_SESSIONS,
            Permission.TAKE_REGISTERS,
            Permission.KEEP_DAY_BOOK,
            Permission.VIEW_FIGURES,
            Permission.SEE_NOT_REACHED,
        }
    )


class FamilyWorker(Role):
    """Works with families one by one."""

    name = "family_worker"
    title = _("Family worker")
    description = _(
        "Works with families one by one and in sessions: sees and changes their record, writes "
        "notes, sees every warning, takes registers, and records a death."
    )
    permissions = frozenset(
        {
            Permission.VIEW_FAMILIES,
            Permission.REGISTER_FAMILIES,
            Permission.EDIT_FAMILIES,
            Permission.WRITE_NOTES,
            Permission.SEE_WARNINGS,
            Permission.RECORD_DEATHS,
            Permission.TAKE_REGISTERS,
            Permission.KEEP_DAY_BOOK,
            Permission.VIEW_FIGURES,
        }
    )


class SafeguardingLead(Role):
    """Answers for the safety of children."""

    name = "safeguarding_lead"
    title = _("Safeguarding lead")
    description = _(
        "Answers for the safety of children: reads every worry about a child, sees families with "
        "their notes, warnings and hidden addresses, and reads the day books."
    )
    permissions = frozenset(
        {
            Permission.VIEW_FAMILIES,
            Permission.EDIT_FAMILIES,
            Permission.WRITE_NOTES,
            Permission.SEE_WARNINGS,
            Permission.SEE_HIDDEN_HOMES,
            Permission.RECORD_DEATHS,
            Permission.READ_DAY_BOOK,
            Permission.LEAD_SAFEGUARDING,
            Permission.VIEW_FIGURES,
        }
    )


class HeadOfService(Role):
    """Answers for the service and those who work in it."""

    name = "head_of_service"
    title = _("Head of service")
    description = _(
        "Answers for the service: reads worries about adults who work with children, the day "
        "books, the figures and the reports. Sees no families."
    )
    permissions = frozenset(
        {
            Permission.SEE_ALLEGATIONS,
            Permission.READ_DAY_BOOK,
            Permission.VIEW_FIGURES,
        }
    )


class DataProtectionOfficer(Role):
    """Answers for what is kept about people."""

    name = "data_protection"
    title = _("Data protection officer")
    description = _(
        "Answers for what is kept about people: hands out and corrects it, decides about "
        "objections, keeping and erasing, sees who looked at whom, and keeps the log of breaches."
    )
    permissions = frozenset(
        {
            Permission.VIEW_FAMILIES,
            Permission.SEAL_RECORDS,
            Permission.PROTECT_DATA,
        }
    )
    everywhere_because = _(
        "What is erased is listed for the whole authority: this role is for everywhere."
    )


class Partner(Role):
    """Belongs to another organisation: a health visitor, a midwife, a school."""

    name = "partner"
    title = _("Partner")
    description = _("Works for another organisation. Sees no families, and no figures.")
    permissions: ClassVar[frozenset[Permission]] = frozenset()


class Analyst(Role):
    """Works with figures."""

    name = "analyst"
    title = _("Analyst")
    description = _("Works with counts, rates and maps. Sees no names.")
    permissions = frozenset({Permission.VIEW_FIGURES})


class BoardReader(Role):
    """Reads what the board is shown."""

    name = "board_reader"
    title = _("Board reader")
    description = _("Reads the figures that the board is shown. Sees no names, changes nothing.")
    permissions = frozenset({Permission.VIEW_FIGURES})


ROLES: dict[str, type[Role]] = {
    role.name: role
    for role in (
        Manager,
        FamilyWorker,
        SessionStaff,
        BusinessSupport,
        SafeguardingLead,
        HeadOfService,
        DataProtectionOfficer,
        Analyst,
        BoardReader,
        Partner,
        Administrator,
    )
}
"""By name, in the order in which they are offered."""


def roles_with(permission: Permission) -> list[str]:
    """The names of the roles that allow something."""
    return [name for name, role in ROLES.items() if permission in role.permissions]
