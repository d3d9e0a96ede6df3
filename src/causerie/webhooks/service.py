"""Which webhooks there are, what they are to be told, and what became of it.

With each entry of a business that has webhooks it is noted that something is due outside (channels/outbox.py). What was
said since a webhook was told last becomes messages in the transaction that takes that note: each entry once. Each
message is then sent at least once (delivery.py).
"""

from __future__ import annotations

import asyncio
import logging
from itertools import groupby
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.accounts import audit
from causerie.accounts.model import Person, Staff
from causerie.conversations import timeline
from causerie.conversations.frames import Entries
from causerie.conversations.model import Entry
from causerie.conversations.plan import Kept
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.jobs import Job, Jobs
from causerie.kit.queries import Queries
from causerie.webhooks.delivery import Delivery
from causerie.webhooks.jobs import DeliverWebhook, job_key
from causerie.webhooks.model import (
    EVENTS,
    PING,
    NewWebhook,
    Payload,
    State,
    Told,
    Webhook,
    WebhookChange,
    WebhookMessage,
    WebhookSecret,
    event_of,
)
from causerie.webhooks.signing import new_secret, secret_text

LOG = logging.getLogger("causerie.webhooks")
QUERIES = Queries.beside(__file__)
ENCODE = msgspec.json.Encoder().encode

MOST = 20  # of one workspace
MOST_SHOWN = 100
# Another process made a webhook: this one knows it by then.
POLL_SECONDS = 5.0
TIDY_POLLS = 720
NOBODY = Person("staff", UUID(int=0), "")


class _Hooked(Struct):
    workspace_id: UUID


class _Place(Struct):
    workspace_id: UUID
    webhook_id: UUID
    events: list[str]
    conversation_id: UUID
    seq: int


class _Message(Struct, frozen=True):
    """`conversation_id`: whose words are in it."""

    workspace_id: UUID
    webhook_id: UUID
    conversation_id: UUID | None
    event: str
    body: bytes


