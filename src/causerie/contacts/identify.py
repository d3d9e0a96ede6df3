"""What the shop says of its visitor, believed only with its signature. Anything missing or wrong proves nothing."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Annotated, Any

import jwt
import msgspec
from msgspec import Meta, Struct

from causerie.accounts.model import Email
from causerie.contacts.model import Attribute, AttributeName, Identify, Nonce, PlainName
from causerie.errors import AppError, ErrorCode

MAX_LIFE_SECONDS = 24 * 3600


class _Claims(Struct, frozen=True):
    jti: Nonce
    exp: int
    name: PlainName = ""
    email: Email | None = None
    phone_number: PlainName = ""
    attributes: Annotated[dict[AttributeName, Attribute], Meta(max_length=50)] = {}


class Proven(Struct, frozen=True):
    """A statement whose signature was right. `expires` in Unix seconds. `facts`: what else it says."""

    user_id: str
    nonce: str
    expires: int
    name: str
    email: str | None
    facts: dict[str, Any] = {}


def prove(claim: Identify, secret: str, *, now: float | None = None) -> Proven:
    """The statement, where `secret` signed it and it is still valid.

    Raises AppError(unauthenticated), and AppError(invalid) where neither or both kinds of signature are there.
    """
    now = time.time() if now is None else now
    if (claim.jwt is None) == (claim.user_hash is None):
        raise AppError(ErrorCode.INVALID, "Give either jwt or user_hash with expires and nonce.")
    proven = _by_jwt(claim, secret) if claim.jwt is not None else _by_hash(claim, secret)
    if not now < proven.expires <= now + MAX_LIFE_SECONDS:
        raise AppError(
            ErrorCode.UNAUTHENTICATED, "The statement expired, or is valid for more than 24 hours."
        )
    return proven


def signature(secret: str, user_id: str, expires: int, nonce: str, name: str = "", email: str = "") -> str:
    """The `user_hash` that a shop sends: hex HMAC-SHA256."""
    message = "\n".join((user_id, str(expires), nonce, name, email))
    return hmac.digest(secret.encode(), message.encode(), hashlib.sha256).hex()


def _by_hash(claim: Identify, secret: str) -> Proven:
    if claim.expires is None or claim.nonce is None:
        raise AppError(ErrorCode.INVALID, "user_hash needs expires and nonce.")
    right = signature(secret, claim.user_id, claim.expires, claim.nonce, claim.name or "", claim.email or "")
    if not hmac.compare_digest(right.encode(), (claim.user_hash or "").encode()):
        raise AppError(ErrorCode.UNAUTHENTICATED, "The signature is not right.")
    return Proven(claim.user_id, claim.nonce, claim.expires, claim.name or "", _lower(claim.email))


def _by_jwt(claim: Identify, secret: str) -> Proven:
    try:
        claims: dict[str, Any] = jwt.decode(
            claim.jwt or "",
            secret,
            algorithms=["HS256"],
            options={"require": ["sub", "exp", "jti"], "verify_exp": False},
        )
    except jwt.PyJWTError as error:
        raise AppError(ErrorCode.UNAUTHENTICATED, "The signature is not right.") from error
    if claims["sub"] != claim.user_id:
        raise AppError(ErrorCode.UNAUTHENTICATED, "The signature is another user's.")
    try:
        said = msgspec.convert(claims, _Claims)
    except msgspec.ValidationError as error:
        raise AppError(ErrorCode.INVALID, f"The claims can't be used: {error}") from error
    phone = {"phone_number": said.phone_number} if said.phone_number else {}
    facts = msgspec.to_builtins(said.attributes) | phone
    return Proven(claim.user_id, said.jti, said.exp, said.name, _lower(said.email), facts)


def _lower(email: str | None) -> str | None:
    return email.strip().lower() if email else None
