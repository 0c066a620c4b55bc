"""safety.md, Who is who and Homes: no row of another home goes into a pack without a decision."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from flyingstart.activities.api import Activity, Mark, Session
from flyingstart.families.api import (
    AddressLines,
    Alert,
    AlertKind,
    ContactKind,
    Family,
    Met,
    Person,
    PersonDetails,
    Placement,
    RegistrationForm,
    Role,
    add_emergency_contact,
    every_family,
    families_today,
    homes_to_keep,
    leave_family,
    merge_people,
    raise_alert,
    record_contact,
    register_family,
    share_family,
    write_note,
)
from flyingstart.families.api import Member as Registered
from flyingstart.families.enums import DayToDayConsent, PlacementKind
from flyingstart.kernel.api import PersonalRecord, clock, records
from flyingstart.places.api import Area, Site
from flyingstart.privacy.api import (
    AskerIs,
    Decision,
    HeldFor,
    StateError,
    SubjectRequest,
    UndecidedError,
    Withheld,
    decide_acting,
    decide_rows,
    gather_rows,
    release_pack,
)
from flyingstart.privacy.holding import Homes, held_for
from flyingstart.privacy.operations.packing import kept_rows, outgoing
from flyingstart.privacy.rules.packing import undecided, waits
from tests.families.keepers import neighbourhoods
from tests.privacy.world import AT, DPO, TODAY, asked_about, family_of, handed, release_all

REVIEW = TODAY + dt.timedelta(days=90)


# -- the rule itself -----------------------------------------------------------------------------


def a_record(**said: object) -> PersonalRecord:
    plain: dict[str, object] = {
        **dict.fromkeys(("holds", "purpose", "lawful_basis", "retention"), ""),
        "name": "a record",
        "rows_about": lambda _pk: [],
    }
    return PersonalRecord(**(plain | said))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "own", "held"),
    [
        ({"family": "mine"}, {"mine"}, False),
        ({"family": "theirs"}, {"mine"}, True),
        ({"family": "theirs"}, set(), True),
        ({"family": "theirs"}, None, False),
        # A row that could name its home and does not may be of any.
        ({"family": None}, {"mine"}, True),
        ({"family": None}, None, False),
        ({"code": "theirs"}, {"mine"}, False),
    ],
)
def test_a_row_of_another_home_is_held(
    values: dict[str, object], own: set[str] | None, held: bool
) -> None:
    homes = Homes(own=None if own is None else frozenset(own))

    assert held_for(a_record(), values, homes) == ([HeldFor.OTHER_HOME] if held else [])


@pytest.mark.parametrize(("of_family", "held"), [(True, [HeldFor.OTHER_HOME]), (False, [])])
def test_of_a_home_that_somebody_left_they_get_what_is_about_themselves(
    of_family: bool, held: list[HeldFor]
) -> None:
    record = a_record(of_family=of_family)

    assert held_for(record, {"family": "left"}, Homes(left=frozenset({"left"}))) == held
    assert held_for(record, {"family": "mine"}, Homes(left=frozenset({"left"}))) == []


@pytest.mark.parametrize(
    ("values", "hides", "held"),
    [
        ({"site": "Mill"}, True, [HeldFor.HIDDEN_HOME]),
        ({"site": "Mill"}, False, []),
        ({"site": ""}, True, []),
        # It is left out of every row.
        ({"phone": "07700 900123"}, True, []),
        ({"code": "send"}, True, []),
    ],
)
def test_a_row_that_tells_where_is_held_while_a_home_is_hidden(
    values: dict[str, object], hides: bool, held: list[HeldFor]
) -> None:
    record = a_record(tells_where=("site", "phone"), of_others=("phone",))

    assert held_for(record, values, Homes(hides=hides)) == held


def test_a_row_is_held_for_each_reason_there_is() -> None:
    record = a_record(tells_where=("site",), held_back=bool)
    homes = Homes(own=frozenset(), hides=True)

    assert held_for(record, {"family": "theirs", "site": "Mill"}, homes) == list(HeldFor)


# -- generated families --------------------------------------------------------------------------


@dataclass(frozen=True)
class Home:
    """One of the homes of a child, and the words that must not leave it."""

    family: Family
    grown: list[Person]
    words: list[str]


@dataclass(frozen=True)
class Shape:
    """A world: who lives where, whose home is hidden, who asks."""

    step_parent: bool
    left: bool
    hidden: str
    asker: str
    half_sibling: bool


SHAPES = st.builds(
    Shape,
    step_parent=st.booleans(),
    left=st.booleans(),
    hidden=st.sampled_from(["", "mother", "father", "step"]),
    asker=st.sampled_from(["mother", "father", "step", "stranger", "agent", "self"]),
    half_sibling=st.booleans(),
)


def member(name: str, role: Role, *, phone: str = "") -> Registered:
    born = dt.date(2015, 3, 1) if role == Role.CHILD else dt.date(1990, 5, 5)
    details = PersonDetails(given_name=name, date_of_birth=born)
    return Registered(details=details, role=role, phone=phone)


def home_of(key: str, grown: Iterable[str], number: int) -> Home:
    """A home with a grown-up and a child or more, each word of which says whose it is."""
    street, practice = f"{key}street", f"{key}practice"
    names = list(grown)
    phone = f"07700 90{number:04}"
    form = RegistrationForm(
        members=[member(name, Role.PARENT, phone=phone) for name in names[:1]]
        + [member(name, Role.PARENT) for name in names[1:]],
        address=AddressLines(line_1=f"1 {street}", postcode=f"LU{number % 9} 1AB"),
        registered_on=dt.date(2016, 1, 1),
    )
    family = register_family(form=form, by=DPO, at=AT)
    people = list(Person.objects.filter(ties__family=family).order_by("pk"))
    words = [street, practice, f"{key}site", f"{key}note", f"{key}gran", phone, *names]
    return Home(family=family, grown=people, words=words)


def lives_in(child: Person, home: Home, key: str, *, is_main: bool) -> None:
    """Something of everything that a home has of a child, and of itself."""
    family = home.family
    child.ties.create(family=family, role=Role.CHILD)
    child.addresses.create(
        family=family, is_main=is_main, line_1=f"1 {key}street", postcode_as_written="LU1 1AB"
    )
    site, _ = Site.objects.get_or_create(code=key, defaults={"name": f"{key}site"})
    play, _ = Activity.objects.get_or_create(
        code="play", defaults={"name": "Play", "reaches": "family", "offer": "universal"}
    )
    session = Session.objects.create(activity=play, site=site, starts_at=AT)
    Mark.objects.create(session=session, person=child, family=family, status="attended")
    write_note(family=family, person=child, text=f"{key}note", by=DPO, at=AT)
    record_contact(
        family=family,
        kind=ContactKind.HOME_VISIT,
        happened_at=AT,
        with_whom=[Met(person=child, seen=True)],
        by=DPO,
        at=AT,
    )
    hood = Area.objects.filter(code="North").first() or neighbourhoods("North")[0]
    share_family(family=family, neighbourhood=hood, reason="Near", by=DPO, at=AT)
    add_emergency_contact(family=family, name=f"{key}gran", phone="07700 900999", by=DPO, at=AT)


def world(shape: Shape) -> tuple[Person, dict[str, Home], SubjectRequest]:
    """A child of two homes, and a request about it."""
    mothers = home_of("maternal", ["Qmother"], 11)
    fathers = home_of("paternal", ["Qfather", *["Qstep"] * shape.step_parent], 22)
    child = Person.objects.create(given_name="Qchild", date_of_birth=dt.date(2010, 3, 1))
    lives_in(child, mothers, "maternal", is_main=True)
    lives_in(child, fathers, "paternal", is_main=False)
    (mother,), father = mothers.grown, fathers.grown[0]
    if shape.half_sibling:
        mothers.family.ties.create(
            person=Person.objects.create(given_name="Qsibling"), role=Role.CHILD
        )
    if shape.left:
        # Once they lived together; he left, and his tie says so.
        mothers.family.ties.create(
            person=father, role=Role.PARENT, ends_on=TODAY - dt.timedelta(days=30)
        )
    who = {"mother": mother, "father": father, "step": fathers.grown[-1], "self": child}
    if shape.hidden:
        sign = AlertKind.HIDDEN_HOME
        raise_alert(person=who[shape.hidden], kind=sign, review_on=REVIEW, by=DPO, at=AT)
    by = {"self": AskerIs.SELF, "agent": AskerIs.AGENT}.get(shape.asker, AskerIs.FOR_CHILD)
    asker = who.get(shape.asker) if by == AskerIs.FOR_CHILD else None
    request = asked_about(child, asker_is=by, asker=asker, asker_name="Somebody")
    return child, {"mother": mothers, "father": fathers}, request


def secrets(shape: Shape, homes: dict[str, Home]) -> set[str]:
    """The words that whoever asks must not read before somebody decided."""
    own = {"mother": "mother", "father": "father", "step": "father"}.get(shape.asker)
    kept = [home for name, home in homes.items() if name != own and shape.asker != "self"]
    hidden = {"mother": "mother", "father": "father", "step": "father"}.get(shape.hidden)
    bearer = shape.hidden if shape.step_parent or shape.hidden != "step" else "father"
    asks = shape.asker if shape.step_parent or shape.asker != "step" else "father"
    found = {word for home in kept for word in home.words}
    if hidden and bearer != asks:
        found |= {word for word in homes[hidden].words if not word.endswith("note")}
    return found


def read(rows: Iterable[tuple[PersonalRecord, dict[str, object]]]) -> str:
    return json.dumps([values for _, values in rows])


@pytest.mark.django_db
@given(shape=SHAPES)
@settings(max_examples=5, phases=[Phase.generate])
def test_all_that_is_held_goes_out_or_waits_and_nothing_of_another_home_goes_by_itself(
    db: None, shape: Shape
) -> None:
    """safety.md: each household must not see the other; other adults' data is out by default."""
    child, homes, request = world(shape)
    gather_rows(request=request, by=DPO, at=AT)

    rows = list(request.rows.all())
    held = Counter(
        (name, json.dumps(dict(values), sort_keys=True))
        for name in records.names()
        if not records[name].answered_apart
        for values in records[name].rows_about(child.pk)
    )
    assert Counter((row.record, json.dumps(row.values, sort_keys=True)) for row in rows) == held
    by_itself = read(outgoing(kept_rows(request)))
    assert [word for word in secrets(shape, homes) if word in by_itself] == []
    for row in rows:
        assert row.held_back == bool(row.held_for)

    if request.asker_is != AskerIs.SELF:
        decide_acting(request=request, acts=True, evidence="Order", why="So", by=DPO, at=AT)
    with pytest.raises(UndecidedError):
        release_pack(request=request, by=DPO, at=AT)
    decide_rows(
        rows=[row for row in rows if waits(row)],
        decision=Decision.WITHHOLD,
        reason=Withheld.THIRD_PARTY,
        why="Of another home",
        by=DPO,
        at=AT,
    )
    assert undecided(kept_rows(request)) == 0
    data = read(outgoing(kept_rows(request)))
    assert [word for word in secrets(shape, homes) if word in data] == []
    assert "Qchild" in data


