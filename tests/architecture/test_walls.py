"""No app stands outside the walls: layers, rooms and doors cover each of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from tests.architecture.tree import PACKAGE, project

APPS = tuple(settings.LAYERS)
DOORS = ("api", "facts", "records")
# Doors beside the three, each with its reason in pyproject.toml.
OTHER_DOORS = {
    "flyingstart.** -> flyingstart.kernel.jobs",
    "flyingstart.** -> flyingstart.kernel.tables.api",
    "flyingstart.** -> flyingstart.kernel.intake.api",
    "flyingstart.config.* -> flyingstart.kernel.embedded_postgres",
    "flyingstart.config.* -> flyingstart.kernel.serving",
    "flyingstart.config.* -> flyingstart.kernel.logs",
    "flyingstart.config.* -> flyingstart.kernel.quick_migrating",
    "flyingstart.*.migrations.* -> flyingstart.kernel.models",
    "flyingstart.config.urls -> flyingstart.design.web",
    "flyingstart.config.urls -> flyingstart.design.web.errors",
    "flyingstart.config.jinja -> flyingstart.design.undefined",
}
CONTRACTS: dict[str, dict[str, Any]] = {
    contract["id"]: contract for contract in project()["tool"]["importlinter"]["contracts"]
}


def test_the_layers_are_the_installed_apps_in_their_order() -> None:
    layers = CONTRACTS["layers"]["layers"]

    assert layers == ["config", *reversed(APPS)]
    assert CONTRACTS["layers"]["exhaustive"] is True


def test_every_folder_of_code_is_an_app_or_the_settings() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}

    assert folders == {*APPS, "config"}


def test_rooms_are_kept_apart_in_every_app() -> None:
    assert CONTRACTS["rooms"]["containers"] == [f"flyingstart.{app}" for app in APPS]


@pytest.mark.parametrize("app", APPS)
def test_every_app_is_entered_by_its_doors_only(app: str) -> None:
    contract = CONTRACTS[f"doors-of-{app}"]

    usual = {f"flyingstart.** -> flyingstart.{app}.{door}" for door in DOORS}

    assert contract["type"] == "protected"
    assert contract["protected_modules"] == [f"flyingstart.{app}.**"]
    assert contract["allowed_importers"] == [f"flyingstart.{app}"]
    assert set(contract["ignore_imports"]) - usual <= OTHER_DOORS


@pytest.mark.parametrize("app", APPS)
def test_every_app_says_what_it_is_for(app: str) -> None:
    assert (PACKAGE / app / "README.md").is_file()
