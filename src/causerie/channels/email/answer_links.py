"""Links in mails that lead to one question: whoever holds one may answer it as that contact.

Base64url of 16 bytes of conversation, 4 of contact, 8 of the question's seq and 16 of HMAC-SHA256.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Struct

from causerie.content.fields import Values

_TAG_BYTES = 16
_PURPOSE = b"causerie answer link 1\0"


class LinkedQuestion(Struct, frozen=True):
    """What a valid link stands for: the question at `seq`, asked of one of the conversation's contacts."""

    conversation_id: UUID
    contact_mark: bytes
    seq: int

    def is_for(self, contact_id: UUID) -> bool:
        """Whether the link was made for this contact."""
        return hmac.compare_digest(self.contact_mark, contact_id.bytes[-4:])


class AnswerLinks:
    """Makes and verifies the links of one installation."""

    def __init__(self, base_url: str, key: bytes) -> None:
        self._base_url = base_url
        self._key = key

    def make(self, conversation_id: UUID, contact_id: UUID, seq: int, values: Values | None = None) -> str:
        """The address of the question's page, on which `values` are filled in already."""
        claim = conversation_id.bytes + contact_id.bytes[-4:] + seq.to_bytes(8)
        token = base64.urlsafe_b64encode(claim + self._tag(claim)).decode().rstrip("=")
        filled = urlencode(values or {}, doseq=True)
        return f"{self._base_url}/answer/{token}" + (f"?{filled}" if filled else "")

    def verify(self, token: str) -> LinkedQuestion | None:
        """What the token stands for; None where it is not one of ours."""
        try:
            data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except ValueError:
            return None
        claim, tag = data[:-_TAG_BYTES], data[-_TAG_BYTES:]
        if len(claim) != 28 or not hmac.compare_digest(self._tag(claim), tag):
            return None
        return LinkedQuestion(UUID(bytes=claim[:16]), claim[16:20], int.from_bytes(claim[20:]))

    def _tag(self, claim: bytes) -> bytes:
        return hmac.digest(self._key, _PURPOSE + claim, hashlib.sha256)[:_TAG_BYTES]
