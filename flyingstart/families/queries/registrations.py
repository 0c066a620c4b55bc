"""Reads what is held of the people that a file names: so many queries, always."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from flyingstart.families.enums import CodeKind
from flyingstart.families.queries.codes import code_indexes
from flyingstart.families.queries.held import (
    Answers,
    Held,
    Home,
    Lines,
    PersonState,
    Pregnancy,
    Registered,
    Tie,
)
from flyingstart.families.queries.merged import family_roots, own_of, person_records
from flyingstart.families.queries.refs import families_by_ref, people_by_ref
from flyingstart.families.queries.together import families_named, joined
from flyingstart.kernel.api import fetch
from flyingstart.places.api import known_postcodes

_PERSON = f"SELECT id, {', '.join(Answers._fields)} FROM families_person WHERE id = ANY(%s)"  # noqa: S608 - our own names
_TIES = (
    "SELECT person_id, id, family_id, role, starts_on, ends_on FROM families_familytie"
    " WHERE person_id = ANY(%s) ORDER BY id"
)
_HOMES = (
    "SELECT person_id, id, family_id, is_main, line_1, line_2, town, postcode_as_written,"
    " postcode, starts_on, ends_on FROM families_address WHERE person_id = ANY(%s) ORDER BY id"
)
_REGISTRATIONS = (
    "SELECT person_id, id, family_id, registered_on, left_on FROM families_registration"
    " WHERE person_id = ANY(%s) ORDER BY id"
)
_PREGNANCIES = (
    "SELECT person_id, id, family_id, due_on, outcome FROM families_expectedbirth"
    " WHERE person_id = ANY(%s) ORDER BY id"
)
_DETAILS = (
    "SELECT person_id, kind, value FROM families_contactdetail"
    " WHERE person_id = ANY(%s) AND ended_at IS NULL ORDER BY id"
)
_NHS_NUMBERS = (
    "SELECT nhs_number, id FROM families_person"
    " WHERE nhs_number = ANY(%s) AND nhs_number <> '' AND merged_into_id IS NULL"
)


def load_held(
    source: str,
    *,
    person_refs: Collection[str],
    family_refs: Collection[str],
    postcodes: Collection[str],
    nhs_numbers: Collection[str],
) -> Held:
    """Read what is held of these; postcodes in normal form, NHS numbers as ten digits."""
    people = people_by_ref(source, person_refs)
    codes = code_indexes()
    holders: dict[str, set[int]] = defaultdict(set)
    for number, person in fetch(_NHS_NUMBERS, [list(nhs_numbers)]):
        holders[number].add(person)
    return Held(
        people=people,
        families=families_by_ref(source, family_refs),
        states=person_states(set(people.values())),
        ethnicities=codes[CodeKind.ETHNICITY],
        languages=codes[CodeKind.LANGUAGE],
        known_postcodes=known_postcodes(postcodes),
        nhs_numbers=holders,
    )


def person_states(ids: Collection[int]) -> dict[int, PersonState]:
    """The states of people by id, with all that was merged into them; eight queries."""
    records = person_records(ids)
    own = record_states(own_of(records))
    roots = family_roots(set().union(*map(families_named, own.values())))
    return {
        pk: joined(own[pk], [(other, own[other]) for other in others], roots)
        for pk, (_, *others) in records.items()
    }


def record_states(ids: Collection[int]) -> dict[int, PersonState]:
    """What records say, each by itself; six queries."""
    asked = [list(ids)]
    ties = _grouped(fetch(_TIES, asked))
    homes = _grouped(fetch(_HOMES, asked))
    registrations = _grouped(fetch(_REGISTRATIONS, asked))
    pregnancies = _grouped(fetch(_PREGNANCIES, asked))
    details = _grouped(fetch(_DETAILS, asked))
    return {
        pk: PersonState(
            answers=Answers(*answers),
            ties=tuple(Tie(*row) for row in ties[pk]),
            homes=tuple(_home(*row) for row in homes[pk]),
            registrations=tuple(Registered(*row) for row in registrations[pk]),
            pregnancies=tuple(Pregnancy(*row) for row in pregnancies[pk]),
            details=dict(details[pk]),
        )
        for pk, *answers in fetch(_PERSON, asked)
    }


def _home(pk: int, family: int | None, is_main: bool, *rest: Any) -> Home:
    *lines, starts_on, ends_on = rest
    return Home(pk, family, is_main, Lines(*lines), starts_on, ends_on)


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    """Rows by their first column, without it."""
    groups: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for person, *row in rows:
        groups[person].append(tuple(row))
    return groups
