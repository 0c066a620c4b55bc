"""People are found by their names, however these are spelled and in whatever order."""

from __future__ import annotations

import pytest

from flyingstart.accounts.api import User
from flyingstart.families.api import Role, find_people
from tests.accounts.people import user_with
from tests.families.search.town import GROWN, household, member, names, person, reasons
from tests.families.world import AT
from tests.kept import kept_for_a_module

pytestmark = pytest.mark.django_db


def make_reader() -> User:
    """Who searches where somebody lives whom nobody means."""
    person("Zebedee", "Quartermain")
    return user_with("business_support")


made_reader = kept_for_a_module(make_reader, AT)


@pytest.mark.parametrize(
    ("given", "family", "typed"),
    [
        # As written, in part, in any order, in any case.
        ("Mohammed", "Khan", "mohammed khan"),
        ("Mohammed", "Khan", "KHAN mohammed"),
        ("Mohammed", "Khan", "moh"),
        ("Mohammed", "Khan", "ammed"),
        ("Mohammed", "Khan", "kha moh"),
        ("Nguyễn", "Thị Lan", "lan nguyen thi"),
        ("Lan Thi", "Nguyen", "nguyen thi lan"),
        ("Thi Lan", "Nguyen", "thilan"),
        # The same name in other letters.
        ("Mohammed", "Khan", "muhammad"),
        ("Mohammed", "Khan", "mohamed"),
        ("Mohammed", "Khan", "mohamad khan"),
        ("Mohammed", "Khan", "md khan"),
        ("Md", "Khan", "mohammed khan"),
        ("Muhammad", "Khan", "muham"),
        ("Hussain", "Ali", "hossein"),
        ("Ayesha", "Begum", "aisha begam"),
        ("Abdul", "Chowdhury", "choudhry"),
        ("Syed", "Shah", "sayed"),
        ("Catherine", "Byrne", "kathryn"),
        ("Stephen", "Hughes", "steven"),
        ("Yousuf", "Usman", "yusuf osman"),
        ("Zainab", "Malik", "zaynab"),
        ("Aleksander", "Kowalski", "alexander kovalsky"),
        # Marks and letters of other alphabets.
        ("Łukasz", "Żółć", "lukasz zolc"),
        ("Lukasz", "Nowak", "Łukasz"),
        ("Şule", "Y\u0131lmaz", "sule yilmaz"),
        ("İpek", "Çelik", "ipek celik"),
        ("Jürgen", "Groß", "jurgen gross"),
        ("Jürgen", "Weiß", "juergen"),
        ("Juergen", "Weiss", "jürgen"),
        ("Søren", "Ærø", "soren"),
        ("José María", "Núñez", "jose nunez"),
        ("Ştefan", "Țurcanu", "stefan turcanu"),
        ("Фёдор", "Иванов", "федор"),
        ("محمّد", "علي", "محمد علی"),
        ("ليلى", "كريم", "لیلی کریم"),
        ("মোহাম্মদ", "আলী", "মোহাম্মদ"),
        ("ਗੁਰਪ੍ਰੀਤ", "ਸਿੰਘ", "ਗੁਰਪ੍ਰੀਤ"),
        ("小明", "王", "王"),
        # Apostrophes, hyphens, names apart and together.
        ("Ciara", "O'Brien", "obrien"),
        ("Ciara", "O'Brien", "o brien"),
        ("Ciara", "O'Brien", "O’Brien"),
        ("Ciara", "O'Brien", "brien"),
        ("Ciara", "O Brien", "o'brien"),
        ("Ciara", "OBrien", "O'Brien"),
        ("Amy", "Smith-Jones", "smith jones"),
        ("Amy", "Smith-Jones", "jones-smith"),
        ("Amy", "Smith Jones", "smithjones"),
        ("Amy", "Smith-Jones", "jones"),
        ("Mary-Jane", "Hill", "maryjane"),
        ("Rory", "McDonald", "mc donald"),
        ("Rory", "Mac Donald", "macdonald"),
        # Slips: a letter missing, doubled, swapped, another.
        ("Patrick", "Hughes", "patrik"),
        ("Patrick", "Hughes", "pattrick"),
        ("Patrick", "Hughes", "partick"),
        ("Patrick", "Hughes", "patrixk"),
        ("Anna", "Kaczmarek", "kaczmrek"),
        ("Anna", "Kaczmarek", "kacmarek"),
        ("Florin", "Popescu", "popsecu"),
        # Two letters, and with longer words even one.
        ("Li", "Wang", "li"),
        ("Jo", "Hill", "jo"),
        ("Xu", "Chen", "xu"),
        ("Jo", "Hill", "jo hill"),
        ("Jo", "Hill", "hill j"),
    ],
)
def test_somebody_is_found_by(given: str, family: str, typed: str, reader: User) -> None:
    person(given, family)

    assert names(typed, reader) == [f"{given} {family}"]


