"""The devices of accounts, and telling them."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.accounts.model import Session
from causerie.channels.outbox import TellDevice, device_key
from causerie.channels.push import quiet
from causerie.channels.push.courier import Courier, Device
from causerie.channels.push.model import (
    App,
    ClearDevice,
    NewDevice,
    Notice,
    PushState,
    QuietHours,
)
from causerie.channels.push.sealed import keys_of
from causerie.conversations.model import Snippet
from causerie.errors import AppError, ErrorCode
from causerie.kit.database import Database
from causerie.kit.ids import new_id
from causerie.kit.jobs import Job, Jobs
from causerie.kit.queries import Queries
from causerie.settings import Settings

LOG = logging.getLogger("causerie.push")
QUERIES = Queries.beside(__file__)

RETRIES = 12
# What is read within a moment is cleared by one job.
PAUSE_SECONDS = 0.5


class _Device(Device):
    unread: int


class _Untold(Struct):
    last_seq: int
    last_snippet: Snippet | None
    workspace_name: str
    logo_url: str | None
    locale: str
    # Among people: who of them this is, and in a group who spoke last.
    me: UUID | None
    said_by: str | None

    @property
    def said(self) -> Snippet | None:
        """The last words, where others said them."""
        said = self.last_snippet
        if said is None:
            return None
        others = said.author.kind in ("staff", "bot") if self.me is None else said.author.id != self.me
        return said if others else None


class PushChannel:
    """Tells devices what was not read, and takes it away from them when it was read elsewhere."""

    def __init__(self, settings: Settings, database: Database, jobs: Jobs, courier: Courier) -> None:
        self._settings = settings
        self._database = database
        self._jobs = jobs
        self._courier = courier
        self._read: set[UUID] = set()
        self._wake = asyncio.Event()

    def register(self) -> None:
        """Says who does this channel's jobs."""
        self._jobs.handler("tell_device", TellDevice, retries=RETRIES)(self.tell)
        self._jobs.handler("clear_device", ClearDevice, retries=RETRIES)(self.clear)

    # devices -----------------------------------------------------------------------------------------------------

    async def state(self, session: Session, app: App) -> PushState:
        """What a device needs to be told, and what the account chose."""
        sender = await self._courier.sender()
        async with self._database.acquire() as connection:
            here = await QUERIES.value(connection, "has_device", bool, session_id=session.id, app=app)
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
            await QUERIES.execute(
                connection, "forget_device_of_session", session_id=session.id, app=device.app
            )
            await QUERIES.execute(
                connection,
                "keep_device",
                id=new_id(),
                account_id=session.account.id,
                session_id=session.id,
                app=device.app,
                endpoint=device.endpoint,
                point=keys.point,
                auth=keys.auth,
            )

    async def remove(self, session: Session, app: App) -> None:
        """This browser is told nothing any more."""
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "forget_device_of_session", session_id=session.id, app=app)

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
        said = untold.said
        by = f"{untold.said_by}: " if untold.said_by else ""
        notice = Notice(
            job.conversation_id,
            device.unread,
            title=untold.workspace_name,
            kind=said.content if said else "",
            text=f"{by}{said.text}" if said and said.text else "",
            icon=untold.logo_url,
            locale=untold.locale,
        )
        if await self._courier.hand_over(device, notice):
            async with self._database.system() as connection:
                await QUERIES.execute(
                    connection,
                    "keep_notice",
                    device_id=job.device_id,
                    to_seq=untold.last_seq,
                    reader="account",
                    **where,
                )

    async def clear(self, job: ClearDevice) -> None:
        """Takes what was shown of the conversation away from the device. Raises NotToldYet."""
        async with self._database.acquire() as connection:
            device = await QUERIES.maybe(connection, "device", _Device, id=job.device_id)
        if device is not None:
            notice = Notice(job.conversation_id, device.unread, close=True)
            await self._courier.hand_over(device, notice, urgency="normal")

    def was_read(self, conversation_id: UUID) -> None:
        """Somebody read on, or took the conversation: what devices were told of this conversation may be taken away."""
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
            gone = [
                notice
                for query in ("read_notices", "agents_read_notices")
                for notice in await QUERIES.all(connection, query, ClearDevice, conversations=list(read))
            ]
            await self._jobs.enqueue_many(connection, [Job("clear_device", one) for one in gone])
