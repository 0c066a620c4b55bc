"""Programmes as held, and what says on which days their series run."""

from __future__ import annotations

from django.db.models import Count, Max, Q, QuerySet

from flyingstart.activities.models import Edition, Programme
from flyingstart.activities.timetable import ProgrammeDetails
from flyingstart.places.api import NoAuthorityError, Term, authority

ENGLAND = "E"


def programmes() -> QuerySet[Programme]:
    """All programmes, the newest first, with `series_count` and `newest_edition` (or None)."""
    return (
        Programme.objects.select_related("neighbourhood")
        .defer("neighbourhood__geometry")
        .annotate(
            series_count=Count("series", distinct=True), newest_edition=Max("editions__number")
        )
        .order_by("-starts_on", "name", "pk")
    )


def overlapping_programmes(
    details: ProgrammeDetails, *, but: Programme | None = None
) -> QuerySet[Programme]:
    """Programmes of that kind and neighbourhood that share days with one: a slip, mostly."""
    found = Programme.objects.filter(
        kind=details.kind,
        neighbourhood=details.neighbourhood_id,
        starts_on__lte=details.ends_on,
        ends_on__gte=details.starts_on,
    )
    return found.exclude(pk=but.pk) if but else found


def newest_edition(programme: Programme) -> Edition | None:
    """A programme as it was published last."""
    return programme.editions.order_by("-number").first()


def all_terms() -> list[Term]:
    """All school terms held, by their first days."""
    return list(Term.objects.order_by("starts_on"))


def country() -> str:
    """The letter of the authority's country, with which its GSS code begins; England by default."""
    try:
        return authority().code[:1]
    except NoAuthorityError:
        return ENGLAND


def same_name(details: ProgrammeDetails, *, but: Programme | None = None) -> bool:
    """Whether another programme of the neighbourhood has the name."""
    found = Programme.objects.filter(Q(neighbourhood=details.neighbourhood_id), name=details.name)
    return (found.exclude(pk=but.pk) if but else found).exists()
