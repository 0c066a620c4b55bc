"""Names that a template uses and nobody gave it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import ChainableUndefined
from jinja2.utils import missing
from markupsafe import Markup

# Names that the GOV.UK notification banner sets on one branch and asks for on both.
SET_SOMETIMES = {"successBanner", "typeClass"}


class TypoUndefined(ChainableUndefined):
    """Raises for an unknown name or attribute; quiet for what is optional.

    A component's macros read keys that a dictionary may lack and arguments that a caller may leave
    out, or give as nothing: those are empty, however deep. A name that nobody set, or an
    attribute that an object does not have, is a mistake, and raises `UndefinedError` as soon as it
    is used.
    """

    def _is_typo(self) -> bool:
        # Jinja gives a hint for left-out arguments of macros, none for names.
        if self._undefined_obj is missing:
            return self._undefined_hint is None and self._undefined_name not in SET_SOMETIMES
        if isinstance(self._undefined_obj, Mapping | ChainableUndefined):
            return False
        return self._undefined_obj not in (None, False, "")

    def _check(self) -> None:
        if self._is_typo():
            self._fail_with_undefined_error()

    def __str__(self) -> str:
        self._check()
        return ""

    def __html__(self) -> str:
        self._check()
        return Markup("")

    def __bool__(self) -> bool:
        self._check()
        return False

    def __len__(self) -> int:
        self._check()
        return 0

    def __iter__(self) -> Iterator[Any]:
        self._check()
        return iter(())

    def __eq__(self, other: object) -> bool:
        self._check()
        return type(self) is type(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        self._check()
        return id(type(self))

    def __getattr__(self, name: str) -> TypoUndefined:
        # Python's own protocols look for dunder attributes and must hear that there are none.
        if name.startswith("__"):
            raise AttributeError(name)
        self._check()
        return self

    # Jinja's own raises; ours is as quiet as the class it extends.
    def __getitem__(self, _key: Any) -> TypoUndefined:  # type: ignore[override]
        self._check()
        return self
