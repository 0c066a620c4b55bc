"""The settings of production; each process of the web ends between what it committed and its reply.

Once: for the first batch of a register, when the file that `CUT_ONCE` names is not there yet.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from flyingstart.config.settings import *  # noqa: F403 - all of them

MIDDLEWARE = ["tests.running.settings_cut.cut", *MIDDLEWARE]  # noqa: F405
PATHS = ("/staff/registers/batch/", "/staff/registers/sealed/")


def cut(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Outermost: what it sees is committed, and nobody has heard of it yet."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        done = Path(os.environ["CUT_ONCE"])
        is_kept = request.path in PATHS and response.status_code == HTTPStatus.OK
        if is_kept and not done.exists():
            done.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return response

    return answer
