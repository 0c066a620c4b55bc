"""Where a family is looked after: begun, ended for a reason, once at a time."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from flyingstart.families.api import (
    DayError,
    Family,
    FamilyPlace,
    PlaceError,
    RegisteredBy,
    TextError,
    WelcomedAt,
    end_place,
    register_family,
    share_family,
    welcome_at,
)
from flyingstart.places.api import Area, Site
from flyingstart.places.models import AreaSet
from tests.accounts.people import user_with
from tests.families.keepers import LATER, SOON, neighbourhoods, site_in
from tests.families.world import AT, BY, FORM, TODAY, make_codes, registered
from tests.history import history_of
from tests.kept import kept_for_a_module

pytestmark = pytest.mark.django_db

YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)
Town = tuple[Family, Area, Area, Site]


def make_town() -> Town:
    make_codes()
    north, south = neighbourhoods("North", "South")
    return registered()[0], north, south, site_in(north)


made_town = kept_for_a_module(make_town, AT)


@pytest.fixture
def town(made_town: Callable[[], Town], db: None) -> Town:
    return made_town()


def share(town: Town, **values: Any) -> FamilyPlace:
    given: dict[str, Any] = {
        "family": town[0],
        "neighbourhood": town[1],
        "reason": "Moves there soon",
        "by": BY,
        "at": AT,
        **values,
    }
    return share_family(**given)


class TestSharing:
    def test_a_family_is_shared_from_today(self, town: Town) -> None:
        place = share(town, site=town[3])

        assert (place.family, place.neighbourhood, place.site) == (town[0], town[1], town[3])
        assert (place.reason, place.starts_on, place.ends_on) == ("Moves there soon", TODAY, None)

    def test_or_from_a_day_that_is_past(self, town: Town) -> None:
        assert share(town, starts_on=YESTERDAY).starts_on == YESTERDAY

        with pytest.raises(DayError, match="in the future"):
            share(town, neighbourhood=town[2], starts_on=TOMORROW)

    def test_a_place_that_looks_after_it_goes_on(self, town: Town) -> None:
        first = share(town)

        assert share(town, reason="Other", at=LATER) == first
        assert share(town, site=town[3]) != first
        assert share(town, neighbourhood=town[2]) != first

    def test_a_place_that_looks_after_a_record_of_the_family_goes_on(self, town: Town) -> None:
        first = share(town)
        kept = registered()[0]
        Family.objects.filter(pk=town[0].pk).update(merged_into=kept)

        assert share(town, family=kept) == first

    def test_a_reason_is_given(self, town: Town) -> None:
        with pytest.raises(TextError, match="Say why"):
            share(town, reason="\n")

        assert not FamilyPlace.objects.exists()

    def test_a_site_lies_in_its_neighbourhood(self, town: Town) -> None:
        for site in (town[3], site_in(None, "School")):
            with pytest.raises(PlaceError, match="lies elsewhere than in South"):
                share(town, neighbourhood=town[2], site=site)

    def test_a_ward_is_no_neighbourhood(self, town: Town) -> None:
        wards = AreaSet.objects.create(code="wards", name="Wards", kind="ward")
        ward = Area.objects.create(area_set=wards, code="W1", name="Alder")

        with pytest.raises(PlaceError, match="Alder is no neighbourhood"):
            share(town, neighbourhood=ward)

    def test_colleagues_there_see_it_from_then_on(self, town: Town) -> None:
        there = user_with("session_staff", neighbourhood=town[1], starts_on=TODAY)
        at_site = user_with("session_staff", site=town[3])
        elsewhere = user_with("session_staff", neighbourhood=town[2])
        everyone = (there, at_site, elsewhere)

        def see() -> list[bool]:
            return [Family.objects.visible_to(user).exists() for user in everyone]

        assert see() == [False, False, False]
        place = share(town, site=town[3])
        assert see() == [True, True, False]
        end_place(place=place, reason="Moved away", by=BY, at=AT)
        assert see() == [False, False, False]


class TestWelcoming:
    def test_who_is_welcomed_somewhere_is_looked_after_there(self, town: Town) -> None:
        where = WelcomedAt(neighbourhood=town[1], site=town[3])

        place = welcome_at(family=town[0], where=where, by=BY, at=AT)

        assert (place.site, place.reason, place.starts_on) == (town[3], "Welcomed here", TODAY)
        assert welcome_at(family=town[0], where=where, by=BY, at=LATER) == place

    def test_registering_says_how_it_came_what_was_shown_and_where(self, town: Town) -> None:
        form = dataclasses.replace(
            FORM,
            came_by=RegisteredBy.WORKER,
            notice_version="2020-01",
            welcomed_at=WelcomedAt(neighbourhood=town[2]),
        )

        family = register_family(form=form, by=BY, at=AT)

        assert set(family.registrations.values_list("came_by", "notice_version")) == {
            ("worker", "2020-01")
        }
        place = family.places.get()
        assert (place.neighbourhood, place.site, place.starts_on) == (town[2], None, TODAY)

    def test_where_nobody_can_be_welcomed_nobody_is_registered(self, town: Town) -> None:
        where = WelcomedAt(neighbourhood=town[2], site=town[3])
        form = dataclasses.replace(FORM, welcomed_at=where)

        with pytest.raises(PlaceError):
            register_family(form=form, by=BY, at=AT)

        assert Family.objects.count() == 1

    def test_nothing_said_is_nothing_kept(self, town: Town) -> None:
        assert set(town[0].registrations.values_list("came_by", "notice_version")) == {("", "")}
        assert not town[0].places.exists()


class TestEnding:
    def test_it_ends_on_a_day_and_history_keeps_why(self, town: Town) -> None:
        place = share(town, starts_on=YESTERDAY)

        ended = end_place(place=place, reason=" Moved away ", by=BY, at=LATER)

        assert (ended.ends_on, ended.reason) == (TODAY, "Moves there soon")
        last = history_of(place).last()
        assert last.pgh_context.metadata["reason"] == "Moved away"
        assert last.pgh_context.metadata["operation"] == "families.operations.places.end_place"

    def test_what_begins_later_never_was(self, town: Town) -> None:
        place = share(town)

        ended = end_place(place=place, ends_on=YESTERDAY, reason="A mistake", by=BY, at=LATER)

        assert (ended.starts_on, ended.ends_on) == (TODAY, TODAY)

    def test_ended_twice_the_first_day_stays(self, town: Town) -> None:
        place = share(town, starts_on=dt.date(2020, 5, 1))
        end_place(place=place, ends_on=YESTERDAY, reason="Moved", by=BY, at=SOON)

        assert end_place(place=place, reason="Moved", by=BY, at=LATER).ends_on == YESTERDAY

    @pytest.mark.parametrize(
        ("values", "fault"),
        [({"reason": ""}, TextError), ({"ends_on": TOMORROW, "reason": "Moves"}, DayError)],
    )
    def test_it_goes_on_without_a_reason_or_for_a_day_to_come(
        self, town: Town, values: dict[str, Any], fault: type[Exception]
    ) -> None:
        place = share(town)

        with pytest.raises(fault):
            end_place(place=place, by=BY, at=LATER, **values)

        place.refresh_from_db()
        assert place.ends_on is None

    def test_it_can_begin_again(self, town: Town) -> None:
        place = share(town)
        end_place(place=place, reason="Moved", by=BY, at=SOON)

        assert share(town, at=LATER) != place


class TestTheDatabase:
    def place(self, town: Town, **values: Any) -> FamilyPlace:
        given = {"family": town[0], "neighbourhood": town[1], "reason": "x", "starts_on": TODAY}
        return FamilyPlace.objects.create(**{**given, **values})

    def test_an_end_is_not_before_the_start(self, town: Town) -> None:
        self.place(town, ends_on=TODAY)

        with pytest.raises(IntegrityError, match="ends_after_it_starts"), transaction.atomic():
            self.place(town, ends_on=YESTERDAY)

    @pytest.mark.parametrize("at_site", [False, True])
    def test_once_at_a_time(self, town: Town, at_site: bool) -> None:
        site = town[3] if at_site else None
        self.place(town, site=site, ends_on=TODAY)
        self.place(town, site=site)

        with pytest.raises(IntegrityError, match="once_at_a_time"), transaction.atomic():
            self.place(town, site=site)
