"""Laws of the search: own words find, folding holds still, nothing that is typed breaks it."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flyingstart.accounts.api import User
from flyingstart.families.api import Person, find_people
from flyingstart.families.queries.asked import read
from flyingstart.families.text import tidy
from flyingstart.kernel.api import fetch
from tests.families.search.town import names, person

pytestmark = pytest.mark.django_db

TOWN = (
    *(("Mohammed", "Khan"), ("Zofia", "Wiśniewska-Nowak"), ("Thị Lan", "Nguyễn"), ("Li", "Xu")),
    *(("Ciara", "O'Brien"), ("محمّد", "علي"), ("মোহাম্মদ", "আলী"), ("Фёдор", "Иванов"), ("Jo", "")),
)
LAW = settings(max_examples=60)
words = st.text(
    st.characters(categories=["Lu", "Ll", "Lo", "Mn", "Mc", "Nd", "Pd", "Zs"]), min_size=1
)


@pytest.fixture
def town(db: None) -> list[Person]:
    """People of many alphabets."""
    return [person(given, family) for given, family in TOWN]


@given(data=st.data())
@LAW
def test_anybody_is_found_by_some_of_their_words_in_any_order(
    data: st.DataObject, town: list[Person], reader: User
) -> None:
    somebody = data.draw(st.sampled_from(town))
    own = f"{somebody.given_name} {somebody.family_name}".replace("-", " ").split()
    chosen = data.draw(st.lists(st.sampled_from(own), min_size=1, unique=True))

    found = find_people(" ".join(chosen), user=reader).people
    assert somebody.public_id in {p.public_id for p in found}


@given(given_name=words, family_name=words)
@LAW
def test_any_name_finds_whoever_bears_it(given_name: str, family_name: str, reader: User) -> None:
    assume(tidy(given_name) and tidy(family_name))
    typed = f"{given_name} {family_name}"
    asked = read(typed)
    assume(not asked.refusal and asked.tokens)
    # To delete somebody asks every table that may name them.
    with transaction.atomic():
        somebody = Person.objects.create(given_name=tidy(given_name), family_name=tidy(family_name))

        found = find_people(typed, user=reader).people
        assert somebody.public_id in {p.public_id for p in found} or any(c.isdigit() for c in typed)
        transaction.set_rollback(True)


@given(text=st.text(max_size=120))
@LAW
def test_whatever_is_typed_is_answered(text: str, town: list[Person], reader: User) -> None:
    found = find_people(text, user=reader)
    assert not (found.people and found.refusal)


@given(text=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
@LAW
def test_folding_again_changes_nothing(text: str, db: None) -> None:
    ((once, twice),) = fetch(
        "SELECT families_folded(%s), families_folded(families_folded(%s))", [text, text]
    )
    assert once == twice


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("mohammed", "muhammad"), ("md", "mohammed"), ("hussain", "hossein"), ("syed", "sayed")),
        *(("chowdhury", "choudhry"), ("catherine", "kathryn"), ("stephen", "steven")),
        *(("usman", "osman"), ("ibrahim", "ebrahim"), ("aisha", "ayesha"), ("sarah", "sara")),
        *(("jurgen", "juergen"), ("alexander", "aleksander"), ("macdonald", "mcdonald")),
        *(("jeff", "geoff"), ("leigh", "lee"), ("szymon", "shimon"), ("christina", "kristina")),
    ],
)
def test_one_sound(one: str, other: str, db: None) -> None:
    assert fetch("SELECT families_sound(%s) = families_sound(%s)", [one, other]) == [(True,)]


@pytest.mark.parametrize(
    ("one", "other"), [("ali", "ola"), ("mary", "mark"), ("john", "jan"), ("ahmed", "mohammed")]
)
def test_two_sounds(one: str, other: str, db: None) -> None:
    ((same, apart),) = fetch(
        "SELECT families_sound(%s) = families_sound(%s), families_apart(%s, %s)",
        [one, other, one, other],
    )
    assert not same or apart > 1


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        *(("anna", "anna", 0), ("anna", "ana", 1), ("anna", "naan", 3), ("smith", "smtih", 1)),
        *(("smith", "smyth", 1), ("smith", "smythe", 2), ("abcd", "badc", 3), ("a", "abcd", 3)),
        *(("", "ab", 2), ("x" * 300, "y" * 300, 3)),
    ],
)
def test_slips_apart(one: str, other: str, apart: int, db: None) -> None:
    assert fetch("SELECT families_apart(%s, %s)", [one, other]) == [(apart,)]


def test_words_are_learnt_once(db: None) -> None:
    person("Zofia", "Nowak")
    person("Zofia", "Kowal")

    assert fetch(
        "SELECT word, count(*) FROM families_nameword WHERE word = ANY(%s) GROUP BY word"
        " ORDER BY word",
        [["zofia", "nowak", "kowal"]],
    ) == [("kowal", 1), ("nowak", 1), ("zofia", 1)]


def test_words_can_be_learnt_afterwards(reader: User) -> None:
    person("Zofia", "Nowak")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM families_nameword")
        assert names("zof", reader) == []
        cursor.execute("SELECT families_learn_words()")
    assert names("zof", reader) == ["Zofia Nowak"]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        *(("07700 900123", "07700900123"), ("+44 7700 900123", "07700900123")),
        *(("0044 (0)7700 900123", "07700900123"), ("44 7700 900123", "07700900123")),
        *(
            ("\u0660\u0667\u0667\u06f0\u06f0", "07700"),
            ("", ""),
            ("+48 123 456 789", "48123456789"),
        ),
        ("9" * 5000, "9" * 60),
    ],
)
def test_digits(written: str, key: str, db: None) -> None:
    assert fetch("SELECT families_digits(%s)", [written]) == [(key,)]


@pytest.mark.parametrize(
    ("postcode", "written", "key"),
    [
        *(("LU9 1AA", "lu9 1aa", "LU91AA"), ("", "lu9", "LU9"), ("", "x" * 9000, "X" * 12)),
        ("", "нет", ""),
    ],
)
def test_postcode_key(postcode: str, written: str, key: str, db: None) -> None:
    assert fetch("SELECT families_postcode_key(%s, %s)", [postcode, written]) == [(key,)]
