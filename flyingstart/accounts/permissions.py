"""What a person who signs in may be allowed to do: one list for the whole product.

The values are Django's permission names. Whoever changes this list or `roles.py` changes who sees
whom.
"""

from __future__ import annotations

import enum


class Permission(enum.StrEnum):
    """A kind of thing that can be done; where it can be done is said by a grant's scope."""

    MANAGE_ACCOUNTS = "accounts.manage"
    """Invite people, give and end their roles, see who looked at what."""

    VIEW_FAMILIES = "families.view"
    """Find families and open their pages."""
    REGISTER_FAMILIES = "families.register"
    """Welcome new families and new people in them."""
    EDIT_FAMILIES = "families.edit"
    """Change details, homes, ties, needs and contacts."""
    WRITE_NOTES = "families.notes"
    """Write notes on a family's page, and read those of colleagues."""
    SEE_WARNINGS = "families.warnings"
    """Read and write the warnings whose sight is limited."""
    MERGE_FAMILIES = "families.merge"
    """Join two records of the same people, and part them again."""
    RECORD_DEATHS = "families.deaths"
    """Say that somebody died, and decide when messages to the family resume."""
    EXPORT_FAMILIES = "families.export"
    """Take lists of people out of the system as files."""
    SEE_HIDDEN_HOMES = "families.hidden"
    """See where people live whose address is hidden, hide one, and stop hiding it."""
    SEAL_RECORDS = "families.seal"
    """Seal the record of a child that was adopted."""
    READ_REPLIES = "families.replies"
    """Read what families write, each working day, and deal with it."""

    PLAN_SESSIONS = "activities.plan"
    """Plan, change, cancel and publish sessions."""
    TAKE_REGISTERS = "activities.registers"
    """Open the register of a session, mark who came, close it."""
    ENROL_TABLETS = "activities.tablets"
    """Enrol a shared tablet for a site, and end it when it is lost."""

    KEEP_DAY_BOOK = "daybook.keep"
    """Write in the day book of a site: opening check, accident, visitor, medicine given."""
    READ_DAY_BOOK = "daybook.read"
    """Read the day books of sites, countersign and follow up."""
    LEAD_SAFEGUARDING = "daybook.concerns"
    """Read worries about children and say what was done."""
    SEE_ALLEGATIONS = "daybook.allegations"
    """Read worries about adults who work with children, and keep the clock."""

    VIEW_FIGURES = "evidence.view"
    """See counts, rates, maps and trends; no names."""
    SEE_NOT_REACHED = "evidence.not_reached"
    """Open the families behind a figure, and those who are not reached."""
    SIGN_REPORTS = "evidence.sign"
    """Sign off the monthly and quarterly report, and publish its tables."""

    PROTECT_DATA = "privacy.protect"
    """Subject access, retention, breaches, complaints, objections, who looked at whom."""
