"""What places adds to the pages of design: the council's name, and where families can come."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from flyingstart.design.api import Venue, authority_name, home_venues
from flyingstart.places.models import Authority, Site


def _name(_request: HttpRequest) -> Iterable[str]:
    return Authority.objects.values_list("name", flat=True)[:1]


def _venues(_request: HttpRequest) -> Iterable[Venue]:
    """The hubs, by neighbourhood."""
    hubs = Site.objects.filter(is_main=True).select_related("neighbourhood")
    for site in hubs.order_by("neighbourhood__name", "name"):
        area = site.neighbourhood.name if site.neighbourhood else ""
        yield Venue(name=site.name, area=area, postcode=site.postcode)


authority_name.fill(_name)
home_venues.fill(_venues)
