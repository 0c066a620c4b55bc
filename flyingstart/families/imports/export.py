"""What is held, in the layout of the import: imported again, it changes nothing.

Of those whose home is hidden no file says where they are or how they are reached.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence

from flyingstart.families.models import Person
from flyingstart.families.queries.held import FamilyKey, Home, PersonState
from flyingstart.families.queries.hiding import hidden_by_sign
from flyingstart.families.queries.refs import family_refs, person_refs
from flyingstart.families.queries.registrations import person_states
from flyingstart.families.rules.days import holding
from flyingstart.families.rules.homes import home_family
from flyingstart.families.rules.registered import latest_in
from flyingstart.kernel.api import ImportOptions

BATCH = 2_000
"""People read at a time, with all that belongs to them."""

SOURCE = ImportOptions().source
"""References of this source are written as they are; everything else by its public id."""

Line = dict[str, str]

NO_PLACE: Line = dict.fromkeys(
    (
        *("phone", "email", "gp_practice", "setting"),
        *("address_line_1", "address_line_2", "town", "postcode"),
    ),
    "",
)


def registration_rows(today: dt.date) -> Iterator[Line]:
    """A row for each person and family: who is registered in it and belongs to it today.

    A person's home comes first, so that an empty system counts them where we do. Who belongs to a
    family without being registered has no row, for a row would register them.
    """
    kept = Person.objects.filter(merged_into=None, sealed_at=None)
    ids = kept.order_by("pk").values_list("pk", flat=True)
    people = ids.iterator(chunk_size=BATCH)
    while batch := list(itertools.islice(people, BATCH)):
        yield from _batch_rows(batch, today)


def _batch_rows(ids: Sequence[int], today: dt.date) -> Iterator[Line]:
    states, hidden = person_states(ids), hidden_by_sign(ids)
    refs = person_refs(SOURCE, ids)
    families = family_refs(
        SOURCE,
        {t.family for s in states.values() for t in s.ties if isinstance(t.family, int)},
    )
    for pk in ids:
        for line in _person_rows(states[pk], refs[pk], families, today):
            yield {**line, **NO_PLACE} if pk in hidden else line


def _person_rows(
    state: PersonState, ref: str, families: Mapping[int, str], today: dt.date
) -> Iterator[Line]:
    present = holding(state.ties, today)
    homes = holding(state.homes, today)
    home = home_family(homes, [tie.family for tie in present])
    answers = _answer_cells(state)
    for tie in sorted(present, key=lambda tie: tie.family != home):
        registered = latest_in(state.registrations, tie.family)
        if registered is None or not isinstance(tie.family, int):
            continue
        yield {
            "family_ref": families[tie.family],
            "person_ref": ref,
            "role": tie.role,
            **answers,
            **_address_cells(homes, tie.family, is_home=tie.family == home),
            "due_date": _due(state, tie.family),
            "registered_on": registered.registered_on.isoformat(),
            "left_on": _written(registered.left_on),
        }


def _answer_cells(state: PersonState) -> Line:
    answers = state.answers
    return {
        "given_name": answers.given_name,
        "family_name": answers.family_name,
        "date_of_birth": _written(answers.date_of_birth),
        "sex": answers.sex,
        "ethnicity": answers.ethnicity,
        "language": answers.spoken_language,
        "interpreter_needed": _yes_no(answers.interpreter_needed),
        "phone": state.details.get("phone", ""),
        "email": state.details.get("email", ""),
        "nhs_number": answers.nhs_number,
        "gp_practice": answers.gp_practice,
        "setting": answers.setting,
        "contact_by_sms": _yes_no(answers.contact_by_sms),
        "contact_by_email": _yes_no(answers.contact_by_email),
    }


def _address_cells(homes: Sequence[Home], family: FamilyKey, *, is_home: bool) -> Line:
    own = next((h for h in homes if (h.is_main if is_home else h.family == family)), None)
    if own is None:
        return {}
    return {
        "address_line_1": own.lines.line_1,
        "address_line_2": own.lines.line_2,
        "town": own.lines.town,
        "postcode": own.lines.postcode_as_written,
    }


def _due(state: PersonState, family: FamilyKey) -> str:
    due = (p.due_on for p in state.pregnancies if p.family == family and not p.outcome)
    return _written(next(due, None))


def _written(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _yes_no(answer: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[answer]
