"""Populations as held."""

from __future__ import annotations

from django.db.models import Q

from flyingstart.places.models import Area, Population


def population_sources(set_code: str, year: int) -> list[str]:
    """Who says how many people lived in the areas of a set at a mid-year; the areas of which they
    are made are asked as well."""
    areas = Area.objects.filter(
        Q(area_set__code=set_code) | Q(wholes__whole__area_set__code=set_code)
    )
    held = Population.objects.filter(area_code__in=areas.values("code"), year=year)
    return list(
        held.exclude(source="").order_by("source").values_list("source", flat=True).distinct()
    )
