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


class EntryKind(models.TextChoices):
    """What is written in the day book of a site."""

    OPENING = "opening", _("Opening check")
    ACCIDENT = "accident", _("Accident")
    INCIDENT = "incident", _("Incident")
    NEAR_MISS = "near_miss", _("Near miss")
    INJURY = "injury", _("Injury seen on arrival")
    FIRST_AID = "first_aid", _("First aid given")
    MEDICINE = "medicine", _("Medicine given")
    LOST_CHILD = "lost_child", _("Lost child")
    VISITOR = "visitor", _("Visitor")
    ROLL_CALL = "roll_call", _("Roll call")


class Signs(models.TextChoices):
    """As whom somebody signs an entry."""

    ADULT = "adult", _("The adult who looks after them")
    MANAGER = "manager", _("Countersigned")


class SignedHow(models.TextChoices):
    """How somebody signed."""

    TYPED = "typed", _("typed their name after reading it")
    PAPER = "paper", _("signed on paper")
