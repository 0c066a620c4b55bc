"""Kinds of place."""

from __future__ import annotations

from django.db import models


class AreaKind(models.TextChoices):
    """What an area set divides the authority into."""

    WARD = "ward", "ward"
    LSOA = "lsoa", "lower-layer super output area"
    NEIGHBOURHOOD = "neighbourhood", "neighbourhood"


class FoundBy(models.TextChoices):
    """How a postcode's area is known."""

    POINT = "point", "point in polygon"
    FILE = "file", "printed in the file"
