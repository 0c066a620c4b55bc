"""Who belongs where today, as far as a reader sees: sets of rows, through merges.

Each is worked out once for a whole list. Of two rows that records of one person bring along, the
row of the record that was kept goes before, as `together.py` has it. What lies in a family out of
the reader's sight is not in them: neither who belongs to it nor the address it gives.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flyingstart.accounts.api import Permission, User, scope_of
from flyingstart.families.models import Family
from flyingstart.families.queries.hiding import NOBODY, has_own_people, masked_from
from flyingstart.families.queries.lists.pieces import Piece, among, put
from flyingstart.families.queries.objecting import objecting_on
from flyingstart.families.roots import FAMILY_ROOTS, PERSON_ROOTS

# An overdue birth of which nothing was heard is expected no longer: six weeks, as figures have it.
OVERDUE = dt.timedelta(days=42)

_GONE = f"""
    SELECT coalesce(r.root, d.id) FROM families_person d LEFT JOIN {PERSON_ROOTS} r ON r.id = d.id
    WHERE d.died_on IS NOT NULL OR d.sealed_at IS NOT NULL
"""  # noqa: S608 - our own names, here and below
_MEMBER = f"""(
    SELECT held.person, held.family, held.role FROM (
        SELECT DISTINCT ON (tie.person, tie.family) tie.person, tie.family, tie.role FROM (
            SELECT coalesce(p.root, t.person_id) AS person, coalesce(f.root, t.family_id) AS family,
                   p.root IS NOT NULL OR f.root IS NOT NULL AS later, t.id, t.role
            FROM families_familytie t
            LEFT JOIN {PERSON_ROOTS} p ON p.id = t.person_id
            LEFT JOIN {FAMILY_ROOTS} f ON f.id = t.family_id
            WHERE {{holds}} {{which}}
        ) tie ORDER BY tie.person, tie.family, tie.later, tie.id
    ) held WHERE held.person NOT IN ({_GONE}) {{seen}}
)"""  # noqa: S608
_HOME = f"""(
    SELECT held.person, held.family, held.postcode FROM (
        SELECT DISTINCT ON (main.person) main.person, main.family, main.postcode FROM (
            SELECT coalesce(p.root, t.person_id) AS person, coalesce(f.root, t.family_id) AS family,
                   p.root IS NOT NULL AS later, t.id, t.postcode
            FROM families_address t
            LEFT JOIN {PERSON_ROOTS} p ON p.id = t.person_id
            LEFT JOIN {FAMILY_ROOTS} f ON f.id = t.family_id
            WHERE t.is_main AND {{holds}} {{which}}
        ) main ORDER BY main.person, main.later, main.id
    ) held WHERE held.postcode <> '' {{seen}} AND held.person NOT IN ({{masked}})
)"""  # noqa: S608
_REGISTRATION = f"""(
    SELECT held.person, held.family, held.registered_on, held.left_on FROM (
        SELECT coalesce(p.root, t.person_id) AS person, coalesce(f.root, t.family_id) AS family,
               t.registered_on, t.left_on
        FROM families_registration t
        LEFT JOIN {PERSON_ROOTS} p ON p.id = t.person_id
        LEFT JOIN {FAMILY_ROOTS} f ON f.id = t.family_id
        WHERE true {{which}}
    ) held WHERE held.person NOT IN ({_GONE}) {{seen}}
)"""  # noqa: S608
_EXPECTED = f"""(
    SELECT held.person, held.family, held.due_on FROM (
        SELECT coalesce(p.root, t.person_id) AS person, coalesce(f.root, t.family_id) AS family,
               t.due_on
        FROM families_expectedbirth t
        LEFT JOIN {PERSON_ROOTS} p ON p.id = t.person_id
        LEFT JOIN {FAMILY_ROOTS} f ON f.id = t.family_id
        WHERE t.outcome = '' AND t.due_on > {{long_ago}} {{which}}
    ) held WHERE true {{seen}}
)"""  # noqa: S608


def date(day: dt.date) -> str:
    """A day in a statement."""
    return f"date '{day.isoformat()}'"


def holds(alias: str, day: dt.date, first: str = "starts_on", last: str = "ends_on") -> str:
    """That a stretch of days holds on a day."""
    return (
        f"({alias}.{first} IS NULL OR {alias}.{first} <= {date(day)})"
        f" AND ({alias}.{last} IS NULL OR {alias}.{last} > {date(day)})"
    )


def person_records(this: str = "{this}") -> str:
    """Every record of one person who was kept."""
    return f"ARRAY(SELECT {this} UNION ALL SELECT r.id FROM {PERSON_ROOTS} r WHERE r.root = {this})"  # noqa: S608


def family_records(this: str = "{this}") -> str:
    """Every record of one family that was kept."""
    return f"ARRAY(SELECT {this} UNION ALL SELECT r.id FROM {FAMILY_ROOTS} r WHERE r.root = {this})"  # noqa: S608


def spoken(alias: str, column: str) -> str:
    """What the records of a person say together, as `together.spoken` has it."""
    is_text = column not in {"date_of_birth", "interpreter_needed"}
    own = f"{alias}.{column}"
    is_open = f"{own} IN ('', 'unknown', 'not_asked')" if is_text else f"{own} IS NULL"
    given = "q.{0} <> ''" if is_text else "q.{0} IS NOT NULL"
    first = f"q.{column} IN ('unknown', 'not_asked'), " if is_text else ""
    told = f"""(
        WITH RECURSIVE record (id) AS (
            SELECT {alias}.id
            UNION SELECT s.id FROM families_person s JOIN record r ON s.merged_into_id = r.id
        )
        SELECT q.{column} FROM record r JOIN families_person q ON q.id = r.id
        WHERE {given.format(column)} ORDER BY {first} q.id <> {alias}.id, q.id LIMIT 1
    )"""  # noqa: S608
    # Few have other records: only of those are they looked for.
    was_joined = (
        f"{alias}.id IN (SELECT s.merged_into_id FROM families_person s"  # noqa: S608
        " WHERE s.merged_into_id IS NOT NULL)"
    )
    return f"(CASE WHEN {is_open} AND {was_joined} THEN coalesce({told}, {own}) ELSE {own} END)"


@dataclass(frozen=True, kw_only=True)
class Sets:
    """The sets of one reader on one day. `seen`: the families in sight; None: all.

    `masked`: those whose home is hidden from the reader. They stand in lists and live nowhere.
    """

    day: dt.date
    seen: Piece | None
    masked: Piece = NOBODY
    leaves_out_objectors: bool = False

    def member(self, which: str = "") -> Piece:
        """(person, family, role) of the living, today. `which` narrows the ties `t` beforehand."""
        seen = put(f"{{seen}} {self._unwilling()}", seen=self._seen("AND {seen}"))
        return put(_MEMBER, holds=holds("t", self.day), which=which, seen=seen)

    def home(self, which: str = "") -> Piece:
        """(person, family, postcode): the main home today, where a postcode is known."""
        seen = self._seen("AND (held.family IS NULL OR {seen})")
        return put(_HOME, holds=holds("t", self.day), which=which, seen=seen, masked=self.masked)

    def registration(self, which: str = "") -> Piece:
        """(person, family, registered_on, left_on) of the living, of any time."""
        return put(_REGISTRATION, which=which, seen=self._seen("AND {seen}"))

    def expected(self, which: str = "") -> Piece:
        """(person, family, due_on) of births that are expected."""
        seen = self._seen("AND {seen}")
        return put(_EXPECTED, long_ago=date(self.day - OVERDUE), which=which, seen=seen)

    def in_sight(self, family: str) -> Piece:
        """That a family is in sight, by the column that names it."""
        return among(family, self.seen) if self.seen else Piece("true")

    def _unwilling(self) -> str:
        if not self.leaves_out_objectors:
            return ""
        return f"AND held.person NOT IN ({objecting_on(self.day)})"

    def _seen(self, condition: str) -> Piece:
        return put(condition, seen=self.in_sight("held.family")) if self.seen else Piece("")


def sets_for(user: User, day: dt.date) -> Sets:
    """What a reader sees. Raises `EmptyResultSet` for somebody who sees no family anywhere."""
    if scope_of(user, Permission.VIEW_FAMILIES).whole and not has_own_people(user):
        return Sets(day=day, seen=None, masked=masked_from(user), leaves_out_objectors=True)
    families = Family.objects.visible_to(user).order_by().values("pk")
    text, parameters = families.query.sql_with_params()
    return Sets(
        day=day,
        seen=Piece(text, tuple(parameters)),
        masked=masked_from(user),
        leaves_out_objectors=True,
    )
