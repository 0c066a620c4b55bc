"""Every staff page that there is, for tests that ask whether any of them tells something."""

from __future__ import annotations

import uuid

from django.urls import URLPattern, URLResolver, get_resolver

from flyingstart.activities.api import Session
from flyingstart.families.api import Family, Person


def staff_addresses(
    family: Family, person: Person, session: Session | None = None
) -> dict[str, str]:
    """Every address under /staff/ that these ids fill in, by the pattern that it fills."""
    known: dict[str, uuid.UUID] = {"public_id": family.public_id, "person_id": person.public_id}
    if session is not None:
        known["session_id"] = session.public_id
    found: dict[str, str] = {}

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> None:
        for one in patterns:
            pattern = path = before + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(one.url_patterns, path)
            elif path.startswith("staff/"):
                for name, value in known.items():
                    path = path.replace(f"<uuid:{name}>", str(value))
                if "<" not in path and "^" not in path:
                    found[pattern] = f"/{path}"

    walk(get_resolver().url_patterns, "")
    return found