# -- what is not held too much, and what comes later ---------------------------------------------


def home_with(shape: Shape | None = None) -> tuple[Person, dict[str, Home], SubjectRequest]:
    plain = Shape(step_parent=False, left=False, hidden="", asker="mother", half_sibling=False)
    return world(shape or plain)


@pytest.mark.django_db
def test_a_mother_gets_what_is_of_her_own_home_without_a_decision() -> None:
    _, homes, request = home_with()

    gather_rows(request=request, by=DPO, at=AT)

    found = outgoing(kept_rows(request))
    mine = str(homes["mother"].family.public_id)
    assert {values["family"] for _, values in found if "family" in values} == {mine}
    assert {"addresses", "marks", "contacts", "people met"} < {record.name for record, _ in found}
    own = request.rows.filter(record="marks", held_back=False).get()
    other = request.rows.filter(record="marks", held_back=True).get()
    assert (own.values["site"], own.held_for) == ("maternalsite", [])
    assert (other.values["site"], other.held_for) == ("paternalsite", [HeldFor.OTHER_HOME])


@pytest.mark.django_db
def test_a_decision_on_a_row_of_another_home_says_who_made_it_and_when() -> None:
    """safety.md: a release step; each decision is on record."""
    _, _, request = home_with()
    gather_rows(request=request, by=DPO, at=AT)
    decide_acting(request=request, acts=True, evidence="Order", why="So", by=DPO, at=AT)

    release_all(request)

    held = request.rows.filter(held_back=True)
    assert set(held.values_list("decision", "decided_by_name", "decided_at")) == {
        ("release", "Dee Officer", AT)
    }
    assert "paternalsite" in handed(request)["what-we-hold.json"].decode()


