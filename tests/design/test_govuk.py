"""The GOV.UK macros, rendered by our environment, against the fixtures of the npm package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.template import engines

from tests.design.rendering import Tokens

REPOSITORY = Path(__file__).resolve().parents[2]
GOVUK = REPOSITORY / "node_modules" / "govuk-frontend"
COMPONENTS = GOVUK / "dist" / "govuk" / "components"
# All of npm govuk-frontend 6.3.0; fewer would mean that some were not read.
FIXTURES = 657


def fixtures() -> list[tuple[str, dict[str, Any]]]:
    return [
        (file.parent.name, fixture)
        for file in sorted(COMPONENTS.glob("*/fixtures.json"))
        for fixture in json.loads(file.read_text())["fixtures"]
    ]


def rendered(component: str, options: dict[str, Any]) -> str:
    macro = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    path = f"govuk_frontend_jinja/components/{component}/macro.html"
    source = f'{{% from "{path}" import {macro} %}}{{{{ {macro}(options) }}}}'
    return engines["jinja2"].from_string(source).render({"options": options})


def test_the_package_is_the_version_that_the_macros_are_written_for() -> None:
    package = json.loads((GOVUK / "package.json").read_text())

    assert package["version"] == "6.3.0"


def test_every_fixture_is_read() -> None:
    assert len(fixtures()) == FIXTURES


@pytest.mark.parametrize("component", sorted({component for component, _ in fixtures()}))
def test_every_fixture_of_a_component_is_identical(component: str) -> None:
    differing = [
        fixture["name"]
        for name, fixture in fixtures()
        if name == component
        and Tokens(rendered(component, fixture["options"])).found != Tokens(fixture["html"]).found
    ]

    assert differing == []
