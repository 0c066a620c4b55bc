"""The statements that find people; what they rest on is in the migration `0003_search`.

A hit is a person who answers one token: a tier (0 exact, 1 beginning, 2 spelled alike, 3 part),
how, and by what. Hits of a merged person belong to the one kept. Who is found answers every token.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from flyingstart.families.queries.asked import Asked, Kind, Term
from flyingstart.families.queries.lists.pieces import Piece
from flyingstart.families.roots import FAMILY_ROOTS, PERSON_ROOTS
from flyingstart.kernel.api import clock, fetch

EXACT, BEGINNING, ALIKE, PART = range(4)


class Words(NamedTuple):
    """Words that stand in names and may be meant by tokens: three columns of equal length."""

    tokens: list[int]
    words: list[str]
    tiers: list[int]


MEANT = """
    WITH asked AS (
        SELECT place, word, families_sound(word) AS sound, families_cuts(word) AS cuts
        FROM (
            SELECT place, left(replace(families_folded(typed), ' ', ''), 60) AS word
            FROM unnest(%s::integer[], %s::text[]) AS given (place, typed)
        ) folded
        WHERE word <> ''
    )
    SELECT place, meant.word, min(tier)
    FROM asked, LATERAL (
        SELECT held.word, CASE WHEN held.word = asked.word THEN 0 ELSE 1 END AS tier
        FROM families_nameword held
        WHERE held.word >= asked.word AND held.word < asked.word || chr(1114111)
        UNION ALL
        SELECT held.word, 2
        FROM families_nameword held
        WHERE length(asked.sound) > 2
          AND held.sound >= asked.sound AND held.sound < asked.sound || chr(1114111)
        UNION ALL
        SELECT held.word, 2
        FROM families_nameword held
        WHERE length(asked.sound) <= 2 AND length(asked.word) > 2 AND held.sound = asked.sound
          AND families_apart(held.word, asked.word) <= 2
        UNION ALL
        SELECT held.word, 2
        FROM families_nameword held
        WHERE held.cuts && asked.cuts
          AND families_apart(held.word, asked.word)
              <= CASE WHEN length(asked.word) < 7 THEN 1 ELSE 2 END
        UNION ALL
        SELECT held.word, 3
        FROM families_nameword held
        WHERE length(asked.word) > 2 AND held.word LIKE '%%' || asked.word || '%%'
    ) meant
    GROUP BY place, meant.word
"""
BY_NAME = """
    SELECT meant.token, p.id AS person_id, meant.tier, 'name' AS how, meant.word AS what
    FROM unnest(%s::integer[], %s::text[], %s::integer[]) AS meant (token, word, tier)
    JOIN families_person p ON p.words @> ARRAY[meant.word]
    WHERE {near}
"""
BY_PHONE = """
    SELECT token, d.person_id,
           CASE WHEN d.ended_at IS NOT NULL THEN 3 WHEN d.digits = %s THEN 0
                WHEN d.digits LIKE %s OR d.digits LIKE %s THEN 1 ELSE 3 END,
           CASE WHEN d.ended_at IS NULL THEN 'phone' ELSE 'old_phone' END, right(d.digits, 4)
    FROM families_contactdetail d, unnest(%s::integer[]) AS token
    WHERE d.digits LIKE %s AND {near} AND d.person_id NOT IN ({masked})
"""
BY_NHS_NUMBER = """
    SELECT token, p.id,
           CASE WHEN p.nhs_number = %s THEN 0
                WHEN p.nhs_number LIKE %s OR p.nhs_number LIKE %s THEN 1 ELSE 3 END,
           'nhs', right(p.nhs_number, 4)
    FROM families_person p, unnest(%s::integer[]) AS token
    WHERE p.nhs_number LIKE %s AND p.nhs_number <> '' AND {near}
"""
BY_POSTCODE = """
    SELECT token, a.person_id, CASE WHEN a.postcode_key = %s THEN 0 ELSE 1 END, 'postcode', %s
    FROM families_address a, unnest(%s::integer[]) AS token
    WHERE a.postcode_key LIKE %s AND a.postcode_key <> ''
      AND (a.ends_on IS NULL OR a.ends_on > %s) AND {near} AND a.person_id NOT IN ({masked})
"""
BY_BIRTH_DATE = """
    SELECT token, p.id, CASE WHEN %s THEN 0 ELSE 1 END, 'born', ''
    FROM families_person p, unnest(%s::integer[]) AS token
    WHERE p.date_of_birth >= %s AND p.date_of_birth < %s AND {near}
