"""What later apps offer beside a register, and first on a shared tablet."""

from __future__ import annotations

from flyingstart.activities.sayings import AwayForm
from flyingstart.design.api import Link
from flyingstart.kernel.api import Slot

# Every filler is called with the site, and reads nothing.
site_ways: Slot[Link] = Slot(name="ways from the registers of a site")
# Every filler is called with an `AwayPage`.
away_forms: Slot[AwayForm] = Slot(name="forms for where there is no network")
