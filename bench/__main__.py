"""`python -m bench [claim …]`: every claim about speed, measured now, beside its limit."""

from __future__ import annotations

import importlib
import sys

CLAIMS = (
    "import_registrations",
    "reach",
    "snapshot",
    "growth",
    "search",
    "register",
    "family_page",
    "quarter_report",
    "tablets",
    "offline_sync",
    "whats_on",
    "staff_list",
    "subject_access",
    "backup",
    "restore",
)


def main() -> int:
    """Print each claim as it is measured; 1 if a bar was missed."""
    wanted = sys.argv[1:] or CLAIMS
    if unknown := set(wanted) - set(CLAIMS):
        print(f"no such claim: {', '.join(sorted(unknown))}; there are {', '.join(CLAIMS)}")
        return 2
    missed = 0
    for name in wanted:
        for claim in importlib.import_module(f"bench.{name}").run():
            print(claim, flush=True)
            missed += not claim.holds
    print("all bars reached" if not missed else f"{missed} bars missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
