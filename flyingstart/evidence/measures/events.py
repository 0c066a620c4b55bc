"""The events of each measure: what may count, once for each piece of the period."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from flyingstart.evidence.measures.joins import (
    CARING_ROLES,
    CHILD,
    alive,
    holds,
    placed,
    ties,
    under_five,
)
from flyingstart.evidence.measures.tables import FACTS, Facts

REGULAR_DAYS = 3


def reached(facts: Facts) -> ir.Table:
    """Hits of children in each piece."""
    hit, days = facts.child_hit, facts.table("piece_day")
    return hit.join(days, "day").select(
        "piece", "day", "session", "present", "home", thing=hit.child, person=hit.child
    )


def unique_children(facts: Facts) -> ir.Table:
    """Hits by being present."""
    hits = reached(facts)
    return hits.filter(hits.present)


def reach_rate(facts: Facts) -> ir.Table:
    """Children with a hit who are under five and live here on the piece's last day."""
    hits, piece = reached(facts), facts.table("piece")
    children = hits.select("piece", "person").distinct()
    on_last_day = children.join(piece, "piece").select("piece", "person", day=piece.ends)
    living_here = placed(facts, _still_under_five(facts, on_last_day))
    return living_here.filter(living_here.resident).mutate(thing=living_here.person)


def regular(facts: Facts) -> ir.Table:
    """Children with hits on three days of the twelve months; `day` is the last of them."""
    hit, days = facts.child_hit, facts.table("window_day")
    once = hit.select("child", "day").distinct()
    in_window = once.join(days, "day")
    by_child = in_window.group_by("piece", "child")
    found = by_child.agg(days=in_window.count(), day=in_window.day.max())
    return found.filter(found.days >= REGULAR_DAYS).select(
        "piece", "day", thing=found.child, person=found.child
    )


def regular_rate(facts: Facts) -> ir.Table:
    """Those of `reach_rate` who are `regular`."""
    rate = reach_rate(facts)
    often = regular(facts).select("piece", "person")
    return rate.semi_join(often, ["piece", "person"])


def registered(facts: Facts) -> ir.Table:
    """Children under five on the last day with a registration in force."""
    piece, registration = facts.table("piece"), facts.table("registration")
    in_force = registration.join(
        piece, [registration.starts_on <= piece.ends, piece.ends < registration.ends_on]
    )
    people = in_force.select("piece", registration.person, day=piece.ends).distinct()
    children = placed(facts, _still_under_five(facts, people))
    return children.mutate(thing=children.person)


def not_reached(facts: Facts) -> ir.Table:
    """Those of `registered` without a hit in the piece."""
    hits = reached(facts).select("piece", "person").distinct()
    return registered(facts).anti_join(hits, ["piece", "person"])


def lost(facts: Facts) -> ir.Table:
    """Regulars last hit before the six weeks, by each session or contact of that day.

    `day` is the piece's last day, on which they are under five, alive and have not left.
    """
    piece = facts.table("piece").select("piece", "ends", "unseen_from")
    often = regular(facts).select("piece", "person", last_hit="day")
    gone = often.join(piece, "piece").filter(lambda t: t.last_hit < t.unseen_from)
    gone = _still_under_five(facts, gone.select("piece", "person", "last_hit", day=gone.ends))
    registration = facts.table("registration")
    until = registration.group_by("person").agg(registered_until=registration.ends_on.max())
    gone = gone.left_join(until.rename(left_person="person"), [gone.person == until.person])
    gone = gone.filter(gone.registered_until.isnull() | (gone.day < gone.registered_until))
    hit = facts.child_hit.select("child", "session", hit_on="day")
    return (
        gone.join(hit, [gone.person == hit.child, gone.last_hit == hit.hit_on])
        .select("piece", "person", "day", "session", thing=gone.person)
        .distinct()
    )