class Webhooks:
    """The webhooks of all workspaces."""

    def __init__(self, database: Database, jobs: Jobs, delivery: Delivery) -> None:
        self._database = database
        self._jobs = jobs
        self._delivery = delivery
        self._hooked: frozenset[UUID] = frozenset()

    def register(self) -> None:
        """Says who does this room's jobs."""
        self._jobs.handler("deliver_webhook", DeliverWebhook)(self._delivery.deliver)

    # what is due -------------------------------------------------------------------------------------------------

    def hears(self, kept: Kept) -> bool:
        """Whether somebody may want to be told of it."""
        return kept.workspace_id in self._hooked

    async def run(self) -> None:
        """Learns of other processes' webhooks, and forgets old messages, until it is cancelled."""
        polls = 0
        while True:
            try:
                await self._learn()
                if polls % TIDY_POLLS == 0:
                    async with self._database.system() as connection:
                        await QUERIES.execute(connection, "tidy")
            except Exception:
                LOG.exception("the webhooks could not be looked up; trying again")
            polls += 1
            await asyncio.sleep(POLL_SECONDS)

    async def _learn(self) -> None:
        async with self._database.acquire() as connection:
            rows = await QUERIES.all(connection, "hooked", _Hooked)
        self._hooked = frozenset(row.workspace_id for row in rows)

    async def due(self, connection: Connection, conversations: list[UUID]) -> None:
        """Makes messages of what was kept in these conversations since their webhooks were told last."""
        places = await QUERIES.all(connection, "places", _Place, conversations=conversations)
        messages: list[_Message] = []
        for _, group in groupby(places, key=lambda place: place.conversation_id):
            messages += await _of_conversation(connection, list(group))
        await self._keep(connection, messages)
        if places:
            await QUERIES.execute(
                connection,
                "set_places",
                workspaces=[place.workspace_id for place in places],
                webhooks=[place.webhook_id for place in places],
                conversations=[place.conversation_id for place in places],
                seqs=[place.seq for place in places],
            )

    async def _keep(self, connection: Connection, messages: list[_Message]) -> None:
        if not messages:
            return
        await QUERIES.execute(
            connection,
            "insert_messages",
            workspaces=[one.workspace_id for one in messages],
            webhooks=[one.webhook_id for one in messages],
            ids=[new_id() for _ in messages],
            conversations=[one.conversation_id for one in messages],
            events=[one.event for one in messages],
            bodies=[one.body.decode() for one in messages],
        )
        jobs = {one.webhook_id: DeliverWebhook(one.workspace_id, one.webhook_id) for one in messages}
        await self._jobs.enqueue_many(
            connection, [Job("deliver_webhook", job, key=job_key(id_)) for id_, job in jobs.items()]
        )

    async def forget(self, connection: Connection, workspace_id: UUID, conversations: list[UUID]) -> None:
        """Nothing that was said in these conversations is kept here any more."""
        await QUERIES.execute(
            connection, "forget_told", workspace_id=workspace_id, conversations=conversations
        )

    # of the owner ------------------------------------------------------------------------------------------------

    async def of(self, workspace_id: UUID) -> list[Webhook]:
        """Every webhook, the oldest first."""
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.all(connection, "webhooks", Webhook, workspace_id=workspace_id, id=None)

    async def make(self, staff: Staff, new: NewWebhook) -> WebhookSecret:
        """Tells this address what happens from now on. Raises invalid for an unknown event, conflict where there
        are 20."""
        _check(new.events)
        if len(await self.of(staff.workspace_id)) >= MOST:
            raise AppError(ErrorCode.CONFLICT, f"There are {MOST} webhooks already; remove one first.")
        id_, secret = new_id(), new_secret()
        async with self._database.tenant(staff.workspace_id) as connection:
            await QUERIES.execute(
                connection,
                "insert_webhook",
                workspace_id=staff.workspace_id,
                id=id_,
                url=new.url,
                secret=secret,
                events=sorted(set(new.events)),
                created_by=staff.account.id,
            )
            said = {"events": sorted(set(new.events))}
            await audit.record(connection, staff.workspace_id, "webhook.made", _host(new.url), after=said)
        await self._learn()
        return WebhookSecret(await self._one(staff.workspace_id, id_), secret_text(secret))

    async def change(self, workspace_id: UUID, id_: UUID, change: WebhookChange) -> Webhook:
        """Raises not_found, invalid for an unknown event."""
        _check(change.events or [])
        where = {"workspace_id": workspace_id, "id": id_}
        was = await self._one(workspace_id, id_)
        async with self._database.tenant(workspace_id) as connection:
            said = {"url": change.url, "events": change.events, "enabled": change.enabled}
            if await QUERIES.value(connection, "change_webhook", UUID, **where, **said) is None:
                raise not_found("webhook")
            await QUERIES.execute(connection, "forget_places", **where)
            before = {"host": _host(was.url), "events": was.events, "enabled": was.enabled}
            after = {
                "host": _host(change.url or was.url),
                "events": was.events if change.events is None else change.events,
                "enabled": was.enabled if change.enabled is None else change.enabled,
            }
            await audit.record(
                connection, workspace_id, "webhook.changed", _host(was.url), before=before, after=after
            )
        await self._learn()
        return await self._one(workspace_id, id_)

    async def new_secret(self, workspace_id: UUID, id_: UUID) -> WebhookSecret:
        """Another secret, from the next attempt on. Raises not_found."""
        secret, was = new_secret(), await self._one(workspace_id, id_)
        async with self._database.tenant(workspace_id) as connection:
            await QUERIES.execute(connection, "set_secret", workspace_id=workspace_id, id=id_, secret=secret)
            await audit.record(connection, workspace_id, "webhook.secret_changed", _host(was.url))
        return WebhookSecret(await self._one(workspace_id, id_), secret_text(secret))

    async def remove(self, workspace_id: UUID, id_: UUID) -> None:
        """It is told nothing more. Raises not_found."""
        was = await self._one(workspace_id, id_)
        async with self._database.tenant(workspace_id) as connection:
            if not await QUERIES.value(connection, "delete_webhook", UUID, workspace_id=workspace_id, id=id_):
                raise not_found("webhook")
            await audit.record(connection, workspace_id, "webhook.removed", _host(was.url))
        await self._learn()

    async def messages(self, workspace_id: UUID, id_: UUID, state: State | None) -> list[WebhookMessage]:
        """The newest hundred. Raises not_found."""
        await self._one(workspace_id, id_)
        where = {"workspace_id": workspace_id, "webhook_id": id_, "state": state}
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.all(connection, "messages", WebhookMessage, **where, most=MOST_SHOWN)

    async def ping(self, workspace_id: UUID, id_: UUID) -> None:
        """Sends a message that says nothing, to try the address. Raises not_found."""
        await self._one(workspace_id, id_)
        async with self._database.system() as connection:
            now = await connection.fetchval("select now()")
            body = ENCODE(Payload(PING, now, None))
            await self._keep(connection, [_Message(workspace_id, id_, None, PING, body)])

    async def call(
        self, workspace_id: UUID, id_: UUID, message_id: UUID, conversation_id: UUID, seq: int
    ) -> None:
        """Tells a webhook of this entry, whichever events it is told of; once for each `message_id`. Nothing happens
        where it is not enabled."""
        reader = Reader(workspace_id, NOBODY)
        async with self._database.system() as connection:
            page = await timeline.entries(connection, reader, conversation_id, after=seq - 1)
            entry = next(one for one in page.entries if one.seq == seq)
            event = event_of(entry)
            body = ENCODE(_payload(workspace_id, page, event, entry)).decode()
            where = {"workspace_id": workspace_id, "id": id_, "conversation_id": conversation_id}
            said = {"message_id": message_id, "event": event, "body": body}
            await QUERIES.execute(connection, "insert_call", **where, **said)
            job = DeliverWebhook(workspace_id, id_)
            await self._jobs.enqueue(connection, "deliver_webhook", job, key=job_key(id_))

    async def send_again(self, workspace_id: UUID, id_: UUID, message_id: UUID | None) -> None:
        """One message, or all that were given up, are tried as if they were new. Raises not_found."""
        await self._one(workspace_id, id_)
        async with self._database.system() as connection:
            where = {"workspace_id": workspace_id, "webhook_id": id_, "id": message_id}
            if not await QUERIES.value(connection, "send_again", int, **where) and message_id is not None:
                raise not_found("message")
            job = DeliverWebhook(workspace_id, id_)
            await self._jobs.enqueue(connection, "deliver_webhook", job, key=job_key(id_))

    async def _one(self, workspace_id: UUID, id_: UUID) -> Webhook:
        async with self._database.tenant(workspace_id) as connection:
            found = await QUERIES.maybe(connection, "webhooks", Webhook, workspace_id=workspace_id, id=id_)
        if found is None:
            raise not_found("webhook")
        return found


