"""Who works at sessions, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from flyingstart.activities.models import Session


@dataclass(frozen=True, kw_only=True)
class Crew:
    """Who leads, and who else works there; "" and nobody where none is named."""

    lead: str
    others: Sequence[str]

    @property
    def others_words(self) -> str:
        """How many others, where there are some."""
        if not self.others:
            return ""
        return ngettext("and %(count)s other", "and %(count)s others", len(self.others)) % {
            "count": len(self.others)
        }


def crew_of(session: Session) -> Crew:
    """Read from `workers`, which whoever lists sessions has fetched with their people."""
    workers = list(session.workers.all())
    return Crew(
        lead=next((str(one.worker) for one in workers if one.is_lead), ""),
        others=sorted(str(one.worker) for one in workers if not one.is_lead),
    )
