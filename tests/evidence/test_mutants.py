"""Wrong ways of counting, each told from the right one by the oracle on a dense random world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import ibis
import ibis.expr.types as ir
import pytest

from flyingstart.evidence import places, question
from flyingstart.evidence.answering import answer
from flyingstart.evidence.measures import dimensions, events, hits, joins, supply, tables
from flyingstart.evidence.measures.measure import Body, measures
from flyingstart.evidence.measures.tables import Facts
from flyingstart.evidence.question import Piece
from flyingstart.kernel.api import Period
from tests.evidence.comparing import expected, figures_of
from tests.evidence.in_memory import Compiled, known
from tests.evidence.oracle import set_on

SEEDS = range(20)
PERIODS = ("2020-Q1", "2019-03-01..2020-02-29")
# Six weeks before the ends of these somebody was seen for the last time.
LOST_THEN = ("2020-01-01..2020-03-22", "2020-01-01..2020-03-23")
WHOLE: tuple[str, ...] = ()
WARD = ("ward",)

Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Mutant:
    """A wrong way, and the figure by which it must show."""

    name: str
    measure: str
    by: tuple[str, ...]
    patch: Patch
    periods: tuple[str, ...] = PERIODS
    seeds: Iterable[int] = SEEDS


def everywhere(name: str, wrong: object) -> Patch:
    """Replace a helper in all modules that use it."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        for module in (joins, hits, events, dimensions):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, wrong)

    return patch


def in_one(module: object, name: str, wrong: object) -> Patch:
    return lambda monkeypatch: monkeypatch.setattr(module, name, wrong)


def with_body(measure: str, body: Body) -> Patch:
    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        wrong = replace(measures[measure], body=body)
        monkeypatch.setitem(measures._entries, measure, wrong)

    return patch


# -- the wrong ways ----------------------------------------------------------------------------


def tie_ends_a_day_late(tie: Any, day: Any) -> list[Any]:
    return [tie.tie_from <= day, day <= tie.tie_to]


def tie_starts_a_day_late(tie: Any, day: Any) -> list[Any]:
    return [tie.tie_from < day, day < tie.tie_to]


def tie_for_ever(tie: Any, day: Any) -> list[Any]:
    return [tie.tie_from <= day]


def home(first: Callable[..., Any], last: Callable[..., Any]) -> Callable[..., ir.Table]:
    def placed(facts: Facts, those: ir.Table) -> ir.Table:
        homes = facts.homes.rename(home_person="person", home_from="starts_on", home_to="ends_on")
        joined = those.left_join(
            homes,
            [
                those.person == homes.home_person,
                first(homes.home_from, those.day),
                last(those.day, homes.home_to),
            ],
        )
        here = joined.home.notnull() & joined.resident
        return joined.mutate(resident=here).drop("home_person", "home_from", "home_to")

    return placed


def nobody(*_facts: object) -> ir.Table:
    """A path to children that leads to none."""
    marks = Facts().mark.select("person", "day", "session", present=ibis.literal(0).cast("boolean"))
    return marks.filter(marks.session < 0)


def through_the_family_of_the_mark(facts: Facts) -> ir.Table:
    mark = facts.mark.filter(facts.mark.reaches == "family")
    return hits._children(facts, mark.select("day", "session", "family")).distinct()


def through_any_activity(facts: Facts) -> ir.Table:
    mark = facts.mark
    carer = joins.ties(facts, *joins.CARING_ROLES)
    families = mark.join(carer, [mark.person == carer.tie_person, *joins.holds(carer, mark.day)])
    return hits._children(
        facts, families.select("day", "session", family=carer.tie_family)
    ).distinct()


def living_here_on_the_first_day(facts: Facts) -> ir.Table:
    found, piece = events.reached(facts), facts.table("piece")
    children = found.select("piece", "person").distinct()
    first = children.join(piece, "piece").select("piece", "person", day=piece.starts)
    lived = joins.placed(facts, first)
    return lived.filter(lived.resident).mutate(thing=lived.person)


def hits_instead_of_days(facts: Facts) -> ir.Table:
    hit, days = facts.child_hit, facts.table("window_day")
    found = hit.join(days, "day")
    found = found.group_by("piece", "child").agg(days=found.count(), day=found.day.max())
    return found.filter(found.days >= 3).select(
        "piece", "day", thing=found.child, person=found.child
    )


