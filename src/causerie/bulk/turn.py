"""One conversation's turn in what is done with many."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Staff
from causerie.answering.replies import Replies
from causerie.bulk.deeds import Left, Names, back, event_of, touching, touching_any
from causerie.bulk.model import Bulk, Deed, NoteDeed, ReplyDeed, ResolveDeed, Standing
from causerie.content import Text
from causerie.conversations.cases import HeadState
from causerie.conversations.casework import Casework
from causerie.conversations.model import Author, DeskHead, Message, Note
from causerie.conversations.plan import Line
from causerie.conversations.readers import Reader
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode, not_found
from causerie.events import CaseSnoozed, Event
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)


class Item(Struct):
    """A conversation of it, as far as it has come."""

    conversation_id: UUID
    after_seq: int
    before: Standing | None
    kept: int


class _Changed(AppError):
    """Somebody else changed the same since the conversation was chosen."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.CONFLICT, "Somebody has changed it since.")


class Stopped(AppError):
    """It was taken back before its turn came."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.CONFLICT, "It was taken back.")


class Turn(Struct):
    """One conversation's turn."""

    conversations: Conversations
    casework: Casework
    replies: Replies
    # What stands there up to what was said is known now.
    heard: Callable[[UUID, str], Awaitable[None]]
    staff: Staff
    bulk: Bulk
    item: Item

    async def do(self, head: DeskHead, names: Names) -> None:
        """All the deeds, in their order. Nothing is done where one of them can't be, and Left says why."""
        before = _standing(head)
        texts = await self._check(before, names)
        for number, deed in enumerate(self.bulk.deeds):
            if isinstance(deed, ReplyDeed | NoteDeed):
                await self._say(number, deed, texts[number], self.item.before or before)
                # What is said may open a case, and gives it to who said it.
                head = await self.casework.head(self.staff.workspace_id, self.item.conversation_id)
                continue
            try:
                event = event_of(deed, _standing(head), names)
            except Left as left:
                if left.why != "already":
                    raise
                continue
            if event is not None:
                await self._happen(number, deed, event, self.item.before or before)
            else:
                await self._read()
        if any(isinstance(deed, ResolveDeed) for deed in self.bulk.deeds):
            await self.casework.ask_rating(self.staff.workspace_id, self.item.conversation_id, before.case)

    async def _check(self, before: Standing, names: Names) -> dict[int, str]:
        """The texts that are said, filled. Raises Left where one of the deeds can't be done, or all is so already."""
        texts: dict[int, str] = {}
        does = self.item.kept > 0
        for number, deed in enumerate(self.bulk.deeds):
            if isinstance(deed, ReplyDeed | NoteDeed):
                filled = await self.replies.filled(self.staff, self.item.conversation_id, deed.text)
                if filled.missing:
                    raise Left("refused", f"Nothing is known of {filled.missing[0]!r}.")
                texts[number], does = filled.text, True
                continue
            try:
                event_of(deed, before, names)
                does = True
            except Left as left:
                if left.why != "already" and not texts:
                    raise
        if not does:
            raise Left("already")
        return texts

    async def _say(self, number: int, deed: Deed, text: str, before: Standing) -> None:
        where = (self.staff.workspace_id, self.item.conversation_id)
        client_id, is_note = _client_id(self.bulk.id, number), isinstance(deed, NoteDeed)
        author = Author("staff", self.staff.account.id)
        body = Note(Text(text)) if is_note else Message(Text(text))
        guard = partial(_take, self.bulk, self.item, touching_any(self.bulk.deeds), before)
        line = Line(*where, client_id, body, author, "desk", self.staff.person, guard=guard)
        await self.conversations.say(line)
        await self.heard(self.item.conversation_id, client_id)

    async def take_back(self, head: DeskHead, names: Names) -> None:
        """What was done of it, the last first; Left where somebody has changed something of it since."""
        before, changed = self.item.before, False
        assert before is not None
        for number, deed in reversed(list(enumerate(self.bulk.deeds))):
            try:
                for part, event in enumerate(back(deed, before, _standing(head), names)):
                    await self._happen(2 * number + part, deed, event, before)
            except AppError as error:
                if error.code is not ErrorCode.CONFLICT:
                    raise
                changed = True
        if changed:
            raise Left("changed")

    async def _happen(self, number: int, deed: Deed, event: Event, before: Standing) -> None:
        where = (self.staff.workspace_id, self.item.conversation_id)
        if isinstance(event, CaseSnoozed) and event.until is not None:
            # First, as for one that is snoozed alone (Casework.snooze).
            await self.casework.wake_at(*where, event.case, event.until)
        await self.conversations.happened(
            *where,
            event,
            by=self.staff.person,
            channel="desk",
            client_id=_client_id(self.bulk.id, number),
            guard=partial(_take, self.bulk, self.item, touching(deed), before),
        )

    async def _read(self) -> None:
        reader, seq = Reader(self.staff.workspace_id, self.staff.person), self.item.after_seq
        await self.conversations.mark(reader, self.item.conversation_id, delivered=seq, read=seq)


async def _take(
    bulk: Bulk, item: Item, touched: list[str], before: Standing, connection: Connection, head: HeadState
) -> None:
    """The guard of each event."""
    if head.merged_into is not None:
        raise not_found("conversation")
    changed = await QUERIES.value(
        connection,
        "take_item",
        bool,
        workspace_id=head.workspace_id,
        bulk_id=bulk.id,
        conversation_id=item.conversation_id,
        before=before,
        touching=touched,
        client_ids=client_ids(bulk.id, bulk.deeds),
    )
    if changed is None:
        raise Stopped
    if changed:
        raise _Changed


def _standing(head: DeskHead) -> Standing:
    """How the case stands."""
    return Standing(
        head.case,
        head.status,
        head.status_until,
        head.assignee.id if head.assignee else None,
        head.team.id if head.team else None,
        head.priority,
        head.labels,
    )


def _client_id(bulk_id: UUID, number: int) -> str:
    return f"bulk-{bulk_id.hex}-{number}"


def client_ids(bulk_id: UUID, deeds: list[Deed]) -> list[str]:
    """Of all events of a bulk action in one conversation. What is taken back can come to two of them."""
    return [_client_id(bulk_id, number) for number in range(2 * len(deeds))]
