"""The secret of a parent's link: what finds her answers, and what opens them.

Stored is only a hash of the secret, and the answers sealed with a key made of it. Whoever reads the
table, or a copy of it, can neither find out the link nor read an answer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet

SECRET_BYTES = 32
LONGEST_SECRET = 64
SEALED = "sealed"


def new_secret() -> str:
    """A secret that cannot be guessed, fit for an address."""
    return secrets.token_urlsafe(SECRET_BYTES)


def token_hash(secret: str) -> str:
    """By what a secret is found."""
    return _digest("find", secret).hex()


def sealed(answers: Mapping[str, Any], secret: str) -> dict[str, str]:
    """Answers as they are stored."""
    text = json.dumps(answers, ensure_ascii=False)
    return {SEALED: _lock(secret).encrypt(text.encode()).decode()}


def unsealed(stored: Mapping[str, str], secret: str) -> dict[str, Any]:
    """Answers as they were given, in their order; none of a draft that is sent."""
    if SEALED not in stored:
        return {}
    answers: dict[str, Any] = json.loads(_lock(secret).decrypt(stored[SEALED].encode()))
    return answers


def _lock(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_digest("open", secret)))


def _digest(purpose: str, secret: str) -> bytes:
    # Chance enough for a plain hash: nobody can try all secrets of 32 bytes.
    return hashlib.sha256(f"{purpose}:{secret}".encode()).digest()
