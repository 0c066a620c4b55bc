"""200 queries as people type them, made of the people themselves, and what becomes of them."""

from __future__ import annotations

import datetime as dt
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg

if TYPE_CHECKING:
    from flyingstart.accounts.api import User

Figures = dict[str, float]
QUERIES = 200
ROUNDS = 3
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# As one name is written by different people.
SPELLINGS = (
    *(("Mohammed", "Muhammad"), ("Muhammad", "Mohamed"), ("Mohammad", "Md"), ("Md", "Mohammed")),
    *(("Hussain", "Hossein"), ("Chowdhury", "Choudhry"), ("Begum", "Begam"), ("Ahmed", "Ahmad")),
    *(("Syed", "Sayed"), ("Aisha", "Ayesha"), ("Sarah", "Sara"), ("O'", "O "), ("ł", "l")),
    *(("ska", "zka"), ("ć", "c"), ("ș", "s"), ("ă", "a"), ("-", " "), ("Kh", "K")),
)
PEOPLE = """
    SELECT p.given_name, p.family_name, p.earlier_family_names, p.date_of_birth,
           coalesce((SELECT d.value FROM families_contactdetail d
                     WHERE d.person_id = p.id AND d.kind = 'phone' AND d.ended_at IS NULL), ''),
           coalesce((SELECT a.postcode FROM families_address a
                     WHERE a.person_id = p.id AND a.is_main AND a.ends_on IS NULL), ''),
           ARRAY(SELECT f.public_id::text FROM families_familytie t
                 JOIN families_family f ON f.id = t.family_id
                 WHERE t.person_id = p.id AND t.ends_on IS NULL),
           p.nhs_number
    FROM families_person p
    WHERE p.died_on IS NULL AND p.given_name <> '' AND p.family_name <> ''
      AND p.date_of_birth IS NOT NULL
      AND EXISTS (SELECT FROM families_familytie t WHERE t.person_id = p.id AND t.ends_on IS NULL)
    ORDER BY p.id
"""


class Someone(NamedTuple):
    """A person of the town."""

    given: str
    family: str
    earlier: Sequence[str]
    born: dt.date
    phone: str
    postcode: str
    families: Sequence[str]
    nhs_number: str


@dataclass(frozen=True)
class Query:
    """What is typed, and the families of whom it means."""

    text: str
    families: frozenset[str]


def queries(people: Sequence[Someone], seed: int = 1) -> list[Query]:
    """The same every time, in equal parts of each way of asking."""
    chance = random.Random(seed)
    namesakes = Counter((p.given.lower(), p.family.lower()) for p in people)
    made: list[Query] = []
    while len(made) < QUERIES:
        ask = WAYS[len(made) % len(WAYS)]
        person = chance.choice(people)
        # Nobody can find one of a hundred Mohammed Khans by name alone.
        if ask is by_name and namesakes[person.given.lower(), person.family.lower()] > 5:
            continue
        text = ask(chance, person)
        if text:
            made.append(Query(text, frozenset(person.families)))
    return made


