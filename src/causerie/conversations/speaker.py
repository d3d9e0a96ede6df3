"""Who speaks on a live line, and what they may see and say there."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import msgspec

from causerie.accounts.model import Person, Role, Session, Staff
from causerie.accounts.permissions import may
from causerie.accounts.service import Accounts
from causerie.contacts.model import Page, Visitor
from causerie.content import Text
from causerie.conversations import frames as f
from causerie.conversations.amend import Rights
from causerie.conversations.lists import desk_topic, inbox_topic
from causerie.conversations.model import Answer, ChannelKind, Message, Note, Source
from causerie.conversations.plan import Line
from causerie.conversations.readers import Reader, member_topic
from causerie.conversations.service import Conversations
from causerie.conversations.visitors import Visitors
from causerie.errors import AppError, ErrorCode, not_found

NO_RIGHTS = Rights()
CHANNELS: dict[str, ChannelKind] = {"widget": "web", "messenger": "messenger", "desk": "desk"}


class Speaker:
    """Nobody until `introduce`. `signed_in`: who the cookie of the handshake says it is; `hear`: subscribes the line
    to a topic."""

    __slots__ = (
        "_accounts",
        "_alone",
        "_conversations",
        "_device",
        "_hear",
        "_locale",
        "_page",
        "_signed_in",
        "_timezone",
        "_visitor",
        "_visitors",
        "app",
        "conversation",
        "person",
        "staff",
    )

    def __init__(
        self,
        accounts: Accounts,
        conversations: Conversations,
        visitors: Visitors,
        signed_in: Session | None,
        device: str,
        hear: Callable[[str], None],
    ) -> None:
        self._accounts = accounts
        self._conversations = conversations
        self._visitors = visitors
        self._signed_in = signed_in
        self._device = device
        self._hear = hear
        self.app: str | None = None
        self.person: Person | None = None
        self.conversation: UUID | None = None
        self.staff: Staff | None = None
        self._visitor: Visitor | None = None
        self._locale = "en"
        self._timezone: str | None = None
        self._page: Page | None = None
        # Conversations whose unverified browsers were locked out by this messenger.
        self._alone: frozenset[UUID] = frozenset()

    async def introduce(self, hello: f.Hello) -> None:
        """Finds out who says hello. Raises AppError: unauthenticated, forbidden, not_found, invalid."""
        if hello.app == "widget":
            await self._introduce_visitor(hello)
        else:
            await self._introduce_account(hello)
        self.app = hello.app

    async def _introduce_account(self, hello: f.Hello) -> None:
        if self._signed_in is None:
            raise AppError(ErrorCode.UNAUTHENTICATED, "Sign in first.")
        self._hear(f"control:session:{self._signed_in.id}")
        # It may have ended between the handshake and this hello, before this line heard of it.
        if not await self._accounts.is_open(self._signed_in):
            raise AppError(ErrorCode.UNAUTHENTICATED, "Sign in first.")
        if hello.app == "messenger":
            account = self._signed_in.account
            self.person = Person("contact", account.id, account.name, account.avatar_url)
            return
        if hello.workspace is None:
            raise AppError(ErrorCode.INVALID, "The desk names its workspace.")
        self._hear(member_topic(hello.workspace, self._signed_in.account.id))
        self.staff = await self._accounts.staff(self._signed_in, hello.workspace)
        self.person = self.staff.person

    def become(self, role: Role, granted: frozenset[str]) -> bool:
        """This member of staff is that from now on. Whether it is news."""
        if self.staff is None or (self.staff.role, self.staff.granted) == (role, granted):
            return False
        self.staff = msgspec.structs.replace(self.staff, role=role, granted=granted)
        return True

    async def _introduce_visitor(self, hello: f.Hello) -> None:
        if hello.channel is None:
            raise AppError(ErrorCode.INVALID, "The widget names its channel.")
        self._locale = hello.locale or "en"
        self._timezone = hello.timezone
        self._visitor = await self._visitors.known(hello.channel, hello.token)
        if self._visitor.contact_id is not None:
            await self._known_visitor(self._visitor)

    async def _known_visitor(self, visitor: Visitor) -> None:
        """The visitor has a contact: from now on it can be told things."""
        self._hear(f"control:browser:{visitor.identity_id}")
        # It may have been locked between being read and being heard of.
        found = await self._visitors.find(visitor.channel_id, visitor.token)
        self._visitor, self.person, self.conversation = found.visitor, found.person, found.conversation_id

    @property
    def is_locked(self) -> bool:
        """Whether this is a browser that sees nothing beyond its horizon."""
        return self._visitor is not None and self._visitor.horizon is not None

    def lock(self, horizon: int) -> None:
        """This browser proved nothing, and the conversation went on elsewhere."""
        if self._visitor is not None:
            self._visitor = msgspec.structs.replace(self._visitor, horizon=horizon)

    # what they see -----------------------------------------------------------------------------------------------

    async def reader(self, conversation_id: UUID) -> Reader:
        """The speaker as a reader of the conversation. Raises not_found for another's."""
        if self.staff is not None:
            await self._conversations.check_exists(self.staff.workspace_id, conversation_id)
        return await self.watcher(conversation_id)

    async def watcher(self, conversation_id: UUID) -> Reader:
        """`reader` for what itself finds out whether staff's workspace has the conversation."""
        if self.staff is not None:
            return Reader(self.staff.workspace_id, self.staff.person)
        if self._visitor is not None:
            if self.person is not None and conversation_id != self.conversation:
                await self._look_again(self._visitor)
            if self.person is None or conversation_id != self.conversation:
                raise not_found("conversation")
            visitor = self._visitor
            return Reader(visitor.workspace_id, self.person, visitor.identity_id, visitor.horizon)
        assert self._signed_in is not None
        return await self._conversations.reader_for_account(self._signed_in.account.id, conversation_id)

    async def _look_again(self, visitor: Visitor) -> None:
        """Meanwhile the visitor may have become a contact that was known before, with that one's conversation."""
        now = await self._visitors.known(visitor.channel_id, visitor.token)
        if now.contact_id not in (None, visitor.contact_id):
            await self._known_visitor(now)

    def list_topic(self) -> tuple[str, UUID]:
        """The topic of the speaker's list, and whose list it is. Raises AppError(forbidden)."""
        if self.staff is not None:
            return desk_topic(self.staff.workspace_id), self.staff.workspace_id
        if self._visitor is None and self._signed_in is not None:
            return inbox_topic(self._signed_in.account.id), self._signed_in.account.id
        raise AppError(ErrorCode.FORBIDDEN, "A widget has no list.")

    # what they say -----------------------------------------------------------------------------------------------

    def check_may_write(self) -> None:
        """Raises AppError(forbidden) for staff who only read."""
        if self.staff is not None and not may(self.staff, "conversations.write"):
            raise AppError(ErrorCode.FORBIDDEN, "Your role may not write.")

    def _check_may_append(self, append: f.Append) -> None:
        self.check_may_write()
        if append.note and self.staff is None:
            raise AppError(ErrorCode.FORBIDDEN, "Notes are for staff.")
        if self._visitor is not None:
            self._visitors.check_pace(self._visitor)

    async def conversation_for(self, append: f.Append) -> UUID:
        """Where it goes: a visitor's first word makes the conversation. Raises AppError: forbidden, rate_limited,
        invalid."""
        self._check_may_append(append)
        return append.conversation or await self._own_conversation()

    async def line(self, append: f.Append, reader: Reader, conversation_id: UUID) -> Line:
        """What is to be kept. Raises AppError: not_found, invalid or forbidden, for its file or for what it asks."""
        body = await self._conversations.body_of(reader, self._owner_of_files(), append)
        if self._must_lock(reader, conversation_id):
            await self._visitors.lock_unverified(reader, conversation_id)
            self._alone |= {conversation_id}
        return self._line(append, body, reader, conversation_id)

    def line_at_once(self, append: f.Append, reader: Reader, conversation_id: UUID) -> Line | None:
        """`line`, where nothing needs to be looked up for it. Raises AppError: forbidden, rate_limited."""
        if not isinstance(append.content, Text) or self._must_lock(reader, conversation_id):
            return None
        self._check_may_append(append)
        said = append.content
        body = Note(said) if append.note else Message(said, append.reply_to)
        return self._line(append, body, reader, conversation_id)

    def _must_lock(self, reader: Reader, conversation_id: UUID) -> bool:
        return self.app == "messenger" and not reader.is_member and conversation_id not in self._alone

    def _line(
        self, append: f.Append, body: Message | Note | Answer, reader: Reader, conversation_id: UUID
    ) -> Line:
        reader.check_may_write()
        page = self._page
        return Line(
            workspace_id=reader.workspace_id,
            conversation_id=conversation_id,
            client_id=append.client_id,
            body=body,
            author=reader.author,
            channel=CHANNELS[self.app or ""],
            person=reader.person,
            identity_id=reader.identity_id,
            source=Source(page.url, page.title) if page else None,
            rights=Rights(horizon=reader.horizon) if isinstance(body, Answer) else NO_RIGHTS,
        )

    async def amendment(self, amend: f.Amend, reader: Reader) -> Line:
        """What is to be kept of it; whether it may be is judged where it is kept. Raises AppError(forbidden)."""
        self.check_may_write()
        reader.check_may_write()
        if self._must_lock(reader, amend.conversation):
            await self._visitors.lock_unverified(reader, amend.conversation)
            self._alone |= {amend.conversation}
        return Line(
            workspace_id=reader.workspace_id,
            conversation_id=amend.conversation,
            client_id=amend.client_id,
            body=amend.body,
            author=reader.author,
            channel=CHANNELS[self.app or ""],
            person=reader.person,
            identity_id=reader.identity_id,
            rights=Rights(
                self.staff is not None and may(self.staff, "conversations.moderate"), reader.horizon
            ),
        )

    async def look(self, page: Page) -> None:
        """The visitor is on that page now. Raises AppError(invalid) for anybody else."""
        if self._visitor is None:
            raise AppError(ErrorCode.INVALID, "Only a visitor is on a page.")
        self._page = page
        if self._visitor.contact_id is not None:
            await self._visitors.visited(self._visitor, self.conversation, page, self._device)

    def _owner_of_files(self) -> str:
        if self._visitor is not None:
            return self._visitor.file_owner
        assert self._signed_in is not None
        return str(self._signed_in.account.id)

    async def _own_conversation(self) -> UUID:
        if self._visitor is None:
            raise AppError(ErrorCode.INVALID, "Name the conversation.")
        if self.conversation is None:
            opened = await self._visitors.open(self._visitor, self._locale, self._timezone)
            await self._known_visitor(opened)
            if self._page is not None:
                await self._visitors.visited(opened, self.conversation, self._page, self._device)
        assert self.conversation is not None
        return self.conversation
