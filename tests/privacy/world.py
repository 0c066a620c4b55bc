"""A family with something of everything, and the hands that look after data."""

from __future__ import annotations

import datetime as dt
import uuid
import zipfile
from io import BytesIO
from typing import Any

from flyingstart.activities.api import Activity, Mark, Session
from flyingstart.families.api import (
    AddressLines,
    ContactKind,
    Family,
    Member,
    Note,
    Person,
    PersonDetails,
    RegistrationForm,
    Role,
    Sight,
    WarningNote,
    record_contact,
    register_family,
)
from flyingstart.kernel.api import Actor, ActorKind
from flyingstart.places.api import Site
from flyingstart.privacy.api import (
    AskerIs,
    Decision,
    RetentionRule,
    SubjectRequest,
    Wanted,
    WorryQuestion,
    decide_row,
    open_request,
    release_pack,
    see_identity,
    serve_pack,
)
from flyingstart.privacy.rules.packing import waits

DPO = Actor(kind=ActorKind.USER, name="Dee Officer", id=uuid.UUID(int=11))
DEPUTY = Actor(kind=ActorKind.USER, name="Del Deputy", id=uuid.UUID(int=12))
AT = dt.datetime(2026, 3, 4, 10, 0, tzinfo=dt.UTC)
TODAY = AT.date()


def family_of(
    mother: str = "Zofia", child: str = "Ayaan", *, phone: str = "07700 900123", home: str = "1 Elm"
) -> tuple[Family, Person, Person]:
    """A mother and a child, registered long ago."""
    form = RegistrationForm(
        members=(
            Member(
                details=PersonDetails(
                    given_name=mother, family_name="Example", date_of_birth=dt.date(1990, 5, 5)
                ),
                role=Role.PARENT,
                relationship="mother",
                phone=phone,
            ),
            Member(
                details=PersonDetails(given_name=child, date_of_birth=dt.date(2015, 3, 1)),
                role=Role.CHILD,
            ),
        ),
        address=AddressLines(line_1=home, postcode="LU9 1AA"),
        registered_on=dt.date(2016, 1, 1),
    )
    family = register_family(form=form, by=DPO, at=AT)
    first, second = Person.objects.filter(ties__family=family).order_by("pk")
    return family, first, second


def note_on(family: Family, text: str, person: Person | None = None) -> Note:
    """Something that was written in 2017."""
    return Note.objects.create(
        family=family,
        person=person,
        text=text,
        written_by_name="Kim Worker",
        written_at=dt.datetime(2017, 1, 1, tzinfo=dt.UTC),
    )


def warning_on(family: Family, text: str, sight: Sight = Sight.LIMITED) -> WarningNote:
    """A warning of 2017."""
    return WarningNote.objects.create(
        family=family,
        text=text,
        sight=sight,
        review_on=dt.date(2018, 1, 1),
        written_by_name="Kim Worker",
        written_at=dt.datetime(2017, 1, 1, tzinfo=dt.UTC),
    )


def came(family: Family, person: Person, year: int = 2018) -> Mark:
    """They came once, on 2 May of a year."""
    activity, _ = Activity.objects.get_or_create(
        code="play", defaults={"name": "Play", "reaches": "family", "offer": "universal"}
    )
    site, _ = Site.objects.get_or_create(code="mill", defaults={"name": "Mill"})
    at = dt.datetime(year, 5, 2, 10, tzinfo=dt.UTC)
    session = Session.objects.create(activity=activity, site=site, starts_at=at)
    return Mark.objects.create(session=session, person=person, family=family, status="attended")


def visited(family: Family, year: int = 2018) -> None:
    """They were visited once, on 3 May of a year."""
    record_contact(
        family=family,
        kind=ContactKind.HOME_VISIT,
        happened_at=dt.datetime(year, 5, 3, 10, tzinfo=dt.UTC),
        by=DPO,
        at=AT,
    )


def universal(months: int = 72) -> RetentionRule:
    """The rule for whole records."""
    return RetentionRule.objects.create(
        key="universal",
        name="Whole records",
        counts_from="last_contact",
        months=months,
        starts_on=dt.date(2020, 1, 1),
        source="A test",
        position=1,
    )


def asked_about(person: Person, **said: Any) -> SubjectRequest:
    """She asks for a copy, and was seen."""
    asked: dict[str, Any] = {
        "person": person,
        "wants": Wanted.ACCESS,
        "asker_name": str(person),
        "asker_is": AskerIs.SELF,
        "asked_on": TODAY,
        "by": DPO,
        "at": AT,
    }
    request = open_request(**(asked | said))
    see_identity(request=request, identity="A passport", seen_on=TODAY, by=DPO, at=AT)
    return request


def release_all(request: SubjectRequest) -> None:
    """Hand over every row that waits, in the words that are suggested."""
    for row in request.rows.all():
        if waits(row):
            decide_row(row=row, decision=Decision.RELEASE, by=DPO, at=AT)


def no_worries(request: SubjectRequest) -> None:
    """Those who read worries have answered; how, is for tests of their own."""
    WorryQuestion.objects.filter(request=request).update(
        answered_at=AT, answered_by_name="Lea Lead"
    )


def handed(request: SubjectRequest) -> dict[str, bytes]:
    """What is in the pack, by file; nothing of worries."""
    no_worries(request)
    pack = release_pack(request=request, by=DPO, at=AT)
    content = serve_pack(pack=pack, served_to="her, at the hub", by=DPO, at=AT)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
