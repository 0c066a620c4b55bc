"""What we depend on is pinned, hashed, explained, and fetched from wherever a machine says."""

from __future__ import annotations

import json
import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.tree import REPOSITORY, project

LISTS = ("installer", "audit", "run", "dev", "spark")
# At most so many packages share one reason.
GROUP = 5


def locked(name: str) -> dict[str, list[str]]:
    """Versions of each package in a list; more than one where platforms differ."""
    text = (REPOSITORY / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    versions: dict[str, list[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE):
        versions.setdefault(canonicalize_name(package), []).append(version)
    return versions


def wishes(name: str) -> list[Requirement]:
    about = project()
    extras = about["project"]["optional-dependencies"]
    lines = {
        "installer": about["dependency-groups"]["installer"],
        "audit": about["dependency-groups"]["audit"],
        "run": about["project"]["dependencies"] + extras["local"],
        "dev": about["project"]["dependencies"] + extras["local"] + extras["dev"],
        "spark": about["project"]["dependencies"] + extras["spark"],
    }
    return [Requirement(line) for line in lines[name]]


@pytest.mark.parametrize("name", LISTS)
def test_every_wish_is_pinned_as_wished(name: str) -> None:
    versions = locked(name)
    wished: dict[str, list[Requirement]] = {}
    for wish in wishes(name):
        wished.setdefault(canonicalize_name(wish.name), []).append(wish)

    unmet = [
        f"{package}: {versions.get(package)}"
        for package, alternatives in wished.items()
        if not as_wished(versions.get(package, []), alternatives)
    ]

    assert unmet == []


def as_wished(versions: list[str], alternatives: list[Requirement]) -> bool:
    """Whether each version is of some alternative, and each alternative has one: where platforms
    differ a package may have several of both."""
    found = [
        [wish.specifier.contains(Version(version), prereleases=True) for wish in alternatives]
        for version in versions
    ]
    return all(map(any, found)) and all(map(any, zip(*found, strict=True))) and bool(found)


@pytest.mark.parametrize("name", LISTS)
def test_every_pinned_package_has_hashes(name: str) -> None:
    text = (REPOSITORY / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if re.match(r"[\w.-]+==", line)]

    assert pins != []
    assert [pin for pin in pins if not pin.endswith("\\")] == []
    assert text.count("--hash=sha256:") >= len(pins)


def test_checks_run_on_the_versions_that_the_product_runs_on() -> None:
    run, dev = locked("run"), locked("dev")

    assert {name: dev.get(name) for name in run} == run


def test_spark_changes_no_version_of_what_it_is_laid_over() -> None:
    dev, spark = locked("dev"), locked("spark")
    shared = dev.keys() & spark.keys()

    assert {name: spark[name] for name in shared} == {name: dev[name] for name in shared}


@pytest.mark.parametrize(
    "path",
    [*(f"requirements/{name}.txt" for name in LISTS), "package-lock.json", "pyproject.toml"],
)
def test_no_list_names_a_host(path: str) -> None:
    text = (REPOSITORY / path).read_text(encoding="utf-8")
    if path == "package-lock.json":
        # Whom a package thanks for money is not where it comes from.
        text = json.dumps(without(json.loads(text), "funding"))

    assert re.findall(r"\w+://\S+|--(?:extra-)?index-url|--find-links", text) == []


def without(value: object, key: str) -> object:
    if isinstance(value, dict):
        return {name: without(item, key) for name, item in value.items() if name != key}
    if isinstance(value, list):
        return [without(item, key) for item in value]
    return value


def test_every_dependency_has_its_reason() -> None:
    unexplained, since_reason = [], GROUP
    for line in (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("[tool"):
            break
        if line.endswith("= ["):
            since_reason = GROUP
        elif line.startswith("  #"):
            since_reason = 0
        elif line.startswith('  "'):
            if since_reason >= GROUP:
                unexplained.append(line.strip())
            since_reason += 1

    assert unexplained == []