def unique_carers(facts: Facts) -> ir.Table:
    """People marked who are then parent, carer or expectant parent of some family."""
    marks, tie = _marks(facts), ties(facts, *CARING_ROLES)
    return marks.join(tie, [marks.person == tie.tie_person, *holds(tie, marks.day)]).select(
        "piece", "person", "day", "session", "role", "relationship", thing=marks.person
    )


def unique_families(facts: Facts) -> ir.Table:
    """Families with which a mark was taken, or a contact had: then its adults stand for it."""
    columns = ("piece", "person", "family", "day", "session")
    return _with_family_as_thing(
        ibis.union(_marks(facts).select(*columns), _contacts(facts).select(*columns))
    )


def new_families(facts: Facts) -> ir.Table:
    """Of those, families with none before the piece."""
    known = ibis.union(facts.mark.select("family", "day"), facts.contact.select("family", "day"))
    first = known.group_by("family").agg(first_day=known.day.min())
    events, piece = unique_families(facts), facts.table("piece").select("piece", "starts")
    joined = events.join(first, "family").join(piece, "piece")
    return joined.filter(joined.first_day >= joined.starts)


def attendances(facts: Facts) -> ir.Table:
    """Marks, one head each and counted by us, and headcounts, which name nobody."""
    days, count = facts.table("piece_day"), facts.headcount
    columns = ("piece", "person", "family", "day", "session", "counted_by", "heads")
    marks = _marks(facts).mutate(counted_by=ibis.literal("us"), heads=ibis.literal(1, type="int64"))
    counts = count.join(days, "day").mutate(
        person=ibis.null("int64"), family=ibis.null("int64"), heads=lambda t: t.heads.cast("int64")
    )
    return ibis.union(marks.select(*columns), counts.select(*columns))


def sessions(facts: Facts) -> ir.Table:
    """Sessions begun, with whether the register is closed."""
    session, days = facts.session, facts.table("piece_day")
    return session.join(days, "day").select(
        "piece", "day", "session", "closed", thing=session.session
    )


def births(facts: Facts) -> ir.Table:
    """Children born in the piece, alive, ever registered, living here at six months or now.

    `seen`: present somewhere before six months; `too_young`: not yet six months old.
    """
    person, piece = facts.table("person"), facts.table("piece")
    asked = facts.table("asked").select("today")
    person = person.semi_join(facts.table("registration"), "person")
    born = person.join(
        piece, [piece.starts <= person.date_of_birth, person.date_of_birth <= piece.ends]
    ).cross_join(asked)
    born = born.filter(born.died_on.isnull())
    babies = placed(
        facts,
        born.select(
            "piece",
            "person",
            day=ibis.least(born.six_months_on, born.today),
            too_young=born.six_months_on > born.today,
        ),
    )
    living_here = babies.filter(babies.resident)
    seen = _seen_early(facts)
    joined = living_here.left_join(seen, living_here.person == seen.seen_child)
    return joined.mutate(thing=joined.person, seen=joined.seen_child.notnull())


def completeness(facts: Facts) -> ir.Table:
    """People asked, and for each field that applies to them whether there is an answer."""
    asked = _asked_people(facts)
    answer = facts.table("answer")
    fields = ibis.union(*(_field(answer, name) for name in FIELDS))
    joined = asked.join(fields, "person")
    applies = (
        (joined.applies_to == "all")
        | ((joined.applies_to == "children") & joined.as_child)
        | ((joined.applies_to == "adults") & joined.as_adult)
        | ((joined.applies_to == "expectant") & joined.as_expectant)
    )
    return joined.filter(applies).mutate(
        thing=joined.person,
        answered=joined.state.isin(("answered", "refused")),
        refused=joined.state == "refused",
    )


# To whom each field applies.
FIELDS = {
    "contact_by_email": "adults",
    "contact_by_sms": "adults",
    "date_of_birth": "all",
    "due_date": "expectant",
    "email": "adults",
    "ethnicity": "all",
    "gp_practice": "all",
    "interpreter_needed": "adults",
    "language": "all",
    "nhs_number": "all",
    "phone": "adults",
    "postcode": "all",
    "setting": "children",
    "sex": "all",
}
assert set(FIELDS) == set(FACTS["answer"]) - {"person"}  # noqa: S101 - read at import


