"""What a planner can choose from: activities, sites with their rooms, people, languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from flyingstart.accounts.api import User
from flyingstart.activities.models import Activity
from flyingstart.activities.queries.workers import people_to_ask
from flyingstart.activities.web.staff.timetable.rights import Reader, sites_to_plan
from flyingstart.activities.web.staff.timetable.words import languages
from flyingstart.kernel.api import NameIndex, folded
from flyingstart.places.api import Room, Site


@dataclass(frozen=True, kw_only=True)
class KnownSite:
    """A site with its rooms, by name in their order; `may_plan`: the planner's own to plan."""

    id: int
    code: str
    name: str
    may_plan: bool
    rooms: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class Known:
    """All of it, read once. Names by id; people's tell namesakes apart."""

    activities: Mapping[int, str]
    sites: Mapping[int, KnownSite]
    people: Mapping[int, str]
    languages: Mapping[str, str]
    activity_index: NameIndex[int]
    site_index: NameIndex[int]
    people_index: NameIndex[int]
    language_index: NameIndex[str]

    @property
    def own_sites(self) -> list[KnownSite]:
        """The sites at which the planner may plan."""
        return [site for site in self.sites.values() if site.may_plan]

    def room(self, site_id: int, name: str) -> int | None:
        """The room of a site by its name."""
        rooms = self.sites[site_id].rooms
        return next((pk for pk, known in rooms.items() if folded(known) == folded(name)), None)


def known_to(
    planner: Reader, *, also_sites: Iterable[int] = (), also_people: Iterable[int] = ()
) -> Known:
    """What a planner can choose from; six queries.

    `also_…` are in use already: they stay to be read, sites without being the planner's own, and
    people though they left.
    """
    activities = list(
        Activity.objects.order_by("name").values_list("pk", "name", "aliases", "code")
    )
    sites, site_names = _sites(planner, also_sites)
    people = _people(also_people)
    spoken = languages()
    return Known(
        activities={pk: name for pk, name, _aliases, _code in activities},
        sites=sites,
        people=people,
        languages=spoken,
        activity_index=NameIndex((pk, name, (*also, code)) for pk, name, also, code in activities),
        site_index=NameIndex(site_names),
        people_index=NameIndex((pk, name, ()) for pk, name in people.items()),
        language_index=NameIndex((code, label, (code,)) for code, label in spoken.items()),
    )


def _sites(
    planner: Reader, also: Iterable[int]
) -> tuple[dict[int, KnownSite], list[tuple[int, str, list[str]]]]:
    own = list(sites_to_plan(planner).defer("neighbourhood__geometry"))
    others = set(also) - {site.pk for site in own}
    every = [*own, *Site.objects.filter(pk__in=others)]
    rooms: dict[int, dict[int, str]] = {site.pk: {} for site in every}
    held = Room.objects.filter(site__in=rooms).order_by("name")
    for pk, site_id, name in held.values_list("pk", "site_id", "name"):
        rooms[site_id][pk] = name
    known = {
        site.pk: KnownSite(
            id=site.pk,
            code=site.code,
            name=site.name,
            may_plan=site.pk not in others,
            rooms=rooms[site.pk],
        )
        for site in every
    }
    return known, [(site.pk, site.name, [*site.aliases, site.code]) for site in every]


def _people(also: Iterable[int]) -> dict[int, str]:
    """Names of all who can work at a session; with the address where two are called alike."""
    may = people_to_ask().values("pk")
    people = User.objects.filter(Q(pk__in=may) | Q(pk__in=list(also)))
    rows = list(people.values_list("pk", "name", "email"))
    rows.sort(key=lambda row: (folded(row[1]), row[2]))
    alike = Counter(folded(name) for _pk, name, _email in rows)
    return {
        pk: name if alike[folded(name)] == 1 else f"{name} ({email})" for pk, name, email in rows
    }
