"""The devices of accounts, and telling them."""

from __future__ import annotations

import asyncio
import logging
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.accounts.model import Session
from causerie.channels.outbox import TellDevice, device_key
from causerie.channels.push import quiet
from causerie.channels.push.model import (
    ClearDevice,
    NewDevice,
    Notice,
    PushState,
    QuietHours,
)
from causerie.channels.push.sealed import Keys, Sender, keys_of, new_key, sealed
from causerie.conversations.model import Snippet
from causerie.errors import AppError, ErrorCode
from causerie.kit.database import Database
from causerie.kit.http import HttpClient, HttpFailed, HttpRefused
from causerie.kit.ids import new_id
from causerie.kit.jobs import Job, Jobs
from causerie.kit.queries import Queries
from causerie.settings import Settings

LOG = logging.getLogger("causerie.push")
QUERIES = Queries.beside(__file__)

# A device that was off for longer is told by its app, when that opens.
TTL_SECONDS = 24 * 3600
RETRIES = 12
# What is read within a moment is cleared by one job.
PAUSE_SECONDS = 0.5
# 404 and 410 (RFC 8030); 401 and 403: it was made for another key than ours.
GONE = frozenset({401, 403, 404, 410})


class NotToldYet(Exception):
    """The push service could not take it now: the job is to be done again later."""


class _Device(Struct):
    endpoint: str
    point: bytes
    auth: bytes
    account_id: UUID
    unread: int


class _Untold(Struct):
    last_seq: int
    last_snippet: Snippet | None
    workspace_name: str
    logo_url: str | None
    locale: str


