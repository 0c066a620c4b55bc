"""A large made-up town straight into the tables: 60,000 people and 2,000,000 marks in ten years.

Only its size and shape matter here, so it is plain SQL. The demo's believable town is `make-town`.
"""

from __future__ import annotations

import psycopg

# Two of five people are carers; a family has one carer and one or two children.
FAMILIES = 24_000
CHILDREN = 36_000
SESSIONS = 125_000
MARKS_A_SESSION = 16
POSTCODES = 1_000
# Half the people of the first homes move once.
STATEMENTS = (
    "SELECT setseed(0.42)",
    f"""
    INSERT INTO places_postcode (text, district, made_up)
    SELECT format('LU9 %s%s%s', n / 100, chr(65 + n / 10 % 10), chr(65 + n % 10)),
           (SELECT code FROM places_authority), true
    FROM generate_series(0, {POSTCODES - 1}) n
    """,
    """
    INSERT INTO places_postcodearea (postcode_id, area_id, how)
    SELECT p.id, a.id, 'file'
    FROM places_areaset s
    CROSS JOIN places_postcode p
    JOIN LATERAL (
        SELECT id, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS many
        FROM places_area WHERE area_set_id = s.id
    ) a ON a.place = p.id % a.many
    WHERE s.kind IN ('ward', 'neighbourhood')
    """,
    f"INSERT INTO families_family (id) SELECT n FROM generate_series(1, {FAMILIES}) n",
    f"""
    INSERT INTO families_person
        (id, given_name, family_name, date_of_birth, sex, ethnicity, spoken_language,
         read_language, nhs_number, gp_practice, setting)
    SELECT n, 'Given' || n, 'Family' || n,
           CASE WHEN n <= {FAMILIES} THEN date '1980-01-01' + (random() * 6000)::int
                ELSE date '2006-01-01' + (random() * 5000)::int END,
           CASE WHEN random() < 0.5 THEN 'F' ELSE 'M' END, '', '', '', '', '', ''
    FROM generate_series(1, {FAMILIES + CHILDREN}) n
    """,
    f"""
    INSERT INTO families_familytie (person_id, family_id, role, relationship, starts_on)
    SELECT p.id, 1 + (p.id - 1) % {FAMILIES},
           CASE WHEN p.id <= {FAMILIES} THEN 'parent' ELSE 'child' END, '',
           CASE WHEN p.id > {FAMILIES} THEN p.date_of_birth END
    FROM families_person p
    """,
    f"""
    CREATE TEMP TABLE move AS
    SELECT p.id AS person, 1 + (p.id - 1) % {FAMILIES} AS family,
           (1 + (p.id - 1) % {FAMILIES} * 7919) % {POSTCODES} AS home,
           CASE WHEN p.id % 5 < 2 THEN date '2010-01-01' + (random() * 3600)::int END AS moved
    FROM families_person p
    """,
    """
    INSERT INTO families_address
        (person_id, family_id, is_main, line_1, line_2, town, postcode_as_written, postcode,
         starts_on, ends_on)
    SELECT m.person, m.family, true, '', '', '', p.text, p.text, m.starts, m.ends
    FROM (SELECT person, family, home, NULL::date AS starts, moved AS ends FROM move
          UNION ALL
          SELECT person, family, home * 13 + 7, moved, NULL FROM move WHERE moved IS NOT NULL) m
    JOIN (SELECT text, row_number() OVER (ORDER BY text) - 1 AS n FROM places_postcode) p
      ON p.n = m.home % (SELECT count(*) FROM places_postcode)
    """,
    """
    INSERT INTO families_registration (person_id, family_id, registered_on)
    SELECT person_id, family_id, coalesce(starts_on, date '2009-01-01') + 30
    FROM families_familytie
    """,
    f"""
    INSERT INTO activities_session
        (id, activity_id, site_id, starts_at, register_closed_at, source, ref)
    SELECT n, a.ids[1 + n % cardinality(a.ids)], s.ids[1 + n % cardinality(s.ids)],
           timestamptz '2010-01-01 10:00+00' + (n * 3650 / {SESSIONS}) * interval '1 day',
           timestamptz '2020-01-01', '', ''
    FROM generate_series(1, {SESSIONS - 1}) n,
         (SELECT array_agg(id ORDER BY id) AS ids FROM activities_activity) a,
         (SELECT array_agg(id ORDER BY id) AS ids FROM places_site) s
    """,
    # Marks of one person a session; those of a family in turn come on neighbouring days.
    f"""
    INSERT INTO activities_mark (session_id, person_id, family_id, status)
    SELECT s.id, p.person, 1 + (p.person - 1) % {FAMILIES}, 'attended'
    FROM activities_session s
    CROSS JOIN generate_series(0, {MARKS_A_SESSION - 1}) k
    CROSS JOIN LATERAL (
        SELECT 1 + (s.id * 7919 + k * 104729)::bigint % {FAMILIES + CHILDREN} AS person
    ) p
    """,
)
QUIET = ("families_", "activities_")


def fill(owner: str) -> None:
    """Fill a database that `setup` made. `owner`: the owner's address. History is not kept."""
    with psycopg.connect(owner) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
                "AND tablename NOT LIKE '%%event' AND tablename ~ %s",
                [f"^({'|'.join(QUIET)})"],
            )
        ]
        for table in tables:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in STATEMENTS:
            connection.execute(statement)
        # Foreign keys are checked at the end of a transaction, and tables with checks to come
        # cannot be altered.
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
