"""Every measure, declared. What is printed here is what is counted in `events`."""

from __future__ import annotations

from flyingstart.evidence.measures import events, supply, tallies
from flyingstart.evidence.measures.measure import (
    Base,
    Behind,
    Body,
    Measure,
    Polarity,
    Unit,
    measures,
)

TIME = ("month", "quarter", "term", "year")
PLACE = ("ward", "neighbourhood")
WHERE = ("site", "activity")
WHO = ("age", "sex", "ethnicity", "language", "need")
TIE = ("role", "relationship")

UNDER_FIVES = "Children aged 0 to 4 living there at the newest mid-year not after the last day"
SMALL_NUMBERS = "Published tables: counts under 5 and what would give them away are withheld"
OUR_RULES = "Flying Start's rules of counting"

_HIT = (
    "A hit is a day on which a child under five was marked present, or somebody who is then a "
    "parent, carer or expectant parent of a family in which the child is then a child was marked "
    "at an activity that reaches families, or that family had a contact face to face."
)


def _declare(
    name: str,
    title: str,
    question: str,
    *,
    numerator: str,
    rule: str,
    unit: Unit,
    body: Body,
    breakdowns: tuple[str, ...],
    denominator: str | None = None,
    base: Base = Base.NONE,
    tally: tallies.Tally = tallies.COUNT,
    value_of: str = "numerator",
    polarity: Polarity = Polarity.HIGHER,
    needs_history: bool = False,
    always_by: tuple[str, ...] = (),
    behind: Behind = Behind.PEOPLE,
    per: int = 1,
    adds_up: bool = False,
) -> None:
    measures.register(
        name,
        Measure(
            name=name,
            title=title,
            question=question,
            numerator=numerator,
            denominator=denominator,
            unit=unit,
            base=base,
            polarity=polarity,
            rule=rule,
            breakdowns=breakdowns,
            suppression=SMALL_NUMBERS,
            source=OUR_RULES,
            version=1,
            body=body,
            tally=tally,
            value_of=value_of,
            needs_history=needs_history,
            always_by=always_by,
            behind=behind,
            per=per,
            adds_up=adds_up,
        ),
    )


_declare(
    "registered",
    "Children registered",
    "How many children under five has a parent or carer registered with us?",
    numerator="Children under five on the last day of the period, alive, whose registration is in "
    "force that day",
    denominator=UNDER_FIVES,
    rule="Counts everyone, by where the child lives on the last day; the rate counts the residents "
    "beside it.",
    unit=Unit.RATIO,
    base=Base.POPULATION,
    body=events.registered,
    tally=tallies.WITH_RESIDENTS,
    value_of="residents",
    breakdowns=(*PLACE, *TIME, *WHO),
)

_declare(
    "reached",
    "Children reached",
    "How many children did we reach?",
    numerator="Children with at least one hit in the period",
    rule=f"{_HIT} Place is where the child lived on the day of the hit; who moved counts once in "
    "each place and once in the whole. A flow: it can pass the population.",
    unit=Unit.PEOPLE,
    body=events.reached,
    breakdowns=(*PLACE, *TIME, *WHERE, *WHO),
)

_declare(
    "reach_rate",
    "Reach",
    "What share of the under-fives who live here did we reach?",
    numerator="Children with a hit in the period who on its last day are under five, alive and "
    "live here",
    denominator=UNDER_FIVES,
    rule=f"{_HIT} Place is where the child lives on the last day of the period.",
    unit=Unit.RATIO,
    base=Base.POPULATION,
    body=events.reach_rate,
    breakdowns=(*PLACE, *TIME, *WHO),
)

_declare(
    "unique_children",
    "Children present",
    "How many children came themselves?",
    numerator="Children who were marked present in the period, while under five",
    rule="Only the child's own marks; place is where the child lived that day.",
    unit=Unit.PEOPLE,
    body=events.unique_children,
    breakdowns=(*PLACE, *TIME, *WHERE, *WHO),
)

_declare(
    "regular",
    "Children reached regularly",
    "How many children do we reach again and again?",
    numerator="Children with hits on at least three different days in the twelve months that end "
    "with the last day of the period",
    rule=f"{_HIT} The twelve months begin the day after the same date a year before. Place is "
    "where the child lived on the last of those days.",
    unit=Unit.PEOPLE,
    body=events.regular,
    breakdowns=(*PLACE, *TIME, *WHO),
)

_declare(
    "regular_rate",
    "Regular reach",
    "What share of the under-fives who live here do we reach again and again?",
    numerator="Of the children of the reach rate, those with hits on at least three different days "
    "in the twelve months that end with the last day",
    denominator=UNDER_FIVES,
    rule=f"{_HIT} Place is where the child lives on the last day of the period.",
    unit=Unit.RATIO,
    base=Base.POPULATION,
    body=events.regular_rate,
    breakdowns=(*PLACE, *TIME, *WHO),
)

_declare(
    "not_reached",
    "Children not reached",
    "Which registered children did we not reach?",
    numerator="Children under five on the last day of the period, alive, whose registration is in "
    "force that day, without a hit in the period",
    rule=f"{_HIT} Place is where the child lives on the last day of the period. Who is not "
    "registered is not known to us, and not counted here.",
    unit=Unit.PEOPLE,
    body=events.not_reached,
    polarity=Polarity.LOWER,
    breakdowns=(*PLACE, *TIME, *WHO),
)

