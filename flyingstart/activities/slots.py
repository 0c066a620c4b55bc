"""What activities adds to families: attendances, codes, and what was given."""

from __future__ import annotations

from flyingstart.activities.operations.parting import codes_since, given_since, marks_since
from flyingstart.activities.queries.giving import given_to
from flyingstart.activities.queries.timeline import attendances
from flyingstart.families.api import entered_elsewhere, timeline

entered_elsewhere.fill(marks_since)
entered_elsewhere.fill(codes_since)
entered_elsewhere.fill(given_since)
timeline.fill(attendances)
timeline.fill(given_to)
