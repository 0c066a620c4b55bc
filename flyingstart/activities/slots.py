"""What activities adds to families: attendances."""

from __future__ import annotations

from flyingstart.activities.operations.parting import marks_since
from flyingstart.activities.queries.timeline import attendances
from flyingstart.families.api import entered_elsewhere, timeline

entered_elsewhere.fill(marks_since)
timeline.fill(attendances)
