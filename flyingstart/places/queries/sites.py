"""Sites as held."""

from __future__ import annotations

from flyingstart.kernel.api import NameIndex
from flyingstart.places.models import Site


def site_index() -> NameIndex[int]:
    """All sites, to be searched by name, alias or code. One query."""
    return NameIndex(
        (pk, name, (*aliases, code))
        for pk, name, aliases, code in Site.objects.order_by("pk").values_list(
            "pk", "name", "aliases", "code"
        )
    )
