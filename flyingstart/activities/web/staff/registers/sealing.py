"""The key to which tablets seal words that wait; only this installation's secret opens them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

_OF_THE_SECRET = b"flyingstart register key"
_OF_A_WORD = b"flyingstart register word"
# The number of points of the curve P-256.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_KEY_BYTES = 32
# More bytes than the curve needs, so that every key is as likely as any other.
_DRAWN_BYTES = 48


class SealError(ValueError):
    """What was sent is not sealed to this installation, or was changed on its way."""


def public_key() -> tuple[str, str]:
    """The id of the key that is used now, and its point, as tablets read it (base64)."""
    point = _point(_private(str(settings.SECRET_KEY)))
    return _id_of(point), base64.b64encode(point).decode()


def open_word(word_id: str, sealed: Mapping[str, str]) -> bytes:
    """What a tablet said, sealed to the key of now or of a secret before it.

    `sealed`: `key` (its id), `point`, `iv`, `data` (base64). Raises `SealError`.
    """
    key = _keys().get(sealed["key"])
    if key is None:
        raise SealError("No such key.")
    try:
        point, iv, data = (
            base64.b64decode(sealed[name], validate=True) for name in ("point", "iv", "data")
        )
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = key.exchange(ec.ECDH(), theirs)
        stretched = HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=point, info=_OF_A_WORD)
        return AESGCM(stretched.derive(shared)).decrypt(iv, data, word_id.encode())
    except (binascii.Error, ValueError, InvalidTag):
        raise SealError("Not sealed to this key.") from None


def _keys() -> dict[str, ec.EllipticCurvePrivateKey]:
    """By id: the key of the secret, and of those that were used before."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [_private(str(secret)) for secret in secrets]
    return {_id_of(_point(key)): key for key in keys}


def _private(secret: str) -> ec.EllipticCurvePrivateKey:
    drawn = HKDF(algorithm=hashes.SHA256(), length=_DRAWN_BYTES, salt=None, info=_OF_THE_SECRET)
    number = int.from_bytes(drawn.derive(secret.encode()), "big") % (_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _id_of(point: bytes) -> str:
    return hashlib.sha256(point).hexdigest()[:16]
