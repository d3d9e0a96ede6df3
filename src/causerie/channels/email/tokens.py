"""Reply addresses `reply+<token>@domain`: whoever holds one may write into that conversation as that contact.

The local part may have 64 octets (RFC 5321, 4.5.3.1.1) and mail servers may change its case, hence base32 in
lower case: 16 bytes of conversation, 4 of contact, 16 of HMAC-SHA256 make 58 characters, 64 with `reply+`.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from uuid import UUID

import msgspec

PREFIX = "reply+"
_TOKEN_CHARACTERS = 58
_TAG_BYTES = 16
_KEY_BYTES_AT_LEAST = 32
_PURPOSE = b"causerie reply address 1\0"


class ReplyTo(msgspec.Struct, frozen=True):
    """What a valid token says: the conversation, and by which of its contacts."""

    conversation_id: UUID
    contact_mark: bytes

    def is_by(self, contact_id: UUID) -> bool:
        """Tell whether the token was made for this contact of the conversation."""
        return hmac.compare_digest(self.contact_mark, _mark(contact_id))


class ReplyAddresses:
    """Makes and verifies the reply addresses of one domain.

    Raises ValueError for a missing key or one of under 32 bytes.
    """

    def __init__(self, domain: str, key: bytes) -> None:
        if len(key) < _KEY_BYTES_AT_LEAST:
            raise ValueError(f"reply addresses need a key of at least {_KEY_BYTES_AT_LEAST} bytes")
        self._domain = domain.lower()
        self._key = key

    def make(self, conversation_id: UUID, contact_id: UUID) -> str:
        """Return the address at which this contact's answers to the conversation arrive."""
        claim = conversation_id.bytes + _mark(contact_id)
        token = base64.b32encode(claim + self._tag(claim)).decode().rstrip("=").lower()
        return f"{PREFIX}{token}@{self._domain}"

    def verify(self, address: str) -> ReplyTo | None:
        """Return what the address stands for, or None where it is not one of ours, whatever the reason."""
        local, _, domain = address.lower().rpartition("@")
        token = local.removeprefix(PREFIX)
        if domain != self._domain or token == local or len(token) != _TOKEN_CHARACTERS or not token.isascii():
            return None
        try:
            data = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
        except ValueError:
            return None
        if base64.b32encode(data).decode().rstrip("=").lower() != token:
            return None  # spare bits are set: two spellings of one token
        claim, tag = data[:-_TAG_BYTES], data[-_TAG_BYTES:]
        if not hmac.compare_digest(self._tag(claim), tag):
            return None
        return ReplyTo(UUID(bytes=claim[:16]), claim[16:])

    def accept(self, also: Callable[[str], bool]) -> Callable[[str], bool]:
        """Return the listener's test: valid reply addresses, and the channels' own, which `also` knows."""
        return lambda address: self.verify(address) is not None or also(address)

    def _tag(self, claim: bytes) -> bytes:
        return hmac.digest(self._key, _PURPOSE + claim, hashlib.sha256)[:_TAG_BYTES]


def _mark(contact_id: UUID) -> bytes:
    # The last four bytes of a UUIDv7 are random; they tell the contacts of one conversation apart.
    return contact_id.bytes[-4:]
