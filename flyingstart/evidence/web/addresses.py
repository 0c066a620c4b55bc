"""Addresses that carry a whole question."""

from __future__ import annotations

from django.http import QueryDict
from django.urls import reverse

from flyingstart.kernel.api import Period


def reach_link(*, measure: str, period: Period, area_set: str) -> str:
    """The page of a figure, ward by ward; `area_set` "": as on the last day."""
    return _address("reach", measure=measure, period=str(period), area_set=area_set)


def lost_link(*, period: Period, area_set: str) -> str:
    """The page of whom we lost; `area_set` "": as on the last day."""
    return _address("figures-lost", period=str(period), area_set=area_set)


def behind_link(*, measure: str, period: Period, area_set: str, ward: str | None) -> str:
    """The page of those whom a figure counts; `ward` None: in the whole."""
    place = {} if ward is None else {"ward": ward}
    return _address("reach-behind", measure=measure, period=str(period), area_set=area_set, **place)


def _address(page: str, **asked: str) -> str:
    query = QueryDict(mutable=True)
    query.update(asked)
    return f"{reverse(page)}?{query.urlencode()}"
