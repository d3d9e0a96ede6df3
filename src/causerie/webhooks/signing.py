"""Signatures of Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64encode

SECRET_BYTES = 32


def new_secret() -> bytes:
    """A key for `signed`."""
    return secrets.token_bytes(SECRET_BYTES)


def secret_text(secret: bytes) -> str:
    """As the receiver's library wants it."""
    return f"whsec_{b64encode(secret).decode()}"


def signed(secret: bytes, message_id: str, at: int, body: bytes) -> dict[str, str]:
    """The headers of one attempt. `at`: Unix seconds; the receiver refuses what is too old."""
    content = f"{message_id}.{at}.".encode() + body
    signature = b64encode(hmac.digest(secret, content, hashlib.sha256)).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{signature}",
        "content-type": "application/json",
    }