def slip(chance: random.Random, name: str) -> str:
    """A name as it is mistyped: a letter missing, doubled, swapped or another."""
    if len(name) < 5:
        return name
    place = chance.randrange(1, len(name) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return name[:place] + name[place + 1 :]
    if kind == 1:
        return name[:place] + name[place] + name[place:]
    if kind == 2:
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    return name[:place] + chance.choice(LETTERS) + name[place + 1 :]


def respelt(chance: random.Random, name: str) -> str:
    """A name as others write it, or with a slip."""
    for one, other in SPELLINGS:
        if one in name:
            return name.replace(one, other, 1)
    return slip(chance, name)


def by_name(chance: random.Random, person: Someone) -> str:
    """Both names in any order, one of them or both misspelt."""
    names = [respelt(chance, person.given), respelt(chance, person.family)]
    if chance.random() < 0.5:
        names[0] = person.given
    chance.shuffle(names)
    return " ".join(names)


def by_name_and_birth_date(chance: random.Random, person: Someone) -> str:
    """A misspelt name and a birth date as somebody writes it."""
    forms = ("%d/%m/%Y", "%-d.%-m.%y", "%-d %b %Y", "%Y-%m-%d", "%b %Y", "%d %m %Y")
    names = chance.choice([person.given, person.family])
    return f"{respelt(chance, names)} {person.born.strftime(chance.choice(forms))}"


def by_names_and_year(_chance: random.Random, person: Someone) -> str:
    """The beginnings of both names and a birth year."""
    return f"{person.born.year} {person.family[:4]} {person.given[:3]}"


def by_phone(chance: random.Random, person: Someone) -> str:
    """A phone number with the spaces anywhere, and a name where many share a number."""
    number = person.phone.replace(" ", "")
    if not number.startswith("0"):
        return ""
    place = chance.randrange(3, 8)
    given = respelt(chance, person.given)
    return f"{number[:place]} {number[place:]} {given}"


def by_end_of_phone(chance: random.Random, person: Someone) -> str:
    """A family name and the last digits of a phone number."""
    number = person.phone.replace(" ", "")
    return f"{respelt(chance, person.family)} {number[-5:]}" if number.startswith("0") else ""


def by_postcode(chance: random.Random, person: Someone) -> str:
    """A misspelt name and a postcode, with or without its space."""
    code = person.postcode if chance.random() < 0.5 else person.postcode.replace(" ", "")
    return f"{respelt(chance, person.family)} {code.lower()} {person.given}" if code else ""


def by_part(_chance: random.Random, person: Someone) -> str:
    """The end of a name, and a birth date."""
    name = person.family.split()[-1]
    return f"{name[-5:]} {person.born:%d/%m/%Y}" if len(name) > 6 else ""


def by_earlier_name(chance: random.Random, person: Someone) -> str:
    """A given name beside the family name before a marriage, and a birth year."""
    if not person.earlier:
        return ""
    return f"{slip(chance, person.earlier[0])} {person.given} {person.born.year}"


def by_nhs_number(_chance: random.Random, person: Someone) -> str:
    """An NHS number as it is printed."""
    number = person.nhs_number
    return f"{number[:3]} {number[3:6]} {number[6:]}" if number else ""


WAYS: tuple[Callable[[random.Random, Someone], str], ...] = (
    *(by_name, by_name_and_birth_date, by_names_and_year, by_phone),
    *(by_end_of_phone, by_postcode, by_part, by_earlier_name, by_nhs_number),
)


def search() -> Figures:
    """Every query by ours and by the bare statements, in turn; and whether it was right."""
    from django.db import connection

    from flyingstart.families.api import find_people

    user = whole_sight()
    people = _people()
    ours: list[float] = []
    bare: list[float] = []
    missed = 0
    address = connection.get_connection_params()
    with psycopg.connect(
        **{key: address[key] for key in ("dbname", "user", "password", "host") if key in address},
        autocommit=True,
        cursor_factory=psycopg.ClientCursor,
    ) as plain:
        asked = queries(people)
        for query in asked:
            statements: list[tuple[str, Any]] = []
            with connection.execute_wrapper(_recorder(statements)):
                found = find_people(query.text, user=user)
            families = {str(f.public_id) for person in found.people for f in person.families}
            missed += not families & query.families
            times = [
                (
                    _seconds(partial(find_people, query.text, user=user)),
                    _seconds(partial(_run, plain, statements)),
                )
                for _ in range(ROUNDS)
            ]
            ours.append(min(own for own, _ in times))
            bare.append(min(theirs for _, theirs in times))
    return {
        "people": number_of_people()["people"],
        "queries": len(asked),
        "missed": missed,
        "ours_median": statistics.median(ours),
        "bare_median": statistics.median(bare),
        "ours_high": statistics.quantiles(ours, n=20)[-1],
        "bare_high": statistics.quantiles(bare, n=20)[-1],
    }


def whole_sight() -> User:
    """Somebody who sees all families."""
    from flyingstart.accounts.api import User

    held = User.objects.filter(email="bench@example.org").first()
    return held or User.objects.create_superuser("bench@example.org", name="Bench")


def number_of_people() -> Figures:
    """How many people the place holds."""
    from flyingstart.families.api import Person

    return {"people": Person._base_manager.count()}


def vacuum() -> Figures:
    """Let the planner know the tables."""
    import os

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")
    return {}


def _people() -> list[Someone]:
    from flyingstart.kernel.api import fetch

    return [Someone(*row) for row in fetch(PEOPLE, [])]


def _recorder(statements: list[tuple[str, Any]]) -> Callable[..., Any]:
    def record(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    return record


def _run(plain: psycopg.Connection[Any], statements: Sequence[tuple[str, Any]]) -> None:
    for statement, parameters in statements:
        with plain.cursor() as cursor:
            cursor.execute(statement, parameters).fetchall()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
