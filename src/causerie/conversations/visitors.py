"""Visitors: browsers with a token, from the first word on, and what an unproven one may see."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from uuid import UUID

import msgspec

from causerie.accounts.model import Person
from causerie.contacts import service as contacts
from causerie.contacts.model import Page, Visitor
from causerie.contacts.service import VisitorTokens
from causerie.conversations.frames import IsLooking, Locked
from causerie.conversations.model import ChannelKind
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import Reader, staff_topic
from causerie.conversations.service import Conversations, Opened
from causerie.conversations.timeline import conversation
from causerie.errors import AppError, ErrorCode
from causerie.events import IdentityVerified
from causerie.kit.database import Database

# The workspace of a channel of the kind `web`; raises not_found.
FindWorkspace = Callable[[UUID], Awaitable[UUID]]
# A visitor's conversation was made just now.
FirstWord = Callable[[Opened], Awaitable[None]]


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
    ) -> None:
        self._database = database
        self._tokens = tokens
        self._conversations = conversations
        self._publisher = publisher
        self._find_workspace = find_workspace
        self._first_word = first_word

    async def known(self, channel_id: UUID, token: str | None) -> Visitor:
        """Who presents this token; without a contact where it never wrote. Raises unauthenticated for a token that is
        not ours, not_found for no such channel."""
        workspace_id = await self._find_workspace(channel_id)
        if token is None:
            return Visitor(workspace_id, channel_id, "")
        if not self._tokens.is_ours(token, channel_id):
            raise AppError(ErrorCode.UNAUTHENTICATED, "This visitor's token is not ours; ask for a new one.")
        async with self._database.tenant(workspace_id) as connection:
            return await contacts.visitor(connection, workspace_id, channel_id, token)

    async def person(self, visitor: Visitor) -> Person:
        """The visitor as readers see them."""
        assert visitor.contact_id is not None
        async with self._database.tenant(visitor.workspace_id) as connection:
            card = await contacts.card(connection, visitor.workspace_id, visitor.contact_id)
        return Person("contact", card.id, card.name, card.avatar_url)

    async def open(self, visitor: Visitor, locale: str) -> Visitor:
        """Makes the contact and the conversation of a visitor who writes first. Raises invalid without a token."""
        if not visitor.token:
            raise AppError(
                ErrorCode.INVALID, "Say hello with a token (POST /api/v1/widget/{channel}/session) to write."
            )
        opened = await self._conversations.open_for_visitor(visitor, locale=locale)
        if opened.first:
            await self._first_word(opened)
        return opened.visitor

    async def visited(self, visitor: Visitor, conversation_id: UUID | None, page: Page) -> None:
        """Keeps the page that a known visitor is on, and shows it to the staff who watch."""
        assert visitor.contact_id is not None
        async with self._database.tenant(visitor.workspace_id) as connection:
            await contacts.record_visit(connection, visitor.workspace_id, visitor.contact_id, page)
        if conversation_id is not None:
            self._publisher.frame(staff_topic(conversation_id), IsLooking(conversation_id, page))

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
