"""Work out who was merged with whom in functions, whose plans the database keeps.

Nearly every statement asks who is seen, and of hardly anybody does the answer hang on a merge or on
one's own people: written out in each, those parts cost more to plan than all else to answer.
"""

from django.db import migrations

# Of those who were merged, once or more often, whom they were merged into in the end: as `roots`.
ROOTS = """
        WITH RECURSIVE step (id, root) AS (
            SELECT p.id, p.merged_into_id FROM {table} p WHERE p.merged_into_id IS NOT NULL
            UNION
            SELECT s.id, n.merged_into_id FROM step s JOIN {table} n ON n.id = s.root
            WHERE n.merged_into_id IS NOT NULL
        )
        SELECT s.id, s.root FROM step s JOIN {table} n ON n.id = s.root
        WHERE n.merged_into_id IS NULL
"""
ONE_BODY = """
CREATE FUNCTION {name}() RETURNS TABLE (one bigint, other bigint)
LANGUAGE plpgsql STABLE ROWS 50 AS $$
-- The records of everybody who was merged, each with each of the same group, and with itself.
BEGIN
    RETURN QUERY WITH merged AS MATERIALIZED ({roots}), member (id, root) AS MATERIALIZED (
        SELECT m.id, m.root FROM merged m UNION SELECT m.root, m.root FROM merged m
    )
    SELECT a.id, b.id FROM member a JOIN member b ON b.root = a.root;
END $$
"""
PEOPLE = ONE_BODY.format(
    name="families_merged_people", roots=ROOTS.format(table="public.families_person")
)
FAMILIES = ONE_BODY.format(
    name="families_merged_families", roots=ROOTS.format(table="public.families_family")
)
HOMES = """
CREATE FUNCTION families_merged_homes(today date) RETURNS TABLE (family bigint, postcode text)
LANGUAGE plpgsql STABLE ROWS 50 AS $$
-- Where families are at home through a merge, of the family or of somebody who belongs to it.
-- Who was merged is at home where the record that was kept is; of whom nothing is said there, where
-- the first of the others is. A family that was merged is where any of its records is.
BEGIN
    RETURN QUERY WITH person AS MATERIALIZED (
        SELECT p.id, p.root FROM ({person_roots}) p
    ), person_of (id, root) AS MATERIALIZED (
        SELECT p.id, p.root FROM person p UNION SELECT p.root, p.root FROM person p
    ), home_of (root, place) AS MATERIALIZED (
        SELECT DISTINCT ON (g.root) g.root, a.postcode
        FROM person_of g JOIN public.families_address a ON a.person_id = g.id
        WHERE a.is_main AND (a.starts_on IS NULL OR a.starts_on <= today)
            AND (a.ends_on IS NULL OR a.ends_on > today)
        ORDER BY g.root, g.id <> g.root, a.id
    ), family_of (id, other) AS MATERIALIZED (
        SELECT f.one, f.other FROM public.families_merged_families() f
    ), holds AS MATERIALIZED (
        SELECT t.family_id, t.person_id FROM public.families_familytie t
        WHERE (t.person_id IN (SELECT g.id FROM person_of g)
                OR t.family_id IN (SELECT g.id FROM family_of g))
            AND (t.starts_on IS NULL OR t.starts_on <= today)
            AND (t.ends_on IS NULL OR t.ends_on > today)
    ), lives (id, place) AS MATERIALIZED (
        SELECT t.family_id, h.place
        FROM home_of h
        JOIN person_of g ON g.root = h.root
        JOIN holds t ON t.person_id = g.id
        UNION
        SELECT t.family_id, a.postcode
        FROM holds t JOIN public.families_address a ON a.person_id = t.person_id
        WHERE t.family_id IN (SELECT g.id FROM family_of g)
            AND NOT EXISTS (
                SELECT FROM public.families_person m
                WHERE m.id = t.person_id AND m.merged_into_id IS NOT NULL
            )
            AND a.is_main AND (a.starts_on IS NULL OR a.starts_on <= today)
            AND (a.ends_on IS NULL OR a.ends_on > today)
    )
    SELECT l.id, l.place::text FROM lives l WHERE l.place <> ''
    UNION
    SELECT g.id, l.place::text FROM family_of g JOIN lives l ON l.id = g.other WHERE l.place <> '';
END $$
""".format(person_roots=ROOTS.format(table="public.families_person"))  # noqa: S608 - our own names
OWN_FAMILIES = """
CREATE FUNCTION families_own_families(reader bigint, kept bigint[]) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 AS $$
-- Every record of the families that a reader declared as their own, and of those to which people
-- ever belonged who are kept from them.
BEGIN
    RETURN QUERY WITH person_of AS MATERIALIZED (
        SELECT g.one, g.other FROM public.families_merged_people() g
    ), family_of AS MATERIALIZED (
        SELECT g.one, g.other FROM public.families_merged_families() g
    ), mine (id) AS MATERIALIZED (
        SELECT o.family_id FROM public.families_ownpeople o
        WHERE o.user_id = reader AND o.ended_at IS NULL
        UNION
        SELECT t.family_id FROM public.families_familytie t
        WHERE t.person_id = ANY (kept)
            OR t.person_id IN (SELECT g.other FROM person_of g WHERE g.one = ANY (kept))
    )
    SELECT m.id FROM mine m
    UNION
    SELECT g.other FROM mine m JOIN family_of g ON g.one = m.id;
END $$
"""
OWN_PEOPLE = """
CREATE FUNCTION families_own_people(reader bigint, kept bigint[]) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 50 AS $$
-- Every record of whoever ever belonged to such a family.
BEGIN
    RETURN QUERY WITH known (id) AS MATERIALIZED (
        SELECT t.person_id FROM public.families_familytie t
        WHERE t.family_id IN (SELECT public.families_own_families(reader, kept))
    )
    SELECT k.id FROM known k
    UNION
    SELECT g.other FROM known k JOIN public.families_merged_people() g ON g.one = k.id;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0014_law_and_colleagues")]

    operations = [
        migrations.RunSQL(PEOPLE, "DROP FUNCTION families_merged_people()"),
        migrations.RunSQL(FAMILIES, "DROP FUNCTION families_merged_families()"),
        migrations.RunSQL(HOMES, "DROP FUNCTION families_merged_homes(date)"),
        migrations.RunSQL(OWN_FAMILIES, "DROP FUNCTION families_own_families(bigint, bigint[])"),
        migrations.RunSQL(OWN_PEOPLE, "DROP FUNCTION families_own_people(bigint, bigint[])"),
    ]
