"""Sequences of random files end where an independent model of the contract ends; and the laws."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings

from flyingstart.families.text import folded
from flyingstart.kernel.intake.api import Outcome
from tests.depth import worlds
from tests.families import oracle
from tests.families.oracle import DAYS, POSTCODES, Books, Row
from tests.families.store import Store
from tests.families.strategies import any_order, dense_history, histories

History = list[tuple[list[Row], dt.date]]
WORDS = {folded(text): meant for text, meant in POSTCODES.items()}


def in_words(store: Store) -> dict[str, dict[str, object]]:
    """What is held, in the words of the model."""
    found: dict[str, dict[str, object]] = {}
    for ref in store.people:
        state = store[ref]
        roles: dict[str, dict[dt.date, str]] = {}
        for family, role, starts, ends in store.ties(ref):
            roles.setdefault(family, {}).update(
                {d: role for d in DAYS if (starts or d) <= d and (ends is None or d < ends)}
            )
        main = {
            d: WORDS[folded(postcode)]
            for _, is_main, postcode, starts, ends in store.homes(ref)
            if is_main
            for d in DAYS
            if (starts or d) <= d and (ends is None or d < ends)
        }
        born = state.answers.date_of_birth
        found[ref] = {
            "name": state.answers.given_name,
            "born": born.isoformat() if born else "",
            "ethnicity": state.answers.ethnicity,
            "nhs_number": state.answers.nhs_number,
            "roles": {family: days for family, days in roles.items() if days},
            "main": main,
            "registered": {
                (
                    store.family(r.family),
                    r.registered_on.isoformat(),
                    r.left_on.isoformat() if r.left_on else "",
                )
                for r in state.registrations
            },
        }
    return found


def of_model(books: Books) -> dict[str, dict[str, object]]:
    return {
        ref: {
            "name": person.name,
            "born": person.born,
            "ethnicity": person.ethnicity,
            "nhs_number": person.nhs_number,
            "roles": {family: days for family, days in person.roles.items() if days},
            "main": person.main,
            "registered": {
                (family, *span) for family, spans in person.registered.items() for span in spans
            },
        }
        for ref, person in books.items()
    }


def hold_to_the_model(history: History) -> None:
    store, books = Store(), Books()
    for rows, as_of in history:
        verdict = store.take(rows, as_of)
        books, taken = oracle.take(books, rows, as_of)

        assert [o != Outcome.REJECTED for o in verdict.outcomes] == taken
        held, expected = in_words(store), of_model(books)
        for ref, person in books.items():
            if person.vague and len(person.roles) > 1:
                held[ref].pop("main"), expected[ref].pop("main")
        assert held == expected


@settings(max_examples=worlds(50, many=150))
@given(histories())
def test_files_in_order_end_where_the_model_ends(history: History) -> None:
    hold_to_the_model(history)


@pytest.mark.parametrize("hundred", range(10))
def test_dense_files_end_where_the_model_ends(hundred: int) -> None:
    for seed in range(hundred * 100, hundred * 100 + 100):
        hold_to_the_model(dense_history(seed))


@settings(max_examples=worlds(50, many=150))
@given(any_order)
def test_a_file_twice_is_a_file_once(history: History) -> None:
    store = Store()
    *earlier, (rows, as_of) = history
    for file, day in earlier:
        store.take(file, day)
    first = store.take(rows, as_of)
    before = dict(store.states)

    again = store.take(rows, as_of)

    assert [
        Outcome.UNCHANGED if outcome != Outcome.REJECTED else outcome for outcome in first.outcomes
    ] == again.outcomes
    assert again.plan == []
    assert store.states == before


@settings(max_examples=worlds(50, many=150))
@given(any_order)
def test_every_row_has_one_outcome_and_errors_are_those_of_rejected_rows(history: History) -> None:
    store = Store()
    for rows, as_of in history:
        before = dict(store.states)

        verdict = store.take(rows, as_of)

        assert sum(verdict.outcomes.count(outcome) for outcome in Outcome) == len(rows)
        rejected = {n for n, o in enumerate(verdict.outcomes, start=2) if o == Outcome.REJECTED}
        assert {problem.row for problem in verdict.errors} == rejected
        assert not {problem.row for problem in verdict.warnings} & rejected
        news = verdict.outcomes.count(Outcome.NEW) + verdict.outcomes.count(Outcome.CHANGED)
        assert bool(news) == bool(verdict.plan) == (store.states != before)


@settings(max_examples=worlds(50, many=150))
@given(any_order)
def test_a_file_split_between_people_says_the_same(history: History) -> None:
    whole, split = Store(), Store()
    for rows, as_of in history:
        whole.take(rows, as_of)
        for ref in dict.fromkeys(row["person_ref"] for row in rows):
            split.take([row for row in rows if row["person_ref"] == ref], as_of)

    assert in_words(split) == in_words(whole)
    assert {ref: whole.ties(ref) for ref in whole.people} == {
        ref: split.ties(ref) for ref in split.people
    }
    assert {ref: whole.homes(ref) for ref in whole.people} == {
        ref: split.homes(ref) for ref in split.people
    }