@pytest.mark.django_db
def test_a_home_that_is_hidden_after_gathering_stops_the_release() -> None:
    """safety.md, Homes and hiding: a sign that comes late still holds what was gathered before."""
    family, mother, child = family_of()
    request = asked_about(child, asker_name="Gran", asker_is=AskerIs.FOR_CHILD, asker=mother)
    decide_acting(request=request, acts=True, evidence="Order", why="So", by=DPO, at=AT)
    other = Person.objects.create(given_name="Aunt")
    other.ties.create(family=family, role=Role.OTHER)
    gather_rows(request=request, by=DPO, at=AT)
    sign = AlertKind.HIDDEN_HOME
    raise_alert(person=other, kind=sign, review_on=REVIEW, by=DPO, at=AT)

    with pytest.raises(StateError, match="Gather it anew"):
        release_pack(request=request, by=DPO, at=AT)
    gather_rows(request=request, by=DPO, at=AT)
    with pytest.raises(UndecidedError):
        release_pack(request=request, by=DPO, at=AT)


@pytest.mark.django_db
def test_who_left_a_family_gets_nothing_of_it_that_is_not_about_themselves() -> None:
    """safety.md: an ex-partner sees nothing of where she goes."""
    family, mother, _ = family_of()
    father = Person.objects.create(given_name="Adam", date_of_birth=dt.date(1988, 1, 1))
    father.ties.create(family=family, role=Role.PARENT)
    leave_family(person=father, family=family, on=TODAY, by=DPO, at=AT)
    record_contact(
        family=family, kind=ContactKind.HOME_VISIT, happened_at=AT, with_whom=[], by=DPO, at=AT
    )
    request = asked_about(father)

    gather_rows(request=request, by=DPO, at=AT)

    assert request.rows.get(record="contacts").held_for == [HeldFor.OTHER_HOME]
    assert request.rows.get(record="families").held_for == []
    assert mother.given_name not in read(outgoing(kept_rows(request)))


