"""Answers that somebody who joins online may have given, finished or not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from flyingstart.families.rules.joining import CHILD, Answers, Step

NAMES = st.sampled_from(["Amina", "Łucja", "عائشہ", "O’Brien", "Nguyễn"])
MAYBE_NAME = st.one_of(st.just(""), NAMES)
ROLES = st.lists(st.sampled_from(["parent", "carer", "expecting"]), min_size=1, unique=True)
CHILD_KEPT = st.fixed_dictionaries(
    {
        "given_name": NAMES,
        "family_name": MAYBE_NAME,
        "date_of_birth": st.sampled_from(["2024-02-29", "2025-06-01", "2026-01-31"]),
        "sex": st.sampled_from(["", "F", "M"]),
    }
)
CHILD_IDS = [f"0000000000000000000000000000000{number}" for number in range(4)]
ETHNICITIES = st.sampled_from(["", "WBRI", "APKN", "refused", "unknown"])

KEPT: dict[Step, st.SearchStrategy[dict[str, Any]]] = {
    Step.YOU: st.fixed_dictionaries(
        {"given_name": NAMES, "family_name": MAYBE_NAME, "roles": ROLES}
    ),
    Step.DUE: st.fixed_dictionaries({"due_on": st.sampled_from(["2026-12-01", "2027-03-03"])}),
    Step.CHILDREN: st.just({"another": False}),
    Step.ADULT: st.one_of(
        st.just({"is_there": False}),
        st.fixed_dictionaries(
            {
                "is_there": st.just(True),
                "given_name": NAMES,
                "role": st.sampled_from(["parent", "carer", "other"]),
                "relationship": MAYBE_NAME,
            }
        ),
    ),
    Step.HOME: st.one_of(
        st.sampled_from([{"where": "none"}, {"where": "unsaid"}]),
        st.just({"where": "address", "line_1": "1 High Street", "postcode": "LU9 1AA"}),
    ),
    Step.PHONE: st.sampled_from([{"phone": ""}, {"phone": "07700 900123"}]),
    Step.TEXTS: st.fixed_dictionaries({"is_safe": st.booleans()}),
    Step.CALLS: st.fixed_dictionaries({"is_safe": st.booleans()}),
    Step.EMAIL: st.sampled_from([{"email": ""}, {"email": "a@example.org"}]),
    Step.EMAILS: st.fixed_dictionaries({"is_safe": st.booleans()}),
    Step.LANGUAGES: st.fixed_dictionaries(
        {
            "spoken": st.sampled_from(["", "Polish"]),
            "read": st.sampled_from(["", "Polish"]),
            "interpreter": st.sampled_from([None, True, False]),
        }
    ),
    Step.ETHNICITY: st.fixed_dictionaries({"own": ETHNICITIES, "children": ETHNICITIES}),
}


# Made once: to look a strategy over for the first time takes longer than to draw from it.
ORDERS = st.permutations(list(KEPT))
FOUR_IN_FIVE = st.integers(0, 4)
CHILDREN = st.lists(st.sampled_from(CHILD_IDS), unique=True)


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    """Any of the steps answered, in any order, with up to four children."""
    given: dict[str, Any] = {}
    for step in draw(ORDERS):
        if draw(FOUR_IN_FIVE):
            given[step.value] = draw(KEPT[step])
    ids = draw(CHILDREN)
    for child in ids:
        given[CHILD + child] = draw(CHILD_KEPT)
    if draw(st.booleans()):
        asked = draw(CHILDREN)
        given[Step.SUPPORT.value] = {"asked": asked, "needs": {"send": asked[:1]}}
    return given


@st.composite
def an_answer(draw: st.DrawFn, step: Step, before: Answers) -> dict[str, Any]:
    """An answer to one step, as its page would keep it."""
    if step is Step.SUPPORT:
        ids = [key.removeprefix(CHILD) for key in before if key.startswith(CHILD)]
        return {"asked": ids, "needs": {}}
    return draw(KEPT[step])


def complete(**changes: Any) -> dict[str, Any]:
    """A mother, her daughter and a father who is not there, all questions answered."""
    given: dict[str, Any] = {
        "you": {"given_name": "Agnieszka", "family_name": "Example", "roles": ["parent"]},
        "child-0a": {
            "given_name": "Łucja",
            "family_name": "",
            "date_of_birth": "2024-02-29",
            "sex": "F",
        },
        "children": {"another": False},
        "another-adult": {
            "is_there": True,
            "given_name": "Piotr",
            "family_name": "",
            "role": "parent",
            "relationship": "father",
        },
        "home": {
            "where": "address",
            "postcode": "LU9 1AA",
            "line_1": "1 High Street",
            "line_2": "",
            "town": "Town",
        },
        "phone": {"phone": "07700 900123"},
        "texts": {"is_safe": False},
        "calls": {"is_safe": True},
        "email": {"email": ""},
        "languages": {"spoken": "Polish", "read": "", "interpreter": True},
        "ethnicity": {"own": "WBRI", "children": "same"},
        "support": {"asked": ["0a"], "needs": {"send": ["0a"]}},
    }
    for step, kept in changes.items():
        name = step.replace("_", "-")
        if kept is None:
            given.pop(name, None)
        else:
            given[name] = kept
    return given
