"""How people are shown who were found: by searching, or as likely duplicates."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models.expressions import RawSQL

from flyingstart.accounts.api import User
from flyingstart.families.enums import Role
from flyingstart.families.models import Family, Person
from flyingstart.families.queries.lists.pieces import Piece
from flyingstart.families.roots import FAMILY_ROOTS, PERSON_ROOTS
from flyingstart.kernel.api import clock, fetch

Roles = dict[uuid.UUID, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundFamily:
    """A family that the reader may open, and what the person found is in it."""

    public_id: uuid.UUID
    role: str

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(Role(self.role).label)


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundPerson:
    """Somebody who matches, and why, in words: `phone ends 4321`, `formerly Khan`.

    `families` are those of today; of somebody who belongs to none, those that once were. `outward`
    is the first half of the postcode of the main address, "" when there is none, or when it is the
    home with a family out of sight. `has_died`: show with care.
    """

    public_id: uuid.UUID
    given_name: str
    family_name: str
    date_of_birth: dt.date | None
    has_died: bool
    families: tuple[FoundFamily, ...]
    outward: str
    reasons: tuple[str, ...]

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self.given_name} {self.family_name}".strip()


class PersonRow(NamedTuple):
    """The own row of a person, and what its names say today."""

    public_id: uuid.UUID
    given_name: str
    family_name: str
    date_of_birth: dt.date | None
    died_on: dt.date | None
    words: Sequence[str]
    earlier_names: Sequence[str]
    earlier_words: Sequence[str]
    postcode: str
    home_family: uuid.UUID | None

    def outward(self, seen: Collection[uuid.UUID]) -> str:
        """The first half of the postcode of a home with a family that is seen, or with none."""
        is_seen = self.home_family is None or self.home_family in seen
        return self.postcode.partition(" ")[0] if is_seen else ""


_ROWS = f"""
    SELECT p.id, p.public_id, p.given_name, p.family_name, p.date_of_birth, p.died_on,
           families_words(p.given_name, p.family_name, '{{{{}}}}'),
           p.earlier_family_names,
           ARRAY(SELECT array_to_string(families_words('', name, '{{{{}}}}'), ' ')
                 FROM unnest(p.earlier_family_names) AS name),
           CASE WHEN p.id IN ({{masked}}) THEN '' ELSE coalesce(home.postcode, '') END,
           family.public_id
    FROM families_person p
    LEFT JOIN families_address home ON home.person_id = p.id AND home.is_main
        AND (home.starts_on IS NULL OR home.starts_on <= %s)
        AND (home.ends_on IS NULL OR home.ends_on > %s)
    LEFT JOIN {FAMILY_ROOTS} roots ON roots.id = home.family_id
    LEFT JOIN families_family family ON family.id = coalesce(roots.root, home.family_id)
    WHERE p.id = ANY(%s)
"""  # noqa: S608 - our own names
_FAMILIES = f"""
    WITH record AS (
        SELECT id, id AS kept FROM unnest(%s::bigint[]) AS id
        UNION
        SELECT id, root FROM {PERSON_ROOTS} roots WHERE root = ANY(%s)
    ),
    found AS (
        SELECT record.kept AS person, coalesce(f.root, t.family_id) AS kept, t.id AS tie, t.role,
               t.ends_on IS NULL OR t.ends_on > %s AS holds
        FROM record
        JOIN families_familytie t ON t.person_id = record.id
        LEFT JOIN {FAMILY_ROOTS} f ON f.id = t.family_id
    )
    SELECT found.person, f.public_id, found.role, found.holds
    FROM found JOIN families_family f ON f.id = found.kept
    WHERE {{visible}}
    ORDER BY found.holds DESC, found.tie
