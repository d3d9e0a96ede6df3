"""Messages for a browser, sealed so that its push service can't read them (RFC 8291), from a sender that it can name
(VAPID, RFC 8292). Pure."""

from __future__ import annotations

import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from urllib.parse import urlsplit

import http_ece  # type: ignore[import-untyped]  # the library has no types
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import Struct

from causerie.channels.push.model import DeviceKeys

CURVE = ec.SECP256R1()
KEY_BYTES, AUTH_BYTES = 65, 16
TOKEN_SECONDS = 12 * 3600  # RFC 8292 allows 24 hours


class Keys(Struct, frozen=True):
    """A device's, as bytes: a point of P-256, uncompressed, and 16 bytes that it shares with us."""

    point: bytes
    auth: bytes


def keys_of(given: DeviceKeys) -> Keys:
    """Raises ValueError for what is no such key."""
    try:
        point, auth = (
            urlsafe_b64decode(text + "=" * (-len(text) % 4)) for text in (given.p256dh, given.auth)
        )
    except Base64Error as error:
        raise ValueError(str(error)) from error
    if len(point) != KEY_BYTES or len(auth) != AUTH_BYTES:
        raise ValueError("the keys are not as long as they should be")
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    return Keys(point, auth)


def sealed(message: bytes, keys: Keys) -> bytes:
    """The body of a push message, `Content-Encoding: aes128gcm`, by a key made for it alone."""
    once = ec.generate_private_key(CURVE)
    body: bytes = http_ece.encrypt(
        message, private_key=once, dh=keys.point, auth_secret=keys.auth, version="aes128gcm"
    )
    return body


def new_key() -> bytes:
    """A private key for `Sender`: 32 bytes."""
    return ec.generate_private_key(CURVE).private_numbers().private_value.to_bytes(32)


class Sender:
    """Names us to push services. `contact`: where their operators can write to, as a URL."""

    def __init__(self, key: bytes, contact: str) -> None:
        self._key = ec.derive_private_key(int.from_bytes(key), CURVE)
        self._contact = contact
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public = urlsafe_b64encode(point).decode().rstrip("=")

    def authorization(self, endpoint: str) -> str:
        """The header for a request to this endpoint."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(time.time()) + TOKEN_SECONDS,
            "sub": self._contact,
        }
        return f"vapid t={jwt.encode(claims, self._key, algorithm='ES256')}, k={self.public}"