def new_by_marks_alone(facts: Facts) -> ir.Table:
    first = facts.mark.group_by("family").agg(first_day=facts.mark.day.min())
    those, piece = events.unique_families(facts), facts.table("piece").select("piece", "starts")
    joined = those.left_join(first, "family").join(piece, "piece")
    return joined.filter(joined.first_day.isnull() | (joined.first_day >= joined.starts))


def new_from_the_second_day(facts: Facts) -> ir.Table:
    known = facts.mark.select("family", "day").union(facts.contact.select("family", "day"))
    first = known.group_by("family").agg(first_day=known.day.min())
    those, piece = events.unique_families(facts), facts.table("piece").select("piece", "starts")
    joined = those.join(first, "family").join(piece, "piece")
    return joined.filter(joined.first_day > joined.starts)


def children_with_headcounts(facts: Facts) -> ir.Table:
    columns = ("piece", "day", "session", "thing", "person")
    count, days = facts.headcount, facts.table("piece_day")
    heads = count.join(days, "day").mutate(thing=lambda t: -t.session, person=ibis.null("int64"))
    return events.reached(facts).select(*columns).union(heads.select(*columns))


def everyone_reached_was_present(facts: Facts) -> ir.Table:
    return events.reached(facts)


def not_present(facts: Facts) -> ir.Table:
    present = events.unique_children(facts).select("piece", "person").distinct()
    return events.registered(facts).anti_join(present, ["piece", "person"])


def never_reached(facts: Facts) -> ir.Table:
    ever = events.reached(facts).select("person").distinct()
    return events.registered(facts).anti_join(ever, "person")


def any_day_before(*_: object) -> ir.Table:
    """Babies seen at any age."""
    hit = Facts({"child_hit": hits.child_hit}).child_hit
    return hit.filter(hit.present).select(seen_child=hit.child).distinct()


def every_session(facts: Facts) -> ir.Table:
    """Whatever the activity reaches."""
    session, days = facts.session, facts.table("piece_day")
    return session.join(days, "day").select("piece", "day", "session", thing=session.session)


def closed_sessions(facts: Facts) -> ir.Table:
    offered = supply.supply(facts)
    return offered.semi_join(facts.session.filter(facts.session.closed), "session")


def by_the_point_of_the_site(facts: Facts, those: ir.Table) -> ir.Table:
    """The neighbourhood of the postcode, whatever the council says."""
    return dimensions._area("neighbourhood", "neighbourhood_set")(facts, those.drop("said_area"))


def all_editions(facts: Facts) -> ir.Table:
    piece, index = facts.table("piece"), facts.table("deprivation")
    told = index.filter(index.decile.notnull()).cross_join(piece)
    return told.select(
        "piece",
        small_set=told.area_set,
        small=told.area,
        thing=told.area,
        deprived=told.decile <= 2,
    )


def anywhere_it_has_a_postcode(facts: Facts, those: ir.Table) -> ir.Table:
    homes, asked = facts.table("postcode_area"), facts.table("asked")
    within = homes.semi_join(asked, homes.area_set == asked.area_set)
    within = within.select(within_home="home", ward="area")
    small = homes.select("home", fits_set="area_set", fits="area")
    both = small.join(within, small.home == within.within_home)
    both = both.select("fits_set", "fits", "ward").distinct()
    joined = those.left_join(both, [those.small_set == both.fits_set, those.small == both.fits])
    return joined.mutate(ward=joined.ward.fill_null("not known"))


def lost_with_those_who_left(facts: Facts) -> ir.Table:
    piece = facts.table("piece").select("piece", "ends", "unseen_from")
    often = events.regular(facts).select("piece", "person", last_hit="day")
    gone = often.join(piece, "piece").filter(lambda t: t.last_hit < t.unseen_from)
    return events._still_under_five(
        facts, gone.select("piece", "person", day=gone.ends, thing=gone.person)
    )


def lost_at_any_site(facts: Facts) -> ir.Table:
    """At every site where the child was ever met, not at the last."""
    gone = events.lost(facts).drop("session").distinct()
    hit = facts.child_hit.select("child", "session")
    return gone.join(hit, gone.person == hit.child).drop("child").distinct()