@pytest.mark.parametrize(
    ("given", "family", "typed"),
    [
        # Two letters begin a name or nothing.
        ("Ali", "Khan", "li"),
        ("Ali", "Khan", "xu"),
        ("Ali", "Khan", "la khan"),
        # Every word must match.
        ("Ali", "Khan", "ali shah"),
        ("Ali", "Khan", "khan 1999"),
        # Other names.
        ("Mary", "Hill", "mont"),
        ("Ella", "Hill", "eve"),
        ("Hassan", "Shah", "nasreen"),
        ("Ali", "Khan", "%"),
        ("Ali", "Khan", "a_i"),
        ("Ali", "Khan", ".*"),
        ("Ali", "Khan", "(al|kh)+n$"),
        ("Ali", "Khan", "' OR 1=1 --"),
        ("Ali", "Khan", "\\"),
    ],
)
def test_somebody_is_not_found_by(given: str, family: str, typed: str, reader: User) -> None:
    person(given, family)

    assert names(typed, reader) == []


@pytest.mark.parametrize("typed", ["ali\u202e", "\u2066ali\u2069", "a\u200bli", "ali\x00", "ALI;"])
def test_what_cannot_be_seen_makes_no_difference(typed: str, reader: User) -> None:
    person("Ali", "Khan")

    assert names(typed, reader) == ["Ali Khan"]


def test_exact_names_come_before_beginnings_before_others_before_parts(reader: User) -> None:
    for given in ("Rosanna", "Anna", "Annabel", "Annna"):
        person(given, "Hill")

    assert names("anna", reader) == ["Anna Hill", "Annabel Hill", "Annna Hill", "Rosanna Hill"]
    assert reasons("anna", reader) == [
        ("name",),
        ("name",),
        ("name spelled alike",),
        ("part of a name",),
    ]


def test_of_equal_matches_the_alphabet_decides(reader: User) -> None:
    for given, family in (("Zara", "Khan"), ("Adam", "Khan"), ("Adam", "Ali Khan")):
        person(given, family)

    assert names("khan", reader) == ["Adam Ali Khan", "Adam Khan", "Zara Khan"]


def test_at_most_so_many_and_whether_there_are_more(reader: User) -> None:
    for given in ("Ada", "Bea", "Cia"):
        person(given, "Hill")

    found = find_people("hill", user=reader, limit=2)
    assert [p.name for p in found.people] == ["Ada Hill", "Bea Hill"]
    assert found.has_more is True
    assert find_people("hill", user=reader, limit=3).has_more is False


def test_a_name_of_one_word_is_found(reader: User) -> None:
    person("Zofia", "")

    assert names("zofia", reader) == ["Zofia"]


def test_a_name_of_ten_thousand_letters_is_found_by_its_beginning(reader: User) -> None:
    long = "Wolfe" + "schlegelstein" * 800
    person(long, "Hill")

    assert names("wolfeschlegel", reader) == [f"{long} Hill"]
    assert names(long[:150], reader) == [f"{long} Hill"]
    assert find_people(long, user=reader).refusal == "That is too much to look for at once."


def test_a_name_of_very_many_words_is_found_by_each(reader: User) -> None:
    many = " ".join(f"name{n}" for n in range(500))
    person(many, "Hill")

    assert names("name499", reader) == [f"{many} Hill"]


def test_children_and_adults_alike(reader: User) -> None:
    household(
        member("Zofia", "Nowak", GROWN, Role.PARENT),
        member("Jan", "Nowak", GROWN.replace(year=2019), Role.CHILD),
    )

    found = find_people("nowak", user=reader).people
    assert [(p.name, [f.role for f in p.families]) for p in found] == [
        ("Jan Nowak", ["child"]),
        ("Zofia Nowak", ["parent"]),
    ]
