"""The way through the questions: it ends, whoever answers what; and every change comes back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.families.rules.joining import CHILD, Answers, Path, Step, children, mark
from tests.families.joining.strategies import CHILD_KEPT, an_answer, answers, complete

ORDER = list(Step)


def path(given: Answers, *, asks_support: bool = True) -> Path:
    return Path(answers=given, asks_support=asks_support)


def answered(data: st.DataObject, before: Answers, step: Step) -> dict[str, Any]:
    """What is given once a page is sent; the page of children makes sure that there is one."""
    after = {**before, step.value: data.draw(an_answer(step, before))}
    if step is Step.CHILDREN and not path(after).is_answered(step):
        after[f"{CHILD}ff"] = data.draw(CHILD_KEPT)
    return after


def walk(data: st.DataObject, given: Answers, step: Step, *, to_check: bool = False) -> list[Step]:
    """The pages that somebody sees who answers each, until all are to be checked."""
    seen = [step]
    while step is not Step.CHECK:
        given = answered(data, given, step)
        step = path(given).after(step, to_check=to_check)
        seen.append(step)
        assert len(seen) <= 2 * len(ORDER)
    assert path(given).first_open() is Step.CHECK
    return seen


@given(answers(), st.data())
def test_from_any_answers_the_open_questions_lead_to_the_check(
    given: Answers, data: st.DataObject
) -> None:
    seen = walk(data, given, path(given).first_open(), to_check=True)

    assert seen[-1] is Step.CHECK


@given(st.data())
def test_from_the_start_each_page_comes_at_most_once_and_in_order(data: st.DataObject) -> None:
    seen = walk(data, {}, Step.YOU)

    assert seen == sorted(set(seen), key=ORDER.index)


@given(answers(), st.data())
def test_every_link_to_change_an_answer_comes_back_to_the_check(
    given: Answers, data: st.DataObject
) -> None:
    while (step := path(given).first_open()) is not Step.CHECK:
        given = answered(data, given, step)

    changed = data.draw(st.sampled_from([*path(given).steps()][:-1]))

    assert walk(data, given, changed, to_check=True)[-1] is Step.CHECK


@given(answers(), st.sampled_from(ORDER))
def test_back_undoes_forward(given: Answers, step: Step) -> None:
    way = path(given)
    if not way.applies(step) or step is Step.CHECK:
        return

    assert way.before(way.after(step)) is step


@given(answers())
def test_what_may_be_opened_is_the_way_up_to_the_first_open_question(given: Answers) -> None:
    way = path(given)
    steps = list(way.steps())

    may = [step for step in Step if way.may_open(step)]

    assert may == steps[: steps.index(way.first_open()) + 1]


@given(answers())
def test_nothing_that_is_kept_of_a_step_that_does_not_apply_changes_the_way(
    given: Answers,
) -> None:
    way = path(given)
    asked = {step.value for step in way.steps()}
    kept = {key: value for key, value in given.items() if key in asked or key.startswith(CHILD)}

    assert list(path(kept).steps()) == list(way.steps())
    assert path(kept).first_open() is way.first_open()


@pytest.mark.parametrize(
    ("roles", "asked"),
    [
        (["parent"], False),
        (["carer"], False),
        (["expecting"], True),
        (["parent", "expecting"], True),
    ],
)
def test_a_due_date_is_asked_of_who_expects(roles: list[str], asked: bool) -> None:
    given = {"you": {"given_name": "A", "roles": roles}}

    assert path(given).applies(Step.DUE) is asked
    assert path(given).after(Step.YOU) is (Step.DUE if asked else Step.CHILDREN)


def test_a_parent_names_a_child_and_who_expects_may_have_none() -> None:
    done = {"children": {"another": False}}

    assert not path({"you": {"roles": ["parent"]}, **done}).is_answered(Step.CHILDREN)
    assert path({"you": {"roles": ["expecting"]}, **done}).is_answered(Step.CHILDREN)
    assert path({"you": {"roles": ["parent"]}, "child-a": {}, **done}).is_answered(Step.CHILDREN)


@pytest.mark.parametrize(
    ("phone", "email", "asked"),
    [
        ("", "", []),
        ("07700 900123", "", [Step.TEXTS, Step.CALLS]),
        ("", "a@example.org", [Step.EMAILS]),
        ("07700 900123", "a@example.org", [Step.TEXTS, Step.CALLS, Step.EMAILS]),
    ],
)
def test_whether_it_is_safe_is_asked_of_what_was_given(
    phone: str, email: str, asked: list[Step]
) -> None:
    way = path(complete(phone={"phone": phone}, email={"email": email}))

    assert [s for s in way.steps() if s in {Step.TEXTS, Step.CALLS, Step.EMAILS}] == asked


def test_help_is_asked_about_again_for_a_child_who_was_added() -> None:
    given = complete()
    assert path(given).first_open() is Step.CHECK

    given["child-0b"] = {"given_name": "Jan", "date_of_birth": "2025-01-01"}

    assert path(given).first_open() is Step.SUPPORT
    assert path(given, asks_support=False).first_open() is Step.CHECK


def test_children_come_in_the_order_in_which_they_were_given() -> None:
    given = complete()
    given["child-00"] = {"given_name": "Jan"}

    assert list(children(given)) == ["0a", "00"]


def test_the_mark_tells_answers_apart_and_not_their_order() -> None:
    assert mark(None) == ""
    assert mark({"a": 1, "b": 2}) == mark({"b": 2, "a": 1})
    assert mark({"a": 1}) != mark({"a": 2})
    assert mark({}) != mark(None)
