"""safety.md: objections and restrictions are obeyed by every screen and job."""

from __future__ import annotations

import time_machine

from flyingstart.families.api import ObjectsTo, end_objection, find_people, record_objection
from tests.accounts.people import user_with
from tests.families.web.town import NOW, client_of, make_town, text_of
from tests.families.world import BY


def test_who_objects_to_any_use_is_on_no_list_and_found_by_name(db: None) -> None:
    with time_machine.travel(NOW, tick=False):
        town, user = make_town(), user_with("manager")
        client = client_of(user)
        children = "/staff/families/?list=children"
        assert "Stanisław" in text_of(client.get(children))

        said = record_objection(person=town.child, to=ObjectsTo.PROCESSING, by=BY, at=NOW)

        assert "Stanisław" not in text_of(client.get(children))
        assert [one.name for one in find_people("Stanisław", user=user).people] == [
            "Stanisław Kowalski"
        ]
        end_objection(objection=said, by=BY, at=NOW)
        assert "Stanisław" in text_of(client.get(children))
