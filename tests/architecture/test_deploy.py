"""What lies in `deploy/` fits the software: its commands, its addresses, who knows which secret."""

from __future__ import annotations

import configparser
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from flyingstart.kernel.embedded_postgres import MAJOR
from flyingstart.kernel.middleware import HEALTH_PATH

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def unit(path: Path) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_run_commands_that_there_are(path: Path) -> None:
    commands = re.findall(r"^ExecStart=\S+/flyingstart (\S+)", path.read_text(), re.MULTILINE)

    assert [name for name in commands if name not in get_commands()] == []
    assert bool(commands) is (path.suffix == ".service")
    assert unit(path).has_section("Unit")


def test_no_unit_opens_the_home_folder_to_others() -> None:
    """systemd gives the folder this mode at each start, 0755 where none is named."""
    sections = {path.name: unit(path)["Service"] for path in UNITS if path.suffix == ".service"}

    modes = {name: one.get("StateDirectoryMode") for name, one in sections.items()}

    assert {one.get("StateDirectory") for one in sections.values()} == {"flyingstart"}
    assert modes == dict.fromkeys(sections, "0700")


def test_the_site_is_started_again_for_as_long_as_it_takes() -> None:
    """By itself systemd gives up after five starts in ten seconds, sooner than a database is up."""
    site = unit(DEPLOY / "systemd" / "flyingstart.service")

    assert site["Unit"]["StartLimitIntervalSec"] == "0"
    assert (site["Service"]["Restart"], site["Service"]["RestartSec"]) == ("on-failure", "5")


def test_the_site_does_not_know_the_owner() -> None:
    """Who breaks into the site must not become the owner of its tables."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]

    knows = {
        name for name, service in services.items() if "owner.env" in service.get("env_file", ())
    }

    assert knows == {"setup", "backup"}
    assert "owner.env" not in (DEPLOY / "systemd" / "flyingstart.service").read_text()


def test_the_containers_run_what_there_is() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    image = (DEPLOY / "Containerfile").read_text()

    commands = {service["command"][0] for service in services.values() if "command" in service}
    assert commands <= set(get_commands())
    assert services["database"]["image"].endswith(f"postgres:{MAJOR}")
    assert f"8000{HEALTH_PATH}'" in image
    assert f"8000{HEALTH_PATH}'" in services["site"]["healthcheck"]["test"][-1]
    assert re.findall(r"^USER (\S+)", image, re.MULTILINE) == ["flyingstart"]
    ours = [one for one in services.values() if one["image"] == "flyingstart"]
    assert [one["build"]["dockerfile"] for one in ours] == ["deploy/Containerfile"] * 3


def test_what_is_secret_on_a_server_goes_into_no_image_and_no_commit() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    envs = {name for one in compose["services"].values() for name in one.get("env_file", ())}
    secrets = {Path(one["file"]).name for one in compose["secrets"].values()}
    lying = {f"deploy/{name}" for name in {*envs, *secrets, "roles.sql", "backup"}}

    for ignore in (".dockerignore", ".gitignore"):
        patterns = [line.strip("/") for line in (DEPLOY.parent / ignore).read_text().splitlines()]
        open_to = {path for path in lying if not any(fnmatch(path, one) for one in patterns)}
        assert open_to == set(), ignore
