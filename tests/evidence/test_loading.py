"""What every command pays for: the engines are loaded by those who count, and by nobody else."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("ibis", "duckdb", "pyarrow", "pandas", "altair", "shapely", "openpyxl")


def test_starting_a_command_loads_no_engine(db: None) -> None:
    script = (
        "import django, sys; django.setup(); "
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == []
