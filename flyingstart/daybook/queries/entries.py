"""Reads about the day book: they start at who may see which entries."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from flyingstart.accounts.api import (
    Grant,
    Permission,
    Reach,
    Scope,
    User,
    current_tablet,
    lies_in,
    may,
    roles_with,
    scope_of,
)
from flyingstart.daybook.enums import EntryKind, Signs
from flyingstart.daybook.kinds import MANAGER_SIGNS, adult_signs, manager_signs
from flyingstart.daybook.models import DayEntry, DaySignature, EntryVersion
from flyingstart.families.api import Person
from flyingstart.kernel.api import clock
from flyingstart.places.api import Site

# So long whoever keeps a day book reads in it: a parent who did not sign comes again next week.
KEPT_IN_SIGHT = dt.timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An entry of `entries_visible_to`: its newest version, and who signed that one."""

    entry: DayEntry
    newest: EntryVersion
    adult: DaySignature | None
    manager: DaySignature | None

    @property
    def waits_for_adult(self) -> bool:
        """Whether an adult has to read and to sign it still."""
        return self.adult is None and adult_signs(self.entry.kind)

    @property
    def waits_for_manager(self) -> bool:
        """Whether somebody has to countersign it still."""
        return self.manager is None and manager_signs(self.entry.kind, self.newest.points)

    @property
    def is_inside(self) -> bool:
        """Whether it is a visitor who did not leave."""
        return self.entry.kind == EntryKind.VISITOR and self.entry.left_at is None


def sites_for(user: User | AnonymousUser, *permissions: Permission) -> QuerySet[Site]:
    """The sites where a user may do any of some things, by name; on a tablet its own alone."""
    asked = Q(pk__in=[])
    for permission in permissions:
        scope = scope_of(user, permission)
        asked |= _sites_in(scope)
    tablet = current_tablet()
    rows = Site.objects.filter(asked).order_by("name", "pk")
    return rows if tablet is None else rows.filter(pk=tablet.site_id)


def entries_visible_to(user: User | AnonymousUser) -> QuerySet[DayEntry]:
    """The entries that a user reads, by day, with versions and signatures. Three queries.

    Who reads day books: all of their sites. Who keeps them: those of the last week; on a shared
    tablet those of today, of its site. Nobody reads what is about their own people.
    """
    today = clock.today()
    kept = Q(site__in=sites_for(user, Permission.KEEP_DAY_BOOK), day__gte=today - KEPT_IN_SIGHT)
    tablet = current_tablet()
    if tablet is not None:
        asked = kept & Q(day=today)
    else:
        asked = kept | Q(site__in=sites_for(user, Permission.READ_DAY_BOOK))
    named = EntryVersion.objects.exclude(person=None)
    own = named.exclude(person__in=Person.objects.not_own_of(user).values("pk"))
    signed = EntryVersion.objects.select_related("person").prefetch_related("signatures")
    return (
        DayEntry.objects.filter(asked)
        .exclude(pk__in=own.values("entry"))
        .select_related("site")
        .prefetch_related(Prefetch("versions", signed.order_by("number")))
        .order_by("day", "pk")
    )


@dataclass(frozen=True, kw_only=True)
class VisitorToday:
    """A visitor of today. `id` is of the form or the word by which they were written down."""

    id: uuid.UUID
    name: str
    came_at: dt.datetime
    has_left: bool


def visitors_today(site: Site, user: User) -> list[VisitorToday]:
    """Today's visitors of a site whose book a user keeps, those who left too. One query.

    A visitor is nobody who is registered: there are no own people to leave out.
    """
    rows = (
        EntryVersion.objects.filter(
            entry__site__in=sites_for(user, Permission.KEEP_DAY_BOOK).filter(pk=site.pk),
            entry__day=clock.today(),
            entry__kind=EntryKind.VISITOR,
        )
        .order_by("entry", "number")
        .values_list("entry__submission", "called", "happened_at", "entry__left_at")
    )
    # Of an entry the newest version comes last, and stays.
    newest = {
        key: VisitorToday(id=key, name=name, came_at=came_at, has_left=left_at is not None)
        for key, name, came_at, left_at in rows
    }
    return list(newest.values())


def standing_of(entry: DayEntry) -> Standing:
    """How an entry stands, of what `entries_visible_to` fetched. No query."""
    newest = list(entry.versions.all())[-1]
    by = {one.signs: one for one in newest.signatures.all()}
    return Standing(
        entry=entry, newest=newest, adult=by.get(Signs.ADULT), manager=by.get(Signs.MANAGER)
    )


def standings(entries: Iterable[DayEntry]) -> list[Standing]:
    """How entries stand, by when it happened."""
    found = [standing_of(entry) for entry in entries]
    return sorted(found, key=lambda one: (one.newest.happened_at, one.entry.pk))


def to_countersign(user: User) -> int:
    """How many entries wait for somebody who reads the day book there. One query."""
    if not may(user, Permission.READ_DAY_BOOK):
        return 0
    newest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    signed = DaySignature.objects.filter(signs=Signs.MANAGER).values("version_signed")
    waits = Q(kind__in=MANAGER_SIGNS) | Q(
        kind=EntryKind.OPENING, versions__points__contains=[{"fine": False}]
    )
    rows = (
        entries_visible_to(user)
        .filter(waits, site__in=sites_for(user, Permission.READ_DAY_BOOK))
        .annotate(newest=Subquery(newest.values("pk")[:1]))
        .annotate(writer=Subquery(newest.values("written_by")[:1]))
        .exclude(newest__in=signed)
        .exclude(writer=user.public_id)
    )
    return rows.order_by().distinct().count()


def managers_of(site: Site, day: dt.date) -> QuerySet[User]:
    """Who is told of an entry at a site: who keeps and reads its day book; else who reads it.

    Of the nearest reach alone: the site's own, else those of its neighbourhood, else of the whole.
    """
    reads = set(roles_with(Permission.READ_DAY_BOOK))
    for roles in (reads.intersection(roles_with(Permission.KEEP_DAY_BOOK)), reads):
        for place in (
            Q(reach=Reach.SITE, site=site),
            Q(reach=Reach.NEIGHBOURHOOD, neighbourhood=site.neighbourhood_id),
            Q(reach=Reach.AUTHORITY),
        ):
            grants = Grant.objects.filter(
                place,
                Q(ends_on=None) | Q(ends_on__gt=day),
                starts_on__lte=day,
                role_name__in=roles,
            )
            found = User.objects.filter(is_active=True, pk__in=grants.values("user_id"))
            if found.exists():
                return found.order_by("pk")
    return User.objects.none()


def _sites_in(scope: Scope) -> Q:
    if scope.whole:
        # No empty Q: joined to another by "or" it would say nothing.
        return Q(pk__isnull=False)
    return Q(pk__in=scope.sites) | Q(neighbourhood__in=scope.neighbourhoods)


@lies_in(DayEntry)
def _entry_lies_in(entry: DayEntry, scope: Scope) -> bool:
    return entry.site_id in scope.sites or entry.site.neighbourhood_id in scope.neighbourhoods
