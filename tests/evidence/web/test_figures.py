"""The pages of figures: who may read them, what they say, what opens, and to whom."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from pytest_django import DjangoDbBlocker

from flyingstart.accounts.api import User
from flyingstart.activities.api import Activity, Mark, MarkStatus, Session
from flyingstart.evidence.api import (
    AnswerRow,
    Unit,
    latest_snapshot,
    measure,
    measures,
    refresh_snapshot,
)
from flyingstart.evidence.colleagues import colleagues_of
from flyingstart.evidence.web import presenters
from flyingstart.evidence.web.tabs import PAGES, figure_tabs
from flyingstart.families.api import (
    AddressLines,
    Family,
    Member,
    PersonDetails,
    RegisteredBy,
    Registration,
    RegistrationForm,
    Role,
    register_family,
)
from flyingstart.kernel.api import Actor, ActorKind, Period, load_pack
from flyingstart.places.api import (
    Area,
    AreaSet,
    Authority,
    Deprivation,
    Population,
    Postcode,
    PostcodeArea,
    Site,
)
from tests.accounts.people import add_grant, user_with
from tests.cluster import committing
from tests.design.rendering import words

PACK = Path(__file__).resolve().parents[3] / "authorities" / "luton"
NOW = dt.datetime(2024, 5, 20, 12, tzinfo=dt.UTC)
BY = Actor.command("test")
FIGURES = [name for name in PAGES if name != "reach"]
ADDRESS = {
    name: f"/staff/figures/{name.removeprefix('figures-')}/?period=2024-Q1" for name in FIGURES
}


def hood(number: int) -> Area:
    return Area.objects.filter(area_set__kind="neighbourhood").order_by("code")[number]


def welcome(worker: User, carer: str, child: str, sex: str = "M") -> Family:
    """A father and a child of two, of whom nobody asked more."""
    form = RegistrationForm(
        members=(
            Member(
                details=PersonDetails(given_name=carer, family_name="Example", sex=sex),
                role=Role.PARENT,
                relationship="Father",
                phone="07700 900123",
            ),
            Member(
                details=PersonDetails(
                    given_name=child,
                    family_name="Example",
                    date_of_birth=dt.date(2022, 3, 1),
                    ethnicity="refused",
                ),
                role=Role.CHILD,
            ),
        ),
        address=AddressLines(line_1="1 High Street", postcode="LU9 1AA"),
        registered_on=dt.date(2023, 1, 1),
        came_by=RegisteredBy.WORKER,
    )
    by = Actor(kind=ActorKind.USER, name=worker.name, id=worker.public_id)
    return register_family(form=form, by=by, at=NOW)


def came(family: Family, *days: str, site: Site) -> None:
    """All of a family at sessions that reach families; their registers stay open."""
    for day in days:
        session = Session.objects.create(
            activity=Activity.objects.get(code="stay-and-play"),
            site=site,
            starts_at=dt.datetime.fromisoformat(f"{day}T10:00+00:00"),
        )
        for tie in family.ties.all():
            Mark.objects.create(
                session=session, person=tie.person, family=family, status=MarkStatus.ATTENDED
            )


def lay_out() -> None:
    """A ward with a postcode, a site in it, people and need; another without any."""
    load_pack(folder=PACK, by=BY, at=NOW)
    ward = Area.objects.filter(area_set__code="wards-2023").earliest("code")
    small = Area.objects.create(
        area_set=AreaSet.objects.get_or_create(code="lsoa-2021", defaults={"kind": "lsoa"})[0],
        code="E01000001",
        name="Luton 001A",
    )
    postcode = Postcode.objects.create(text="LU9 1AA", district=Authority.objects.get().code)
    for area in (ward, small, hood(0)):
        PostcodeArea.objects.create(postcode=postcode, area=area, how="file")
    Deprivation.objects.create(area=small, year=2019, decile=1)
    for age in range(5):
        Population.objects.create(area_code=ward.code, year=2023, age=str(age), count=10)
    Site.objects.filter(code="limbury").update(postcode="LU9 1AA")


@pytest.fixture(scope="module")
def nadia(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[User]:
    """She registered two families. Ayaan's came three times and was not seen for six weeks.

    Eight of a colleague were lost from sight a year before, and left.
    Committed once for all tests, which only look.
    """
    folder = tmp_path_factory.mktemp("figures")
    with committing(django_db_blocker), override_settings(SNAPSHOTS=folder):
        with time_machine.travel(NOW, tick=False):
            lay_out()
            worker = user_with("session_staff", name="Nadia Rahman", neighbourhood=hood(0))
            site = Site.objects.get(code="limbury")
            days = ("2024-01-09", "2024-01-16", "2024-01-23")
            came(welcome(worker, "Amir", "Ayaan"), *days, site=site)
            came(welcome(worker, "Bashir", "Bilal"), "2024-03-05", site=site)
            colleague = user_with("session_staff", name="Kim Larsen", neighbourhood=hood(0))
            for number in range(8):
                family = welcome(colleague, f"Carl{number}", f"Cem{number}")
                came(family, "2023-02-07", "2023-02-14", "2023-02-21", site=site)
                Registration.objects.filter(family=family).update(left_on=dt.date(2023, 12, 1))
            refresh_snapshot()
        yield worker


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(user: User, address: str) -> str:
    with time_machine.travel(NOW, tick=False):
        response = client_of(user).get(address)
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def text_of(user: User, name: str, more: str = "") -> str:
    return " ".join(words(page_of(user, ADDRESS[name] + more)))


def figures_of(user: User, name: str) -> dict[str, str]:
    """The figures that stand by themselves, by what they are called."""
    page = page_of(user, ADDRESS[name])
    pattern = r'fs-tally__title">(.*?)</dt>\s*<dd class="fs-tally__figure">(.*?)</dd>'
    return dict(re.findall(pattern, page))


@pytest.mark.usefixtures("nadia")
class TestWhoMayRead:
    @pytest.mark.parametrize("name", FIGURES)
    def test_a_stranger_is_asked_to_sign_in(self, name: str) -> None:
        response = Client().get(ADDRESS[name])

        assert response.status_code == HTTPStatus.FOUND
        assert response["Location"].startswith("/sign-in/?next=/staff/figures/")

    @pytest.mark.parametrize("name", FIGURES)
    def test_whose_role_sees_no_figures_is_refused(self, name: str) -> None:
        assert client_of(user_with("partner")).get(ADDRESS[name]).status_code == 403

    @pytest.mark.parametrize("name", FIGURES)
    def test_a_period_that_is_none_is_named_at_its_field(self, name: str) -> None:
        address = ADDRESS[name].replace("2024-Q1", "20x")

        response = client_of(user_with("analyst")).get(address)

        assert response.status_code == HTTPStatus.BAD_REQUEST
        assert "“20x” is not a period" in response.content.decode()

    @pytest.mark.parametrize("name", FIGURES)
    def test_every_page_names_period_wards_rule_and_moment_and_nobody(self, name: str) -> None:
        drawn = page_of(user_with("analyst"), ADDRESS[name])

        page = " ".join(words(drawn))
        for said in ("January to March 2024", "Wards since May 2023", "As at Monday 20 May 2024"):
            assert (name, said in page) == (name, True)
        assert "How this is counted" in page
        for hidden in ("Example", "Nadia", "/staff/reach/behind/"):
            assert (hidden, hidden in drawn) == (hidden, False)

    @pytest.mark.parametrize("name", [*FIGURES, "reach"])
    def test_of_a_period_in_mid_course_every_page_says_so(self, name: str) -> None:
        address = ADDRESS.get(name, "/staff/reach/?period=2024-Q1")
        says = {
            "2024-Q1": "",
            "2024-Q2": "This period is not over: it ends on 30 June 2024.",
            "2024-Q3": "This period has not begun: it starts on 1 July 2024.",
        }
        for period, said in says.items():
            drawn = page_of(user_with("analyst"), address.replace("2024-Q1", period))
            page = " ".join(words(drawn))
            assert (period, said in page) == (period, True)
            assert (period, "This period" in page) == (period, bool(said))

    def test_the_first_page_is_whom_we_reach(self) -> None:
        response = client_of(user_with("analyst")).get("/staff/figures/")

        assert response["Location"] == "/staff/reach/"

    def test_pages_lead_to_each_other_for_the_same_period(self) -> None:
        tabs = figure_tabs("figures-lost", Period.parse("2024-Q1"))

        assert [tab.href for tab in tabs if tab.is_chosen] == [ADDRESS["figures-lost"]]
        assert {tab.href.partition("?")[2] for tab in tabs} == {"period=2024-Q1"}
        assert figure_tabs("reach", None)[0].href == "/staff/reach/"

    def test_counting_again_comes_back(self) -> None:
        client = client_of(user_with("analyst"))

        response = client.post(
            "/staff/reach/count-again/", {"page": "figures-lost", "asked": "period=2024-Q1"}
        )
        elsewhere = client.post("/staff/reach/count-again/", {"page": "staff"})

        assert response["Location"] == ADDRESS["figures-lost"]
        assert elsewhere["Location"] == "/staff/reach/"


@pytest.mark.usefixtures("nadia")
class TestWhatTheySay:
    def test_who_came(self) -> None:
        manager = user_with("manager")

        assert figures_of(manager, "figures-who-came") == {
            "New families": "2",
            "Families": "2",
            "Children reached": "2",
            "Children present": "2",
            "Children reached regularly": "1",
            "Carers": "2",
        }
        page = text_of(manager, "figures-who-came")
        # Among figures of a quarter it is one of a year.
        assert "three days or more in twelve months" in page
        assert "Men 2" in page
        assert "Father 2" in page
        assert "Preferred not to say 2" in page
        # One year old in March is two: both, of ten.
        assert "2 years 20.0% 2 10" in page

    def test_sessions_and_attendances_open_to_the_timetable(self) -> None:
        manager = user_with("manager")

        assert figures_of(manager, "figures-sessions") == {"Sessions": "0", "Attendances": "8"}
        page = text_of(manager, "figures-sessions")
        assert "and 4 whose registers are still open" in page
        assert "Limbury 0 8 4" in page
        assert (
            "/staff/sessions/?sessions-from=2024-01-01&amp;sessions-until=2024-03-31"
            "&amp;sessions-site=limbury"
        ) in page_of(manager, ADDRESS["figures-sessions"])
        assert "sessions-site" not in page_of(user_with("analyst"), ADDRESS["figures-sessions"])

    def test_what_is_offered_beside_need(self) -> None:
        analyst = user_with("analyst")

        assert figures_of(analyst, "figures-supply") == {
            "Sessions for each 100 under-fives": "8.0",
            "Among the most deprived fifth": "100.0%",
        }
        ward = Area.objects.filter(area_set__code="wards-2023").earliest("code").name
        page = text_of(analyst, "figures-supply")
        assert f"{ward} 8.0 100.0% 4 50" in page
        assert f"{ward} (100%)" in page

    def test_what_is_not_held_is_said(self) -> None:
        page = text_of(user_with("analyst"), "figures-supply", "&period=2013")

        assert "No index of deprivation is held" in page
        assert "No population is held for these wards and this period" in page
        came = text_of(user_with("analyst"), "figures-who-came", "&period=2013")
        assert "Nobody can say which families are new" in came

    def test_babies_seen_early_are_of_those_born_in_the_period(self) -> None:
        address = "/staff/reach/?measure=births_seen&period=2022-Q1"

        page = " ".join(words(page_of(user_with("analyst"), address)))

        assert "0 of 10 registered babies born in the period" in page
        assert "children under five who live here" not in page

    @pytest.mark.parametrize(
        ("young", "said"),
        [
            (0, "3 of 9 registered babies born in the period"),
            (1, "3 of 9 registered babies born in the period. 1 is not yet six months old"),
            (2, "3 of 9 registered babies born in the period. 2 are not yet six months old"),
        ],
    )
    def test_babies_seen_early_are_provisional_while_any_is_young(
        self, young: int, said: str
    ) -> None:
        row = AnswerRow(
            by={},
            labels={},
            numerator=3,
            denominator=9,
            value=3 / 9,
            unit=Unit.RATIO,
            beside={"too_young": young},
        )

        beneath = presenters._beneath(row, measures["births_seen"])

        assert beneath == said + (": the figure is provisional" if young else "")

    def test_whom_we_lost_and_the_way_to_their_names(self) -> None:
        manager = user_with("manager")
        page = page_of(manager, ADDRESS["figures-lost"])

        assert figures_of(manager, "figures-lost")["Children lost from sight"] == "1"
        (opens,) = set(re.findall(r'href="(/staff/reach/behind/[^"]*measure=lost[^"]*)"', page))
        # One child is told by no ward, but to whoever may see the name.
        assert "ward=" not in opens
        assert "There are too few people to say where they live" in page
        names = page_of(manager, opens.replace("&amp;", "&"))
        assert "Ayaan Example" in names
        assert "Bilal" not in names
        assert 'href="/staff/figures/lost/?period=2024-Q1&amp;area_set=wards-2023"' in names

    def test_whom_we_lost_by_ward_opens_and_by_neighbourhood_is_drawn(self) -> None:
        ward = Area.objects.filter(area_set__code="wards-2023").earliest("code")
        manager, analyst = user_with("manager"), user_with("analyst")
        before = ADDRESS["figures-lost"].replace("2024-Q1", "2023-Q2")

        page = page_of(manager, before)

        said = " ".join(words(page))
        assert f"Children lost from sight, by neighbourhood Neighbourhood Children {hood(0)} 8" in (
            said
        )
        assert f"{ward.name} 8" in said
        assert "held back" not in said
        opens = set(re.findall(r'href="(/staff/reach/behind/[^"]*measure=lost[^"]*)"', page))
        (by_ward,) = (href for href in opens if f"ward={ward.code}" in href)
        assert page_of(manager, by_ward.replace("&amp;", "&")).count("Cem") >= 8
        assert "/staff/reach/behind/" not in page_of(analyst, before)

    def test_a_table_is_taken_away_as_it_is_shown(self) -> None:
        with time_machine.travel(NOW, tick=False):
            response = client_of(user_with("analyst")).get(
                ADDRESS["figures-sessions"] + "&by-site-export=csv"
            )

        assert response.content.decode("utf-8-sig").splitlines() == [
            "Site,Sessions,Attendances,Registers open",
            "Limbury,0,8,4",
        ]

    def test_figures_are_those_of_the_command(self) -> None:
        snapshot = latest_snapshot()
        assert snapshot is not None
        (row,) = measure("supply", period="2024-Q1", snapshot=snapshot.id).rows

        assert (row.numerator, row.denominator, row.value) == (4, 50, 0.08)

    @pytest.mark.parametrize("name", FIGURES)
    def test_few_queries(self, name: str) -> None:
        client = client_of(user_with("manager"))
        with time_machine.travel(NOW, tick=False):
            client.get(ADDRESS[name])
            with CaptureQueriesContext(connection) as captured:
                client.get(ADDRESS[name])

        assert len(captured) <= 35


@pytest.mark.usefixtures("nadia")
class TestHelpWanted:
    def test_a_worker_sees_her_own_families_and_where_each_thing_is_mended(
        self, nadia: User
    ) -> None:
        page = page_of(nadia, ADDRESS["figures-help-wanted"])

        family = Family.objects.get(ties__person__given_name="Ayaan")
        father = family.ties.get(role="parent").person
        base = f"/staff/families/{family.public_id}/"
        assert "Amir Example" in page
        assert f'href="{base}people/{father.public_id}/details/"' in page
        assert "Families you registered" in page

    def test_a_colleague_has_none_and_is_thanked(self) -> None:
        page = text_of(user_with("session_staff", neighbourhood=hood(0)), "figures-help-wanted")

        assert "Nothing is missing for the families you registered. Thank you." in page
        assert "Amir" not in page

    def test_ethnicity_is_asked_first_and_never_said(self, nadia: User) -> None:
        page = text_of(nadia, "figures-help-wanted")

        assert "Amir Example : ethnicity" in page.replace("Example:", "Example :")
        assert "Ayaan Example: sex" in page.replace("Example :", "Example:")

    def test_by_site_everybody_reads_and_another_question_can_be_chosen(self) -> None:
        analyst = user_with("analyst")

        assert "Limbury 50.0% 2 2 4" in text_of(analyst, "figures-help-wanted")
        assert "Limbury 100.0% 0 0 2" in text_of(analyst, "figures-help-wanted", "&field=phone")

    def test_by_worker_who_runs_the_place_reads_and_nobody_else(self, nadia: User) -> None:
        here, elsewhere = (user_with("manager", neighbourhood=hood(n)) for n in (0, 1))

        assert "Nadia Rahman 50.0% 2 2 4" in text_of(here, "figures-help-wanted")
        for reader in (elsewhere, nadia, user_with("business_support"), user_with("analyst")):
            page = text_of(reader, "figures-help-wanted")
            assert (reader.name, "Nadia Rahman 50.0%" in page) == (reader.name, False)

    def test_no_file_of_colleagues_side_by_side(self) -> None:
        page = page_of(user_with("manager"), ADDRESS["figures-help-wanted"])

        assert "answers-by-site-export" in page
        assert "answers-by-worker-export" not in page


@pytest.mark.usefixtures("nadia")
class TestColleagues:
    def test_those_who_work_in_my_places_and_nowhere_else(self, nadia: User) -> None:
        manager = user_with("manager", name="Sam", neighbourhood=hood(0))
        at_my_site = user_with("family_worker", name="Tom", site=hood(0).sites.earliest("pk"))
        both = user_with("session_staff", name="Uma", neighbourhood=hood(0))
        add_grant(both, "session_staff", neighbourhood=hood(1))
        everywhere = user_with("session_staff", name="Vera")
        gone = user_with(
            "session_staff", name="Will", neighbourhood=hood(0), ends_on=dt.date(2024, 5, 1)
        )

        with time_machine.travel(NOW, tick=False):
            found = colleagues_of(manager)

        asked = {nadia, manager, at_my_site, both, everywhere, gone}
        seen = {one.name for one in asked if str(one.public_id) in found}
        assert seen == {"Nadia Rahman", "Sam", "Tom"}

    def test_who_runs_everything_sees_everybody(self, nadia: User) -> None:
        everywhere = user_with("session_staff", name="Vera")

        found = colleagues_of(user_with("manager"))

        assert {str(nadia.public_id), str(everywhere.public_id)} <= found.keys()
        assert found[str(nadia.public_id)] == "Nadia Rahman"

    def test_who_runs_nothing_sees_only_themselves(self, nadia: User) -> None:
        assert colleagues_of(nadia) == {str(nadia.public_id): "Nadia Rahman"}