@pytest.mark.django_db
def test_a_mother_whose_home_is_hidden_gets_her_own_record() -> None:
    """safety.md: hidden from others, and not from her."""
    _, mother, child = family_of(home="9 Quietway")
    raise_alert(person=mother, kind=AlertKind.HIDDEN_HOME, review_on=REVIEW, by=DPO, at=AT)
    hers = asked_about(mother)
    of_child = asked_about(child, asker_is=AskerIs.FOR_CHILD, asker=mother, asker_name="Zofia")

    for request in (hers, of_child):
        gather_rows(request=request, by=DPO, at=AT)

        assert request.rows.get(record="addresses").held_for == []
        assert "9 Quietway" in read(outgoing(kept_rows(request)))


@pytest.mark.django_db
def test_who_asks_is_named_on_record_for_a_child_alone() -> None:
    _, mother, child = family_of()

    with pytest.raises(StateError, match="only when they ask for a child"):
        asked_about(mother, asker=child)


def test_every_column_that_tells_where_is_known_as_one() -> None:
    """ADR 20: what a hidden home hides is hidden in every record that any app keeps."""
    places = {"site", "neighbourhood", "line_1", "line_2", "town", "session", "gp_practice"}
    places |= {"postcode_as_written", "setting", "health_visiting_team"}
    missing = []
    for name in records.names():
        about = records[name].rows_about
        columns = {*getattr(about, "named", {}), *map(plain, getattr(about, "fields", ()))}
        missing += [(name, one) for one in columns & places if one not in records[name].tells_where]

    assert missing == []


