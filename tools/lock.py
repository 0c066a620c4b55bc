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
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = ROOT / ".venv" / "bin" / "uv"
LISTS = {
    "installer": ["--group", "installer"],
    "audit": ["--group", "audit"],
    "run": ["pyproject.toml", "--extra", "local"],
    "spark": ["pyproject.toml", "--extra", "spark", "-c", "requirements/run.txt"],
    "dev": ["pyproject.toml", "--extra", "local", "--extra", "dev", "-c", "requirements/run.txt"],
}


def main() -> None:
    """Write the lists."""
    for name, sources in LISTS.items():
        command = [str(UV), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--custom-compile-command", "make lock"]
        command += [*sys.argv[1:], *sources, "-o", f"requirements/{name}.txt"]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            sys.exit(f"requirements/{name}.txt could not be written; the reason is above")


if __name__ == "__main__":
    main()
