"""Words with a fixed list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reaches(models.TextChoices):
    """Whom an activity reaches, beyond those who are marked."""

    CHILD = "child", _("only the children marked")
    FAMILY = "family", _("the under-fives of the family")
    EXPECTED = "expected", _("the pregnancy only")
    NONE = "none", _("no child")


class Offer(models.TextChoices):
    """To whom an activity is open."""

    ANTENATAL = "antenatal", _("antenatal")
    UNIVERSAL = "universal", _("universal")
    TARGETED = "targeted", _("targeted")


class MarkStatus(models.TextChoices):
    """What became of a person's place in a session."""

    ATTENDED = "attended", _("attended")
    DID_NOT_ATTEND = "did_not_attend", _("did not attend")
    CANCELLED = "cancelled", _("cancelled")
    TAKEN_BACK = "taken_back", _("taken back: it was a slip")


class CountedBy(models.TextChoices):
    """Who counted heads."""

    US = "us", _("our own staff")
    PARTNER = "partner", _("a partner")


class ProgrammeKind(models.TextChoices):
    """What sort of stretch a programme is for."""

    TERM = "term", _("term")
    HOLIDAY = "holiday", _("holiday")


class Pattern(models.TextChoices):
    """On which of its weeks a series runs."""

    TERM_TIME = "term_time", _("in school term time")
    HOLIDAYS = "holidays", _("in the school holidays")
    ALL_YEAR = "all_year", _("all year round")


class RegisterStep(models.TextChoices):
    """What became of a register."""

    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("reopened")
    CHASED = "chased", _("its lead was reminded")
    PRINTED = "printed", _("printed on paper")
    ENTERED = "entered", _("entered from paper")
    SHREDDED = "shredded", _("its paper was shredded")


class KeptBecause(models.TextChoices):
    """Why a session was left as it is when its series was planned anew."""

    REGISTER = "register", _("somebody is on its register")
    CANCELLED = "cancelled", _("it was cancelled")
    BEGUN = "begun", _("it has begun or is over")
    CHANGED = "changed", _("it was changed by itself")


class NewcomerKind(models.TextChoices):
    """Who somebody new is, as far as one asks at a door."""

    ADULT = "adult", _("an adult")
    EXPECTING = "expecting", _("an adult who expects a baby")
    CHILD = "child", _("a child")


class CareKey(models.TextChoices):
    """What a number of the pack is about."""

    CRECHE_CHILDREN_EACH = "creche_children_each", _("children an adult looks after in a crèche")
    CRECHE_MINUTES = "creche_minutes", _("minutes a child may be in a crèche on a day")
    SESSION_STAFF = "session_staff", _("colleagues at a session, at least")
