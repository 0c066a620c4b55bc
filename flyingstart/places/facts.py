"""What can be counted of places: areas by set, where postcodes lie, who lived where."""

from __future__ import annotations

from flyingstart.kernel.api import FactTable, facts

_FIRST_DAY, _LAST_DAY = "date '0001-01-01'", "date '9999-12-31'"

facts.register(
    "authority",
    FactTable(
        name="authority",
        grain="the council whose system this is",
        columns={
            "authority": "GSS code",
            "name": "",
            "history_from": "first day of which all use is held; null: not said",
        },
        select="SELECT code AS authority, name, history_from FROM places_authority",
    ),
)

facts.register(
    "area_set",
    FactTable(
        name="area_set",
        grain="one edition of the division into areas",
        columns={
            "area_set": "code",
            "name": "",
            "kind": "ward, lsoa, neighbourhood",
            "starts_on": "first day",
            "ends_on": "first day no longer",
        },
        select=f"""
        SELECT code AS area_set, name, kind, coalesce(starts_on, {_FIRST_DAY}) AS starts_on,
               coalesce(ends_on, {_LAST_DAY}) AS ends_on
        FROM places_areaset
        """,
    ),
)

facts.register(
    "area",
    FactTable(
        name="area",
        grain="one area of a set",
        columns={"area_set": "", "area": "code, GSS where there is one", "name": ""},
        select="""
        SELECT s.code AS area_set, a.code AS area, a.name
        FROM places_area a JOIN places_areaset s ON s.id = a.area_set_id
        """,
    ),
)

facts.register(
    "area_part",
    FactTable(
        name="area_part",
        grain="an area of another set of which an area is made",
        columns={
            "area_set": "set of the whole",
            "area": "the whole",
            "part_set": "set of the part",
            "part": "",
        },
        select="""
        SELECT ws.code AS area_set, w.code AS area, ps.code AS part_set, p.code AS part
        FROM places_areapart m
        JOIN places_area w ON w.id = m.whole_id JOIN places_areaset ws ON ws.id = w.area_set_id
        JOIN places_area p ON p.id = m.part_id JOIN places_areaset ps ON ps.id = p.area_set_id
        """,
    ),
)

# A postcode without a district is ours when a ward of ours holds it. When its point was looked for
# in our wards' boundaries and is in none, it lies outside.
facts.register(
    "postcode",
    FactTable(
        name="postcode",
        grain="one postcode that is held",
        columns={
            "home": "internal id",
            "postcode": "in normal form",
            "lies": "here: in the authority; outside; not known",
        },
        select="""
        SELECT p.id AS home, p.text AS postcode,
               CASE WHEN p.district = a.code THEN 'here'
                    WHEN p.district <> '' THEN 'outside'
                    WHEN w.postcode_id IS NOT NULL THEN 'here'
                    WHEN p.latitude IS NOT NULL AND b.drawn THEN 'outside'
                    ELSE 'not known' END AS lies
        FROM places_postcode p
        CROSS JOIN places_authority a
        CROSS JOIN (
            SELECT EXISTS (
                SELECT FROM places_area d JOIN places_areaset s ON s.id = d.area_set_id
                WHERE s.kind = 'ward' AND d.geometry IS NOT NULL
            ) AS drawn
        ) b
        LEFT JOIN (
            SELECT DISTINCT m.postcode_id
            FROM places_postcodearea m
            JOIN places_area d ON d.id = m.area_id
            JOIN places_areaset s ON s.id = d.area_set_id
            WHERE s.kind = 'ward'
        ) w ON w.postcode_id = p.id
        """,
    ),
)

# By point, else as printed, else because it lies in a part of the area.
facts.register(
    "postcode_area",
    FactTable(
        name="postcode_area",
        grain="the area of a postcode in one set",
        columns={"home": "the postcode's internal id", "area_set": "", "area": "code"},
        select="""
        SELECT DISTINCT ON (home, area_set) home, area_set, area
        FROM (
            SELECT m.postcode_id AS home, s.code AS area_set, a.code AS area,
                   CASE m.how WHEN 'point' THEN 1 ELSE 2 END AS rank
            FROM places_postcodearea m
            JOIN places_area a ON a.id = m.area_id JOIN places_areaset s ON s.id = a.area_set_id
            UNION ALL
            SELECT m.postcode_id, s.code, a.code, CASE m.how WHEN 'point' THEN 3 ELSE 4 END
            FROM places_postcodearea m
            JOIN places_areapart p ON p.part_id = m.area_id
            JOIN places_area a ON a.id = p.whole_id JOIN places_areaset s ON s.id = a.area_set_id
        ) found
        ORDER BY home, area_set, rank, area
        """,
    ),
)

facts.register(
    "population",
    FactTable(
        name="population",
        grain="people of one age, or 0 to 4, living in an area at mid-year",
        columns={"area": "code", "year": "", "age": "whole years, or 0-4", "people": ""},
        select="""
        SELECT area_code AS area, year::bigint AS year, age, count::bigint AS people
        FROM places_population WHERE age IN ('0', '1', '2', '3', '4', '0-4')
        """,
    ),
)

facts.register(
    "deprivation",
    FactTable(
        name="deprivation",
        grain="one small area in one edition of the index of multiple deprivation",
        columns={
            "area_set": "set of the small area",
            "area": "code",
            "year": "edition of the index",
            "decile": "tenth of England; 1 is most deprived; null: not published",
        },
        select="""
        SELECT s.code AS area_set, a.code AS area, d.year::bigint AS year,
               d.decile::bigint AS decile
        FROM places_deprivation d
        JOIN places_area a ON a.id = d.area_id JOIN places_areaset s ON s.id = a.area_set_id
        """,
    ),
)

facts.register(
    "site",
    FactTable(
        name="site",
        grain="one site",
        columns={
            "site": "code",
            "name": "",
            "postcode": "in normal form, held or not; null: not said",
            "neighbourhood_set": "set of the neighbourhood to which the council says it belongs",
            "neighbourhood": "code of that; null: none",
        },
        select="""
        SELECT p.code AS site, p.name, nullif(p.postcode, '') AS postcode,
               s.code AS neighbourhood_set, a.code AS neighbourhood
        FROM places_site p
        LEFT JOIN places_area a ON a.id = p.neighbourhood_id
        LEFT JOIN places_areaset s ON s.id = a.area_set_id
        """,
    ),
)

facts.register(
    "term",
    FactTable(
        name="term",
        grain="one school term",
        columns={"term": "code", "name": "", "starts_on": "first day", "ends_on": "last day"},
        select="SELECT code AS term, name, starts_on, ends_on FROM places_term",
    ),
)
