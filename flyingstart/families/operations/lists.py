"""Lists that members of staff keep to open again. Nobody else sees or changes them."""

from __future__ import annotations

import datetime as dt

from flyingstart.accounts.api import User
from flyingstart.families.errors import ListNameError, ListNameTakenError, NotYourListError
from flyingstart.families.models import SavedList
from flyingstart.families.text import tidy
from flyingstart.kernel.api import Actor, operation

LONGEST_NAME = 100


@operation
def save_list(
    *,
    owner: User,
    name: str,
    page: str,
    query: str,
    replaces: bool = False,
    by: Actor,
    at: dt.datetime,
) -> SavedList:
    """Keep a list: the name of its page's address, and the query as the page wrote it.

    One that the owner keeps under this name is replaced when they say so; the same again is the
    same list. Raises `ListNameError`, `ListNameTakenError` and `NotYourListError`.
    """
    said = list_name(name)
    _hold(owner, by)
    held = SavedList.objects.filter(owner=owner, name=said).first()
    if held is None:
        return SavedList.objects.create(owner=owner, name=said, page=page, query=query)
    if (held.page, held.query) == (page, query):
        return held
    if not replaces:
        raise _taken(said)
    held.page, held.query = page, query
    held.save(update_fields=["page", "query"])
    held.refresh_from_db()
    return held


@operation
def rename_list(*, saved: SavedList, name: str, by: Actor, at: dt.datetime) -> SavedList:
    """Call a list otherwise. Raises `ListNameError`, `ListNameTakenError`, `NotYourListError`."""
    said = list_name(name)
    _hold(saved.owner, by)
    others = SavedList.objects.filter(owner=saved.owner, name=said).exclude(pk=saved.pk)
    if others.exists():
        raise _taken(said)
    saved.name = said
    saved.save(update_fields=["name"])
    saved.refresh_from_db()
    return saved


@operation
def delete_list(*, saved: SavedList, by: Actor, at: dt.datetime) -> None:
    """Keep a list no longer; nothing that it showed changes. Twice is once.

    Raises `NotYourListError`.
    """
    _hold(saved.owner, by)
    SavedList.objects.filter(pk=saved.pk).delete()


def list_name(text: str) -> str:
    """A name as it is kept. Raises `ListNameError`."""
    said = tidy(text)
    if not said:
        raise ListNameError("Give the list a name.")
    if len(said) > LONGEST_NAME:
        raise ListNameError(f"The name of a list has at most {LONGEST_NAME} letters.")
    return said


def _hold(owner: User, by: Actor) -> None:
    """Two screens of one owner take turns."""
    if by.id != owner.public_id:
        raise NotYourListError("This list is somebody else’s.")
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)


def _taken(name: str) -> ListNameTakenError:
    return ListNameTakenError(f"You have a list called “{name}” already.")