def _field(answer: ir.Table, name: str) -> ir.Table:
    return answer.select(
        "person",
        field=ibis.literal(name),
        state=answer[name],
        applies_to=ibis.literal(FIELDS[name]),
    )


def _asked_people(facts: Facts) -> ir.Table:
    """Who has a registration in force on the last day: children, and adults of families with a
    child under five or one expected; with the parts in which they are asked."""
    piece, registration = facts.table("piece"), facts.table("registration")
    in_force = registration.join(
        piece, [registration.starts_on <= piece.ends, piece.ends < registration.ends_on]
    )
    people = in_force.select("piece", registration.person, day=piece.ends).distinct()
    person = facts.table("person")
    people = people.join(person, "person").filter(lambda t: alive(t, t.day))
    people = people.select("piece", "person", "day")
    tie, young = ties(facts), _young_families(facts)
    roles = people.join(tie, [people.person == tie.tie_person, *holds(tie, people.day)])
    roles = roles.left_join(
        young, [roles.piece == young.young_piece, roles.tie_family == young.young_family]
    )
    as_child = roles.role == CHILD
    as_adult = ~as_child & roles.young_family.notnull()
    parts = roles.mutate(
        as_child=as_child,
        as_adult=as_adult,
        as_expectant=as_adult & (roles.role == "expectant_parent"),
    )
    people = parts.group_by("piece", "person", "day").agg(
        as_child=parts.as_child.any(),
        as_adult=parts.as_adult.any(),
        as_expectant=parts.as_expectant.any(),
    )
    return people.filter(people.as_child | people.as_adult)


def _young_families(facts: Facts) -> ir.Table:
    """Families that have a child under five, or expect one, on the last day of a piece."""
    piece = facts.table("piece").select("piece", "ends")
    tie = ties(facts, CHILD, "expectant_parent")
    today = tie.join(piece, [tie.tie_from <= piece.ends, piece.ends < tie.tie_to])
    person = facts.table("person")
    today = today.join(person, today.tie_person == person.person)
    with_child = today.filter(
        lambda t: (t.role == "expectant_parent") | (under_five(t, t.ends) & alive(t, t.ends))
    )
    birth = facts.table("expected_birth")
    expecting = birth.join(piece, [birth.starts_on <= piece.ends, piece.ends < birth.ends_on])
    return ibis.union(
        with_child.select(young_piece=with_child.piece, young_family=with_child.tie_family),
        expecting.select(young_piece=expecting.piece, young_family=expecting.family),
        distinct=True,
    )


def _marks(facts: Facts) -> ir.Table:
    mark, days = facts.mark, facts.table("piece_day")
    return mark.join(days, "day").select("piece", "person", "family", "day", "session")


def _contacts(facts: Facts) -> ir.Table:
    contact, days = facts.contact, facts.table("piece_day")
    had = contact.join(days, "day").select("piece", "family", "day")
    adults = ties(facts, *CARING_ROLES)
    joined = had.left_join(adults, [had.family == adults.tie_family, *holds(adults, had.day)])
    return joined.select(
        "piece", "family", "day", person=joined.tie_person, session=ibis.null("int64")
    )


def _with_family_as_thing(events: ir.Table) -> ir.Table:
    return events.mutate(thing=events.family)


def _still_under_five(facts: Facts, children: ir.Table) -> ir.Table:
    """Those who are alive and under five on their day."""
    person = facts.table("person")
    return children.join(
        person,
        [
            children.person == person.person,
            under_five(person, children.day),
            alive(person, children.day),
        ],
    ).select(children)


def _seen_early(facts: Facts) -> ir.Table:
    """Children who were present before they were six months old."""
    hit, person = facts.child_hit, facts.table("person")
    early = hit.filter(hit.present).join(
        person, [hit.child == person.person, hit.day < person.six_months_on]
    )
    return early.select(seen_child=hit.child).distinct()
