"""The settings under test: a home of its own, thrown away; the database comes from conftest."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

# Before the real settings are read. Kept for the test cluster, which outlives a run.
os.environ.setdefault("FLYINGSTART_TEST_HOME", os.environ.get("FLYINGSTART_HOME", ""))
os.environ["FLYINGSTART_HOME"] = tempfile.mkdtemp(prefix="flyingstart-test-")
for _name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DEBUG", "ALLOWED_HOSTS", "FLYINGSTART_DEMO"):
    os.environ.pop(_name, None)
os.environ["SECRET_KEY"] = "only-for-tests"
atexit.register(shutil.rmtree, os.environ["FLYINGSTART_HOME"], ignore_errors=True)

from flyingstart.config.settings import *  # noqa: E402, F403 - the environment comes first

# WhiteNoise warns of a folder that is not there, and warnings are errors.
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
# Quick instead of slow on purpose: no password here guards anything.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests of pages begin where somebody has taken these; tests/accounts switches them on.
SECOND_STEP_REQUIRED = False
TERMS_REQUIRED = False
