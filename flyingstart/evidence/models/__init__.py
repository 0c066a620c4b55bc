"""What evidence keeps in the database: what has changed, and reports that were signed."""

from __future__ import annotations

from flyingstart.evidence.models.changes import Change
from flyingstart.evidence.models.reports import Recount, Report, SignOff

__all__ = ["Change", "Recount", "Report", "SignOff"]