_declare(
    "lost",
    "Children lost from sight",
    "Whom did we see again and again, and not for six weeks?",
    numerator="Children reached regularly whose last hit was six weeks or longer before the last "
    "day of the period, who that day are under five and alive and whose registration has not ended",
    rule=f"{_HIT} Regularly is on at least three different days in the twelve months that end with "
    "the last day of the period. For a period that is not over, the six weeks end today. Place is "
    "where the child lives on the last day of the period; site and activity are those of the last "
    "hit. Who never registered may be lost as well.",
    unit=Unit.PEOPLE,
    body=events.lost,
    polarity=Polarity.LOWER,
    breakdowns=(*PLACE, *TIME, *WHERE, *WHO),
)

_declare(
    "unique_carers",
    "Carers",
    "How many parents and carers came?",
    numerator="People marked present in the period who that day are parent, carer or expectant "
    "parent in any family",
    rule="Place is where the carer lived that day.",
    unit=Unit.PEOPLE,
    body=events.unique_carers,
    breakdowns=(*PLACE, *TIME, *WHERE, *WHO, *TIE),
)

_declare(
    "unique_families",
    "Families",
    "How many families did we do something with?",
    numerator="Families with which a mark was taken, or that had a contact face to face",
    rule="A family lives where the person marked lived that day; for a contact, where its parents "
    "and carers did. Characteristics are those of the people marked.",
    unit=Unit.FAMILIES,
    behind=Behind.FAMILIES,
    body=events.unique_families,
    breakdowns=(*PLACE, *TIME, *WHERE, *WHO, *TIE),
)

_declare(
    "new_families",
    "New families",
    "How many families came for the first time?",
    numerator="Of the families of the period, those with no mark and no contact before it in all "
    "data held",
    rule="Not known for a period that starts before the day from which all use is held.",
    unit=Unit.FAMILIES,
    behind=Behind.FAMILIES,
    body=events.new_families,
    breakdowns=(*PLACE, *TIME, *WHERE, *WHO, *TIE),
    needs_history=True,
    adds_up=True,
)

_declare(
    "attendances",
    "Attendances",
    "How often did people come?",
    numerator="People marked present, plus people counted without names",
    rule="Place is where the person lived that day; where people who were only counted live is not "
    "known. Named people are counted by us.",
    unit=Unit.MARKS,
    body=events.attendances,
    tally=tallies.HEADS,
    behind=Behind.NOBODY,
    breakdowns=(*PLACE, *TIME, *WHERE, *WHO, *TIE, "counted_by"),
    adds_up=True,
)

_declare(
    "sessions_delivered",
    "Sessions delivered",
    "How many sessions took place?",
    numerator="Sessions begun in the period, not cancelled, whose register is closed",
    rule="A register is closed with marks, a headcount or the word that nobody came. Sessions "
    "whose register is still open are said beside it.",
    unit=Unit.SESSIONS,
    body=events.sessions,
    tally=tallies.SESSIONS,
    behind=Behind.NOBODY,
    breakdowns=(*TIME, *WHERE),
)

_declare(
    "supply",
    "Sessions offered",
    "How much do we offer for the under-fives who live there?",
    numerator="Sessions begun in the period, not cancelled, of activities that reach children",
    denominator=UNDER_FIVES,
    rule="Whether or not the register is closed. Place is where the session was held: the ward of "
    "the site’s postcode, the neighbourhood to which the council says the site belongs. Families "
    "go to sites beyond their ward.",
    unit=Unit.RATIO,
    base=Base.POPULATION,
    body=supply.supply,
    behind=Behind.NOBODY,
    breakdowns=(*PLACE, *TIME, *WHERE),
    per=100,
)

_declare(
    "deprived",
    "Deprivation",
    "How much of the place is among the most deprived fifth of England?",
    numerator="Of the base, small areas (LSOAs) in the two most deprived tenths of England",
    denominator="Small areas that the newest index of multiple deprivation names which is no "
    "later than the year of the last day",
    rule="A small area belongs to the place that holds most of its postcodes. One edition of the "
    "index for the whole answer.",
    unit=Unit.RATIO,
    base=Base.COUNTED,
    body=supply.deprived,
    tally=tallies.DEPRIVED,
    polarity=Polarity.NEITHER,
    behind=Behind.NOBODY,
    breakdowns=(*PLACE, *TIME),
)

_declare(
    "births_seen",
    "Babies seen before six months",
    "Do we see babies before they are six months old?",
    numerator="Of the base, children who were marked present before they were six months old",
    denominator="Children born in the period and ever registered who live here at six months, or "
    "now if younger; without those who died",
    rule="Provisional while some of the base are not yet six months old. Place is where the child "
    "lives at six months, or now.",
    unit=Unit.RATIO,
    base=Base.COUNTED,
    body=events.births,
    tally=tallies.BIRTHS,
    behind=Behind.NOBODY,
    breakdowns=(*PLACE, *TIME, "sex", "ethnicity", "language", "need"),
    adds_up=True,
)

_declare(
    "field_completeness",
    "Completeness",
    "How complete is what we hold about people?",
    numerator="Those of the base for whom the field is answered, refusals included; refusals are "
    "also given apart",
    denominator="Children, and adults of families with a child under five or one expected, with a "
    "registration in force on the last day, to whom the field applies",
    rule="Answers as held now: unknown, not asked and blank are no answers. Site is where somebody "
    "of a family in which the person is registered was marked last, up to the last day; worker is "
    "the member of staff who entered the registration.",
    unit=Unit.RATIO,
    base=Base.COUNTED,
    body=events.completeness,
    tally=tallies.COMPLETENESS,
    behind=Behind.NOBODY,
    breakdowns=("field", *PLACE, *TIME, "site", "worker"),
    always_by=("field",),
)
