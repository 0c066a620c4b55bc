"""The geography of an authority: versioned areas, sites, postcodes, populations.

Areas come in sets, because wards are redrawn: sixteen names may exist in two sets with other shapes
and codes, so an area is known by set and code, never by name alone.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from flyingstart.kernel.api import Record
from flyingstart.places.enums import AreaKind, FoundBy


class Authority(Record):
    """The council whose system this is; there is one."""

    code = models.CharField(max_length=9, unique=True, help_text="GSS code")
    name = models.CharField(max_length=200)
    history_from = models.DateField(
        null=True, help_text="First day of which all use of the service is held"
    )
    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta(Record.Meta):
        verbose_name_plural = "authorities"
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="authority_is_the_only_one")
        ]

    def __str__(self) -> str:
        return self.name


class AreaSet(Record):
    """One edition of the authority's division into areas, and the days on which it holds."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=AreaKind)
    starts_on = models.DateField(null=True, help_text="First day; none: from the beginning")
    ends_on = models.DateField(null=True, help_text="First day no longer; none: still")

    class Meta(Record.Meta):
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="areaset_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Area(Record):
    """One area of a set. `geometry` is a GeoJSON Polygon or MultiPolygon in WGS84."""

    area_set = models.ForeignKey(AreaSet, on_delete=models.PROTECT, related_name="areas")
    code = models.CharField(max_length=40, help_text="GSS code where there is one")
    name = models.CharField(max_length=200)
    geometry = models.JSONField(null=True)
    tile_column = models.SmallIntegerField(null=True)
    tile_row = models.SmallIntegerField(null=True)

    class Meta(Record.Meta):
        ordering = ["area_set", "code"]
        constraints = [
            models.UniqueConstraint(fields=["area_set", "code"], name="area_code_once_a_set"),
            models.UniqueConstraint(
                fields=["area_set", "tile_column", "tile_row"], name="area_tile_once_a_set"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AreaPart(models.Model):
    """An area of one set is made of areas of another: a neighbourhood of wards."""

    whole = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="parts")
    part = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="wholes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whole", "part"], name="areapart_once"),
        ]

    def __str__(self) -> str:
        return f"{self.part} in {self.whole}"


class Site(Record):
    """Where things happen. Its neighbourhood is said by the council, never inferred from a ward."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200, unique=True)
    aliases = ArrayField(models.CharField(max_length=200), default=list)
    neighbourhood = models.ForeignKey(
        Area, null=True, on_delete=models.PROTECT, related_name="sites"
    )
    is_main = models.BooleanField(default=False, help_text="The neighbourhood's hub")
    is_delivery = models.BooleanField(default=False, help_text="Sessions are held here")
    is_partner_school = models.BooleanField(default=False)
    is_staff_base = models.BooleanField(default=False)
    postcode = models.CharField(max_length=8, blank=True)

    class Meta(Record.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["neighbourhood"], condition=Q(is_main=True), name="site_one_hub_each"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Room(Record):
    """A room of a site that can be booked by itself."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=200)
    capacity = models.PositiveSmallIntegerField(null=True)

    class Meta(Record.Meta):
        ordering = ["site", "name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="room_name_once_a_site")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.site}"


class Postcode(models.Model):
    """A postcode as published. `text` is the normal form: outward, one space, inward."""

    text = models.CharField(max_length=8, unique=True)
    introduced = models.DateField(null=True)
    terminated = models.DateField(null=True, help_text="First day no longer live")
    district = models.CharField(max_length=9, blank=True, help_text="GSS code")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)
    made_up = models.BooleanField(default=False, help_text="Belongs to the demo")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex=r"^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$"),
                name="postcode_is_in_normal_form",
            )
        ]

    def __str__(self) -> str:
        return self.text


class PostcodeArea(models.Model):
    """An area in which a postcode lies, and how that is known; both ways are kept."""

    postcode = models.ForeignKey(Postcode, on_delete=models.CASCADE, related_name="areas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=5, choices=FoundBy)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["postcode", "area", "how"], name="postcodearea_once_each_way"
            )
        ]

    def __str__(self) -> str:
        return f"{self.postcode} in {self.area} by {self.how}"


class Population(Record):
    """How many people lived in an area at mid-year. `age` is whole years, or `0-4`."""

    area_code = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    age = models.CharField(max_length=5)
    count = models.PositiveIntegerField()
    source = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "year", "age"], name="population_one_figure_each"
            )
        ]


class Deprivation(Record):
    """An area's place in an index of multiple deprivation; rank 1 is most deprived."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="deprivation")
    year = models.PositiveSmallIntegerField()
    rank = models.PositiveIntegerField(null=True)
    decile = models.PositiveSmallIntegerField(null=True)
    score = models.FloatField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(fields=["area", "year"], name="deprivation_once_a_year"),
            models.CheckConstraint(
                condition=Q(decile__range=(1, 10)), name="deprivation_decile_is_1_to_10"
            ),
        ]


class Days(models.Func):
    """From one day to another; "[]": both included."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Term(Record):
    """A school term of the authority, both days included; its half-term holiday likewise.

    No two terms share a day. Days in no term, and those of a half term, are school holidays.
    """

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField()
    half_term_starts_on = models.DateField(null=True)
    half_term_ends_on = models.DateField(null=True)
    made_up = models.BooleanField(default=False, db_default=False, help_text="Belongs to the demo")

    class Meta(Record.Meta):
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="term_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(half_term_starts_on=None, half_term_ends_on=None)
                | Q(
                    half_term_starts_on__isnull=False,
                    half_term_ends_on__isnull=False,
                    half_term_starts_on__gt=F("starts_on"),
                    half_term_ends_on__gte=F("half_term_starts_on"),
                    half_term_ends_on__lt=F("ends_on"),
                ),
                name="term_half_term_lies_inside",
            ),
            ExclusionConstraint(
                name="term_shares_no_day",
                expressions=[
                    (Days("starts_on", "ends_on", models.Value("[]")), RangeOperators.OVERLAPS)
                ],
                deferrable=models.Deferrable.IMMEDIATE,
            ),
        ]


__all__ = [
    "Area",
    "AreaKind",
    "AreaPart",
    "AreaSet",
    "Authority",
    "Deprivation",
    "FoundBy",
    "Population",
    "Postcode",
    "PostcodeArea",
    "Room",
    "Site",
    "Term",
]
