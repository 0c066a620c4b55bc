"""The hits of children: the one derived fact, on which every measure of reach stands."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from flyingstart.evidence.measures.joins import CARING_ROLES, CHILD, holds, placed, ties, under_five
from flyingstart.evidence.measures.tables import DERIVED, Facts

_YES, _NO = ibis.literal(1).cast("boolean"), ibis.literal(0).cast("boolean")


def child_hit(facts: Facts) -> ir.Table:
    """One row a child under five, and session or contact by which the child was reached that day.

    `present`: the child was marked. A child both marked and reached by a carer has two rows.
    `home` is the postcode of the child's main address that day, null when it is not held. Nobody
    is reached after death; the day of death still is one on which a child could be met.
    """
    reached = ibis.union(_marked(facts), _through_carers(facts), _through_contacts(facts))
    person = facts.table("person")
    alive = reached.join(
        person,
        [
            reached.person == person.person,
            under_five(person, reached.day),
            person.died_on.isnull() | (reached.day <= person.died_on),
        ],
    ).select(reached)
    return placed(facts, alive).rename(child="person").select(*DERIVED["child_hit"])


def _marked(facts: Facts) -> ir.Table:
    mark = facts.mark
    return mark.select("person", "day", "session", present=_YES)


def _through_carers(facts: Facts) -> ir.Table:
    mark = facts.mark.filter(facts.mark.reaches == "family")
    carer = ties(facts, *CARING_ROLES)
    families = mark.join(carer, [mark.person == carer.tie_person, *holds(carer, mark.day)])
    return _children(facts, families.select("day", "session", family=carer.tie_family)).distinct()


def _through_contacts(facts: Facts) -> ir.Table:
    contact = facts.contact
    families = contact.select("day", "family", session=ibis.null("int64"))
    return _children(facts, families).distinct()


def _children(facts: Facts, families: ir.Table) -> ir.Table:
    """Who was a child of these families on these days."""
    child = ties(facts, CHILD)
    then = [families.family == child.tie_family, *holds(child, families.day)]
    joined = families.join(child, then)
    return joined.select(
        person=child.tie_person,
        day=families.day,
        session=families.session,
        present=_NO,
    )