def seen_at_any_time(facts: Facts, those: ir.Table) -> ir.Table:
    """At every site at which the family was ever marked."""
    mark, session = facts.mark, facts.session.select("session", "site")
    seen = mark.join(session, "session").select("family", "site").distinct()
    own = facts.table("registration").select("family", whose="person").distinct()
    found = own.join(seen, "family").select("whose", "site").distinct()
    return those.left_join(found, those.person == found.whose).drop("whose")


def whoever_ever_entered(facts: Facts, those: ir.Table) -> ir.Table:
    own = facts.table("registration").select("worker", whose="person").distinct()
    return those.left_join(own, those.person == own.whose).drop("whose")


def all_sessions(self: Facts, name: str) -> ir.Table:
    return self.table(name)


def always(*_: object) -> Any:
    return ibis.literal(1).cast("boolean")


def five_a_day_late(person: Any, day: Any) -> Any:
    return (person.date_of_birth <= day) & (day <= person.fifth_birthday)


def born_a_day_late(person: Any, day: Any) -> Any:
    return (person.date_of_birth < day) & (day < person.fifth_birthday)


def by_calendar_year(facts: Facts, those: ir.Table) -> ir.Table:
    person = facts.table("person").select(whose="person", born="date_of_birth")
    joined = those.left_join(person, those.person == person.whose)
    return joined.mutate(age=(joined.day.year() - joined.born.year()).cast("int64")).drop(
        "whose", "born"
    )


def shifted(days: int) -> Patch:
    right = Piece.window_starts.fget  # type: ignore[attr-defined]
    wrong = property(lambda piece: right(piece) + dt.timedelta(days=days))
    return in_one(Piece, "window_starts", wrong)


def le(a: Any, b: Any) -> Any:
    return a <= b


def lt(a: Any, b: Any) -> Any:
    return a < b


def with_dimension(name: str, attach: Callable[..., ir.Table]) -> Patch:
    right = dimensions.DIMENSIONS[name]
    return lambda monkeypatch: monkeypatch.setitem(
        dimensions.DIMENSIONS, name, replace(right, attach=attach)
    )