"""  # noqa: S608 - our own names
# By what hides where somebody is: a home counts where its family is seen, the rest where the person
# belongs to one that is seen today. Else a search would confirm, letter by letter, what is hidden.
_SEEN = f"""
    WITH asked (kept_person, record, postcode) AS (
        SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[])
    ),
    found AS (
        SELECT asked.record, asked.postcode, coalesce(f.root, a.family_id) AS kept
        FROM asked JOIN families_address a ON a.person_id = asked.record
            AND starts_with(a.postcode_key, asked.postcode)
            AND (a.ends_on IS NULL OR a.ends_on > %s)
        LEFT JOIN {FAMILY_ROOTS} f ON f.id = a.family_id
        WHERE asked.postcode <> '' AND a.family_id IS NOT NULL
        UNION
        SELECT asked.record, '', coalesce(f.root, t.family_id)
        FROM asked
        JOIN families_familytie t ON t.person_id IN (
            SELECT asked.kept_person
            UNION SELECT id FROM {PERSON_ROOTS} roots WHERE root = asked.kept_person
        ) AND (t.ends_on IS NULL OR t.ends_on > %s)
        LEFT JOIN {FAMILY_ROOTS} f ON f.id = t.family_id
        WHERE asked.postcode = ''
    )
    SELECT DISTINCT found.record, found.postcode FROM found WHERE {{visible}}
"""  # noqa: S608 - our own names


def seen_by(
    matches: Collection[tuple[int, int, str]], visible: Piece
) -> frozenset[tuple[int, str]]:
    """Of matches by a number or a postcode, those that tell the reader nothing new. One query.

    A match is who was found, whose record matches, and the beginning of a postcode ("": a number);
    what comes back is without who was found.
    """
    today = clock.today()
    kept, records, postcodes = (list(column) for column in zip(*matches, strict=True))
    statement = _SEEN.format(visible=visible.text)
    rows = fetch(statement, [kept, records, postcodes, today, today, *visible.parameters])
    return frozenset((record, postcode) for record, postcode in rows)


def visible_rows(model: type[Person | Family], user: User | AnonymousUser) -> Piece:
    """The condition that a user may see the row of the id `found.kept`: one by one, for a few.

    Raises `EmptyResultSet` when the user sees none.
    """
    rows = model.objects.visible_to(user, one_by_one=True).filter(pk=RawSQL("found.kept", []))
    text, parameters = rows.order_by().values("pk").query.sql_with_params()
    # Kept apart from the rest, or it would be answered for everybody first.
    return Piece(f"EXISTS ({text} OFFSET 0)", tuple(parameters))


def visible_among_many(model: type[Person | Family], user: User | AnonymousUser) -> Piece:
    """The same condition worked out for all at once, for thousands."""
    text, parameters = (
        model.objects.visible_to(user).order_by().values("pk").query.sql_with_params()
    )
    return Piece(f"found.kept IN ({text})", tuple(parameters))


def person_rows(ids: Collection[int], masked: Piece) -> dict[int, PersonRow]:
    """The own rows of people, whoever they were merged into; without a place of those `masked`.
    One query."""
    today = clock.today()
    statement = _ROWS.format(masked=masked.text)
    rows = fetch(statement, [*masked.parameters, today, today, list(ids)])
    return {pk: PersonRow(*row) for pk, *row in rows}


def described(
    rows: Mapping[int, PersonRow], reasons: Mapping[int, Sequence[str]], visible: Piece
) -> dict[int, FoundPerson]:
    """People as they are shown, in the order of `reasons`; families that are visible. One query."""
    now, ever = _families(list(reasons), clock.today(), visible) if reasons else ({}, {})
    return {
        pk: FoundPerson(
            public_id=rows[pk].public_id,
            given_name=rows[pk].given_name,
            family_name=rows[pk].family_name,
            date_of_birth=rows[pk].date_of_birth,
            has_died=rows[pk].died_on is not None,
            families=_found(now.get(pk) or ever.get(pk, {})),
            outward=rows[pk].outward(ever.get(pk, {})),
            reasons=tuple(words),
        )
        for pk, words in reasons.items()
    }


def _found(roles: Roles) -> tuple[FoundFamily, ...]:
    return tuple(FoundFamily(public_id=public_id, role=role) for public_id, role in roles.items())


def _families(
    ids: Collection[int], today: dt.date, visible: Piece
) -> tuple[Mapping[int, Roles], Mapping[int, Roles]]:
    """The families of people that are visible, with the role there: those of today, and all."""
    statement = _FAMILIES.format(visible=visible.text)
    rows = fetch(statement, [list(ids), list(ids), today, *visible.parameters])
    now: dict[int, Roles] = defaultdict(dict)
    ever: dict[int, Roles] = defaultdict(dict)
    for person, public_id, role, holds in rows:
        ever[person].setdefault(public_id, role)
        if holds:
            now[person].setdefault(public_id, role)
    return now, ever
