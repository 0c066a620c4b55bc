"""safety.md, Requests and records: a copy of what is held, with nothing of anybody else in it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from flyingstart.families.api import Person, Sight, merge_people
from flyingstart.kernel.api import records
from flyingstart.privacy.api import (
    AskerIs,
    Decision,
    MissingError,
    NotAllowedToHaveItError,
    Owner,
    OwnerError,
    Pack,
    PackRow,
    StateError,
    SubjectRequest,
    UndecidedError,
    Wanted,
    Withheld,
    close_request,
    decide_acting,
    decide_row,
    decide_rows,
    gather_rows,
    open_request,
    release_pack,
    remove_old_packs,
    serve_pack,
)
from flyingstart.privacy.files.archive import as_csv
from tests.privacy.world import (
    AT,
    DPO,
    TODAY,
    asked_about,
    came,
    family_of,
    handed,
    no_worries,
    note_on,
    release_all,
    visited,
    warning_on,
)

pytestmark = pytest.mark.django_db


def row_of(request: SubjectRequest, record: str) -> PackRow:
    return PackRow.objects.get(request=request, record=record)


def a_pack() -> Pack:
    """Hers, released and not taken out."""
    _, mother, _ = family_of()
    request = asked_about(mother)
    gather_rows(request=request, by=DPO, at=AT)
    no_worries(request)
    return release_pack(request=request, by=DPO, at=AT)


def test_a_mother_gets_what_is_held_about_her_and_nothing_of_her_child() -> None:
    family, mother, child = family_of()
    came(family, mother)
    came(family, child, 2019)
    visited(family)
    note_on(family, "Rang Zofia. Ayaan was ill.", mother)
    note_on(family, "Of Ayaan alone.", child)
    request = asked_about(mother)

    gather_rows(request=request, by=DPO, at=AT)
    release_all(request)
    files = handed(request)

    held = {one["record"]: one["rows"] for one in json.loads(files["what-we-hold.json"])["records"]}
    assert sorted(files) == ["what-we-hold.csv", "what-we-hold.json", "what-we-hold.pdf"]
    assert held["people"][0]["given_name"] == "Zofia"
    assert held["contact details"][0]["value"] == "07700 900123"
    assert len(held["marks"]) == len(held["contacts"]) == 1
    assert [row["text"] for row in held["notes"]] == ["Rang Zofia. […] was ill."]
    for content in (files["what-we-hold.json"], files["what-we-hold.csv"]):
        assert b"Ayaan" not in content
        assert b"Kim Worker" not in content
    assert files["what-we-hold.pdf"].startswith(b"%PDF-")


@given(
    words=st.lists(
        st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=6, max_size=9),
        min_size=8,
        max_size=8,
        unique=True,
    ),
    merged=st.booleans(),
    of_child=st.booleans(),
)
@settings(
    max_examples=5,
    # A failure is plain enough: to make it smaller would take minutes.
    phases=[Phase.generate],
)
def test_everything_held_is_in_it_and_nothing_of_anyone_else(
    db: None, words: list[str], merged: bool, of_child: bool
) -> None:
    """safety.md: other people's data is out by default, whoever asks and whatever was written."""
    mother_name, child_name, stranger, other_child, mine, shared, before, street = (
        f"Q{word}" for word in words
    )
    numbers = ("07700 900111", "07700 900222")
    family, mother, child = family_of(mother_name, child_name, phone=numbers[0])
    other, _theirs, _child = family_of(stranger, other_child, phone=numbers[1], home=f"7 {street}")
    note_on(family, f"{mine} with {child_name} and {mother_name}, {numbers[0]}", mother)
    note_on(family, f"{shared} call {numbers[1]}")
    note_on(other, f"About {stranger}")
    came(family, mother)
    came(family, child)
    if merged:
        old = Person.objects.create(given_name=before)
        merge_people(kept=mother, merged=old, reason="One", knows_they_are_one=True, by=DPO, at=AT)
    person = child if of_child else mother

    request = asked_about(person)
    gather_rows(request=request, by=DPO, at=AT)
    release_all(request)
    held = {name: len(list(records[name].rows_about(person.pk))) for name in records.names()}
    files = handed(request)

    data = files["what-we-hold.json"].decode()
    own, others = (child_name, mother_name) if of_child else (mother_name, child_name)
    assert own in data
    assert shared in data
    assert (mine in data) == (not of_child)
    assert (before in data) == (merged and not of_child)
    assert (numbers[0] in data) == (not of_child)
    for word in (others, stranger, other_child, street, numbers[1], "Kim Worker"):
        assert word not in data
        assert word not in files["what-we-hold.csv"].decode()
    rows = {one["record"]: len(one["rows"]) for one in json.loads(data)["records"]}
    assert rows == {name: count for name, count in held.items() if count}


