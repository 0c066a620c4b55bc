"""Whether a site has moved in: until it has, no message leaves and no address shows.

A site moves in from an old system once a file of registrations was committed. It has moved in when
files of alerts, objections and deaths were committed too: an empty one with its headings says that
there are none. A demo, and a site that never took in registrations, have nothing to wait for. The
imports themselves are asked, so there is no switch that somebody could forget. ADR 0022.
"""

from __future__ import annotations

from django.conf import settings

from flyingstart.kernel.api import fetch

BEGINS = "registrations"
NEEDED = ("alerts", "objections", "deaths")

_NEEDED = ", ".join(f"'{kind}'" for kind in NEEDED)
_MOVING = f"""(
    EXISTS (SELECT FROM kernel_import WHERE kind = '{BEGINS}')
    AND (SELECT count(DISTINCT kind) FROM kernel_import WHERE kind IN ({_NEEDED})) < {len(NEEDED)}
)"""  # noqa: S608 - our own names


def is_moving() -> str:
    """Whether the site is still moving in: an SQL condition."""
    return "false" if settings.DEMO else _MOVING


def moved_in() -> bool:
    """Whether messages may leave and addresses show. One query, none in a demo."""
    return bool(settings.DEMO) or not fetch(f"SELECT {_MOVING}", [])[0][0]


def still_needed() -> tuple[str, ...]:
    """The kinds of files that must be committed before a site has moved in. One query."""
    if moved_in():
        return ()
    held = fetch("SELECT DISTINCT kind FROM kernel_import WHERE kind = ANY(%s)", [list(NEEDED)])
    return tuple(kind for kind in NEEDED if (kind,) not in held)
