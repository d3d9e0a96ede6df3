"""What message-us links do: lead to a business, start a conversation with it, and be printed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from causerie.accounts.model import Account, Person, Staff, WorkspaceCard
from causerie.accounts.service import Accounts
from causerie.channels.messenger import qr
from causerie.channels.messenger.model import Business, QrFormat, Start
from causerie.channels.service import Channels
from causerie.channels.web.jobs import MergeContacts
from causerie.contacts.joining import join
from causerie.conversations.referral import link
from causerie.conversations.service import Conversations
from causerie.conversations.visitors import Visitors
from causerie.errors import not_found
from causerie.events import IdentityVerified
from causerie.files.service import Files
from causerie.kit.database import Connection, Database
from causerie.kit.processes import ProcessPool

Merge = Callable[[Connection, MergeContacts], Awaitable[None]]


class MessageUs:
    """Message-us links of all workspaces."""

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        channels: Channels,
        conversations: Conversations,
        visitors: Visitors,
        files: Files,
        *,
        enqueue: Merge,
        base_url: str,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._channels = channels
        self._conversations = conversations
        self._visitors = visitors
        self._files = files
        self._enqueue = enqueue
        self._base_url = base_url
        self._processes = ProcessPool()

    async def close(self) -> None:
        """Ends what draws."""
        await self._processes.close()

    async def business(self, slug: str) -> Business:
        """Who is written to by the link. Raises not_found, also where the business has no widget."""
        workspace = await self._accounts.workspace_by_slug(slug)
        channels = await self._channels.all(workspace.id) if workspace else []
        channel = next((channel.id for channel in channels if channel.kind == "web"), None)
        if workspace is None or channel is None:
            raise not_found("business")
        return Business(workspace, channel)

    async def start(self, account: Account, slug: str, start: Start) -> UUID:
        """The account's conversation with the business, made where there is none; what was said before signing in goes
        with it. Raises not_found, unauthenticated for a token that is not this business's."""
        business = await self.business(slug)
        workspace_id = business.workspace.id
        visitor = await self._visitors.known(business.channel, start.token) if start.token else None
        if visitor is not None and visitor.contact_id is None:
            visitor = None
        async with self._database.system() as connection:
            joined = await join(connection, workspace_id, account, visitor)
            if joined.merge_from is not None:
                await self._enqueue(
                    connection, MergeContacts(workspace_id, joined.merge_from, joined.contact_id)
                )
        conversation_id = await self._conversations.open_for_contact(
            workspace_id, joined.contact_id, account.id
        )
        if visitor is not None and account.email is not None:
            proven = IdentityVerified("email", account.email)
            await self._visitors.proven(workspace_id, conversation_id, proven, "messenger")
        if start.ref is not None:
            person = Person("contact", joined.contact_id, account.name, account.avatar_url)
            await self._visitors.referred(workspace_id, conversation_id, start.ref, person, "messenger")
        return conversation_id

    async def qr(self, workspace_id: UUID, drawn_as: QrFormat, ref: str | None) -> bytes:
        """The link's QR code with the business's logo in it."""
        workspace = await self._accounts.workspace(workspace_id)
        logo = await self._files.avatar_at(workspace.logo_url) if workspace.logo_url else None
        text = link(self._base_url, workspace.slug, ref)
        return await self._processes.run(qr.DRAWN[drawn_as], text, logo, workspace.colour)

    async def set_logo(self, staff: Staff, data: bytes) -> WorkspaceCard:
        """Takes the picture as the business's logo. Raises unsupported_media, too_large."""
        url = await self._files.take_avatar(staff.workspace_id, data)
        return await self._accounts.set_logo(staff.workspace_id, url)