def test_a_limited_warning_waits_until_it_is_released_by_itself() -> None:
    """safety.md: concerns and limited warnings stay inside until somebody hands them over."""
    family, mother, _ = family_of()
    warning_on(family, "Two workers.", Sight.LIMITED)
    request = asked_about(mother)
    gather_rows(request=request, by=DPO, at=AT)

    row = row_of(request, "warnings")

    assert row.held_back is True
    with pytest.raises(UndecidedError, match="1 rows wait"):
        release_pack(request=request, by=DPO, at=AT)
    decide_row(
        row=row,
        decision=Decision.WITHHOLD,
        reason=Withheld.SERIOUS_HARM,
        why="He would know who told",
        by=DPO,
        at=AT,
    )
    assert b"Two workers" not in b"".join(handed(request).values())


def test_the_answer_confirms_no_meeting_about_abuse() -> None:
    """safety.md: the reply never confirms a MARAC: what is kept back leaves no trace in it."""
    family, mother, _ = family_of()
    warning_on(family, "Discussed at the MARAC of May.", Sight.LIMITED)
    request = asked_about(mother)
    gather_rows(request=request, by=DPO, at=AT)
    decide_row(
        row=row_of(request, "warnings"),
        decision=Decision.WITHHOLD,
        reason=Withheld.OWNER_REFUSES,
        why="The chair does not agree",
        owner=Owner.MARAC,
        owner_asked_on=TODAY,
        owner_agrees=False,
        by=DPO,
        at=AT,
    )

    files = handed(request)

    told = [one["record"] for one in json.loads(files["what-we-hold.json"])["records"]]
    assert "warnings" not in told
    assert b"MARAC" not in files["what-we-hold.json"] + files["what-we-hold.csv"]


@pytest.mark.parametrize("owner", list(Owner))
def test_a_paper_of_others_goes_out_only_once_they_were_asked_and_agree(owner: Owner) -> None:
    """safety.md: MARAC, police and health papers only after asking the owner."""
    family, mother, _ = family_of()
    note_on(family, "A letter came.", mother)
    request = asked_about(mother)
    gather_rows(request=request, by=DPO, at=AT)
    row = row_of(request, "notes")

    for asked_on, agrees in ((None, True), (TODAY, False), (TODAY, None)):
        with pytest.raises(OwnerError):
            decide_row(
                row=row,
                decision=Decision.RELEASE,
                owner=owner,
                owner_asked_on=asked_on,
                owner_agrees=agrees,
                by=DPO,
                at=AT,
            )
    decide_row(
        row=row,
        decision=Decision.RELEASE,
        owner=owner,
        owner_asked_on=TODAY,
        owner_agrees=True,
        by=DPO,
        at=AT,
    )

    assert b"A letter came." in handed(request)["what-we-hold.json"]


@pytest.mark.parametrize("who", [AskerIs.FOR_CHILD, AskerIs.AGENT])
def test_who_acts_for_a_child_has_no_right_by_being_a_parent(who: AskerIs) -> None:
    """safety.md: PR is no automatic right to a child's file; somebody decides, on evidence."""
    _, _, child = family_of()
    request = asked_about(child, asker_name="His father", asker_is=who)
    gather_rows(request=request, by=DPO, at=AT)

    with pytest.raises(NotAllowedToHaveItError, match="act for this person"):
        release_pack(request=request, by=DPO, at=AT)
    with pytest.raises(MissingError, match="what shows"):
        decide_acting(request=request, acts=True, evidence=" ", why="He says so", by=DPO, at=AT)
    decide_acting(request=request, acts=False, evidence="", why="An order", by=DPO, at=AT)
    with pytest.raises(NotAllowedToHaveItError):
        release_pack(request=request, by=DPO, at=AT)
    decide_acting(
        request=request, acts=True, evidence="Birth certificate", why="For him", by=DPO, at=AT
    )
    release_all(request)
    no_worries(request)

    assert release_pack(request=request, by=DPO, at=AT).rows_released > 0


