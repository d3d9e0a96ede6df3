"""Handing a message for a device to its push service."""

from __future__ import annotations

import logging
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.channels.push.model import Notice
from causerie.channels.push.sealed import Keys, Sender, new_key, sealed
from causerie.kit.database import Database
from causerie.kit.http import HttpClient, HttpFailed, HttpRefused
from causerie.kit.queries import Queries

LOG = logging.getLogger("causerie.push")
QUERIES = Queries.beside(__file__)

# A device that was off for longer is told by its app, when that opens.
TTL_SECONDS = 24 * 3600
# 404 and 410 (RFC 8030); 401 and 403: it was made for another key than ours.
GONE = frozenset({401, 403, 404, 410})


class NotToldYet(Exception):
    """The push service could not take it now: the job is to be done again later."""


class Device(Struct):
    """A browser, where its push service is, and what messages to it are sealed for."""

    id: UUID
    endpoint: str
    point: bytes
    auth: bytes
    account_id: UUID


class Courier:
    """Hands messages over in this installation's name. `contact`: where push services' operators can write to."""

    def __init__(self, database: Database, http: HttpClient, contact: str) -> None:
        self._database = database
        self._http = http
        self._contact = contact
        self._sender: Sender | None = None

    async def hand_over(self, device: Device, notice: Notice, *, urgency: str = "high") -> bool:
        """Whether the push service took it. A device that is gone is forgotten. Raises NotToldYet."""
        sender = await self.sender()
        # A later message of a conversation takes the place of one that waits (RFC 8030, section 5.4).
        topic = urlsafe_b64encode(sha256(notice.conversation.bytes).digest())[:32].decode()
        headers = {
            "content-type": "application/octet-stream",
            "content-encoding": "aes128gcm",
            "ttl": str(TTL_SECONDS),
            "urgency": urgency,
            "topic": topic,
            "authorization": sender.authorization(device.endpoint),
        }
        body = sealed(msgspec.json.encode(notice), Keys(device.point, device.auth))
        try:
            answer = await self._http.request("POST", device.endpoint, headers=headers, body=body)
        except HttpFailed as error:
            raise NotToldYet(str(error)) from error
        except HttpRefused as error:
            LOG.warning("a device is at an address that we don't go to: %s", error)
            await self._forget(device.id)
            return False
        if answer.status in GONE:
            await self._forget(device.id)
            return False
        if answer.status == 429 or answer.status >= 500:
            raise NotToldYet(f"the push service answered {answer.status}")
        if answer.status >= 300:
            LOG.error("a push service refused a message: %d %s", answer.status, answer.body[:200])
            return False
        return True

    async def sender(self) -> Sender:
        """We as push services know us: by a key of this installation's, made when it is first needed."""
        if self._sender is None:
            async with self._database.system() as connection:
                await QUERIES.execute(connection, "keep_key", private_key=new_key())
                key = await QUERIES.value(connection, "key", bytes)
            assert key is not None
            self._sender = Sender(key, self._contact)
        return self._sender

    async def _forget(self, device_id: UUID) -> None:
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "forget_device", id=device_id)
