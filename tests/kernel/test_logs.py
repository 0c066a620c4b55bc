"""What the log says of faults: nothing that a row holds."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest
from django.http import HttpRequest
from django.urls import ResolverMatch

from flyingstart.kernel.logs import JsonFormatter, LineFormatter, ServerFormatter, request_id


def told(fault: Exception, because: Exception | None = None) -> str:
    """What the log says of a fault, and of the one that it followed from."""

    def fail() -> None:
        raise fault from because

    try:
        fail()
    except (TypeError, ValueError):
        happened = sys.exc_info()
    else:
        raise AssertionError
    record = logging.LogRecord("x", logging.ERROR, "", 0, "Failed", (), happened)
    return LineFormatter("%(message)s").format(record)


def test_what_a_database_quotes_is_left_out() -> None:
    row = 'null value in column "x"\nDETAIL:  Failing row contains (1, Zofia).'

    said = told(ValueError(row), because=TypeError(row))

    assert said.startswith("Failed\n")
    assert "Zofia" not in said
    assert 'builtins.ValueError: null value in column "x"' in said
    assert "in fail\n    raise fault from because" in said


def test_the_cause_comes_first() -> None:
    said = told(ValueError("second"), because=TypeError("first"))

    assert said.index("TypeError: first") < said.index("ValueError: second")


def test_a_fault_that_hides_its_cause_does_so_here() -> None:
    fault = ValueError("second")
    fault.__context__, fault.__suppress_context__ = TypeError("first"), True

    assert "first" not in told(fault)


@pytest.mark.parametrize("name", ["link", "secret", "code"])
def test_what_opens_something_is_left_out_of_addresses(name: str) -> None:
    request = HttpRequest()
    request.resolver_match = ResolverMatch(lambda: None, (), {name: "4fVq-9", "key": "7"})
    record = logging.LogRecord("x", logging.WARNING, "", 0, "Bad: /back/7/4fVq-9/", (), None)
    record.request = request

    assert LineFormatter("%(message)s").format(record) == "Bad: /back/7/…/"


def test_a_link_with_something_behind_it_finds_no_page_and_is_left_out() -> None:
    request, link = HttpRequest(), "Zm9yLXRoZS10ZXN0LW9ubHktbm90aGluZw"
    request.path = f"/back/{link}/."
    record = logging.LogRecord("x", logging.WARNING, "", 0, f"Not Found: {request.path}", (), None)
    record.request = request

    assert LineFormatter("%(message)s").format(record) == "Not Found: /back/…/."


def test_the_key_of_a_new_password_is_left_out() -> None:
    request = HttpRequest()
    request.resolver_match = ResolverMatch(lambda: None, (), {"uidb36": "3", "key": "c4-9f"})
    record = logging.LogRecord("x", logging.WARNING, "", 0, "Forbidden: /new/3-c4-9f/", (), None)
    record.request = request

    assert LineFormatter("%(message)s").format(record) == "Forbidden: /new/3-…/"


def test_a_request_that_found_no_page_is_named_as_it_is() -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 0, "Not Found: /nowhere/", (), None)
    record.request = HttpRequest()

    assert LineFormatter("%(message)s").format(record) == "Not Found: /nowhere/"


def test_for_machines_a_line_is_one_object() -> None:
    record = logging.LogRecord("x.y", logging.WARNING, "", 0, "Slow: %s", (3,), None)
    record.created = 0.0
    record.fields = {"status": 200}
    mark = request_id.set("abcdefgh")
    try:
        line = JsonFormatter().format(record)
    finally:
        request_id.reset(mark)

    assert json.loads(line) == {
        "time": "1970-01-01T00:00:00+00:00",
        "level": "warning",
        "logger": "x.y",
        "message": "Slow: 3",
        "request": "abcdefgh",
        "status": 200,
    }


def test_a_fault_for_machines_holds_no_row_either() -> None:
    fault = ValueError("null value\nDETAIL:  Failing row contains (1, Zofia).")
    record = logging.LogRecord(
        "x", logging.ERROR, "", 0, "Failed", (), (type(fault), fault, fault.__traceback__)
    )

    line = JsonFormatter().format(record)

    told = json.loads(line)
    assert ("Zofia" in line, "\n" in line) == (False, False)
    assert (told["message"], told["fault"][-1]) == ("Failed", "builtins.ValueError: null value")
    assert "request" not in told


def test_for_machines_a_request_is_told_by_its_route() -> None:
    """Nothing personal in logs: an address holds ids, and what somebody typed."""
    request = HttpRequest()
    request.path = "/a/ë7/"
    record = logging.LogRecord("x", logging.WARNING, "", 0, "Forbidden: %s", ("/a/\\xeb7/",), None)
    record.request = request

    lost = json.loads(JsonFormatter().format(record))
    request.resolver_match = ResolverMatch(lambda: None, (), {}, route="a/<key>/")
    found = json.loads(JsonFormatter().format(record))

    assert (lost["message"], found["message"]) == ("Forbidden: …", "Forbidden: /a/<key>/")


@pytest.mark.parametrize(
    ("words", "arguments", "kept"),
    [
        ("Invalid request from ip=10.0.0.9: GET /zofia", (), "Invalid request"),
        ("Error handling request %s %s", ("GET", "/zofia?a=1"), "Error handling request"),
        ("Error handling request (no URI read)", (), "Error handling request"),
        ("WORKER TIMEOUT (pid:%s)", (7,), "WORKER TIMEOUT (pid:7)"),
    ],
)
def test_the_web_server_says_nothing_of_who_asked_for_what(
    words: str, arguments: tuple[object, ...], kept: str
) -> None:
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, words, arguments, None)

    assert json.loads(ServerFormatter().format(record))["message"] == kept
    assert record.msg == words


@pytest.mark.parametrize(
    "program",
    [
        "raise ValueError('one\\ntwo')",
        "import threading as t; h = t.Thread(target=lambda: 1 / 0); h.start(); h.join()",
    ],
)
def test_a_fault_that_nobody_caught_is_one_line(program: str) -> None:
    start = "from flyingstart.kernel.logs import tell_all; tell_all(); "
    done = subprocess.run(
        [sys.executable, "-c", start + program], capture_output=True, encoding="utf-8", check=False
    )

    [line] = done.stderr.splitlines()
    told = json.loads(line)
    assert (told["logger"], told["fault"][-1].split(":")[0] in FAULTS) == (
        "flyingstart.process",
        True,
    )


FAULTS = {"builtins.ValueError", "builtins.ZeroDivisionError"}
