"""What lists can be narrowed by: each answer is a condition on a row of one kind of list.

Ethnicity narrows no list but as an answer that is missing: it is held for statistics only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import models

from flyingstart.families.enums import Role
from flyingstart.families.queries.lists.pieces import Piece, among, put, value
from flyingstart.families.queries.lists.sets import (
    Sets,
    date,
    family_records,
    holds,
    person_records,
    spoken,
)
from flyingstart.families.roots import PERSON_ROOTS
from flyingstart.kernel.api import birthdays
from flyingstart.places.api import postcodes_within

SCHOOL_AGE, FULL_AGE, YOUNG_UNTIL = 5, 18, 25


class Kind(models.TextChoices):
    """What a row of a list is."""

    CHILDREN = "children"
    ADULTS = "adults"
    FAMILIES = "families"


class Age(models.TextChoices):
    """Ages that a list is narrowed to: of children, then of grown people."""

    EARLY = "early"  # under five, or nobody knows: what a children's centre is there for
    UNDER_1 = "0"
    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    OLDER = "5"
    MINOR = "under18"
    YOUNG = "18"
    GROWN = "25"
    UNKNOWN = "unknown"


class Standing(models.TextChoices):
    """Whether somebody is registered."""

    REGISTERED = "yes"
    NEVER = "no"
    LEFT = "left"


class Gap(models.TextChoices):
    """What nobody has told us yet."""

    ETHNICITY = "ethnicity"
    BORN = "born"
    LANGUAGE = "language"
    INTERPRETER = "interpreter"
    CONTACT = "contact"
    HOME = "home"
    CARER = "carer"


GAPS: Mapping[Kind, tuple[Gap, ...]] = {
    Kind.CHILDREN: (Gap.ETHNICITY, Gap.BORN, Gap.HOME, Gap.CARER),
    Kind.ADULTS: tuple(gap for gap in Gap if gap is not Gap.CARER),
    Kind.FAMILIES: tuple(Gap),
}
NO_ANSWER = "('', 'unknown', 'not_asked')"
CHILD, GROWN = f"m.role = '{Role.CHILD.value}'", f"m.role <> '{Role.CHILD.value}'"
_ANYBODY = "true"
_PEOPLE = "SELECT p.id FROM families_person p WHERE p.merged_into_id IS NULL AND {match}"


def first_birth(day: dt.date, age: int) -> dt.date:
    """The earliest birth date of those who are not yet so old on a day."""
    born = dt.date(day.year - age, day.month, 1) + dt.timedelta(days=day.day - 3)
    while birthdays.birthday(born, age=age) <= day:
        born += dt.timedelta(days=1)
    return born


class Asked:
    """The conditions on rows of one kind, as one reader sees them."""

    def __init__(self, kind: Kind, sets: Sets) -> None:
        self.kind, self.sets = kind, sets

    def belongs(self) -> Piece:
        """The list itself: who is alive and belongs to a family in sight today."""
        role = {Kind.CHILDREN: CHILD, Kind.ADULTS: GROWN, Kind.FAMILIES: _ANYBODY}[self.kind]
        return self._members(Piece(role))

    def called(self, words: str) -> Piece:
        """Whose names begin with each of the words, or those of their household."""
        named = put(
            f"""
            SELECT coalesce(r.root, q.id)
            FROM families_person q LEFT JOIN {PERSON_ROOTS} r ON r.id = q.id
            WHERE NOT EXISTS (
                SELECT FROM unnest(string_to_array(families_folded({{words}}), ' ')) AS sought
                WHERE NOT EXISTS (
                    SELECT FROM unnest(q.words) AS word WHERE starts_with(word, sought)
                )
            )""",  # noqa: S608 - our own names, here and below
            words=value(words),
        )
        return self._household(among("p.id", named))

    def lives_in(self, area: int) -> Piece:
        """Whose main home lies in an area today; of families: anybody's."""
        return self._own(self._home_in([area]))

    def lives_in_none(self, areas: Collection[int]) -> Piece:
        """Whose main home is not known today, or lies elsewhere; of families: everybody's.

        Nobody whose home is hidden from the reader: that it lies elsewhere would tell of it.
        """
        elsewhere = put("NOT ({within})", within=self._own(self._home_in(areas)))
        return put(
            "{elsewhere} AND NOT ({masked})",
            elsewhere=elsewhere,
            masked=self._own(self._is_masked()),
        )

    def aged(self, age: Age) -> Piece:
        """Of an age today; of families: a child of whom is."""
        born = spoken("p", "date_of_birth")
        role = CHILD if self.kind is Kind.FAMILIES else _ANYBODY
        return self._own(Piece(self._aged(born, age)), role)

    def is_a(self, role: Role) -> Piece:
        """In a role."""
        return self._members(put("m.role = {role}", role=value(role.value)))

    def speaks(self, language: str) -> Piece:
        """Who speaks a language, or whose household does."""
        match = put(f"{spoken('p', 'spoken_language')} = {{language}}", language=value(language))
        return self._household(match)

    def needs_interpreter(self) -> Piece:
        """Who needs an interpreter, or whose household does."""
        return self._household(Piece(spoken("p", "interpreter_needed")), GROWN)

    def needs(self, code: str) -> Piece:
        """Who has a need today; of families: anybody."""
        needing = put(
            f"""
            SELECT coalesce(r.root, n.person_id)
            FROM families_need n LEFT JOIN {PERSON_ROOTS} r ON r.id = n.person_id
            WHERE n.code = {{code}} AND {holds("n", self.sets.day)}""",  # noqa: S608
            code=value(code),
        )
        return self._own(among("p.id", needing))

    def stands(self, standing: Standing) -> Piece:
        """Whether registered today, earlier, or never; of families: anybody of it."""
        day = self.sets.day
        now = self._registered(holds("g", day, "registered_on", "left_on"))
        if standing is Standing.REGISTERED:
            return now
        ever = self._registered(_ANYBODY)
        if standing is Standing.NEVER:
            return put("NOT ({ever})", ever=ever)
        return put("{ever} AND NOT ({now})", ever=ever, now=now)

    def lacks(self, gap: Gap) -> Piece:
        """Of whom an answer is missing; of families: see `described.family_gaps`."""
        if gap is Gap.CONTACT:
            return self._out_of_reach()
        if gap is Gap.CARER:
            return self._alone()
        if gap is Gap.HOME:
            home = among("p.id", put("SELECT h.person FROM {home} h", home=self.sets.home()))
            known = put("({home} OR {masked})", home=home, masked=self._is_masked())
            return put("NOT ({known})", known=self._own(known))
        language, born = spoken("p", "spoken_language"), spoken("p", "date_of_birth")
        asked = spoken("p", "interpreter_needed")
        match, role = {
            Gap.ETHNICITY: (f"{spoken('p', 'ethnicity')} IN {NO_ANSWER}", _ANYBODY),
            Gap.BORN: (f"{born} IS NULL", _ANYBODY),
            Gap.LANGUAGE: (f"{language} IN {NO_ANSWER}", GROWN),
            Gap.INTERPRETER: (
                f"{language} NOT IN {NO_ANSWER} AND {language} <> 'English' AND {asked} IS NULL",
                GROWN,
            ),
        }[gap]
        return self._own(Piece(match), role)

    def expects(self, month: dt.date | None) -> Piece:
        """Of whom a birth is expected: in the month that begins on a day, or at all."""
        when = _ANYBODY
        if month is not None:
            until = (month + dt.timedelta(days=31)).replace(day=1)
            when = f"e.due_on >= {date(month)} AND e.due_on < {date(until)}"
        expected = put(
            "SELECT e.{column} FROM {expected} e WHERE {when} AND {present}",
            column=self._column,
            expected=self.sets.expected(),
            when=when,
            present=self._present("e"),
        )
        return among("{this}", expected)

    def name(self) -> Piece:
        """What rows are sorted by: family name, then given name; of families, the first adult's."""
        if self.kind is not Kind.FAMILIES:
            given, family = spoken("p", "given_name"), spoken("p", "family_name")
            return Piece(f"""(
                SELECT families_folded({family}) || ' ' || families_folded({given})
                FROM families_person p WHERE p.id = {{this}}
            )""")  # noqa: S608
        first = f"""(
            SELECT min(n.name) FROM families_familytie m CROSS JOIN LATERAL (
                SELECT families_folded(p.family_name) || ' ' || families_folded(p.given_name)
                FROM families_person p
                WHERE p.id = m.person_id AND p.died_on IS NULL AND p.merged_into_id IS NULL OFFSET 0
            ) n (name)
            WHERE m.family_id = ANY({family_records()}) AND {holds("m", self.sets.day)}
                AND {{role}}
        )"""  # noqa: S608
        return Piece(
            f"coalesce({first.replace('{role}', GROWN)}, {first.replace('{role}', CHILD)})"
        )

    def born(self) -> Piece:
        """The birth date, as the records say together."""
        born = spoken("p", "date_of_birth")
        return Piece(f"(SELECT {born} FROM families_person p WHERE p.id = {{this}})")  # noqa: S608

    def since(self) -> Piece:
        """Since when registered."""
        whose = f"g.person_id = ANY({person_records()})"
        if self.kind is Kind.FAMILIES:
            whose = f"""g.family_id = ANY({family_records()}) AND EXISTS (
                SELECT FROM families_familytie m JOIN families_person p ON p.id = m.person_id
                WHERE m.person_id = g.person_id AND m.family_id = g.family_id
                    AND p.died_on IS NULL AND {holds("m", self.sets.day)} OFFSET 0
            )"""
        return put(
            "(SELECT min(g.registered_on) FROM families_registration g"
            " WHERE {whose} AND {in_force} AND {seen})",
            whose=Piece(whose),
            in_force=holds("g", self.sets.day, "registered_on", "left_on"),
            seen=self.sets.in_sight("g.family_id"),
        )

    @property
    def _column(self) -> str:
        return "family" if self.kind is Kind.FAMILIES else "person"

    def _members(self, which: Piece) -> Piece:
        """Those, or the families of those, who belong somewhere, by a condition on `m`."""
        members = put(
            "SELECT m.{column} FROM {member} m WHERE {which}",
            column=self._column,
            member=self.sets.member(),
            which=which,
        )
        return among("{this}", members)

    def _own(self, match: Piece, role: str = _ANYBODY) -> Piece:
        """A condition on the person `p`; of a family on anybody in a role, `m`."""
        people = put(_PEOPLE, match=match)
        if self.kind is not Kind.FAMILIES:
            return among("{this}", people)
        return self._members(
            put("{role} AND {people}", role=role, people=among("m.person", people))
        )

    def _household(self, match: Piece, role: str = _ANYBODY) -> Piece:
        """The same; of a child, on the child or on a grown person of its family."""
        if self.kind is not Kind.CHILDREN:
            return self._own(match, role)
        people = put(_PEOPLE, match=match)
        families = put(
            "SELECT m.family FROM {member} m WHERE {grown} AND {people}",
            member=self.sets.member(),
            grown=GROWN,
            people=among("m.person", people),
        )
        with_them = self._members(put("{families}", families=among("m.family", families)))
        if role == GROWN:
            return with_them
        return put("({own} OR {others})", own=among("{this}", people), others=with_them)

    def _registered(self, when: str) -> Piece:
        """Somebody with a registration; a family to which somebody with one still belongs."""
        registered = put(
            "SELECT g.{column} FROM {registration} g WHERE {when} AND {present}",
            column=self._column,
            registration=self.sets.registration(),
            when=when,
            present=self._present("g") if self.kind is Kind.FAMILIES else _ANYBODY,
        )
        return among("{this}", registered)

    def _present(self, alias: str) -> Piece:
        """That somebody belongs to a family today, by the row that names both."""
        members = put("SELECT m.person, m.family FROM {member} m", member=self.sets.member())
        return among(f"({alias}.person, {alias}.family)", members)

    def _home_in(self, areas: Collection[int]) -> Piece:
        text, parameters = postcodes_within(areas).query.sql_with_params()
        there = put(
            "SELECT h.person FROM {home} h WHERE {within}",
            home=self.sets.home(),
            within=among("h.postcode", Piece(text, tuple(parameters))),
        )
        return among("p.id", there)

    def _is_masked(self) -> Piece:
        return among("p.id", self.sets.masked)

    def _aged(self, born: str, age: Age) -> str:
        def after(years: int) -> str:
            return date(first_birth(self.sets.day, years))

        if age is Age.UNKNOWN:
            return f"{born} IS NULL"
        if age is Age.EARLY:
            return f"({born} IS NULL OR {born} >= {after(SCHOOL_AGE)})"
        if age in {Age.OLDER, Age.GROWN}:
            return f"{born} < {after(SCHOOL_AGE if age is Age.OLDER else YOUNG_UNTIL)}"
        if age is Age.MINOR:
            return f"{born} >= {after(FULL_AGE)}"
        low, high = (FULL_AGE, YOUNG_UNTIL) if age is Age.YOUNG else (int(age), int(age) + 1)
        return f"{born} >= {after(high)} AND {born} < {after(low)}"

    def _out_of_reach(self) -> Piece:
        """Grown people without phone and email; families where all of them are."""
        details = Piece(f"""
            SELECT coalesce(r.root, d.person_id)
            FROM families_contactdetail d LEFT JOIN {PERSON_ROOTS} r ON r.id = d.person_id
            WHERE d.ended_at IS NULL""")  # noqa: S608
        known = among("p.id", details)
        if self.kind is not Kind.FAMILIES:
            return put("NOT ({known})", known=self._own(known))
        return put(
            "{grown} AND NOT ({known})",
            grown=self._own(Piece(_ANYBODY), GROWN),
            known=self._own(known, GROWN),
        )

    def _alone(self) -> Piece:
        """Children in no family with a grown person; families without one."""
        if self.kind is Kind.FAMILIES:
            return put("NOT ({grown})", grown=self._own(Piece(_ANYBODY), GROWN))
        return put("NOT ({carer})", carer=self._household(Piece(_ANYBODY), GROWN))