MUTANTS = [
    Mutant("<= at a tie's end", "reached", WHOLE, everywhere("holds", tie_ends_a_day_late)),
    Mutant("< at a tie's start", "reached", WHOLE, everywhere("holds", tie_starts_a_day_late)),
    Mutant("ties never end", "unique_carers", WHOLE, everywhere("holds", tie_for_ever)),
    Mutant("<= at an address's end", "reached", WARD, everywhere("placed", home(le, le))),
    Mutant("< at an address's start", "reached", WARD, everywhere("placed", home(lt, lt))),
    Mutant("carers left out", "reached", WHOLE, in_one(hits, "_through_carers", nobody)),
    Mutant("contacts left out", "reached", WHOLE, in_one(hits, "_through_contacts", nobody)),
    Mutant("present left out", "reached", WHOLE, in_one(hits, "_marked", nobody)),
    Mutant(
        "the mark's family reached, not the carer's",
        "reached",
        WHOLE,
        in_one(hits, "_through_carers", through_the_family_of_the_mark),
    ),
    Mutant(
        "every activity reaches families",
        "reached",
        WHOLE,
        in_one(hits, "_through_carers", through_any_activity),
    ),
    Mutant(
        "role ignored",
        "reached",
        WHOLE,
        everywhere("CARING_ROLES", ("parent", "carer", "expectant_parent", "other")),
    ),
    Mutant(
        "expectant parents forgotten",
        "unique_carers",
        WHOLE,
        everywhere("CARING_ROLES", ("parent", "carer")),
    ),
    Mutant("five a day late", "registered", WHOLE, everywhere("under_five", five_a_day_late)),
    Mutant(
        "five a day late in hits", "reached", WHOLE, in_one(hits, "under_five", five_a_day_late)
    ),
    Mutant("born a day late", "registered", WHOLE, everywhere("under_five", born_a_day_late)),
    Mutant("deaths forgotten in stocks", "registered", WHOLE, everywhere("alive", always)),
    Mutant("window a day early", "regular", WHOLE, shifted(-1)),
    Mutant("window a day late", "regular", WHOLE, shifted(1)),
    Mutant("two days are regular", "regular", WHOLE, in_one(events, "REGULAR_DAYS", 2)),
    Mutant("hits, not days", "regular", WHOLE, with_body("regular", hits_instead_of_days)),
    Mutant(
        "residence on the first day",
        "reach_rate",
        WARD,
        with_body("reach_rate", living_here_on_the_first_day),
    ),
    Mutant(
        "headcounts among the children",
        "unique_children",
        WHOLE,
        with_body("unique_children", children_with_headcounts),
    ),
    Mutant(
        "whoever is reached was present",
        "unique_children",
        WHOLE,
        with_body("unique_children", everyone_reached_was_present),
    ),
    Mutant(
        "new by marks alone", "new_families", WHOLE, with_body("new_families", new_by_marks_alone)
    ),
    Mutant(
        "new from the second day",
        "new_families",
        ("month",),
        with_body("new_families", new_from_the_second_day),
    ),
    Mutant(
        "sessions not begun", "attendances", WHOLE, in_one(tables.Facts, "_begun", all_sessions)
    ),
    Mutant(
        "babies seen at any age",
        "births_seen",
        WHOLE,
        in_one(events, "_seen_early", any_day_before),
    ),
    Mutant(
        "not reached: those who were not present",
        "not_reached",
        WHOLE,
        with_body("not_reached", not_present),
    ),
    Mutant(
        "not reached in any piece",
        "not_reached",
        ("month",),
        with_body("not_reached", never_reached),
    ),
    Mutant("activities for nobody offered", "supply", WHOLE, with_body("supply", every_session)),
    Mutant("open registers not offered", "supply", WHOLE, with_body("supply", closed_sessions)),
    Mutant(
        "a site's neighbourhood by its point",
        "supply",
        ("neighbourhood",),
        with_dimension("neighbourhood", by_the_point_of_the_site),
    ),
    Mutant("every edition", "deprived", WHOLE, with_body("deprived", all_editions)),
    Mutant("three tenths", "deprived", WHOLE, in_one(supply, "MOST_DEPRIVED", 3)),
    Mutant(
        "a small area in every ward",
        "deprived",
        WARD,
        with_dimension("ward", anywhere_it_has_a_postcode),
    ),
    Mutant("lost a day early", "lost", WHOLE, in_one(question, "UNSEEN_DAYS", 41), LOST_THEN, (3,)),
    Mutant("lost a day late", "lost", WHOLE, in_one(question, "UNSEEN_DAYS", 43), LOST_THEN, (3,)),
    Mutant(
        "lost though they left",
        "lost",
        WHOLE,
        with_body("lost", lost_with_those_who_left),
        LOST_THEN,
        (4, 8),
    ),
    Mutant(
        "lost at every site",
        "lost",
        ("site",),
        with_body("lost", lost_at_any_site),
        seeds=(3, 13),
    ),
    Mutant(
        "complete at every site",
        "field_completeness",
        ("field", "site"),
        with_dimension("site", seen_at_any_time),
    ),
    Mutant(
        "entered by whoever did before",
        "field_completeness",
        ("field", "worker"),
        with_dimension("worker", whoever_ever_entered),
    ),
    Mutant("age by the calendar", "reached", ("age",), with_dimension("age", by_calendar_year)),
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_wrong_way_of_counting_shows(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant.patch(monkeypatch)
    compiled: Compiled = {}

    assert any(
        differs(mutant, seed, period, compiled)
        for seed in mutant.seeds
        for period in mutant.periods
    )


def differs(mutant: Mutant, seed: int, written: str, compiled: Compiled) -> bool:
    with known(seed).opened_anew(compiled) as source:
        found = answer(measures[mutant.measure], mutant.by, Period.parse(written), None, source)
    return figures_of(found) != expected(known(seed).oracle, mutant.measure, written, mutant.by)


@pytest.mark.parametrize(
    ("name", "wrong", "written"),
    [
        ("MID_YEAR", (1, 1), "2019-05"),
        ("MID_YEAR", (7, 1), "2019-06"),
        ("SINGLE_AGES", ("0", "1", "2", "3"), "2019"),
    ],
    ids=["a year too new", "a day too late", "four ages"],
)
def test_a_wrong_base_shows(
    name: str, wrong: Iterable[object], written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, name, wrong)
    period = Period.parse(written)

    assert any(base_differs(seed, period) for seed in SEEDS)


def base_differs(seed: int, period: Period) -> bool:
    rows = answer(measures["reach_rate"], WARD, period, None, known(seed).source).rows
    bases, _ = known(seed).oracle.base(set_on(period.end), period.end)
    return bases != {row.by["ward"]: row.denominator for row in rows if row.denominator is not None}
