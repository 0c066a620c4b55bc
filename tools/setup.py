"""`make setup`: the environment in `.venv`, from pinned and hashed requirements.

    python3 -m tools.setup [run|dev|spark]

`run` holds what the product needs, `dev` the checks and tests as well; `spark` is laid over either
of them. A second run sees that nothing changed and leaves at once. Runs under any Python that
starts it: when that one is too old, or newer than the pinned packages are built for, it looks for a
fitting one on PATH.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# The first and the last that every pinned package is built for.
OLDEST, NEWEST = (3, 11), (3, 14)
FITTING = tuple(f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1))
CONTENTS = ("run", "dev", "spark")
# Everything in `run` is in `dev` too, in the same versions.
ALSO_SERVED_BY = {"run": ("run", "dev"), "dev": ("dev",), "spark": ("spark",)}
# What a new list takes the place of; what is laid over the others leaves them as they are.
REPLACES = {"run": ("run", "dev"), "dev": ("run", "dev"), "spark": ()}


def main() -> None:
    """Make `.venv` hold what was asked for."""
    contents = sys.argv[1] if len(sys.argv) > 1 else "run"
    if contents not in CONTENTS:
        sys.exit(f"say {', '.join(CONTENTS[:-1])} or {CONTENTS[-1]}, not {contents}")
    use_fitting_python()
    if PYTHON.exists() and any(is_current(name) for name in ALSO_SERVED_BY[contents]):
        return
    begun = time.monotonic()
    if not in_order():
        make_venv()
    install_uv()
    install(contents)
    for name in REPLACES[contents]:
        stamp(name).unlink(missing_ok=True)
    stamp(contents).write_text(stamp_of(contents), encoding="utf-8")
    say(f"The environment is ready in {VENV} ({time.monotonic() - begun:.0f} s).")


def use_fitting_python() -> None:
    """Go on under a Python that fits. None: exit 1 saying what to install, or try one too new."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for name in FITTING:
        found = shutil.which(name)
        if found and works(found):
            again = [found, "-m", "tools.setup", *sys.argv[1:]]
            sys.exit(subprocess.run(again, cwd=str(ROOT), check=False).returncode)
    version = ".".join(map(str, sys.version_info[:2]))
    if sys.version_info >= OLDEST:
        say(
            f"Python {version} is newer than the pinned packages, which are built for up to "
            f"{NEWEST[0]}.{NEWEST[1]}: some may have to be compiled here."
        )
        return
    sys.exit(
        f"Flying Start needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {version}. "
        "Install one (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: the "
        "installer of python.org), or name one: make setup PYTHON=/path/to/python3"
    )


def works(python: str) -> bool:
    """Whether it starts and fits; a version manager's stand-in may do neither."""
    asked = f"import sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    return subprocess.run([python, "-c", asked], capture_output=True, check=False).returncode == 0


def stamp(contents: str) -> Path:
    """The file that says what was installed last."""
    return VENV / f"flyingstart-{contents}.stamp"


def is_current(contents: str) -> bool:
    """Whether what was installed last is what the lists say today."""
    return read(stamp(contents)) == stamp_of(contents)


def stamp_of(contents: str) -> str:
    """What an environment follows from: the lists, the project's own description, its place."""
    digest = hashlib.sha256(str(ROOT).encode())
    digest.update(".".join(map(str, sys.version_info[:2])).encode())
    for path in (lock("installer"), lock(contents), ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def in_order() -> bool:
    """Whether `.venv` was made here, by this Python, and still runs."""
    settings = VENV / "pyvenv.cfg"
    activate = VENV / "bin" / "activate"
    if not settings.is_file() or str(VENV) not in read(activate):
        return False
    version = ".".join(map(str, sys.version_info[:2]))
    asked = f"import sys, pip; sys.exit('%d.%d' % sys.version_info[:2] != '{version}')"
    done = subprocess.run([str(PYTHON), "-c", asked], capture_output=True, check=False)
    return done.returncode == 0


def make_venv() -> None:
    """Make it anew."""
    say("Making the environment …")
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            "The environment could not be made; the reason is above. On Debian and Ubuntu: "
            "apt-get install python3-venv"
        )


def install_uv() -> None:
    """The installer itself, by pip, with its hash."""
    needed = [line.split()[0] for line in read(lock("installer")).splitlines() if "==" in line]
    done = subprocess.run(
        [str(VENV / "bin" / "uv"), "--version"] if (VENV / "bin" / "uv").exists() else ["false"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0 and needed == ["uv==" + done.stdout.split()[1]]:
        return
    say("Installing the installer (uv) …")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "-r", str(lock("installer"))])


def install(contents: str) -> None:
    """Hashed requirements, then the project itself, which stays editable."""
    say("Installing pinned packages …")
    pip = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON)]
    run([*pip, "--compile-bytecode", "--require-hashes", "-r", str(lock(contents))])
    run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])


def lock(contents: str) -> Path:
    """A list of pinned packages."""
    return ROOT / "requirements" / f"{contents}.txt"


def run(command: list[str]) -> None:
    """Run a program; leave with its words when it fails."""
    done = subprocess.run(command, cwd=str(ROOT), check=False)
    if done.returncode:
        sys.exit(f"`{' '.join(command)}` failed; the reason is above")


def read(path: Path) -> str:
    """A file's text, or none."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def say(words: str) -> None:
    """Tell at once, also into a pipe."""
    print(words, flush=True)


if __name__ == "__main__":
    main()
