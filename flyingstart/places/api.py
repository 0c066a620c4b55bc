"""The places' door: areas, sites, postcodes and terms of the authority."""

from __future__ import annotations

from flyingstart.places.enums import AreaKind, FoundBy
from flyingstart.places.errors import NoAuthorityError, NoWardSetError, PlacesError
from flyingstart.places.models import (
    Area,
    AreaPart,
    AreaSet,
    Authority,
    Deprivation,
    Population,
    Postcode,
    PostcodeArea,
    Room,
    Site,
    Term,
)
from flyingstart.places.operations.made_up import (
    AddedPlaces,
    MadeUpPlacesError,
    MadeUpPopulation,
    MadeUpPostcode,
    add_made_up_places,
    add_made_up_terms,
    place_sites,
)
from flyingstart.places.queries.areas import (
    area_sets,
    areas_of,
    authority,
    find_area_set,
    neighbourhood_set_on,
    set_on,
    terms_between,
    ward_set_on,
)
from flyingstart.places.queries.populations import population_sources
from flyingstart.places.queries.postcodes import (
    AreaName,
    PostcodeAnswer,
    Spot,
    find_postcode,
    known_postcodes,
    postcodes_within,
    spots_of,
)
from flyingstart.places.queries.sites import site_index
from flyingstart.places.rules.distances import miles_between
from flyingstart.places.rules.postcodes import is_live, normal_postcode

__all__ = [
    "AddedPlaces",
    "Area",
    "AreaKind",
    "AreaName",
    "AreaPart",
    "AreaSet",
    "Authority",
    "Deprivation",
    "FoundBy",
    "MadeUpPlacesError",
    "MadeUpPopulation",
    "MadeUpPostcode",
    "NoAuthorityError",
    "NoWardSetError",
    "PlacesError",
    "Population",
    "Postcode",
    "PostcodeAnswer",
    "PostcodeArea",
    "Room",
    "Site",
    "Spot",
    "Term",
    "add_made_up_places",
    "add_made_up_terms",
    "area_sets",
    "areas_of",
    "authority",
    "find_area_set",
    "find_postcode",
    "is_live",
    "known_postcodes",
    "miles_between",
    "neighbourhood_set_on",
    "normal_postcode",
    "place_sites",
    "population_sources",
    "postcodes_within",
    "set_on",
    "site_index",
    "spots_of",
    "terms_between",
    "ward_set_on",
]
