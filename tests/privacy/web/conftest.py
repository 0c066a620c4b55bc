"""The town of the pages of privacy, and those who look after its data."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from tests.accounts.people import user_with
from tests.families.web.town import NOW, Town, client_of, make_town
from tests.kept import kept_for_a_module


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


made_town = kept_for_a_module(make_town, NOW)


@pytest.fixture
def town(made_town: Callable[[], Town], _today: None, db: None) -> Town:
    """Two neighbourhoods and a family."""
    return made_town()


@pytest.fixture
def dee(town: Town) -> Client:
    """The data protection officer."""
    return client_of(user_with("data_protection", name="Dee Officer"))


@pytest.fixture
def del_(town: Town) -> Client:
    """Another one, who approves what Dee puts forward."""
    return client_of(user_with("data_protection", name="Del Deputy"))


@pytest.fixture
def elsewhere(town: Town) -> Client:
    """The officer of the south alone, where the family does not live."""
    return client_of(user_with("data_protection", name="Else Officer", neighbourhood=town.south))


@pytest.fixture
def stranger(town: Town) -> Client:
    """Somebody who reads the family, and looks after nobody's data."""
    return client_of(user_with("manager", name="Mo Manager"))
