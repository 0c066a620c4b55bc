"""Variables that cannot be used are refused in words: an operator reads no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from flyingstart.config import environment
from flyingstart.config.environment import EnvironmentVariableError
from tests.processes import flyingstart


def test_a_home_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (file := tmp_path / "file").touch()

    done = flyingstart("doctor", changes={"FLYINGSTART_HOME": str(file)})

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"flyingstart: the home folder {file} cannot be made (")
    assert "Traceback" not in done.stderr


def test_a_key_that_is_closed_to_us_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a first command by root: the key is root's then."""
    (tmp_path / "secret.key").mkdir()
    monkeypatch.setenv("FLYINGSTART_HOME", str(tmp_path))
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with pytest.raises(
        EnvironmentVariableError, match=r"secret\.key cannot be used \(.+set SECRET"
    ):
        environment.secret_key()


@pytest.mark.parametrize(
    ("text", "words"),
    [("0", "must be 1 or more, not 0"), ("two", "must be a whole number, not 'two'")],
)
def test_a_number_of_processes_that_serves_nobody_is_refused(
    db: None, text: str, words: str
) -> None:
    done = flyingstart("serve", "--port", "0", changes={"WEB_CONCURRENCY": text})

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"flyingstart: WEB_CONCURRENCY {words}\n"


def test_nobody_is_signed_out_before_they_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDLE_MINUTES", "0")

    with pytest.raises(EnvironmentVariableError, match="must be 1 or more, not 0"):
        environment.whole_number("IDLE_MINUTES", default=30, least=1)