"""
BY_SHORT_NAME = """
    SELECT short.token, p.id, begun.tier, 'name', begun.word
    FROM near JOIN families_person p USING (id)
    CROSS JOIN (
        SELECT token, replace(families_folded(typed), ' ', '') AS word
        FROM unnest(%s::integer[], %s::text[]) AS given (token, typed)
    ) short
    CROSS JOIN LATERAL (
        SELECT CASE WHEN word = short.word THEN 0 ELSE 1 END AS tier, word
        FROM unnest(p.words) AS word
        WHERE starts_with(word, short.word)
        ORDER BY tier LIMIT 1
    ) begun
"""
# Telling tokens find; broad ones, a year or an outward postcode, only look at whom those found, for
# they would find thousands.
HITS = f"""
    root (id, root) AS MATERIALIZED (SELECT id, root FROM {PERSON_ROOTS} roots),
    telling (token, person_id, tier, how, what) AS MATERIALIZED ({{telling}}),
    told (id) AS (
        SELECT coalesce(root.root, t.person_id) FROM telling t
        LEFT JOIN root ON root.id = t.person_id
    ),
    record (id) AS (
        SELECT id FROM told UNION SELECT id FROM root WHERE root.root IN (SELECT id FROM told)
    ),
    near (id) AS MATERIALIZED ({{near}}),
    held AS (
        SELECT hit.*, coalesce(root.root, hit.person_id) AS kept
        FROM ({{hits}}) hit LEFT JOIN root ON root.id = hit.person_id
    ),
    best AS (
        SELECT kept, token, min(ARRAY[tier::text, how, what, person_id::text]) AS best
        FROM held GROUP BY kept, token
    )
"""  # noqa: S608 - our own names
THEMSELVES = "SELECT id FROM record"
THEIR_FAMILIES = """
    SELECT id FROM record
    UNION
    SELECT other.person_id FROM record
    JOIN families_familytie own ON own.person_id = record.id
    JOIN families_familytie other ON other.family_id = own.family_id
"""
# A child who died is found only by whoever knows the name, or the number, in full.
HARMLESS = """
    (p.died_on IS NULL
     OR p.died_on >= p.date_of_birth + interval '18 years'
     OR (p.date_of_birth IS NULL AND NOT EXISTS (
         SELECT FROM families_familytie t WHERE t.person_id = p.id AND t.role = 'child'))
     OR {in_full})
"""
PEOPLE = """
    WITH {hits},
    matched AS (
        SELECT kept, sum(best[1]::integer) AS rank,
               max(best[1]) = '0' AND (
                   bool_or(best[2] = 'nhs')
                   OR (bool_or(best[2] = 'name')
                       AND count(*) FILTER (WHERE best[2] IN ('name', 'born')) > 1)
               ) AS in_full,
               array_agg(best) AS how
        FROM best GROUP BY kept HAVING count(*) = %s
    )
    (
        SELECT kept, how FROM (
            SELECT m.kept, m.how, m.rank, p.family_name, p.given_name, p.date_of_birth
            FROM matched m JOIN families_person p ON p.id = m.kept
            WHERE {harmless}
            ORDER BY m.rank, p.family_name, p.given_name, p.date_of_birth, m.kept
            LIMIT %s
        ) found
        WHERE {visible}
        ORDER BY rank, family_name, given_name, date_of_birth, kept
        LIMIT %s
    )
    UNION ALL
    SELECT NULL, NULL WHERE (SELECT count(*) FROM matched) > %s
"""
# Nobody answers every token alone: families of whom members together do. Whom the reader may not
# see answers nothing.
FAMILIES = """
    WITH {hits},
    together AS (
        SELECT DISTINCT coalesce(f.root, t.family_id) AS family_id, b.kept, b.token, b.best
        FROM best b
        JOIN (SELECT kept AS id, kept FROM best UNION SELECT id, root FROM root) record
            ON record.kept = b.kept
        JOIN families_familytie t ON t.person_id = record.id
        LEFT JOIN {family_roots} f ON f.id = t.family_id
        WHERE t.ends_on IS NULL OR t.ends_on > %s
    ),
    likely AS MATERIALIZED (
        SELECT together.* FROM together JOIN families_person p ON p.id = together.kept
        WHERE {harmless} AND family_id IN (
            SELECT family_id FROM together GROUP BY family_id HAVING count(DISTINCT token) = %s
        )
    ),
    seen AS (SELECT found.* FROM likely found WHERE {visible}),
    whole AS (
        SELECT family_id, sum(tier) AS rank
        FROM (
            SELECT family_id, token, min(best[1]::integer) AS tier
            FROM seen GROUP BY family_id, token
        ) tokens
        GROUP BY family_id HAVING count(*) = %s
    )
    SELECT seen.kept, array_agg(DISTINCT seen.best) FROM seen JOIN whole USING (family_id)
    GROUP BY seen.kept
    ORDER BY min(whole.rank), min(family_id), seen.kept
    LIMIT %s
