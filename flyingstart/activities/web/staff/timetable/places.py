"""The places of the timetable as its filters offer them: one query for all."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from flyingstart.places.api import Site

ELSEWHERE = "none"


@dataclass(frozen=True, kw_only=True)
class Places:
    """Neighbourhoods and sites, as (code, name), each by name."""

    neighbourhoods: list[tuple[str, str]]
    sites: list[tuple[str, str]]


def places() -> Places:
    """All sites at which sessions are or were held, and their neighbourhoods."""
    held = Q(is_delivery=True) | Q(is_main=True) | Q(is_partner_school=True)
    rows = list(
        Site.objects.filter(held)
        .order_by("name")
        .values_list("code", "name", "neighbourhood__code", "neighbourhood__name")
    )
    areas = {code: name for _site, _name, code, name in rows if code}
    return Places(
        neighbourhoods=sorted(areas.items(), key=lambda area: area[1]),
        sites=[(code, name) for code, name, _area, _area_name in rows],
    )
