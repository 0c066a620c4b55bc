"""Words with a fixed list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reach(models.TextChoices):
    """How far a role reaches."""

    AUTHORITY = "authority", _("everywhere")
    NEIGHBOURHOOD = "neighbourhood", _("one neighbourhood")
    SITE = "site", _("one site")


class SignInState(models.TextChoices):
    """Whether somebody can sign in."""

    ACTIVE = "active", _("can sign in")
    INVITED = "invited", _("invited")
    CLOSED = "closed", _("closed")
