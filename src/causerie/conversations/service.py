"""What people do with conversations: open, say, mark, merge. Owns the transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Account, Person, Staff
from causerie.contacts import service as contacts
from causerie.contacts.model import Visitor
from causerie.conversations import finding, groups, heads, inbox, particulars, timeline
from causerie.conversations.append import Answered, Appender
from causerie.conversations.drafts import body_of
from causerie.conversations.frames import PAGE_ENTRIES, Append, Bye, Entries, Marked, Moved, Resync, Seq
from causerie.conversations.lists import Lists, inbox_topic
from causerie.conversations.merge import Merge, Said
from causerie.conversations.model import (
    Answer,
    Author,
    ChannelKind,
    ConversationKind,
    Counts,
    DeskHead,
    DeskPage,
    Detail,
    Filter,
    Happened,
    Inbox,
    InboxChange,
    InboxHead,
    Message,
    Note,
)
from causerie.conversations.plan import Guard, Kept, Line
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import Reader, contact_topic, staff_topic
from causerie.conversations.shared import Shared, What, shared
from causerie.conversations.standing import as_they_stand
from causerie.conversations.state import State, states
from causerie.errors import AppError, ErrorCode, not_found
from causerie.events import ConversationMerged, Event, LabelsChanged
from causerie.files.service import Files, withdraw
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries
from causerie.kit.together import Together
from causerie.media.service import StickerPacks

QUERIES = Queries.beside(__file__)
SYSTEM = Author("system")
# Of those who come back: others need the database too.
PAGES_AT_ONCE = 4
# Of conversations that are not open, so many are counted.
MOST_COUNTED = 100
EVERYTHING = Filter()


class Opened(Struct, frozen=True):
    """A visitor who has a conversation. `first`: it was made just now."""

    visitor: Visitor
    conversation_id: UUID
    first: bool


class _Own(Struct):
    workspace_id: UUID
    id: UUID
    name: str
    avatar_url: str | None
    kind: ConversationKind
    horizon: int | None
    may_write: bool


class _Part(Struct):
    conversation_id: UUID
    kind: ConversationKind
    horizon: int | None


class Conversations:
    """Verbs over conversations. Every id that a caller names is checked to be of the caller's own workspace."""

    def __init__(
        self,
        database: Database,
        appender: Appender,
        publisher: Publisher,
        lists: Lists,
        files: Files,
        packs: StickerPacks,
        *,
        was_read: Callable[[UUID], None],
    ) -> None:
        self._database = database
        self._appender = appender
        self._publisher = publisher
        self._lists = lists
        self._files = files
        self._packs = packs
        self._was_read = was_read
        self._epoch: str | None = None
        self._states = Together(self._load_states)
        self._pages = asyncio.Semaphore(PAGES_AT_ONCE)

    # finding ---------------------------------------------------------------------------------------------------

    async def of_contact(self, workspace_id: UUID, contact_id: UUID) -> UUID | None:
        """The contact's conversation with the business, where there is one."""
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.value(
                connection, "of_contact", UUID, workspace_id=workspace_id, contact_id=contact_id
            )

    async def all_of_contact(self, workspace_id: UUID, contact_id: UUID) -> list[tuple[Reader, UUID]]:
        """The conversations in which the contact takes or took part, with it as the reader of each."""
        async with self._database.tenant(workspace_id) as connection:
            rows = await QUERIES.all(
                connection, "all_of_contact", _Part, workspace_id=workspace_id, contact_id=contact_id
            )
        me = Person("contact", contact_id, "")
        return [
            (Reader(workspace_id, me, horizon=row.horizon, kind=row.kind), row.conversation_id)
            for row in rows
        ]

    async def reader_for_account(self, account_id: UUID, conversation_id: UUID) -> Reader:
        """The account as the reader of a conversation that it takes part in. Raises not_found."""
        async with self._database.acquire() as connection:
            found = await QUERIES.maybe(
                connection,
                "account_conversation",
                _Own,
                account_id=account_id,
                id=conversation_id,
            )
        if found is None:
            raise not_found("conversation")
        person = Person("contact", found.id, found.name, found.avatar_url)
        return Reader(
            found.workspace_id, person, horizon=found.horizon, kind=found.kind, may_write=found.may_write
        )

    async def open_for_visitor(self, visitor: Visitor, *, locale: str, timezone: str | None = None) -> Opened:
        """The visitor's conversation; made, with the contact, by whoever writes first. Many at once make one."""
        while True:
            try:
                return await self._open_for_visitor(visitor, locale, timezone)
            except AppError as error:
                if error.code is not ErrorCode.CONFLICT:
                    raise

    async def _open_for_visitor(self, visitor: Visitor, locale: str, timezone: str | None) -> Opened:
        async with self._database.tenant(visitor.workspace_id) as connection:
            known = await contacts.visitor(
                connection, visitor.workspace_id, visitor.channel_id, visitor.token
            )
            if known.contact_id is None:
                known = await contacts.create(connection, known, name="", locale=locale, timezone=timezone)
            assert known.contact_id is not None
            where = {"workspace_id": known.workspace_id, "contact_id": known.contact_id}
            made = await self._begin(connection, known.workspace_id, known.contact_id)
            conversation_id = await QUERIES.one(connection, "of_contact", _Id, **where)
        return Opened(known, conversation_id.id, made == 1)

    async def open_for_contact(self, workspace_id: UUID, contact_id: UUID, account_id: UUID | None) -> UUID:
        """The contact's conversation; made where there is none. `account_id`: whose messenger shows it."""
        where = {"workspace_id": workspace_id, "contact_id": contact_id}
        async with self._database.tenant(workspace_id) as connection:
            made = await self._begin(connection, workspace_id, contact_id)
            conversation_id = (await QUERIES.one(connection, "of_contact", _Id, **where)).id
        if made:
            self._publisher.changed(workspace_id, account_id)
        return conversation_id

    @staticmethod
    async def _begin(connection: Connection, workspace_id: UUID, contact_id: UUID) -> int:
        """1 where the contact had no conversation: who was taken for another and begins anew, in a browser that was not
        carried over, is somebody of their own again."""
        where = {"workspace_id": workspace_id, "contact_id": contact_id}
        made = await QUERIES.execute(connection, "insert_conversation", id=new_id(), **where)
        if made:
            await contacts.reappear(connection, workspace_id, contact_id)
        return made

    async def check_exists(self, workspace_id: UUID, conversation_id: UUID) -> None:
        """Raises not_found where the workspace has no such conversation."""
        async with self._database.tenant(workspace_id) as connection:
            await timeline.conversation(connection, workspace_id, conversation_id)

    async def epoch(self) -> str:
        """The name of this timeline of the data; another one after a backup was restored."""
        if self._epoch is None:
            async with self._database.acquire() as connection:
                self._epoch = await epoch(connection)
        return self._epoch

    # reading ---------------------------------------------------------------------------------------------------

    async def entries(
        self,
        reader: Reader,
        conversation_id: UUID,
        *,
        after: int | None = None,
        before: int | None = None,
        limit: int = PAGE_ENTRIES,
    ) -> Entries:
        """What the reader may see in (`after`, `before`). Raises not_found."""
        async with self._database.tenant(reader.workspace_id) as connection:
            return await timeline.entries(
                connection, reader, conversation_id, after=after, before=before, limit=limit
            )

    async def missed(self, reader: Reader, head: timeline.ConversationRow, after: int | None) -> Entries:
        """What the reader has missed since `after`, or the last page. Who missed nothing costs nothing."""
        known, last = after or 0, reader.head(head.last_seq)
        if last <= known:
            return Entries(head.id, known, known, last, [], [])
        async with self._pages:
            return await self.entries(reader, head.id, after=after)

    async def find(self, reader: Reader, conversation_id: UUID, text: str, at: datetime | None) -> list[int]:
        """Where the reader finds `text`, the newest first, or the first entry from `at` on. Raises not_found."""
        async with self._database.tenant(reader.workspace_id) as connection:
            if at is not None:
                return await finding.first_from(connection, reader, conversation_id, at)
            return await finding.with_text(connection, reader, conversation_id, text.strip())

    async def state(self, reader: Reader, conversation_id: UUID) -> State:
        """What a watch begins with. Raises not_found."""
        return await self._states.ask(reader.workspace_id, (conversation_id, reader.is_staff))

    async def _load_states(
        self, workspace_id: UUID, asked: list[tuple[UUID, bool]]
    ) -> list[State | AppError]:
        async with self._database.tenant(workspace_id) as connection:
            return await states(connection, workspace_id, asked)

    async def was_answered(self, workspace_id: UUID, conversation_id: UUID) -> bool:
        """Whether staff or a bot ever said something to the contact."""
        async with self._database.tenant(workspace_id) as connection:
            answered = await QUERIES.value(
                connection, "was_answered", bool, workspace_id=workspace_id, conversation_id=conversation_id
            )
        return bool(answered)

    async def desk_page(
        self,
        staff: Staff,
        *,
        view: str,
        status: str,
        only: Filter = EVERYTHING,
        after: str | None,
        limit: int,
    ) -> DeskPage:
        """A page of the desk's list; its cursor was taken before its rows were read."""
        async with self._database.tenant(staff.workspace_id) as connection:
            cursor = await heads.cursor_now(connection)
            page, more = await heads.desk_page(
                connection,
                staff.workspace_id,
                view=view,
                me=staff.account.id,
                status=status,
                only=only,
                after=after,
                limit=limit,
            )
        return DeskPage(page, more, cursor)

    async def counts(self, staff: Staff) -> Counts:
        """How many conversations each view has."""
        async with self._database.tenant(staff.workspace_id) as connection:
            return await QUERIES.one(
                connection,
                "counts",
                Counts,
                workspace_id=staff.workspace_id,
                assignee_id=staff.account.id,
                most=MOST_COUNTED,
            )

    async def detail(self, workspace_id: UUID, conversation_id: UUID) -> Detail:
        """The conversation with its contact's profile. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            head = await _desk_head(connection, workspace_id, conversation_id)
            profile = await contacts.profile(connection, workspace_id, head.contact.id)
            said = await particulars.particulars(connection, workspace_id, conversation_id)
            return Detail(head, profile, said)

    async def inbox(self, account_id: UUID, *, after: str | None, limit: int) -> Inbox:
        """A page of the account's conversations."""
        async with self._database.system() as connection:
            return await inbox.page(connection, account_id, after=after, limit=limit)

    # writing ---------------------------------------------------------------------------------------------------

    async def body_of(self, reader: Reader, owner: str, append: Append) -> Message | Note | Answer:
        """What is said, with what we know of its files. Raises not_found, invalid, forbidden, as `drafts.body_of`."""
        return await body_of(self._files, self._packs, reader, owner, append)

    def post(self, line: Line, answered: Answered) -> None:
        """Puts the entry into the appender's queue now, and calls `answered` when it is kept or is not.

        Raises AppError(overloaded) at once; not_found, conflict, invalid, unavailable go to `answered`.
        """
        self._appender.append(line, answered)

    def submit(self, line: Line) -> asyncio.Future[tuple[UUID, int]]:
        """`post`, with a future for its answer: where the entry stands. That may be another conversation than the
        line's, into which it was merged.
        """
        kept: asyncio.Future[tuple[UUID, int]] = asyncio.get_running_loop().create_future()

        def answered(conversation_id: UUID, answer: int | AppError) -> None:
            if kept.done():
                return  # whoever asked has gone
            if isinstance(answer, int):
                kept.set_result((conversation_id, answer))
            else:
                kept.set_exception(answer)

        self.post(line, answered)
        return kept

    async def say(self, line: Line) -> tuple[UUID, int]:
        """`submit`, and waits for the answer."""
        return await self.submit(line)

    async def happened(
        self,
        workspace_id: UUID,
        conversation_id: UUID,
        event: Event,
        *,
        by: Person | None = None,
        channel: ChannelKind,
        client_id: str | None = None,
        guard: Guard | None = None,
    ) -> None:
        """Appends an event. `by` null: the system. With the same `client_id` it happens once; `guard`: as a line's."""
        author = Author(by.kind, by.id) if by else SYSTEM
        await self.say(
            Line(
                workspace_id,
                conversation_id,
                client_id or new_id().hex,
                Happened(event),
                author,
                channel,
                by,
                guard=guard,
            )
        )

    async def mark(self, reader: Reader, conversation_id: UUID, *, delivered: Seq, read: Seq) -> None:
        """Moves the reader's mark and tells the other side. Raises not_found."""
        if reader.horizon is not None:  # nobody has read what they may not see
            delivered, read = min(delivered, reader.horizon), min(read, reader.horizon)
        if reader.is_member:
            await self._mark_of_member(reader, conversation_id, delivered, read)
            return
        async with self._database.tenant(reader.workspace_id) as connection:
            row = await timeline.conversation(connection, reader.workspace_id, conversation_id)
            mark = await timeline.move_mark(
                connection, reader, conversation_id, delivered=delivered, read=read
            )
        if mark is None:
            return
        frame = Marked(conversation_id, mark, reader.person)
        self._publisher.frame(staff_topic(conversation_id), frame)
        self._publisher.frame(contact_topic(conversation_id), frame)
        if read:
            self._publisher.changed(reader.workspace_id, row.account_id)
            self._was_read(conversation_id)

    async def _mark_of_member(self, reader: Reader, conversation_id: UUID, delivered: Seq, read: Seq) -> None:
        async with self._database.tenant(reader.workspace_id) as connection:
            mark = await timeline.move_mark(
                connection, reader, conversation_id, delivered=delivered, read=read
            )
            if mark is None:
                return
            read_on = await groups.read_on(connection, reader, conversation_id, mark.read)
        if read_on is None:
            return
        if read_on.told:
            frame = Marked(conversation_id, mark, reader.person)
            self._publisher.frame(contact_topic(conversation_id), frame)
        if read and read_on.account_id is not None:
            self._publisher.inbox_changed(read_on.account_id)
            self._was_read(conversation_id)

    async def place_in_inbox(self, account_id: UUID, conversation_id: UUID, change: InboxChange) -> InboxHead:
        """Pins, mutes or archives a conversation in the account's own list, on all its devices. Raises not_found."""
        async with self._database.system() as connection:
            head = await inbox.one(connection, account_id, conversation_id)
            await inbox.place(connection, head.workspace.id, conversation_id, account_id, change)
            head = await inbox.one(connection, account_id, conversation_id)
        self._publisher.inbox_changed(account_id)
        return head

    async def profile_changed(self, account: Account) -> None:
        """The person behind contacts gave a name or a picture: the desks see it."""
        async with self._database.system() as connection:
            known = await contacts.show_account(connection, account)
            for one in known:
                await QUERIES.execute(
                    connection, "touch_head", workspace_id=one.workspace_id, contact_id=one.contact_id
                )
        for one in known:
            self._publisher.changed(one.workspace_id, None)

    async def touch(self, workspace_id: UUID, contact_id: UUID) -> None:
        """Lists show the contact otherwise from now on."""
        async with self._database.tenant(workspace_id) as connection:
            await QUERIES.execute(connection, "touch_head", workspace_id=workspace_id, contact_id=contact_id)
        self._publisher.changed(workspace_id, None)

    def erased(
        self, workspace_id: UUID, conversations: list[UUID], identities: list[UUID], account_id: UUID | None
    ) -> None:
        """What was said in these conversations is forgotten: whoever looks at them loads afresh, and the browsers of
        whose they were are strangers now."""
        for identity_id in identities:
            self._publisher.frame(f"control:browser:{identity_id}", Bye("drain", retry_after_ms=0))
        for conversation_id in conversations:
            for topic in (staff_topic(conversation_id), contact_topic(conversation_id)):
                self._publisher.frame(topic, Resync("all"))
        if account_id is not None:
            self._publisher.frame(inbox_topic(account_id), Resync("list"))
        self._publisher.changed(workspace_id, None)

    async def shared(
        self, reader: Reader, conversation_id: UUID, what: What, *, before: int | None, limit: int
    ) -> Shared:
        """A page of what was shared in the conversation. Raises not_found."""
        async with self._database.tenant(reader.workspace_id) as connection:
            return await shared(connection, reader, conversation_id, what, before=before, limit=limit)

    async def merge(
        self, workspace_id: UUID, from_contact: UUID, into_contact: UUID
    ) -> tuple[UUID, UUID] | None:
        """Puts what was said with one contact behind what was said with the other, and closes the first conversation.

        Returns (from, into), or None where the first contact never said anything. Done twice is done once: a copied
        entry has a client_id made of where it came from.
        """
        where = {"workspace_id": workspace_id, "contact_id": into_contact}
        async with self._database.tenant(workspace_id) as connection:
            await contacts.become(connection, workspace_id, from_contact, into_contact)
            await QUERIES.execute(connection, "insert_conversation", id=new_id(), **where)
            target_id = (await QUERIES.one(connection, "of_contact", _Id, **where)).id
            source = await QUERIES.maybe(
                connection,
                "to_merge",
                _Id,
                workspace_id=workspace_id,
                contact_id=from_contact,
                into=target_id,
            )
            if source is None:
                return None
            source_id = source.id
            # From here on nothing is appended to the source: what comes late goes to the target.
            await QUERIES.execute(
                connection, "mark_merged", workspace_id=workspace_id, id=source_id, into=target_id
            )
            await particulars.carry(connection, workspace_id, source_id, target_id)
            labels = await particulars.labels_to_carry(connection, workspace_id, source_id, target_id)
            said = await QUERIES.all(
                connection,
                "entries_to_merge",
                Said,
                workspace_id=workspace_id,
                conversation_id=source_id,
            )
            anybody = Reader(workspace_id, Person("staff", UUID(int=0), ""))
            entries = await as_they_stand(connection, anybody, said)
        merge = Merge(workspace_id, target_id, from_contact, into_contact)
        for row, entry in zip(said, entries, strict=True):
            line = merge.copied(entry, row)
            if line is not None:
                _, merge.seqs[entry.seq] = await self.say(line)
                for reaction in merge.reactions(entry):
                    await self.say(reaction)
        for closing in merge.closings(entries):
            await self.say(closing)
        await self.happened(
            workspace_id,
            target_id,
            ConversationMerged(source_id, len(merge.seqs)),
            channel="web",
            client_id=f"merged-{source_id.hex}",
        )
        if labels:
            await self.happened(workspace_id, target_id, LabelsChanged(labels, []), channel="web")
        self._publisher.frame(contact_topic(source_id), Moved(source_id, target_id))
        self._publisher.frame(staff_topic(source_id), Moved(source_id, target_id))
        self._publisher.changed(workspace_id, None)
        return source_id, target_id


async def epoch(connection: Connection) -> str:
    """The name of this timeline of the data."""
    return await QUERIES.value(connection, "epoch", str) or ""


async def withdraw_files(connection: Connection, deletions: list[Kept]) -> None:
    """In the transaction that keeps deletions: what only deleted messages showed is given out no more."""
    files: dict[UUID, list[UUID]] = {}
    for one in deletions:
        if one.change is not None:
            files.setdefault(one.workspace_id, []).extend(one.change.withdrawn)
    for workspace_id, ids in files.items():
        unseen = await QUERIES.column(connection, "shown_nowhere", UUID, workspace_id=workspace_id, files=ids)
        await withdraw(connection, workspace_id, unseen)


class _Id(Struct):
    id: UUID


async def _desk_head(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> DeskHead:
    head = await heads.desk_head(connection, workspace_id, conversation_id)
    if head is None:
        raise not_found("conversation")
    return head
