"""Sealing what waits to be collected: whoever reads the table alone cannot open it."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from flyingstart.privacy.errors import StateError

_INFO = b"flyingstart.privacy.pack"


def seal(content: bytes) -> bytes:
    """Bytes that only this installation's secret opens."""
    return _keys().encrypt(content)


def open_sealed(sealed: bytes) -> bytes:
    """What was sealed. Raises `StateError` when the installation's secret is another one now."""
    try:
        return _keys().decrypt(sealed)
    except InvalidToken:
        raise StateError(
            _("The pack cannot be opened: the site’s secret was changed. Open a new request.")
        ) from None


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(secret))) for secret in secrets])


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_INFO)
    return base64.urlsafe_b64encode(derived.derive(secret.encode()))
