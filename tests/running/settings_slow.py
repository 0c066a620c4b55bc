"""The settings of production and one slow job."""

from __future__ import annotations

from flyingstart.config.settings import *  # noqa: F403 - all of them

INSTALLED_APPS = [*INSTALLED_APPS, "tests.running.slow"]  # noqa: F405
