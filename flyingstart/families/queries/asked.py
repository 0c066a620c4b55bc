"""What somebody typed to find people: read into words, numbers, dates and postcodes. Pure.

A text is a row of tokens; a term is one way to understand a token, or several tokens that stand
side by side. Whoever is found answers every token by one of its terms: `nguyen lu1` is a name and
the beginning of a postcode, `07700 900 123` is one number, `o brien` two names or one.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from flyingstart.families.text import tidy

LONGEST = 200
MOST_TOKENS = 8
FEWEST_DIGITS = 4
MOST_DIGITS = 15
TELLING_DIGITS = 6
PHONE_DIGITS, NHS_DIGITS = 11, 10
NEXT_CENTURY = 50
"""Two figures below it are a year of this century: children of today, parents of yesterday."""
Span = tuple[dt.date, dt.date, bool]
ABBREVIATIONS = frozenset({"md"})
"""Two letters, and yet a whole name: see `families_sound`."""


class Kind(StrEnum):
    """What a term may be."""

    NAME = "name"
    NUMBER = "number"
    POSTCODE = "postcode"
    BORN = "born"


@dataclass(frozen=True, slots=True)
class Term:
    """One way to understand the tokens `first` to `last`.

    `value` is a word of a name as typed, digits, or a postcode without its space. A birth date
    lies from `since` to before `until`. `is_whole` tells a whole date from a month or a year, and a
    whole postcode from its beginning.
    """

    first: int
    last: int
    kind: Kind
    value: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    is_whole: bool = True

    @property
    def tokens(self) -> range:
        """The numbers of the tokens it answers."""
        return range(self.first, self.last + 1)

    @property
    def is_telling(self) -> bool:
        """Whether few people answer it."""
        if self.kind is Kind.NAME:
            return not any(letter.isdigit() for letter in self.value)
        if self.kind is Kind.NUMBER:
            return len(self.value) >= TELLING_DIGITS
        return self.is_whole

    @property
    def is_unmistakable(self) -> bool:
        """Whether pieces that stand apart can mean nothing else: a whole date, postcode, number."""
        if self.first == self.last or self.kind is Kind.NAME:
            return False
        if self.kind is Kind.NUMBER:
            is_phone = len(self.value) == PHONE_DIGITS and self.value.startswith("0")
            return is_phone or (len(self.value) == NHS_DIGITS and self.last - self.first == 2)
        return self.is_whole


@dataclass(frozen=True, slots=True)
class Asked:
    """A text as understood. `refusal` says in words why nothing can be looked for."""

    tokens: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    short: tuple[int, ...] = ()
    """Tokens of a letter or two beside longer ones: names must begin with them."""
    broad: tuple[int, ...] = ()
    """Tokens that many people answer, beside telling ones: a year, the beginning of a postcode."""
    refusal: str = ""


# What stands between words: the separators of `families_folded`, without apostrophes.
_BETWEEN = re.compile(
    r"[\s!-&(-/:-@\[-_{-~\u0080-\u00b3\u00b5-\u00bf\u2010-\u2017\u201a\u201c-\u2031"
    r"\u2033-\u2bff\u3000-\u303f]+"
)
_MARKS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile("['`\u2018\u2019\u201b\u00b4]")
_NUMERIC = re.compile(r"[0-9+()./-]*[0-9][0-9+()./-]*")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[./-]([0-9]{1,2})[./-]([0-9]{1,2})")
_MONTH = re.compile(r"([0-9]{1,2})[./-]([0-9]{4})|([0-9]{4})[./-]([0-9]{1,2})")
_EIGHT = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_ORDINAL = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_POSTCODE = re.compile(r"[a-z]{1,2}[0-9](?:[0-9a-z]?[0-9]?[a-z]{0,2})")
_WHOLE_POSTCODE = re.compile(r"[a-z]{1,2}[0-9][0-9a-z]?[0-9][a-z]{2}")
_ABROAD = re.compile(r"(?:00)?440?(?=[0-9]{9,10}$)")
# The record is in English whatever the reader's language; so are the months of the search box.
_MONTHS = (
    *("", "january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def read(text: str) -> Asked:
    """Understand a text; see `Asked.refusal` for what cannot be looked for."""
    text = tidy(text[: LONGEST * 10])
    if len(text) > LONGEST:
        return Asked(refusal=_("That is too much to look for at once."))
    # Letters in their plain forms, marks left out, as `families_folded` has them.
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_DIGITS).casefold()))
    tokens = tuple(_tokens(plain))
    if len(tokens) > MOST_TOKENS:
        return Asked(refusal=_("Look for fewer words at once."))
    if not tokens:
        return Asked()
    if all(_is_lone_letter(token) for token in tokens):
        return Asked(refusal=_("One letter finds nothing: type two letters of a name or more."))
    short = _short(tokens)
    terms = tuple(_unmistaken(list(_terms(tokens, short))))
    answered = {token for term in terms for token in term.tokens} | set(short)
    for number, token in enumerate(tokens):
        if number not in answered:
            words = _("“%(digits)s” is too short to look for: type four digits or more, or a date.")
            return Asked(refusal=words % {"digits": token})
    telling = {token for term in terms if term.is_telling for token in term.tokens}
    broad = answered - telling - set(short) if telling else ()
    return Asked(tokens, terms, short, tuple(sorted(broad)))


def _tokens(text: str) -> Iterator[str]:
    for piece in re.split(r"[\s,;]+", text):
        if _NUMERIC.fullmatch(piece):
            yield piece
        else:
            yield from (word for word in _BETWEEN.split(piece) if _APOSTROPHES.sub("", word))


def _is_lone_letter(word: str) -> bool:
    return len(_APOSTROPHES.sub("", word)) == 1 and _is_brief(word)


def _is_brief(word: str) -> bool:
    """One or two letters of an alphabet that are no whole name; one Chinese sign can be."""
    word = _APOSTROPHES.sub("", word)
    return len(word) <= 2 and word.isalpha() and ord(word[0]) < 0x2E80 and word not in ABBREVIATIONS


def _short(tokens: Sequence[str]) -> tuple[int, ...]:
    """Tokens that only narrow what longer ones find; without longer ones, single letters do."""
    brief = [n for n, token in enumerate(tokens) if _is_brief(token)]
    if len(brief) == len(tokens):
        brief = [n for n in brief if _is_lone_letter(tokens[n])]
    return tuple(brief)


def _terms(tokens: Sequence[str], short: Sequence[int]) -> Iterator[Term]:
    for n, token in enumerate(tokens):
        if _NUMERIC.fullmatch(token):
            yield from _number_terms(n, token)
        elif n not in short:
            yield Term(n, n, Kind.NAME, token)
            if _POSTCODE.fullmatch(token):
                yield _postcode(n, n, token)
        yield from _joined(tokens, n)
        yield from _spelled_dates(tokens, n)


def _number_terms(n: int, token: str) -> Iterator[Term]:
    born = _numeric_date(token)
    if born:
        yield Term(n, n, Kind.BORN, "", *born)
    digits = _digits(token)
    if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS and (not born or token.isdigit()):
        yield Term(n, n, Kind.NUMBER, digits)


def _joined(tokens: Sequence[str], n: int) -> Iterator[Term]:
    """What stands apart and belongs together: numbers, the halves of a postcode or of a name."""
    for last in range(n + 1, min(n + 5, len(tokens))):
        span = tokens[n : last + 1]
        if not all(_NUMERIC.fullmatch(token) for token in span):
            break
        digits = _digits("".join(span))
        if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
            yield Term(n, last, Kind.NUMBER, digits)
    pair = tokens[n : n + 2]
    if len(pair) == 2 and not any(_NUMERIC.fullmatch(token) for token in pair):
        yield Term(n, n + 1, Kind.NAME, "".join(pair))
    if len(pair) == 2 and _POSTCODE.fullmatch("".join(pair)) and pair[1][0].isdigit():
        yield _postcode(n, n + 1, "".join(pair))


def _postcode(first: int, last: int, text: str) -> Term:
    return Term(
        first, last, Kind.POSTCODE, text.upper(), is_whole=bool(_WHOLE_POSTCODE.fullmatch(text))
    )


def _unmistaken(terms: Sequence[Term]) -> Iterator[Term]:
    """Terms without those that break up what can mean one thing only."""
    whole = [term for term in terms if term.is_unmistakable]
    for term in terms:
        if not any(
            term is not span and term.first >= span.first and term.last <= span.last
            for span in whole
        ):
            yield term


def _digits(token: str) -> str:
    """Digits as `families_digits` keeps those of a phone number."""
    return _ABROAD.sub("0", re.sub(r"[^0-9]", "", token), count=1)


def _numeric_date(token: str) -> Span | None:
    """A date, month or year in figures; the day first, as people write here."""
    if _YEAR.fullmatch(token):
        return _year(int(token))
    if found := _YEAR_FIRST.fullmatch(token):
        return _day(*(int(part) for part in found.groups()))
    if found := _DAY_FIRST.fullmatch(token) or _EIGHT.fullmatch(token):
        day, month, year = found.groups()
        return _day(_whole_year(year), int(month), int(day))
    if found := _MONTH.fullmatch(token):
        month, year = found[1] or found[4], found[2] or found[3]
        return _month(int(year), int(month))
    return None


def _spelled_dates(tokens: Sequence[str], n: int) -> Iterator[Term]:
    """Dates whose parts stand apart: 3 feb 2023, feb 3 2023, feb 2023, 3 2 2023."""
    three = tokens[n : n + 3]
    if len(three) == 3 and _is_year(three[2]):
        year = _whole_year(three[2])
        for day, month in ((three[0], three[1]), (three[1], three[0])):
            number, name = _ORDINAL.fullmatch(day), _month_number(month)
            if number and name:
                if born := _day(year, name, int(number[1])):
                    yield Term(n, n + 2, Kind.BORN, "", *born)
                break
    two = tokens[n : n + 2]
    if len(two) == 2 and _YEAR.fullmatch(two[1]) and not two[0].isdigit():
        month_number = _month_number(two[0])
        if month_number and (born := _month(int(two[1]), month_number)):
            yield Term(n, n + 1, Kind.BORN, "", *born)


def _is_year(token: str) -> bool:
    return bool(_YEAR.fullmatch(token)) or (len(token) == 2 and token.isascii() and token.isdigit())


def _month_number(token: str) -> int | None:
    """A month by figure, by name, or by three letters of its name and more."""
    token = token.replace("sept", "sep", 1) if len(token) == 4 else token
    if token.isascii() and token.isdigit() and len(token) <= 2:
        return int(token) if 1 <= int(token) <= 12 else None
    if len(token) < 3:
        return None
    return next((n for n, name in enumerate(_MONTHS) if name.startswith(token)), None)


def _whole_year(text: str) -> int:
    """Two figures are of this century or the last; nobody here was born after 2049 or in 1949."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < NEXT_CENTURY else 1900)


def _day(year: int, month: int, day: int) -> Span | None:
    if month > 12 >= day:
        day, month = month, day
    try:
        born = dt.date(year, month, day)
        return born, born + dt.timedelta(days=1), True
    except (ValueError, OverflowError):
        return None


def _month(year: int, month: int) -> Span | None:
    try:
        first = dt.date(year, month, 1)
        return first, dt.date(year + month // 12, month % 12 + 1, 1), False
    except ValueError:
        return None


def _year(year: int) -> Span:
    return dt.date(year, 1, 1), dt.date(year + 1, 1, 1), False
