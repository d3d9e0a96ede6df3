"""Visitors: browsers with a token, from the first word on, and what an unproven one may see."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.accounts.model import Person
from causerie.contacts import service as contacts
from causerie.contacts.model import Page, Visitor
from causerie.contacts.service import VisitorTokens
from causerie.conversations.frames import ContactChanged, IsLooking, Locked
from causerie.conversations.model import ChannelKind
from causerie.conversations.particulars import set_attributes
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import Reader, staff_topic
from causerie.conversations.referral import ref_of, said_once
from causerie.conversations.service import Conversations, Opened
from causerie.conversations.timeline import conversation
from causerie.errors import AppError, ErrorCode, not_found
from causerie.events import CameByLink, IdentityVerified
from causerie.kit.database import Database
from causerie.kit.limits import RateLimit
from causerie.kit.queries import Queries
from causerie.kit.together import Together

QUERIES = Queries.beside(__file__)

# The workspace of a channel of the kind `web`; raises not_found.
FindWorkspace = Callable[[UUID], Awaitable[UUID]]
# A visitor's conversation was made just now.
FirstWord = Callable[[Opened], Awaitable[None]]


class Found(Struct, frozen=True):
    """A visitor as readers see them, and their conversation: null before the first word."""

    visitor: Visitor
    person: Person | None
    conversation_id: UUID | None


class _FoundRow(Struct):
    channel_id: UUID
    browser: str
    identity_id: UUID | None
    verified: bool
    horizon: int | None
    contact_id: UUID | None
    name: str | None
    avatar_url: str | None
    conversation_id: UUID | None

    def found(self, workspace_id: UUID, token: str) -> Found:
        visitor = Visitor(
            workspace_id,
            self.channel_id,
            token,
            self.contact_id,
            self.identity_id,
            self.verified,
            self.horizon,
        )
        person = None
        if self.contact_id is not None:
            person = Person("contact", self.contact_id, self.name or "", self.avatar_url)
        return Found(visitor, person, self.conversation_id)


class Visitors:
    """What a widget's line needs to know of its visitor."""

    def __init__(
        self,
        database: Database,
        tokens: VisitorTokens,
        conversations: Conversations,
        publisher: Publisher,
        *,
        find_workspace: FindWorkspace,
        first_word: FirstWord,
        messages_per_second: int,
        base_url: str,
    ) -> None:
        self._database = database
        self._tokens = tokens
        self._conversations = conversations
        self._publisher = publisher
        self._find_workspace = find_workspace
        self._first_word = first_word
        self._base_url = base_url
        self._found = Together(self._find)
        self._referrals = RateLimit(burst=10, per_minute=1)
        self._pace = RateLimit(burst=3 * messages_per_second, per_minute=60 * messages_per_second)

    async def known(self, channel_id: UUID, token: str | None) -> Visitor:
        """Who presents this token; without a contact where it never wrote. Raises unauthenticated for a token that is
        not ours, not_found for no such channel."""
        return (await self.find(channel_id, token)).visitor

    async def find(self, channel_id: UUID, token: str | None) -> Found:
        """`known`, with what else a line must know of its visitor."""
        workspace_id = await self._find_workspace(channel_id)
        if token is not None and not self._tokens.is_ours(token, channel_id):
            raise AppError(ErrorCode.UNAUTHENTICATED, "This visitor's token is not ours; ask for a new one.")
        return await self._found.ask(workspace_id, (channel_id, token or ""))

    async def _find(self, workspace_id: UUID, asked: list[tuple[UUID, str]]) -> list[Found | AppError]:
        browsers = [contacts.browser_value(token) for _, token in asked]
        async with self._database.tenant(workspace_id) as connection:
            rows = await QUERIES.all(
                connection,
                "visitors",
                _FoundRow,
                workspace_id=workspace_id,
                channels=[channel_id for channel_id, _ in asked],
                browsers=browsers,
            )
        found = {(row.channel_id, row.browser): row for row in rows}
        return [
            row.found(workspace_id, token)
            if (row := found.get((channel_id, browser)))
            else not_found("channel")
            for (channel_id, token), browser in zip(asked, browsers, strict=True)
        ]

    def check_pace(self, visitor: Visitor) -> None:
        """Counts one message of this browser. Raises rate_limited."""
        self._pace.check(visitor.token)

    async def person(self, visitor: Visitor) -> Person:
        """The visitor as readers see them."""
        assert visitor.contact_id is not None
        async with self._database.tenant(visitor.workspace_id) as connection:
            card = await contacts.card(connection, visitor.workspace_id, visitor.contact_id)
        return Person("contact", card.id, card.name, card.avatar_url)

    async def open(self, visitor: Visitor, locale: str, timezone: str | None = None) -> Visitor:
        """Makes the contact and the conversation of a visitor who writes first. Raises invalid without a token."""
        if not visitor.token:
            raise AppError(
                ErrorCode.INVALID, "Say hello with a token (POST /api/v1/widget/{channel}/session) to write."
            )
        opened = await self._conversations.open_for_visitor(visitor, locale=locale, timezone=timezone)
        if opened.first:
            await self._first_word(opened)
        return opened.visitor

    async def visited(
        self, visitor: Visitor, conversation_id: UUID | None, page: Page, device: str = ""
    ) -> None:
        """Keeps the page that a known visitor is on, and shows it to the staff who watch."""
        assert visitor.contact_id is not None
        async with self._database.tenant(visitor.workspace_id) as connection:
            await contacts.record_visit(connection, visitor.workspace_id, visitor.contact_id, page, device)
        if conversation_id is not None:
            self._publisher.frame(staff_topic(conversation_id), IsLooking(conversation_id, page))
            ref = ref_of(page, self._base_url)
            if ref is not None:
                person = await self.person(visitor)
                await self.referred(visitor.workspace_id, conversation_id, ref, person, "web")

    async def referred(
        self, workspace_id: UUID, conversation_id: UUID, ref: str, by: Person, channel: ChannelKind
    ) -> None:
        """The contact came by a message-us link with this `ref`: bots and agents meet it in the timeline, before what
        is said next, and staff beside it. Said again on the same day it is said once. Raises rate_limited."""
        self._referrals.check(f"{conversation_id}")
        async with self._database.tenant(workspace_id) as connection:
            await set_attributes(connection, workspace_id, conversation_id, {"ref": ref})
        once = said_once(ref, datetime.now(UTC).date())
        await self._conversations.happened(
            workspace_id, conversation_id, CameByLink(ref), by=by, channel=channel, client_id=once
        )

    async def described(self, visitor: Visitor, conversation_id: UUID, *, renamed: bool) -> None:
        """Something else is said of the visitor: the staff who watch load it again, and lists show another name."""
        assert visitor.contact_id is not None
        self._publisher.frame(staff_topic(conversation_id), ContactChanged(conversation_id))
        if renamed:
            await self._conversations.touch(visitor.workspace_id, visitor.contact_id)

    async def proven(
        self, workspace_id: UUID, conversation_id: UUID, event: IdentityVerified, channel: ChannelKind
    ) -> None:
        """Says in the timeline who the contact was proven to be; the same proof again is said once."""
        digest = hashlib.sha256(f"{event.kind} {event.value}".encode()).hexdigest()[:32]
        await self._conversations.happened(
            workspace_id, conversation_id, event, channel=channel, client_id=f"proven-{digest}"
        )

    async def lock_unverified(self, reader: Reader, conversation_id: UUID) -> None:
        """The contact goes on elsewhere, where it proved who it is: browsers that proved nothing see no more."""
        async with self._database.tenant(reader.workspace_id) as connection:
            head = await conversation(connection, reader.workspace_id, conversation_id)
            if head.contact_id is None:
                return
            locked = await contacts.lock_browsers(
                connection, reader.workspace_id, head.contact_id, head.last_seq
            )
        for identity_id in locked:
            self._publisher.frame(f"control:browser:{identity_id}", Locked(conversation_id, head.last_seq))

    async def unlock(self, visitor: Visitor) -> Visitor:
        """The browser's user proved the mailbox: it sees all."""
        async with self._database.tenant(visitor.workspace_id) as connection:
            await contacts.prove_browser(connection, visitor)
        return msgspec.structs.replace(visitor, verified=True, horizon=None)
