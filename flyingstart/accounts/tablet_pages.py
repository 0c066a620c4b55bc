"""Which staff pages a shared tablet opens: only those that are named here, each with its test.

An app names its own, by the name of their address; whatever is not named is refused, so a page
that is added later is closed on tablets until somebody thinks of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flyingstart.accounts.models import Tablet
from flyingstart.kernel.api import Registry


def always(tablet: Tablet, parts: Mapping[str, Any]) -> bool:
    """On every tablet."""
    del tablet, parts
    return True


@dataclass(frozen=True, kw_only=True)
class TabletPage:
    """A page; `allows` judges the parts of its address."""

    allows: Callable[[Tablet, Mapping[str, Any]], bool] = always


tablet_pages: Registry[TabletPage] = Registry("page of tablets")
# Where a tablet leads whom it knows: filled by the app that has the registers.
HOME = "tablet-registers"

for own in ("still-here", "sign-out", "language"):
    tablet_pages.register(own, TabletPage())
