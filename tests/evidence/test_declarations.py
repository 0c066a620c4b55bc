"""What is declared is whole, and what the reference and the database hold follows from it."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from django.db import connection

from flyingstart.evidence.labels import FIELDS as FIELD_WORDS
from flyingstart.evidence.measures.dimensions import DIMENSIONS
from flyingstart.evidence.measures.events import FIELDS
from flyingstart.evidence.measures.measure import Base, Unit, measures
from flyingstart.evidence.measures.tables import FACTS
from flyingstart.evidence.reference import reference
from flyingstart.evidence.snapshot.export import sources
from flyingstart.kernel.api import facts

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "measures.md"
IN_THE_CONTRACT = {
    *("registered", "reached", "reach_rate", "unique_children", "regular", "regular_rate"),
    *("unique_carers", "unique_families", "new_families", "attendances"),
    *("sessions_delivered", "births_seen", "field_completeness"),
}
OURS = {"not_reached", "lost", "supply", "deprived"}


def test_every_measure_of_the_contract_is_declared() -> None:
    assert set(measures.names()) == IN_THE_CONTRACT | OURS


@pytest.mark.parametrize("name", measures.names())
def test_a_measure_says_everything_about_itself(name: str) -> None:
    measure = measures[name]

    words = (measure.title, measure.question, measure.numerator, measure.rule, measure.source)
    assert all(words)
    assert measure.question.endswith("?")
    assert set(measure.breakdowns) <= DIMENSIONS.keys()
    assert (measure.unit is Unit.RATIO) == (measure.base is not Base.NONE)
    assert (measure.denominator is None) == (measure.base is Base.NONE)
    assert ("denominator" in measure.tally) == (measure.base is Base.COUNTED)
    assert measure.value_of in measure.tally


def test_the_reference_is_what_is_declared() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == reference()


def test_every_field_has_its_words() -> None:
    assert FIELD_WORDS.keys() == FIELDS.keys() == FACTS["answer"].keys() - {"person"}


def test_facts_have_the_columns_that_measures_read() -> None:
    columns = {name: set(facts[name].columns) for name in FACTS}

    assert columns == {name: set(kinds) for name, kinds in FACTS.items()}


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("name", FACTS)
def test_a_fact_gives_its_columns_in_order(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({facts[name].select}) f LIMIT 0")

        assert [column.name for column in cursor.description] == list(FACTS[name])


@pytest.mark.usefixtures("db")
def test_every_table_that_facts_read_tells_of_its_changes() -> None:
    read = {table for name in FACTS for table in sources(facts[name])}
    listed = {
        table
        for name in ("0001_initial", "0004_deprivation")
        for table in importlib.import_module(f"flyingstart.evidence.migrations.{name}").TABLES
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'evidence_note_change'"
            " AND tgenabled = 'O'"
        )
        telling = {table for (table,) in cursor.fetchall()}

    assert read == listed == telling
