"""`frontend/build.py`: what it makes, that it knows when nothing changed, and its words."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.tree import REPOSITORY


@pytest.fixture
def build(tmp_path: Path) -> ModuleType:
    """The script, in a folder of its own with a front end of one file."""
    make_front_end(tmp_path)
    return script_of(tmp_path)


@pytest.fixture(scope="module")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a folder, built once; node takes a while to start."""
    folder = tmp_path_factory.mktemp("built")
    make_front_end(folder)
    script_of(folder).build()
    return folder


@pytest.fixture
def built(first_build: Path, tmp_path: Path) -> ModuleType:
    """The script, in a folder of its own that was built already."""
    shutil.copytree(first_build, tmp_path, dirs_exist_ok=True)
    return script_of(tmp_path)


def make_front_end(folder: Path) -> None:
    (folder / "frontend").mkdir()
    (folder / "node_modules").mkdir()
    locale = folder / "flyingstart" / "locale" / "xx" / "LC_MESSAGES"
    locale.mkdir(parents=True)
    (locale / "django.po").write_text('msgid "a"\nmsgstr "b"\n')
    (folder / "package-lock.json").write_text("{}")
    (folder / "package.json").write_text('{"scripts": {"build": "sh frontend/build.sh"}}')
    (folder / "frontend" / "app.css").write_text("body {}")
    (folder / "frontend" / "build.sh").write_text(
        "mkdir -p flyingstart/static/build && cp frontend/app.css flyingstart/static/build/\n"
        "touch flyingstart/locale/xx/LC_MESSAGES/django.mo\n"
        "echo built >> log\n"
    )
    shutil.copy(REPOSITORY / "frontend" / "build.py", folder / "frontend" / "build.py")


def script_of(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "build_under_test", folder / "frontend" / "build.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # Nothing to fetch.
    module.INSTALLED.write_text(module.digest(module.PACKAGES))
    return module


def builds(tmp_path: Path) -> int:
    log = tmp_path / "log"
    return len(log.read_text().splitlines()) if log.exists() else 0


def test_the_second_build_does_nothing(built: ModuleType, tmp_path: Path) -> None:
    built.build()

    assert builds(tmp_path) == 1
    assert (tmp_path / "flyingstart" / "static" / "build" / "app.css").read_text() == "body {}"


@pytest.mark.parametrize(
    "changed",
    ["frontend/app.css", "package.json", "flyingstart/locale/xx/LC_MESSAGES/django.po"],
)
def test_a_change_is_built(built: ModuleType, tmp_path: Path, changed: str) -> None:
    path = tmp_path / changed
    path.write_text(path.read_text() + "\n")
    built.INSTALLED.write_text(built.digest(built.PACKAGES))

    built.build()

    assert builds(tmp_path) == 2


@pytest.mark.parametrize(
    "lost", ["flyingstart/static/build", "flyingstart/locale/xx/LC_MESSAGES/django.mo"]
)
def test_what_was_lost_is_built_again(built: ModuleType, tmp_path: Path, lost: str) -> None:
    path = tmp_path / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()

    built.build()

    assert builds(tmp_path) == 2
    assert path.exists()


def test_a_build_that_fails_is_said_and_tried_again(build: ModuleType, tmp_path: Path) -> None:
    script = tmp_path / "frontend" / "build.sh"
    good = script.read_text()
    script.write_text("exit 3\n")

    with pytest.raises(build.BuildError, match="`npm run --silent build` failed"):
        build.build()

    script.write_text(good)
    build.build()
    assert builds(tmp_path) == 1


def test_without_node_on_path_the_packaged_one_runs(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path_without_node(tmp_path, monkeypatch)

    build.build()

    assert builds(tmp_path) == 1


def test_without_any_node_it_says_what_to_do(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path_without_node(tmp_path, monkeypatch)
    monkeypatch.setattr(build, "find_spec", lambda _name: None)

    with pytest.raises(build.BuildError, match="needs node 20 or newer with npm: install it, or"):
        build.build()


def path_without_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PATH with nothing but what the build's own script calls."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("sh", "mkdir", "cp", "touch"):
        found = shutil.which(name)
        assert found is not None
        (programs / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(programs))
    assert sys.executable
