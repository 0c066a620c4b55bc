"""What the pages of privacy say."""

from __future__ import annotations

from typing import Any

from django.test import Client


def context_of(client: Client, address: str, **asked: str) -> Any:
    """What the template of a page is given."""
    return client.get(address, asked).context_data


def cells(client: Client, address: str, key: str = "table", **asked: str) -> list[list[str]]:
    """The rows of the table of a page, in words."""
    return [[cell.text for cell in row] for row in context_of(client, address, **asked)[key].rows]


def thing_at(client: Client, address: str) -> Any:
    """The page of a thing: how it stands, what is known and what can be done."""
    return context_of(client, address)["page"]


def facts_at(client: Client, address: str) -> dict[str, str]:
    """What the page of a thing says is known; what nobody gave is left out."""
    facts = thing_at(client, address).facts
    return {str(row.key): " | ".join(row.lines) for row in facts if row.lines}


def steps_at(client: Client, address: str) -> list[str]:
    """What can be done there, the next step first."""
    return [str(step.words) for step in thing_at(client, address).steps]


def said_at(client: Client, address: str, form: dict[str, str] | None = None) -> list[str]:
    """Where a form goes once it is sent; what is wrong with it, if it stays."""
    answer: Any = client.post(address, form or {})
    if answer.status_code == 302:
        return [answer.headers["Location"]]
    return [
        str(words) for faults in answer.context_data["form"].errors.values() for words in faults
    ]
