"""Where a session's register is."""

from __future__ import annotations

from django.urls import reverse

from flyingstart.activities.models import Session


def register_address(session: Session) -> str:
    """The page of a session's register."""
    return reverse("register", args=[session.public_id])
