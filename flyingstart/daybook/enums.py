"""Words with a fixed list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConcernKind(models.TextChoices):
    """Whom somebody is worried about; who reads the worry follows from it."""

    CHILD = "child", _("A child")
    ADULT = "adult", _("An adult who works with children")


class StepKind(models.TextChoices):
    """What a step says of a concern."""

    DONE = "done", _("Done")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Opened again")


class DutyKey(models.TextChoices):
    """Whom a council says to tell."""

    FRONT_DOOR = "front_door", _("The council’s front door for children")
    OFFICER = "designated_officer", _("The officer for allegations")
