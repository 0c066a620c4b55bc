"""The envelope of a sealed record: whoever reads the table alone cannot open it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_INFO = b"flyingstart.families.sealed-record"

Contents = Mapping[str, Sequence[Mapping[str, Any]]]
"""Everything that was held, by the name of its record."""


def enclosed(contents: Contents) -> bytes:
    """What is kept: only this installation's secret opens it."""
    return _keys().encrypt(json.dumps(contents, ensure_ascii=False, default=str).encode())


def opened(envelope: bytes) -> Contents:
    """What was enclosed. Raises `cryptography.fernet.InvalidToken` under another secret."""
    contents: Contents = json.loads(_keys().decrypt(envelope))
    return contents


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(secret))) for secret in secrets])


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_INFO)
    return base64.urlsafe_b64encode(derived.derive(secret.encode()))