def test_nothing_is_released_to_somebody_nobody_saw() -> None:
    _, mother, _ = family_of()
    request = open_request(
        person=mother,
        wants=Wanted.ACCESS,
        asker_name="Zofia",
        asker_is=AskerIs.SELF,
        asked_on=TODAY,
        by=DPO,
        at=AT,
    )
    gather_rows(request=request, by=DPO, at=AT)

    with pytest.raises(NotAllowedToHaveItError, match="who they are"):
        release_pack(request=request, by=DPO, at=AT)


def test_rows_that_somebody_wrote_in_do_not_go_out_together() -> None:
    """safety.md: what was written freely is read, row by row, before it goes out."""
    family, mother, _ = family_of()
    note_on(family, "One", mother)
    note_on(family, "Two", mother)
    request = asked_about(mother)
    gather_rows(request=request, by=DPO, at=AT)
    notes = list(request.rows.filter(record="notes"))

    with pytest.raises(StateError, match="read each of them"):
        decide_rows(rows=notes, decision=Decision.RELEASE, by=DPO, at=AT)
    kept: dict[str, Any] = {"decision": Decision.WITHHOLD, "reason": Withheld.LEGAL, "why": "So"}

    assert decide_rows(rows=notes, **kept, by=DPO, at=AT) == 2
    assert {row.decision for row in request.rows.filter(record="notes")} == {"withhold"}


def test_nothing_is_released_before_it_is_gathered() -> None:
    _, mother, _ = family_of()

    with pytest.raises(StateError, match="Gather what is held first"):
        release_pack(request=asked_about(mother), by=DPO, at=AT)


def test_what_is_kept_back_has_a_reason_in_law_and_in_words() -> None:
    family, mother, _ = family_of()
    note_on(family, "Something.", mother)
    request = asked_about(mother)
    gather_rows(request=request, by=DPO, at=AT)
    row = row_of(request, "notes")

    with pytest.raises(MissingError, match="Choose why"):
        decide_row(row=row, decision=Decision.WITHHOLD, why="So", by=DPO, at=AT)
    with pytest.raises(MissingError, match="Write why"):
        decide_row(row=row, decision=Decision.WITHHOLD, reason=Withheld.THIRD_PARTY, by=DPO, at=AT)


def test_a_pack_is_sealed_served_once_and_gone_after_its_time() -> None:
    _, mother, _ = family_of()
    request = asked_about(mother)
    gather_rows(request=request, by=DPO, at=AT)
    no_worries(request)
    pack = release_pack(request=request, by=DPO, at=AT)

    assert pack.sealed is not None
    assert b"PK" not in bytes(pack.sealed)[:4]
    assert serve_pack(pack=pack, served_to="her", by=DPO, at=AT)[:2] == b"PK"
    with pytest.raises(StateError, match="taken out already"):
        serve_pack(pack=pack, served_to="her", by=DPO, at=AT)
    request.refresh_from_db()
    assert request.closed_at == AT
    assert remove_old_packs(by=DPO, at=AT + dt.timedelta(days=179)) == 0
    assert remove_old_packs(by=DPO, at=AT + dt.timedelta(days=181)) == 1
    assert Pack.objects.get().sealed is None
    assert not PackRow.objects.exists()


def test_a_released_pack_is_released_once_and_changes_no_more() -> None:
    _, mother, _ = family_of()
    request = asked_about(mother)
    gather_rows(request=request, by=DPO, at=AT)
    no_worries(request)
    release_pack(request=request, by=DPO, at=AT)

    with pytest.raises(StateError, match="released already"):
        release_pack(request=request, by=DPO, at=AT)
    with pytest.raises(StateError, match="nothing to gather"):
        gather_rows(request=request, by=DPO, at=AT)
    with pytest.raises(StateError, match="nothing in it"):
        decide_row(row=row_of(request, "people"), decision=Decision.RELEASE, by=DPO, at=AT)


def test_what_is_released_stays_decided() -> None:
    """What was handed over says who decided it: it cannot be denied afterwards."""
    _, _, child = family_of()
    request = asked_about(child, asker_name="Ann", asker_is=AskerIs.AGENT)
    decide_acting(request=request, acts=True, evidence="A letter", why="For him", by=DPO, at=AT)
    gather_rows(request=request, by=DPO, at=AT)
    release_all(request)
    no_worries(request)
    release_pack(request=request, by=DPO, at=AT)

    with pytest.raises(StateError, match="released already"):
        decide_acting(request=request, acts=False, evidence="", why="No", by=DPO, at=AT)


