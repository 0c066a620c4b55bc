"""What daybook stores."""

from __future__ import annotations

from flyingstart.daybook.models.concerns import Concern, ConcernReceipt, ConcernStep
from flyingstart.daybook.models.duties import Duty

__all__ = ["Concern", "ConcernReceipt", "ConcernStep", "Duty"]