class PushChannel:
    """Tells devices what was not read, and takes it away from them when it was read elsewhere."""

    def __init__(self, settings: Settings, database: Database, jobs: Jobs, http: HttpClient) -> None:
        self._settings = settings
        self._database = database
        self._jobs = jobs
        self._http = http
        self._sender: Sender | None = None
        self._read: set[UUID] = set()
        self._wake = asyncio.Event()

    def register(self) -> None:
        """Says who does this channel's jobs."""
        self._jobs.handler("tell_device", TellDevice, retries=RETRIES)(self.tell)
        self._jobs.handler("clear_device", ClearDevice, retries=RETRIES)(self.clear)

    # devices -----------------------------------------------------------------------------------------------------

    async def state(self, session: Session) -> PushState:
        """What a device needs to be told, and what the account chose."""
        sender = await self._named()
        async with self._database.acquire() as connection:
            here = await QUERIES.value(connection, "has_device", bool, session_id=session.id)
            hours = await QUERIES.maybe(connection, "quiet", QuietHours, account_id=session.account.id)
        return PushState(sender.public, here is True, hours)

    async def add(self, session: Session, device: NewDevice) -> None:
        """From now on this browser is told, as long as it is signed in. Raises invalid for keys that are none, and an
        address that is not https."""
        parts = urlsplit(device.endpoint)
        if parts.scheme != "https" and parts.netloc not in self._settings.allow_hosts:
            raise AppError(ErrorCode.INVALID, "A push service is at an https address.")
        try:
            keys = keys_of(device.keys)
        except ValueError as error:
            raise AppError(ErrorCode.INVALID, f"These are not a device's keys: {error}") from error
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "forget_devices_of_session", session_id=session.id)
            await QUERIES.execute(
                connection,
                "keep_device",
                id=new_id(),
                account_id=session.account.id,
                session_id=session.id,
                endpoint=device.endpoint,
                point=keys.point,
                auth=keys.auth,
            )

    async def remove(self, session: Session) -> None:
        """This browser is told nothing any more."""
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "forget_devices_of_session", session_id=session.id)

    async def set_quiet(self, session: Session, hours: QuietHours | None) -> None:
        """When the account's devices are told nothing. Raises invalid for a time zone that is none."""
        account_id = session.account.id
        if hours is not None:
            quiet.check(hours)
        async with self._database.system() as connection:
            if hours is None:
                await QUERIES.execute(connection, "end_quiet", account_id=account_id)
            else:
                await QUERIES.execute(
                    connection, "set_quiet", account_id=account_id, **msgspec.structs.asdict(hours)
                )

    # telling -----------------------------------------------------------------------------------------------------

    async def tell(self, job: TellDevice) -> None:
        """Tells the device what is not read, once; after the quiet hours where they hold. Raises NotToldYet."""
        where = {"workspace_id": job.workspace_id, "conversation_id": job.conversation_id}
        async with self._database.acquire() as connection:
            device = await QUERIES.maybe(connection, "device", _Device, id=job.device_id)
            if device is None:
                return
            untold = await QUERIES.maybe(
                connection, "untold", _Untold, account_id=device.account_id, device_id=job.device_id, **where
            )
            hours = await QUERIES.maybe(connection, "quiet", QuietHours, account_id=device.account_id)
        if untold is None:
            return
        now = datetime.now(UTC)
        if hours is not None and (until := quiet.quiet_until(hours, now)):
            async with self._database.system() as connection:
                key = device_key(job.conversation_id, job.device_id)
                await self._jobs.enqueue(connection, "tell_device", job, after=until - now, key=key)
            return
        said = untold.last_snippet
        of_business = said is not None and said.author.kind in ("staff", "bot")
        notice = Notice(
            job.conversation_id,
            device.unread,
            title=untold.workspace_name,
            kind=said.content if said and of_business else "",
            text=said.text if said and of_business else "",
            icon=untold.logo_url,
            locale=untold.locale,
        )
        if await self._send(job.device_id, device, notice, urgency="high"):
            async with self._database.system() as connection:
                await QUERIES.execute(
                    connection, "keep_notice", device_id=job.device_id, to_seq=untold.last_seq, **where
                )

    async def clear(self, job: ClearDevice) -> None:
        """Takes what was shown of the conversation away from the device. Raises NotToldYet."""
        async with self._database.acquire() as connection:
            device = await QUERIES.maybe(connection, "device", _Device, id=job.device_id)
        if device is not None:
            notice = Notice(job.conversation_id, device.unread, close=True)
            await self._send(job.device_id, device, notice, urgency="normal")

    def contact_read(self, conversation_id: UUID) -> None:
        """Somebody read on: what devices were told of this conversation may be taken away."""
        self._read.add(conversation_id)
        self._wake.set()

    async def run(self) -> None:
        """Clears what was read, until it is cancelled. What is lost with a process stays on a device until its app
        opens."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(PAUSE_SECONDS)
            self._wake.clear()
            try:
                await self.clear_read()
            except Exception:
                LOG.exception("what was read could not be taken away from devices")

    async def clear_read(self) -> None:
        """Enqueues what takes notices away, of every conversation that was read since the last time."""
        read, self._read = self._read, set()
        async with self._database.system() as connection:
            gone = await QUERIES.all(connection, "read_notices", ClearDevice, conversations=list(read))
            await self._jobs.enqueue_many(connection, [Job("clear_device", one) for one in gone])

    async def _send(self, device_id: UUID, device: _Device, notice: Notice, *, urgency: str) -> bool:
        """Whether the push service took it. A device that is gone is forgotten. Raises NotToldYet."""
        sender = await self._named()
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
            await self._forget(device_id)
            return False
        if answer.status in GONE:
            await self._forget(device_id)
            return False
        if answer.status == 429 or answer.status >= 500:
            raise NotToldYet(f"the push service answered {answer.status}")
        if answer.status >= 300:
            LOG.error("a push service refused a message: %d %s", answer.status, answer.body[:200])
            return False
        return True

    async def _forget(self, device_id: UUID) -> None:
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "forget_device", id=device_id)

    async def _named(self) -> Sender:
        """We as push services know us: by a key of this installation's, made when it is first needed."""
        if self._sender is None:
            async with self._database.system() as connection:
                await QUERIES.execute(connection, "keep_key", private_key=new_key())
                key = await QUERIES.value(connection, "key", bytes)
            assert key is not None
            self._sender = Sender(key, f"mailto:{self._settings.mail_from}")
        return self._sender