def plain(column: str) -> str:
    return column.removesuffix("__public_id").removesuffix("__name")


# -- whose home is kept from whoever gets a copy -------------------------------------------------


@pytest.mark.django_db
def test_a_home_is_kept_while_its_sign_holds_but_not_from_who_bears_it() -> None:
    today = clock.today()
    bearer, other = (Person.objects.create(given_name=name) for name in ("Ada", "Bea"))
    assert not homes_to_keep([bearer.pk, other.pk], known=[])
    sign = Alert.objects.create(
        person=bearer, kind=AlertKind.HIDDEN_HOME, starts_on=today, review_on=REVIEW
    )

    assert homes_to_keep([bearer.pk, other.pk], known=[])
    assert homes_to_keep([bearer.pk, other.pk], known=[other.pk])
    assert not homes_to_keep([bearer.pk, other.pk], known=[bearer.pk])
    assert not homes_to_keep([other.pk], known=[])
    assert not homes_to_keep([], known=[])

    day = dt.timedelta(days=1)
    for starts_on, ends_on in ((today + day, None), (today - day, today)):
        Alert.objects.filter(pk=sign.pk).update(starts_on=starts_on, ends_on=ends_on)
        assert not homes_to_keep([bearer.pk], known=[])


@pytest.mark.django_db
def test_a_carers_home_is_kept_for_good_but_not_from_the_carer() -> None:
    _, mother, child = family_of()
    carers, carer, _ = family_of("Carys", "Carer")
    days = dt.timedelta(days=90)
    Placement.objects.create(
        child=child,
        carers=carers,
        kind=PlacementKind.FOSTER,
        consents=DayToDayConsent.UNKNOWN,
        starts_on=TODAY - 2 * days,
        ends_on=TODAY - days,
    )

    assert homes_to_keep([mother.pk, child.pk], known=[])
    assert homes_to_keep([mother.pk, child.pk], known=[mother.pk])
    assert not homes_to_keep([mother.pk, child.pk], known=[mother.pk, carer.pk])
    assert not homes_to_keep([mother.pk], known=[])


@pytest.mark.django_db
def test_the_families_of_today_are_those_of_ties_in_force_through_merges() -> None:
    today, day = clock.today(), dt.timedelta(days=1)
    person, twin = (Person.objects.create(given_name="Ada") for _ in range(2))
    merge_people(kept=person, merged=twin, reason="One", knows_they_are_one=True, by=DPO, at=AT)
    kept, joined, old, coming = (Family.objects.create() for _ in range(4))
    Family.objects.filter(pk=joined.pk).update(merged_into=kept)
    assert families_today(person.pk) == []
    joined.ties.create(person=twin, role=Role.PARENT, ends_on=today + day)
    old.ties.create(person=person, role=Role.PARENT, ends_on=today)
    coming.ties.create(person=person, role=Role.PARENT, starts_on=today + day)

    assert families_today(person.pk) == families_today(twin.pk) == [kept.pk, joined.pk]
    assert every_family(person.pk) == [kept.pk, joined.pk, old.pk, coming.pk]
