"""Fixed words of reports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportKind(models.TextChoices):
    """How long a stretch a report tells of."""

    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
