"""Migrating quickly ends where migrating slowly ends, and leaves Django as it was."""

from __future__ import annotations

from django.db import connection, models
from django.db.migrations import AddConstraint, AddField, AlterField, CreateModel, Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from flyingstart.kernel.quick_migrating import ADDING, adding_alone

APP = "made_up"


def key() -> models.BigAutoField[int, int]:
    return models.BigAutoField(primary_key=True)


def to(name: str) -> models.ForeignKey[models.Model]:
    return models.ForeignKey(f"{APP}.{name}", on_delete=models.PROTECT, related_name="+")


OPERATIONS: tuple[Operation, ...] = (
    CreateModel("House", [("id", key()), ("number", models.IntegerField())]),
    CreateModel("Room", [("id", key()), ("house", to("house"))]),
    AddField("House", "best_room", models.ForeignKey(f"{APP}.room", models.PROTECT, null=True)),
    CreateModel("Chair", [("id", key()), ("room", to("room"))]),
    AddConstraint(
        "House",
        models.CheckConstraint(condition=models.Q(number__gt=0), name="house_has_a_number"),
    ),
    AlterField("House", "number", models.BigIntegerField()),
    AddField("Chair", "made_in", models.IntegerField(null=True)),
)


def run() -> tuple[list[str], ProjectState]:
    """What all operations say to the database, and how the models stand afterwards."""
    migration = Migration("0001", APP)
    migration.operations = list(OPERATIONS)  # type: ignore[misc]
    state = ProjectState()
    _ = state.apps
    with connection.schema_editor(collect_sql=True) as editor:
        state = migration.apply(state, editor, collect_sql=True)
        return editor.collected_sql, state


def fields(state: ProjectState) -> dict[str, list[tuple[str, str]]]:
    """Every model with its fields and their kinds, as they are rendered afresh."""
    state.clear_delayed_apps_cache()
    return {
        model.__name__: [(field.name, type(field).__name__) for field in model._meta.fields]
        for model in state.apps.get_models()
    }


def test_the_same_is_said_to_the_database_and_the_models_end_the_same(db: None) -> None:
    said, state = run()

    with adding_alone():
        said_quickly, quickly = run()

    assert said_quickly == said
    assert any('ADD COLUMN "made_in"' in line for line in said)
    assert fields(quickly) == fields(state)
    assert fields(state)["House"] == [
        ("id", "BigAutoField"),
        ("number", "BigIntegerField"),
        ("best_room", "ForeignKey"),
    ]


def test_what_is_added_renders_no_other_model(db: None) -> None:
    with adding_alone():
        state = ProjectState()
        OPERATIONS[0].state_forwards(APP, state)
        OPERATIONS[1].state_forwards(APP, state)
        house = state.apps.get_model(APP, "house")

        OPERATIONS[3].state_forwards(APP, state)

        assert state.apps.get_model(APP, "house") is house
        assert state.is_delayed


def test_what_changes_something_finds_every_model_afresh(db: None) -> None:
    with adding_alone():
        _, state = run()
        house = state.apps.get_model(APP, "house")

        AlterField("House", "number", models.TextField()).state_forwards(APP, state)

        assert state.apps.get_model(APP, "house") is not house
        room = state.apps.get_model(APP, "room")
        assert room._meta.get_field("house").related_model is state.apps.get_model(APP, "house")


def test_django_is_left_as_it_was() -> None:
    before = [one.state_forwards for one in ADDING]
    find = ProjectState._find_reload_model  # type: ignore[attr-defined]

    with adding_alone():
        pass

    assert [one.state_forwards for one in ADDING] == before
    assert ProjectState._find_reload_model is find  # type: ignore[attr-defined]