def _host(url: str) -> str:
    """What of an address is written down: the rest of it may be a secret."""
    return urlsplit(url).hostname or ""


def _check(events: list[str]) -> None:
    if unknown := sorted(set(events) - set(EVENTS)):
        raise AppError(ErrorCode.INVALID, f"No webhook is told of: {', '.join(unknown)}.")


async def _of_conversation(connection: Connection, places: list[_Place]) -> list[_Message]:
    """What these webhooks are told of one conversation; their places are moved to its end."""
    first = places[0]
    reader = Reader(first.workspace_id, NOBODY)
    after, messages = min(place.seq for place in places), list[_Message]()
    while True:
        page = await timeline.entries(connection, reader, first.conversation_id, after=after)
        for event, entry, at in _happened(page):
            wanting = [place for place in places if event in place.events and at > place.seq]
            if wanting:
                body = ENCODE(_payload(first.workspace_id, page, event, entry))
                messages += [
                    _Message(place.workspace_id, place.webhook_id, place.conversation_id, event, body)
                    for place in wanting
                ]
        after = page.through
        if after >= page.head:
            break
    for place in places:
        place.seq = after
    return messages


def _happened(page: Entries) -> list[tuple[str, Entry, int]]:
    """The events of a page, with the seq of what brought each about."""
    updated = [("message.updated", entry, entry.amended or entry.seq) for entry in page.amended]
    return [*updated, *((event_of(entry), entry, entry.seq) for entry in page.entries)]


def _payload(workspace_id: UUID, page: Entries, event: str, entry: Entry) -> Payload:
    person = next((one for one in page.people if one.id == entry.author.id), None)
    return Payload(event, entry.at, Told(workspace_id, entry.conversation, entry, person))
