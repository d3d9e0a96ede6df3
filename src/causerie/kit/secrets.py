"""Tokens that stand for a person: drawn at random, stored hashed, compared in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

TOKEN_BYTES = 24


def new_token() -> str:
    """192 random bits, URL-safe."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> bytes:
    """What of a token is stored. Tokens are random, so a plain SHA-256 keeps them safe."""
    return hashlib.sha256(token.encode()).digest()


def new_code() -> str:
    """Six digits for a person to type. Guard it by an attempt limit and an expiry."""
    return f"{secrets.randbelow(1_000_000):06d}"


class Signer:
    """Signs short statements with the installation's secret; each `purpose` has a key of its own."""

    def __init__(self, secret: str, purpose: str) -> None:
        self._key = hashlib.blake2b(secret.encode(), person=purpose.encode()[:16], digest_size=32).digest()

    def sign(self, *parts: str) -> str:
        """A 128-bit signature over `parts`, URL-safe without padding."""
        return base64.urlsafe_b64encode(self._digest(*parts)).decode().rstrip("=")

    def code(self, *parts: str) -> str:
        """Six digits for a person to type, the same for the same `parts`. Guard it as one that is drawn."""
        return f"{int.from_bytes(self._digest(*parts)) % 1_000_000:06d}"

    def verify(self, signature: str, *parts: str) -> bool:
        """Whether `signature` is ours over `parts`."""
        return hmac.compare_digest(signature.encode(), self.sign(*parts).encode())

    def _digest(self, *parts: str) -> bytes:
        message = b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in parts)
        return hmac.digest(self._key, message, "sha256")[:16]
