"""The nine kinds: each comes in once, changes nothing again, and goes out as it was."""

from __future__ import annotations

import pytest

from flyingstart.kernel.api import imports
from tests.families.moving.conftest import Send

ROWS = {
    "relationships": {
        "person_ref": "A1",
        "relationship": "mother",
        "child_ref": "C1",
        "responsibility": "yes",
        "evidence": "birth certificate",
    },
    "addresses": {
        "person_ref": "C1",
        "starts_on": "2018-03-01",
        "ends_on": "2019-01-01",
        "address_line_1": "9 Old Road",
        "postcode": "LU2 2BB",
    },
    "alerts": {"person_ref": "A1", "starts_on": "2019-01-01", "kind": "hidden_home"},
    "objections": {"person_ref": "A1", "objects_to": "messages", "words": "No more texts"},
    "permissions": {
        "person_ref": "C1",
        "starts_on": "2019-01-01",
        "permission": "photo_wall",
        "given": "yes",
        "said_by_ref": "A1",
    },
    "notices": {"person_ref": "A1", "shown_on": "2018-05-25", "notice_version": "2018-05"},
    "needs": {"person_ref": "C1", "need": "speech", "starts_on": "2019-06-01"},
    "contacts": {
        "family_ref": "F1",
        "happened_at": "2019-06-01 10:30",
        "kind": "home_visit",
        "person_ref": "A1",
        "note": "Talked about sleep",
    },
    "deaths": {"person_ref": "C1", "died_on": "2019-12-01"},
}


@pytest.fixture
def moved(made_people: None, db: None, send: Send) -> Send:
    """As for other tests, of people who are kept for the module."""
    return send


@pytest.mark.parametrize("kind", ROWS)
def test_a_file_comes_in_once_and_goes_out_as_it_was(moved: Send, kind: str) -> None:
    first = moved(kind, ROWS[kind])
    again = moved(kind, ROWS[kind])
    lines = list(imports[kind].export())
    back = moved(kind, *lines)

    assert (first["rejected"], first["unchanged"], first["committed"]) == (0, 0, True)
    assert first["new"] + first["changed"] == 1
    assert (again["unchanged"], again["read"]) == (1, 1)
    assert back["unchanged"] == back["read"] == len(lines) >= 1


@pytest.mark.parametrize("kind", ROWS)
def test_an_empty_file_with_headings_is_committed(moved: Send, kind: str) -> None:
    answer = moved(kind)

    assert (answer["read"], answer["committed"]) == (0, True)


@pytest.mark.parametrize("kind", sorted(set(ROWS) - {"contacts"}))
def test_an_unknown_person_is_rejected_and_the_nearest_is_named(moved: Send, kind: str) -> None:
    answer = moved(kind, ROWS[kind], {**ROWS[kind], "person_ref": "A11"})

    assert (answer["rejected"], answer["committed"]) == (1, False)
    (error, *_) = answer["errors"]
    assert (error["row"], error["column"]) == (3, "person_ref")
    assert error["message"] == "“A11” is not known; the nearest known is “A1”"
    assert moved(kind, ROWS[kind])["unchanged"] == 0


@pytest.mark.parametrize("kind", ROWS)
def test_references_belong_to_their_source(moved: Send, kind: str) -> None:
    assert moved(kind, ROWS[kind], source="elsewhere")["rejected"] == 1
