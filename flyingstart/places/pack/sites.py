"""`sites.csv`, `rooms.csv` and `terms.csv`.

A site has a `code` that stays from edition to edition, its `name`, `aliases` with semicolons, the
`neighbourhood` it belongs to (as the council says: it is never inferred from a ward), yes or no for
`main`, `delivery`, `partner_school` and `staff_base`, and its `postcode` if it is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flyingstart.kernel.api import folded
from flyingstart.places.models import Site, Term
from flyingstart.places.pack.files import PackRow, pack_rows
from flyingstart.places.rules.postcodes import normal_postcode

SITES, ROOMS, TERMS = "sites.csv", "rooms.csv", "terms.csv"
SITE_COLUMNS = {
    *("code", "name", "aliases", "neighbourhood", "main", "delivery", "partner_school"),
    *("staff_base", "postcode"),
}
ROOM_COLUMNS = {"site", "name", "capacity"}
TERM_COLUMNS = {
    *("code", "name", "starts_on", "ends_on"),
    *("half_term_starts_on", "half_term_ends_on"),
}
LARGEST_ROOM = 10_000

Rooms = dict[tuple[str, str], int | None]


def read_sites(folder: Path, neighbourhoods: Mapping[str, int]) -> list[Site]:
    """All sites; `neighbourhoods` are ids of areas by code. Raises `PackError`."""
    sites = []
    names: dict[str, int] = {}
    codes: dict[str, int] = {}
    hubs: dict[int, int] = {}
    for row in pack_rows(folder, SITES, SITE_COLUMNS):
        site = _site(row, neighbourhoods)
        if codes.setdefault(site.code, row.number) != row.number:
            raise row.fault(f"the code {site.code} is that of row {codes[site.code]} too")
        for name in (site.name, *site.aliases):
            if names.setdefault(folded(name), row.number) != row.number:
                raise row.fault(f"{name} is a name in row {names[folded(name)]} too")
        if site.is_main and site.neighbourhood_id is None:
            raise row.fault("a main site is the hub of a neighbourhood, and none is named")
        if site.is_main and site.neighbourhood_id is not None:
            hub = hubs.setdefault(site.neighbourhood_id, row.number)
            if hub != row.number:
                raise row.fault(f"row {hub} is the main site of the neighbourhood already")
        sites.append(site)
    return sites


def _site(row: PackRow, neighbourhoods: Mapping[str, int]) -> Site:
    neighbourhood, postcode = row.cells["neighbourhood"], row.cells["postcode"]
    if neighbourhood and neighbourhood not in neighbourhoods:
        known = ", ".join(sorted(neighbourhoods)) or "none"
        raise row.fault(f"there is no neighbourhood “{neighbourhood}”; known: {known}")
    if postcode and not normal_postcode(postcode):
        raise row.fault(f"“{postcode}” has not the form of a postcode")
    aliases = row.several("aliases")
    if any(len(alias) > 200 for alias in aliases):
        raise row.fault("an alias has at most 200 letters")
    return Site(
        code=row.slug("code"),
        name=row.text("name"),
        aliases=aliases,
        neighbourhood_id=neighbourhoods[neighbourhood] if neighbourhood else None,
        is_main=row.yes("main"),
        is_delivery=row.yes("delivery"),
        is_partner_school=row.yes("partner_school"),
        is_staff_base=row.yes("staff_base"),
        postcode=normal_postcode(postcode),
    )


def read_rooms(folder: Path, sites: list[Site]) -> Rooms:
    """Rooms by the code of their site and their name, with their capacity. Raises `PackError`."""
    known = {site.code for site in sites}
    rooms: Rooms = {}
    for row in pack_rows(folder, ROOMS, ROOM_COLUMNS):
        if row.cells["site"] not in known:
            raise row.fault(f"there is no site “{row.cells['site']}” in {SITES}")
        key = row.cells["site"], row.text("name")
        if key in rooms:
            raise row.fault(f"the site has a room {key[1]} above")
        rooms[key] = row.whole("capacity", most=LARGEST_ROOM)
    return rooms


def read_terms(folder: Path) -> list[Term]:
    """The terms by their first days; none may overlap. Raises `PackError`."""
    rows = list(pack_rows(folder, TERMS, TERM_COLUMNS))
    terms = [
        (
            row,
            Term(
                code=row.slug("code"),
                name=row.text("name", longest=100),
                starts_on=row.day("starts_on"),
                ends_on=row.day("ends_on"),
                half_term_starts_on=row.day_or_none("half_term_starts_on"),
                half_term_ends_on=row.day_or_none("half_term_ends_on"),
            ),
        )
        for row in rows
    ]
    terms.sort(key=lambda pair: pair[1].starts_on)
    codes: dict[str, int] = {}
    last = None
    for row, term in terms:
        if term.ends_on < term.starts_on:
            raise row.fault("the term ends before it starts")
        _check_half_term(row, term)
        if last and term.starts_on <= last.ends_on:
            raise row.fault(f"{term.name} begins before {last.name} has ended")
        if codes.setdefault(term.code, row.number) != row.number:
            raise row.fault(f"the code {term.code} is that of row {codes[term.code]} too")
        last = term
    return [term for _, term in terms]


def _check_half_term(row: PackRow, term: Term) -> None:
    starts, ends = term.half_term_starts_on, term.half_term_ends_on
    if starts is None and ends is None:
        return
    if starts is None or ends is None:
        raise row.fault("a half term has both its first and its last day")
    if not term.starts_on < starts <= ends < term.ends_on:
        raise row.fault("the half term lies within the term, its first day first")