def test_a_pack_of_a_request_that_was_closed_is_gone_and_nobody_takes_it_out() -> None:
    """What a request is closed with is said to remove what was gathered: the sealed copy, too."""
    pack = a_pack()

    close_request(request=pack.request, why="It was not her", by=DPO, at=AT)

    with pytest.raises(StateError, match="This request is closed"):
        serve_pack(pack=pack, served_to="her", by=DPO, at=AT)
    pack.refresh_from_db()
    assert (pack.sealed, pack.removed_at, pack.served_at) == (None, AT, None)
    assert pack.request.closed_why == "It was not her"
    assert not PackRow.objects.exists()


def test_a_pack_whose_time_is_over_is_not_taken_out() -> None:
    pack, later = a_pack(), AT + dt.timedelta(days=181)
    remove_old_packs(by=DPO, at=later)

    with pytest.raises(StateError, match="its time was over"):
        serve_pack(pack=pack, served_to="her", by=DPO, at=later)


def test_a_pack_is_opened_with_a_former_secret_and_by_no_other(settings: Any) -> None:
    """A pack that cannot be opened is not taken out: it waits for the secret it was sealed with."""
    pack, secret = a_pack(), settings.SECRET_KEY
    settings.SECRET_KEY = "another one"

    with pytest.raises(StateError, match="secret was changed"):
        serve_pack(pack=pack, served_to="her", by=DPO, at=AT)
    pack.refresh_from_db()
    assert (pack.served_at, pack.request.closed_at) == (None, None)
    settings.SECRET_KEY_FALLBACKS = [secret]
    assert serve_pack(pack=pack, served_to="her", by=DPO, at=AT)[:2] == b"PK"


def test_what_was_kept_under_a_merged_record_is_in_it_too() -> None:
    """safety.md, Who is who: a record that was joined keeps its rows, and they are hers."""
    family, mother, _ = family_of()
    before, old, _ = family_of("Zofja", "Other")
    came(before, old)
    merge_people(kept=mother, merged=old, reason="One", knows_they_are_one=True, by=DPO, at=AT)
    came(family, mother, 2019)
    request = asked_about(mother)

    gather_rows(request=request, by=DPO, at=AT)

    marks = PackRow.objects.filter(request=request, record="marks").order_by("number")
    assert [row.values["starts_at"][:10] for row in marks] == ["2018-05-02", "2019-05-02"]


def test_a_value_is_read_from_the_csv_as_it_is_and_never_as_a_formula() -> None:
    words = ['"No", she said', "One\nTwo\r\nThree", "=1+1", "-", "a,b", "é"]
    values = {f"said_{n}": word for n, word in enumerate(words)} | {"came": True, "how_many": 2}

    made = as_csv([(records["notes"], values | {"nothing": "", "never": None})] * 2)

    read = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    said = [*words[:2], "'=1+1", "'-", *words[4:], "True", "2"]
    assert read == [
        ["record", "row", "column", "value"],
        *(
            ["notes", row, column, word]
            for row in "12"
            for column, word in zip(values, said, strict=True)
        ),
    ]


def test_gathering_takes_the_same_queries_for_one_row_and_for_many() -> None:
    family, mother, _ = family_of()
    note_on(family, "One", mother)
    request = asked_about(mother)
    gather_rows(request=request, by=DPO, at=AT)  # those who read worries are asked once
    with CaptureQueriesContext(connection) as few:
        gather_rows(request=request, by=DPO, at=AT)
    for number in range(3):
        note_on(family, f"Note {number}", mother)
        came(family, mother, 2018 + number)

    with CaptureQueriesContext(connection) as many:
        gather_rows(request=request, by=DPO, at=AT)

    assert len(many) == len(few) < 25


def test_every_record_says_what_its_codes_mean() -> None:
    """Codes of all tables at once: a column of a record that has a list is read by its labels."""
    found = {name: records[name].labels() for name in records.names()}

    assert found["people met"]["contact__kind"]["home_visit"] == "home visit"
    assert found["marks"]["status"]["attended"] == "attended"
    assert found["needs"]["code"]["not_asked"] == "not asked yet"