"""


def words_meant(asked: Asked) -> Words:
    """The words that stand in names and may be meant, by token. One query, none without names."""
    names = [term for term in asked.terms if term.kind is Kind.NAME]
    found = Words([], [], [])
    if not names:
        return found
    rows = fetch(MEANT, [list(range(len(names))), [term.value for term in names]])
    for place, word, tier in rows:
        for token in names[place].tokens:
            if token not in asked.short:
                found.tokens.append(token)
                found.words.append(word)
                found.tiers.append(tier)
    return found


def people(
    asked: Asked,
    words: Words,
    visible: Piece,
    limit: int,
    best: int | None = None,
    *,
    masked: Piece,
) -> Piece:
    """The statement that finds people who answer every token, best first.

    Those `masked` are found neither by a phone nor by a postcode. With `best`, sight
    is asked of so many of the best only; a last row of nulls says that there
    are more.
    """
    hits = _hits(asked, words, THEMSELVES, masked)
    text = PEOPLE.format(
        hits=hits.text, harmless=HARMLESS.format(in_full="m.in_full"), visible=visible.text
    )
    wanted = len(asked.tokens)
    return Piece(text, (*hits.parameters, wanted, best, *visible.parameters, limit, best))


def families(asked: Asked, words: Words, visible: Piece, limit: int, *, masked: Piece) -> Piece:
    """The statement that finds people whose families answer every token together."""
    hits = _hits(asked, words, THEIR_FAMILIES, masked)
    text = FAMILIES.format(
        hits=hits.text,
        harmless=HARMLESS.format(in_full="false"),
        visible=visible.text,
        family_roots=FAMILY_ROOTS,
    )
    wanted = len(asked.tokens)
    today = clock.today()
    return Piece(text, (*hits.parameters, today, wanted, *visible.parameters, wanted, limit))


def _hits(asked: Asked, words: Words, near: str, masked: Piece) -> Piece:
    broad = {*asked.broad, *asked.short}
    telling = [_named(words, broad, "true", is_broad=False)]
    narrowing = [_named(words, broad, _near("p.id"), is_broad=True)] if asked.broad else []
    for term in asked.terms:
        if broad.issuperset(term.tokens):
            narrowing += _by_term(term, term.tokens, masked, is_broad=True)
        else:
            tokens = [token for token in term.tokens if token not in asked.short]
            telling += _by_term(term, tokens, masked, is_broad=False)
    if asked.short:
        typed = [asked.tokens[token] for token in asked.short]
        narrowing.append(Piece(BY_SHORT_NAME, (list(asked.short), typed)))
    text = HITS.format(
        telling=" UNION ALL ".join(piece.text for piece in telling),
        near=near,
        hits=" UNION ALL ".join(["SELECT * FROM telling", *(piece.text for piece in narrowing)]),
    )
    parts = (*telling, *narrowing)
    return Piece(text, tuple(value for piece in parts for value in piece.parameters))


def _named(words: Words, broad: Collection[int], near: str, *, is_broad: bool) -> Piece:
    """The words that are meant by the tokens that are broad, or by those that are not."""
    chosen = [row for row in zip(*words, strict=True) if (row[0] in broad) is is_broad]
    columns = [list(column) for column in zip(*chosen, strict=True)] or [[], [], []]
    return Piece(BY_NAME.format(near=near), tuple(columns))


def _near(column: str) -> str:
    return f"{column} IN (SELECT id FROM near)"  # noqa: S608 - our own names


def _by_term(term: Term, tokens: Iterable[int], masked: Piece, *, is_broad: bool) -> list[Piece]:
    value, numbers = term.value, list(tokens)

    def piece(text: str, person: str, parameters: list[Any]) -> Piece:
        near = _near(person) if is_broad else "true"
        told = masked.parameters if "{masked}" in text else ()
        return Piece(text.format(near=near, masked=masked.text), (*parameters, *told))

    if term.kind is Kind.NUMBER:
        digits = [value, f"{value}%", f"%{value}", numbers, f"%{value}%"]
        return [piece(BY_PHONE, "d.person_id", digits), piece(BY_NHS_NUMBER, "p.id", digits)]
    if term.kind is Kind.POSTCODE:
        place = [value, value, numbers, f"{value}%", clock.today()]
        return [piece(BY_POSTCODE, "a.person_id", place)]
    if term.kind is Kind.BORN:
        days = [term.is_whole, numbers, term.since, term.until]
        return [piece(BY_BIRTH_DATE, "p.id", days)]
    return []
