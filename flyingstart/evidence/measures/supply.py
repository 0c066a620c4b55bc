"""What is offered, and how much it is needed: events that lie in places by themselves."""

from __future__ import annotations

import ibis.expr.types as ir

from flyingstart.evidence.measures.tables import Facts

REACHES_CHILDREN = ("child", "family")
MOST_DEPRIVED = 2


def supply(facts: Facts) -> ir.Table:
    """Sessions begun of activities that reach children, at the postcode of their site.

    `home` is that postcode; `said_set` and `said_area` the neighbourhood that the council names.
    """
    session, days = facts.session, facts.table("piece_day")
    offered = session.filter(session.reaches.isin(REACHES_CHILDREN)).join(days, "day")
    site, postcode = facts.table("site"), facts.table("postcode")
    lies = site.left_join(postcode, "postcode").select(
        at_site=site.site,
        home=postcode.home,
        said_set=site.neighbourhood_set,
        said_area=site.neighbourhood,
    )
    return offered.left_join(lies, offered.site == lies.at_site).select(
        "piece", "day", "session", "home", "said_set", "said_area", thing=offered.session
    )


def deprived(facts: Facts) -> ir.Table:
    """Small areas of the newest index, with whether they are among the most deprived.

    `small_set` and `small` say which they are.
    """
    piece, index = facts.table("piece"), facts.table("deprivation")
    placed = index.filter(index.decile.notnull())
    known = placed.join(piece, [placed.year <= piece.ends.year()]).select(
        "piece", "year", "decile", small_set=placed.area_set, small=placed.area
    )
    newest = known.group_by("piece").agg(newest_year=known.year.max())
    known = known.join(newest, "piece").filter(lambda t: t.year == t.newest_year)
    # Two sets of one edition would count everywhere twice.
    one_set = known.group_by("piece").agg(one_set=known.small_set.max())
    known = known.join(one_set, "piece").filter(lambda t: t.small_set == t.one_set)
    return known.select(
        "piece", "small_set", "small", thing=known.small, deprived=known.decile <= MOST_DEPRIVED
    )
