"""`make lock`: pin every package, with hashes, from the wishes in `pyproject.toml`.

    python -m tools.lock [--upgrade]

Versions stay as they are unless a wish changed or `--upgrade` is said. `requirements/`:
`installer.txt` brings uv, `run.txt` the product with its local extras, `dev.txt` checks and tests
as well, `spark.txt` the product with Spark, all in the same versions; `audit.txt` brings what
`make audit` asks with. No list names a registry: that is each machine's own setting.
"""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.setup import NEWEST, OLDEST

ROOT = Path(__file__).resolve().parents[1]
UV = ROOT / ".venv" / "bin" / "uv"
LISTS = {
    "installer": ["--group", "installer"],
    "audit": ["--group", "audit"],
    "run": ["pyproject.toml", "--extra", "local"],
    "spark": ["pyproject.toml", "--extra", "spark", "-c", "requirements/run.txt"],
    "dev": ["pyproject.toml", "--extra", "local", "--extra", "dev", "-c", "requirements/run.txt"],
}
MACHINES = tuple(
    f"{processor}-{system}"
    for system in ("unknown-linux-gnu", "apple-darwin")
    for processor in ("aarch64", "x86_64")
)
PYTHONS = tuple(f"3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1))


def main() -> None:
    """Write the lists; exits 1 when one cannot be written or a package has to be compiled."""
    for name, sources in LISTS.items():
        command = [str(UV), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--custom-compile-command", "make lock"]
        command += [*sys.argv[1:], *sources, "-o", f"requirements/{name}.txt"]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            sys.exit(f"requirements/{name}.txt could not be written; the reason is above")
    missing = [words for pair in product(MACHINES, PYTHONS) if (words := not_built(*pair))]
    if missing:
        sys.exit("\n".join(missing))


def not_built(machine: str, python: str) -> str:
    """What of `dev.txt` (so of `run.txt`) would have to be compiled there; "": nothing."""
    asked = ["--python-platform", machine, "--python-version", python, "--only-binary", ":all:"]
    with TemporaryDirectory() as empty:
        command = [str(UV), "pip", "install", "--dry-run", "--target", empty, *asked]
        command += ["--require-hashes", "-r", "requirements/dev.txt"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return f"{machine}, Python {python}: {done.stderr.strip()}" if done.returncode else ""


if __name__ == "__main__":
    main()
