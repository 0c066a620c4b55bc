"""The database of the tests: a cluster apart, one template, a clone for each worker.

Tests run as the application's role, as in production. `db` rolls each test back. `fresh_db` lets a
test commit for real (what other processes, ADBC or a browser must see) and renews the clone
after it; `live_site` serves the site from such a database, `standing_site` for a whole module.
`kept.kept` holds a made world for all tests of a module.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module

import pytest
from django.db import connections
from django.utils.translation import deactivate
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker, Settings

from tests.cluster import Clone, TestCluster, committing

# Tests say what is right, not how soon, and each example of those with a database begins with what
# the test's fixtures made and says itself what it leaves.
settings.register_profile(
    "ours",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("ours")

# Looking for garbage while thousands of tests are found takes a third of that time.
gc.disable()


def pytest_collection(session: pytest.Session) -> None:
    """Workers import the tests from different places on, so that in a clean clone each prepares
    its share of the files and reads the others' from the cache."""
    worker, workers = map(os.environ.get, ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT"))
    if worker is None or workers is None or session.config.args != ["tests"]:
        return
    root = session.config.rootpath
    files = sorted((root / "tests").rglob("test_*.py"))
    first = len(files) * int(worker.removeprefix("gw")) // int(workers)
    # A file that cannot be imported is told of when its tests are collected.
    with suppress(Exception):
        for file in files[first:] + files[:first]:
            import_module(".".join(file.relative_to(root).with_suffix("").parts))


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: from here on only what tests make is looked at."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[None]:
    """Our own: clone the template for this worker and point `default` at it."""
    with TestCluster() as cluster:
        clone = cluster.clone(worker_id)
        clone.make()
        use(clone)
        try:
            yield
        finally:
            with django_db_blocker.unblock():
                connections.close_all()
            clone.drop()


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """No test reads the language that another one's last request was answered in."""
    yield
    deactivate()


@pytest.fixture
def staff_in_urdu(settings: Settings) -> None:
    """Pages of staff can be had in Urdu as well, in which the parts are that all pages share."""
    settings.STAFF_LANGUAGES = ["en", "ur"]


@pytest.fixture(scope="session")
def worker_id() -> str:
    """The name of this worker; pytest-xdist's own replaces it when it runs."""
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")


def use(clone: Clone) -> None:
    """Point this process, and the processes it starts, at a clone."""
    addresses = clone.addresses
    os.environ["DATABASE_URL"] = addresses.app
    os.environ["DATABASE_OWNER_URL"] = addresses.owner
    clone.configure(connections["default"].settings_dict)


@pytest.fixture
def fresh_db(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A database whose commits are real, as migrated; renewed after the test.

    Cannot be used together with `db`: that one never commits.
    """
    if {"db", "transactional_db"} & set(request.fixturenames):
        pytest.fail("fresh_db commits for real; do not ask for db as well")
    if connections["default"].in_atomic_block:
        pytest.fail("fresh_db commits for real; a world is kept for this module (tests/kept.py)")
    with committing(django_db_blocker):
        yield


@pytest.fixture
def live_site(fresh_db: None) -> Iterator[str]:
    """The site, served by this process from a committed database: its address."""
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def standing_site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A live site for all tests of a module that leave nothing behind but sign-ins: quicker.

    Cannot be used in one module with `db` or `fresh_db`.
    """
    with committing(django_db_blocker), served() as address:
        yield address


@contextmanager
def served() -> Iterator[str]:
    """The site in threads of this process: its address."""
    # They need settings, which come after import.
    from django.test.testcases import LiveServerThread

    from tests.line import Line

    settings = connections["default"].settings_dict
    # A new process of the database for each request takes longer than most of them.
    settings["CONN_MAX_AGE"], before = 60, settings["CONN_MAX_AGE"]
    server = LiveServerThread("localhost", Line)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield f"http://localhost:{server.port}"
    finally:
        server.terminate()
        settings["CONN_MAX_AGE"] = before
