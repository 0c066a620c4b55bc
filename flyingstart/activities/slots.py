"""What activities adds to families: attendances, and codes."""

from __future__ import annotations

from flyingstart.activities.operations.parting import codes_since, marks_since
from flyingstart.activities.queries.timeline import attendances
from flyingstart.families.api import entered_elsewhere, timeline

entered_elsewhere.fill(marks_since)
entered_elsewhere.fill(codes_since)
timeline.fill(attendances)
