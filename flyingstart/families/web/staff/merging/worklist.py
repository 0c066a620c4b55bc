"""The list of pairs that may be one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, User, requires, scope_of
from flyingstart.design.api import formats
from flyingstart.families.duplicates import MOST_PAIRS, LikelyPair, Strength, duplicate_pairs
from flyingstart.families.models import Person
from flyingstart.families.queries.found import FoundPerson
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.families.web.staff.merging.pages import page_of, pagination
from flyingstart.families.web.staff.merging.waiting import keep_waiting
from flyingstart.families.web.staff.search.presenters import about

PER_PAGE = 20
LIKELY = "likely"
FILTERS: Mapping[str, tuple[Strength, ...]] = {
    "": (Strength.CERTAIN, Strength.LIKELY),
    "certain": (Strength.CERTAIN,),
    LIKELY: (Strength.LIKELY,),
    "possible": (Strength.POSSIBLE,),
}
STRENGTHS = {
    Strength.CERTAIN: gettext_lazy("Nearly certain"),
    Strength.LIKELY: gettext_lazy("Likely"),
    Strength.POSSIBLE: gettext_lazy("Possible"),
}


@dataclass(frozen=True, kw_only=True)
class OneShown:
    """One of the two: what tells them from others."""

    name: str
    about: str
    born: str


@dataclass(frozen=True, kw_only=True)
class PairShown:
    """A pair of the list; `number` tells links of pairs with the same names apart."""

    number: int
    names: str
    two: Sequence[OneShown]
    strength: str
    shade: str
    why: str
    look: str
    distinct: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A filter by strength, and how many pairs it shows; None: not counted."""

    words: str
    href: str
    is_chosen: bool
    count: int | None


@require_safe
@requires(Permission.MERGE_FAMILIES)
def duplicates(request: HttpRequest) -> HttpResponse:
    """The pairs, likeliest first. Those that are merely possible are shown when asked for."""
    user = signed_in(request)
    chosen = request.GET.get("strength", "")
    chosen = chosen if chosen in FILTERS else ""
    wanted = FILTERS[chosen]
    found = _pairs(user, at_least=min(wanted))
    pairs = [pair for pair in found if pair.strength in wanted]
    page = page_of(pairs, PER_PAGE, request)
    context = {
        "pairs": _shown(page),
        "count": _count_words(len(pairs)),
        "is_cut": len(found) >= MOST_PAIRS,
        "choices": _choices(found, chosen),
        "chosen": chosen,
        "pagination": pagination(page, request),
    }
    if Strength.POSSIBLE not in wanted:
        keep_waiting(user, len(found))
    return TemplateResponse(request, "families/staff/merging/duplicates.jinja", context)


def _pairs(user: User, at_least: Strength) -> list[LikelyPair]:
    """Pairs of whom the reader may join both."""
    found = duplicate_pairs(user, at_least=at_least)
    may, sees = (scope_of(user, p) for p in (Permission.MERGE_FAMILIES, Permission.VIEW_FAMILIES))
    if not found or may == sees:
        return found
    ids = {person.public_id for pair in found for person in (pair.first, pair.second)}
    people = Person.objects.visible_to(user, Permission.MERGE_FAMILIES).filter(public_id__in=ids)
    allowed = set(people.values_list("public_id", flat=True))
    return [p for p in found if {p.first.public_id, p.second.public_id} <= allowed]


def _shown(page: Page[LikelyPair]) -> list[PairShown]:
    return [_pair(pair, number) for number, pair in enumerate(page, page.start_index())]


def _pair(pair: LikelyPair, number: int) -> PairShown:
    ids = [pair.first.public_id, pair.second.public_id]
    return PairShown(
        number=number,
        names=_("%(one)s and %(other)s") % {"one": pair.first.name, "other": pair.second.name},
        two=[_one(pair.first), _one(pair.second)],
        strength=str(STRENGTHS[pair.strength]),
        shade=pair.strength.name.lower(),
        why=", ".join(pair.reasons),
        look=reverse("pair", args=ids),
        distinct=reverse("pair-two", args=ids),
    )


def _one(person: FoundPerson) -> OneShown:
    born = person.date_of_birth
    return OneShown(
        name=person.name,
        about=about(person),
        born=_("born %(day)s") % {"day": formats.date(born)} if born else _("birth date not known"),
    )


def _choices(found: Sequence[LikelyPair], chosen: str) -> list[Choice]:
    words = {
        "": _("All that are likely"),
        "certain": STRENGTHS[Strength.CERTAIN],
        LIKELY: STRENGTHS[Strength.LIKELY],
        "possible": STRENGTHS[Strength.POSSIBLE],
    }
    # What is merely possible is worked out only when it is asked for.
    is_whole = chosen in {"", "possible"}
    base = reverse("duplicates")
    return [
        Choice(
            words=str(words[key]),
            href=f"{base}?strength={key}" if key else base,
            is_chosen=key == chosen,
            count=sum(pair.strength in wanted for pair in found)
            if key == chosen or (is_whole and Strength.POSSIBLE not in wanted)
            else None,
        )
        for key, wanted in FILTERS.items()
    ]


def _count_words(count: int) -> str:
    return ngettext("%(count)s pair", "%(count)s pairs", count) % {"count": formats.number(count)}
