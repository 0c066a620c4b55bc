"""What daybook adds to families: entries made since a merge."""

from __future__ import annotations

from flyingstart.daybook.operations.parting import versions_since
from flyingstart.families.api import entered_elsewhere

entered_elsewhere.fill(versions_since)
