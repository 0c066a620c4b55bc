"""Codes as signs: chance makes them, a slip never makes another."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.activities.rules.codes import LENGTH, SIGNS, is_code, new_code, read_code, spaced

codes = st.randoms(use_true_random=False).map(lambda chance: new_code(chance.choice))


def test_signs_are_not_taken_for_one_another() -> None:
    for alike in ("0O", "1IL", "2Z", "5S", "8B", "6G", "UVY"):
        assert len(set(alike) & set(SIGNS)) < 2
    assert not set("AEIOU") & set(SIGNS)
    assert len(SIGNS) == 19


@settings(max_examples=20)
@given(codes)
def test_any_one_wrong_sign_is_noticed(code: str) -> None:
    for place in range(LENGTH):
        slips = {code[:place] + sign + code[place + 1 :] for sign in SIGNS} - {code}
        assert not any(is_code(slip) for slip in slips)


@settings(max_examples=20)
@given(codes)
def test_any_two_signs_that_changed_places_are_noticed(code: str) -> None:
    for one, other in combinations(range(LENGTH), 2):
        signs = list(code)
        signs[one], signs[other] = signs[other], signs[one]
        if signs[one] != signs[other]:
            assert not is_code("".join(signs))


def test_chance_makes_another_code_each_time() -> None:
    chance = random.Random(7)
    made = [new_code(chance.choice) for _ in range(200)]

    assert len(set(made)) == 200
    assert all(is_code(code) for code in made)
    assert all({code[place] for code in made} == set(SIGNS) for place in range(LENGTH))


@pytest.mark.parametrize("written", ["{0} {1}", "{0}-{1}", " {0}{1} ", "{0}–{1}.", "{0}\t{1}"])
def test_a_code_is_read_however_it_is_written(written: str) -> None:
    code = new_code()

    text = written.format(code[:4], code[4:])

    assert (read_code(text), read_code(text.lower())) == (code, code)
    assert read_code(spaced(code)) == code


@pytest.mark.parametrize(
    "text", ["", "C7KD", "O0O0 O0O0", "ééééÉÉÉÉ", "C7KD 9MP", "\0" * 8, "x" * 500]
)
def test_anything_else_is_a_slip(text: str) -> None:
    assert read_code(text) is None
