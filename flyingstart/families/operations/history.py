"""Writing many families that are known for long, with all that is known of them, at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from flyingstart.families.codes import no_answer
from flyingstart.families.enums import CodeKind, RegisteredBy
from flyingstart.families.models import (
    Address,
    Contact,
    ContactDetail,
    ExpectedBirth,
    Family,
    FamilyRef,
    FamilyTie,
    Need,
    Person,
    PersonRef,
    Registration,
)
from flyingstart.families.queries.codes import code_indexes
from flyingstart.kernel.api import Actor, allocate_ids, copy_rows, operation, update_rows
from flyingstart.places.api import normal_postcode

Day = dt.date


class UnknownCodesError(ValueError):
    """Ethnicities, languages or needs that are not in the authority's code lists."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PastTie:
    """A place in a family; `family` is the family's place in its household."""

    family: int
    role: str
    relationship: str = ""
    starts_on: Day | None = None
    ends_on: Day | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PastAddress:
    """Where a person lived with a family; the postcode as somebody wrote it."""

    family: int
    is_main: bool
    line_1: str = ""
    line_2: str = ""
    town: str = ""
    postcode: str = ""
    starts_on: Day | None = None
    ends_on: Day | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PastPerson:
    """A person with everything held of them.

    `ref` is what the source calls them. Ethnicity, languages and needs are given by code, label or
    alias. `earlier_family_name` is written first and then replaced, so that history holds it.
    `registrations` are `(family, registered on, left on)`; `details` `(kind, value, ended at)`;
    `expected_births` `(family, due on, outcome, ended on)`; `needs` `(code, source, starts on,
    ends on)`.
    """

    ref: str
    given_name: str = ""
    family_name: str = ""
    earlier_family_name: str = ""
    date_of_birth: Day | None = None
    died_on: Day | None = None
    sex: str = ""
    ethnicity: str = ""
    spoken_language: str = ""
    read_language: str = ""
    interpreter_needed: bool | None = None
    nhs_number: str = ""
    gp_practice: str = ""
    setting: str = ""
    contact_by_sms: bool | None = None
    contact_by_email: bool | None = None
    ties: Sequence[PastTie] = ()
    registrations: Sequence[tuple[int, Day, Day | None]] = ()
    addresses: Sequence[PastAddress] = ()
    details: Sequence[tuple[str, str, dt.datetime | None]] = ()
    expected_births: Sequence[tuple[int, Day, str, Day | None]] = ()
    needs: Sequence[tuple[str, str, Day | None, Day | None]] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PastFamily:
    """A family: what the source calls it, and `(when, kind, face to face)` of each contact."""

    ref: str
    contacts: Sequence[tuple[dt.datetime, str, bool]] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PastHousehold:
    """People and their families: more than one where a child has two homes."""

    families: Sequence[PastFamily]
    people: Sequence[PastPerson]


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedFamilies:
    """Internal ids, in the order of the households and within each."""

    families: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A person beside the ids given to them and to the families of their household."""

    id: int
    families: Sequence[int]
    person: PastPerson


@operation
def record_families(
    *, households: Sequence[PastHousehold], source: str, by: Actor, at: dt.datetime
) -> RecordedFamilies:
    """Add families and their people with `COPY`; `source` is whose references they bear.

    Raises `UnknownCodesError` when the code lists lack a word, and `django.db.IntegrityError` when
    a ref is held or days overlap that must not.
    """
    family_ids = allocate_ids(Family, sum(len(house.families) for house in households))
    person_ids = allocate_ids(Person, sum(len(house.people) for house in households))
    placed = list(_placed(households, family_ids, person_ids))
    families = [family for house in households for family in house.families]
    _write_families(list(zip(family_ids, families, strict=True)), source)
    _write_people(placed, source)
    _write_places(placed)
    _write_details(placed)
    return RecordedFamilies(families=family_ids, people=person_ids)


def _placed(
    households: Sequence[PastHousehold], family_ids: Sequence[int], person_ids: Iterable[int]
) -> Iterator[_Placed]:
    start = 0
    ids = iter(person_ids)
    for house in households:
        own = family_ids[start : start + len(house.families)]
        start += len(house.families)
        for person in house.people:
            yield _Placed(next(ids), own, person)


def _write_families(families: Sequence[tuple[int, PastFamily]], source: str) -> None:
    copy_rows(Family, ["id"], ((pk,) for pk, _ in families))
    copy_rows(
        FamilyRef,
        ["family_id", "source", "ref"],
        ((pk, source, family.ref) for pk, family in families),
    )
    copy_rows(
        Contact,
        ["family_id", "happened_at", "kind", "face_to_face"],
        ((pk, *contact) for pk, family in families for contact in family.contacts),
    )


PERSON_COLUMNS = (
    *("id", "given_name", "family_name", "date_of_birth", "died_on", "sex", "ethnicity"),
    *("spoken_language", "read_language", "interpreter_needed", "nhs_number", "gp_practice"),
    *("setting", "contact_by_sms", "contact_by_email"),
)


def _write_people(placed: Sequence[_Placed], source: str) -> None:
    indexes = code_indexes()
    ethnicity = _codes(indexes[CodeKind.ETHNICITY].find, "ethnicity", "code")
    language = _codes(indexes[CodeKind.LANGUAGE].find, "language", "label")
    copy_rows(
        Person,
        PERSON_COLUMNS,
        (
            (
                *(p.id, p.person.given_name, p.person.earlier_family_name or p.person.family_name),
                *(p.person.date_of_birth, p.person.died_on, p.person.sex),
                *(ethnicity(p.person.ethnicity), language(p.person.spoken_language)),
                *(language(p.person.read_language), p.person.interpreter_needed),
                *(p.person.nhs_number, p.person.gp_practice, p.person.setting),
                *(p.person.contact_by_sms, p.person.contact_by_email),
            )
            for p in placed
        ),
    )
    renamed = [(p.id, p.person.family_name) for p in placed if p.person.earlier_family_name]
    if renamed:
        update_rows(Person, ["id", "family_name"], renamed)
    copy_rows(
        PersonRef, ["person_id", "source", "ref"], ((p.id, source, p.person.ref) for p in placed)
    )


def _write_places(placed: Sequence[_Placed]) -> None:
    copy_rows(
        FamilyTie,
        ["person_id", "family_id", "role", "relationship", "starts_on", "ends_on"],
        (
            (p.id, p.families[t.family], t.role, t.relationship, t.starts_on, t.ends_on)
            for p in placed
            for t in p.person.ties
        ),
    )
    copy_rows(
        Registration,
        ["person_id", "family_id", "registered_on", "left_on", "came_by"],
        (
            (p.id, p.families[family], registered_on, left_on, RegisteredBy.FILE.value)
            for p in placed
            for family, registered_on, left_on in p.person.registrations
        ),
    )
    copy_rows(
        Address,
        (
            *("person_id", "family_id", "is_main", "line_1", "line_2", "town"),
            *("postcode_as_written", "postcode", "starts_on", "ends_on"),
        ),
        (
            (
                *(p.id, p.families[home.family], home.is_main, home.line_1, home.line_2),
                *(home.town, home.postcode, normal_postcode(home.postcode)),
                *(home.starts_on, home.ends_on),
            )
            for p in placed
            for home in p.person.addresses
        ),
    )


def _write_details(placed: Sequence[_Placed]) -> None:
    needs = _codes(code_indexes()[CodeKind.NEED].find, "need", "code")
    copy_rows(
        ContactDetail,
        ["person_id", "kind", "value", "ended_at"],
        ((p.id, *detail) for p in placed for detail in p.person.details),
    )
    copy_rows(
        ExpectedBirth,
        ["person_id", "family_id", "due_on", "outcome", "ended_on"],
        (
            (p.id, p.families[family], *rest)
            for p in placed
            for family, *rest in p.person.expected_births
        ),
    )
    copy_rows(
        Need,
        ["person_id", "code", "source", "starts_on", "ends_on"],
        ((p.id, needs(code), *rest) for p in placed for code, *rest in p.person.needs),
    )


def _codes(find: Callable[[str], object | None], what: str, attribute: str) -> Callable[[str], str]:
    """How a word of a code list is kept; none and the ways of having no answer stay as they are."""

    @cache
    def kept(text: str) -> str:
        if not text:
            return ""
        entry = find(text)
        if entry is not None:
            return str(getattr(entry, attribute))
        answer = no_answer(text)
        if answer is None:
            raise UnknownCodesError(f"the authority's code list has no {what} {text}")
        return answer

    return kept
