"""Random files of attendances, crowded so that rows meet: few sessions, people and names."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.activities.oracle import ACTIVITIES, SITES, STATUSES, TIMES, Row

# Good cells come often, or no file would have a good row.
KNOWN_TIMES = [text for text, time in TIMES.items() if time and time.year < 2900]
GOOD = {
    "activity": ["Stay and Play"] * 12,
    "site": ["Hall"] * 12,
    "starts_at": ["2020-01-10 10:00"] * 12,
    "ends_at": [""] * 12,
}


def _cell(name: str, others: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from([*GOOD[name], "", *others])


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """One row; now and then with something wrong in it."""
    row = {
        "session_ref": draw(st.sampled_from(["S1", "S2", "S2", "S3", "S3", "S3", ""])),
        "activity": draw(_cell("activity", list(ACTIVITIES))),
        "site": draw(_cell("site", list(SITES))),
        "starts_at": draw(_cell("starts_at", list(TIMES))),
        "ends_at": draw(_cell("ends_at", list(TIMES))),
        "person_ref": draw(st.sampled_from(["P1", "P1", "P2", "P2", "P3", "P4", "P9", ""])),
        "family_ref": draw(st.sampled_from(["", "", "", "F1", "F2", "F3", "F9"])),
        "status": draw(st.sampled_from(["attended"] * 4 + [*STATUSES, ""])),
        "headcount": "",
        "counted_by": "",
    }
    if draw(st.integers(0, 4)) == 0 or (not row["person_ref"] and draw(st.booleans())):
        row["headcount"] = draw(st.sampled_from(["0", "3", "3", "12", "-1", "2.5", "many"]))
        row["counted_by"] = draw(st.sampled_from(["", "us", "US", "partner", "Partner", "them"]))
        if draw(st.integers(0, 9)):
            row["person_ref"] = ""
    elif draw(st.integers(0, 9)) == 0:
        row |= {"person_ref": "", "status": "cancelled"}
    return row


@st.composite
def consistent_files(draw: st.DrawFn) -> list[Row]:
    """A file whose sessions agree with themselves, so that many rows are good."""
    said = {
        ref: {
            "activity": draw(st.sampled_from(["Stay and Play", "Bump to Babe", "Stay & Play", ""])),
            "site": draw(st.sampled_from(["Hall", "Church", "The Hall", ""])),
            "starts_at": draw(st.sampled_from([*KNOWN_TIMES, ""])),
            "ends_at": draw(st.sampled_from([*KNOWN_TIMES, "", ""])),
        }
        for ref in ("S1", "S2", "S3", "")
    }
    return [row | said[row["session_ref"]] for row in draw(st.lists(rows(), max_size=14))]


files = st.one_of(st.lists(rows(), max_size=14), consistent_files(), consistent_files())
histories = st.lists(files, min_size=1, max_size=4)
