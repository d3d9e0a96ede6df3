"""One live line: a client's frames in, the server's frames out. docs/live.md says what each means.

Frames of one line are handled in the order in which they came. Appends don't wait for each other's commit: they go to
the appender in that order, and each is answered when it is kept.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from functools import partial
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.accounts.model import Session
from causerie.accounts.service import Accounts
from causerie.conversations import frames as f
from causerie.conversations.attention import Attention
from causerie.conversations.lists import Lists
from causerie.conversations.plan import Line
from causerie.conversations.presence import Presence
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import (
    Reader,
    Standing,
    contact_topic,
    staff_topic,
    standing_topic,
    topic_of,
)
from causerie.conversations.service import Conversations
from causerie.conversations.speaker import Speaker
from causerie.conversations.state import State
from causerie.conversations.turns import Turns
from causerie.conversations.visitors import Visitors
from causerie.errors import AppError, ErrorCode
from causerie.kit.hub import Hub
from causerie.kit.link import Link

LOG = logging.getLogger("causerie.live")
ENCODE = msgspec.json.Encoder().encode
DECODE = msgspec.json.Decoder(f.ClientFrame).decode

# Frames of one line that wait to be handled, above which its carrier reads no more for a while.
MANY_WAITING = 32
MAX_UNANSWERED = 1_000
MAX_WATCHED = 200
HELLO_SECONDS = 10

# WebSocket close codes: RFC 6455 section 7.4, and our own above 4000.
CLOSE_POLICY, CLOSE_RESTART, CLOSE_SIGNED_OUT, CLOSE_FORBIDDEN = 1008, 1012, 4401, 4403


class Services(Struct, frozen=True):
    """What every line works with."""

    accounts: Accounts
    conversations: Conversations
    visitors: Visitors
    publisher: Publisher
    lists: Lists
    presence: Presence
    attention: Attention
    hub: Hub
    limits: f.Limits


class LiveSession:
    """One line, from `hello` to its end. `signed_in`: who the cookie of the handshake says it is; `device`: the browser
    and the system that it is a line of."""

    # Ten thousand of these wait at once: what a silent line does not need is not there.
    __slots__ = (
        "_all_answered",
        "_ended",
        "_held",
        "_hello_timer",
        "_inbox",
        "_link",
        "_open",
        "_services",
        "_speaker",
        "_topics",
        "_turns",
        "_unanswered",
        "_watched",
        "_worker",
    )

    def __init__(
        self,
        services: Services,
        link: Link,
        signed_in: Session | None,
        device: str,
        *,
        ended: Callable[[LiveSession], None],
    ) -> None:
        self._services = services
        self._link = link
        self._ended = ended
        self._speaker = Speaker(
            services.accounts, services.conversations, services.visitors, signed_in, device, self._hear
        )
        self._topics: tuple[str, ...] = ()
        self._watched: dict[UUID, Reader] = {}
        # Of the topics of a conversation: what waits until this reader has caught up.
        self._held: tuple[tuple[str, ...], list[tuple[str, bytes]]] | None = None
        self._inbox: deque[bytes] | None = None
        self._worker: asyncio.Task[None] | None = None
        # Null while nothing was refused, as on most lines.
        self._turns: Turns | None = None
        self._unanswered = 0
        self._all_answered: asyncio.Future[None] | None = None
        self._open = True
        self._hello_timer: asyncio.TimerHandle | None = None
        self._expect_hello()

    # the link's side -------------------------------------------------------------------------------------------

    def on_message(self, data: bytes) -> None:
        """A client's frame arrived."""
        if not self._open:
            return
        if self._worker is None and self._append_at_once(data):
            return
        if self._inbox is None:
            self._inbox = deque()
        self._inbox.append(data)
        if len(self._inbox) == MANY_WAITING + 1:
            self._link.hold(held=True)
        if self._worker is None:
            self._worker = asyncio.ensure_future(self._work())

    @property
    def waiting(self) -> int:
        """How many of the client's frames wait to be handled."""
        return len(self._inbox or ())

    def on_close(self) -> None:
        """The link is gone. What was taken from it before is still kept and answered into the void."""
        self._leave()
        self._ended(self)

    def push(self, topic: str, frame: bytes) -> None:
        """A frame of a topic that this line hears."""
        if self._held is not None and topic in self._held[0]:
            self._held[1].append((topic, frame))
        elif topic.startswith("control:"):
            self._control(frame)
        else:
            self._link.send(frame)

    async def settled(self) -> None:
        """Waits until every frame that came so far was handled and answered."""
        while self._worker is not None:
            await self._worker
        if self._unanswered:
            self._all_answered = asyncio.get_running_loop().create_future()
            await self._all_answered

    def bye(self, reason: str, code: int, retry_after_ms: int | None = None) -> None:
        """Says why, and closes the line."""
        if self._open:
            self._send(
                msgspec.convert({"t": "bye", "reason": reason, "retry_after_ms": retry_after_ms}, f.Bye)
            )
            self._link.close(code)
            self._leave()

    def _leave(self) -> None:
        self._open = False
        self._stop_hello_timer()
        for topic in self._topics:
            self._services.hub.unsubscribe(topic, self)
        self._topics = ()
        self._services.presence.left(self)
        self._services.attention.left(self)

    def _stop_hello_timer(self) -> None:
        if self._hello_timer is not None:
            self._hello_timer.cancel()
            self._hello_timer = None

    def _send(self, frame: f.ServerFrame) -> None:
        self._link.send(ENCODE(frame))

    def _expect_hello(self) -> None:
        self._hello_timer = asyncio.get_running_loop().call_later(HELLO_SECONDS, self._no_hello)

    def _no_hello(self) -> None:
        if self._worker is not None:
            self._expect_hello()  # it may be here, and wait for the database
        elif self._speaker.app is None:
            self.bye("protocol", CLOSE_POLICY)

    # frames ----------------------------------------------------------------------------------------------------

    async def _work(self) -> None:
        try:
            while self._inbox and self._open:
                data = self._inbox.popleft()
                if len(self._inbox) == MANY_WAITING:
                    self._link.hold(held=False)
                await self._take(data)
        finally:
            self._inbox, self._worker = None, None

    async def _take(self, data: bytes) -> None:
        try:
            frame = DECODE(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            self._refuse(AppError(ErrorCode.INVALID, f"This frame can't be read: {error}"), _client_id(data))
            return
        try:
            await self._handle(frame)
        except AppError as error:
            self._refuse(error, frame)
        except Exception:
            LOG.exception("a %s frame failed", type(frame).__name__)
            self._refuse(
                AppError(ErrorCode.UNAVAILABLE, "This did not work; try again.", retry_after_ms=1_000),
                frame,
            )
            if isinstance(frame, f.Hello):
                # Nobody would say it again here. Without a `bye` they come back as after any lost line.
                self._link.close(CLOSE_RESTART)
                self._leave()

    def _refuse(self, error: AppError, frame: f.ClientFrame | str | None) -> None:
        if isinstance(frame, f.Append | f.Amend):
            self._turns = self._turns or Turns()
            self._turns.refused(self._turn_of(frame), frame.client_id, error)
        client_id = frame if isinstance(frame, str) else getattr(frame, "client_id", None)
        conversation = None if isinstance(frame, str) else getattr(frame, "conversation", None)
        told = (error.code, error.detail, client_id, conversation, error.retry_after_ms, error.errors)
        self._send(f.Refused(*told))

    async def _handle(self, frame: f.ClientFrame) -> None:
        if isinstance(frame, f.Hello):
            await self._hello(frame)
            return
        if self._speaker.app is None:
            self.bye("protocol", CLOSE_POLICY)
            return
        match frame:
            case f.Append():
                await self._append(frame)
            case f.Amend():
                await self._amend(frame)
            case f.Mark():
                await self._mark(frame)
            case f.Typing():
                await self._typing(frame)
            case f.Watch():
                await self._watch(frame)
            case f.Unwatch():
                self._unwatch(frame.conversation)
            case f.Pull():
                await self._pull(frame)
            case f.Find():
                await self._find(frame)
            case f.Visible():
                self._visible(frame)
            case f.List():
                await self._list(frame)
            case f.Looking():
                await self._speaker.look(frame.page)
            case f.Ping():
                self._send(f.Pong())

    # hello -----------------------------------------------------------------------------------------------------

    async def _hello(self, hello: f.Hello) -> None:
        if self._speaker.app is not None:
            raise AppError(ErrorCode.INVALID, "Say hello once.")
        if hello.v != f.PROTOCOL_VERSION:
            raise AppError(ErrorCode.INVALID, f"This server speaks version {f.PROTOCOL_VERSION}.")
        try:
            await self._speaker.introduce(hello)
        except AppError as error:
            self._refuse(error, hello)
            signed_out = error.code is ErrorCode.UNAUTHENTICATED
            self.bye(
                "signed_out" if signed_out else "forbidden",
                CLOSE_SIGNED_OUT if signed_out else CLOSE_FORBIDDEN,
            )
            return
        self._stop_hello_timer()
        speaker = self._speaker
        if self._open and speaker.staff is not None:
            self._services.presence.staff_came(self, speaker.staff.workspace_id, speaker.staff.person)
        epoch = await self._services.conversations.epoch()
        self._send(
            f.Welcome(epoch, f.HEARTBEAT_SECONDS, self._services.limits, speaker.person, speaker.conversation)
        )
        if hello.epoch is not None and hello.epoch != epoch:
            self._send(f.Resync("all"))
        if hello.page is not None:
            await self._speaker.look(hello.page)

    def _hear(self, topic: str) -> None:
        if self._open:  # it may have ended while the frame that asks for this was being handled
            if topic not in self._topics:
                self._topics += (topic,)
            self._services.hub.subscribe(topic, self)

    def _control(self, message: bytes) -> None:
        """Something above changed what this line may do: see Visitors.lock, Accounts' ended sessions and Staffing."""
        frame = msgspec.json.decode(message, type=f.Locked | f.Bye | f.RoleChanged | Standing)
        if isinstance(frame, f.Bye):
            self.bye(frame.reason, CLOSE_FORBIDDEN if frame.reason == "forbidden" else CLOSE_SIGNED_OUT)
            return
        if isinstance(frame, f.RoleChanged):
            if self._speaker.become(frame.role, frame.granted):
                self._send(frame)
            return
        if isinstance(frame, Standing):
            self._stand(frame)
            return
        self._unwatch(frame.conversation)
        self._speaker.lock(frame.horizon)
        self._send(frame)

    def _stand(self, standing: Standing) -> None:
        """Somebody left a group, or one of two blocked the other."""
        reader = self._watched.get(standing.conversation)
        if reader is None:
            return
        if standing.horizon is None:
            self._watched[standing.conversation] = msgspec.structs.replace(reader, may_write=False)
        elif reader.person.id == standing.contact:
            self._unwatch(standing.conversation)
            self._send(f.Locked(standing.conversation, standing.horizon))

    async def _reader(self, conversation_id: UUID) -> Reader:
        """Who may not write is asked for anew: they may by now."""
        reader = self._watched.get(conversation_id)
        return reader if reader and reader.may_write else await self._speaker.reader(conversation_id)

    # reading -----------------------------------------------------------------------------------------------------

    async def _watch(self, watch: f.Watch) -> None:
        conversation_id = watch.conversation
        if len(self._watched) >= MAX_WATCHED and conversation_id not in self._watched:
            raise AppError(
                ErrorCode.INVALID, f"At most {MAX_WATCHED} conversations can be watched on one line."
            )
        known = self._watched.pop(conversation_id, None)
        if known is not None and known.is_member:
            for topic in _topics(known, conversation_id):
                self._stop_hearing(topic)
        reader = await self._speaker.watcher(conversation_id)
        locked = reader.horizon is not None
        topics = _topics(reader, conversation_id)
        # Subscribed before the state is read, and held back until it is sent: nothing falls between.
        self._held = (topics, [])
        if not locked:
            for topic in topics:
                self._hear(topic)
        try:
            if reader.is_member and not locked:
                # They may have left before this line heard of it.
                reader = await self._speaker.watcher(conversation_id)
                locked = reader.horizon is not None
            state = await self._services.conversations.state(reader, conversation_id)
            entries = await self._services.conversations.missed(reader, state.head, watch.after)
            self._send(self._watching(reader, state, locked=locked))
            if reader.horizon is not None:
                self._send(f.Locked(conversation_id, reader.horizon))
            self._send(entries)
            if state.head.merged_into is not None:
                self._send(f.Moved(conversation_id, state.head.merged_into))
        except BaseException:
            for topic in topics:
                self._stop_hearing(topic)
            raise
        finally:
            held, self._held = self._held[1], None
        if (reader.is_member and locked) or (not locked and self._speaker.is_locked):
            # Locked meanwhile: what was held is beyond the horizon.
            for topic in topics:
                self._stop_hearing(topic)
            held = []
            if not reader.is_member:
                return
        self._watched[conversation_id] = reader
        self._services.publisher.watched.begin(reader, conversation_id, state.head.last_seq, state.marks)
        for topic, frame in held:
            if topic in self._topics:
                self.push(topic, frame)
        if self._open and not locked and not reader.is_member:
            self._services.presence.watches(self, reader, conversation_id)

    def _watching(self, reader: Reader, state: State, *, locked: bool) -> f.Watching:
        head = state.head
        online, online_people = self._services.presence.others(reader, head.workspace_id, head.id)
        known = {person.id: person for person in [*state.people, *online_people]}
        visiting = head.contact_id is not None and any(who.kind == "contact" for who in online)
        page = state.page if visiting else None
        if reader.is_member and locked:
            return f.Watching(head.id, reader.head(head.last_seq), [], [], [], None, locked, reader.person.id)
        you = reader.person.id if reader.is_member else None
        return f.Watching(
            head.id, head.last_seq, state.marks, list(known.values()), online, page, locked, you
        )

    def _unwatch(self, conversation_id: UUID) -> None:
        reader = self._watched.pop(conversation_id, None)
        if reader is not None:
            for topic in _topics(reader, conversation_id):
                self._stop_hearing(topic)
            self._services.presence.unwatches(self, conversation_id)

    def _stop_hearing(self, topic: str) -> None:
        self._topics = tuple(other for other in self._topics if other != topic)
        self._services.hub.unsubscribe(topic, self)

    async def _pull(self, pull: f.Pull) -> None:
        reader = await self._reader(pull.conversation)
        self._send(
            await self._services.conversations.entries(
                reader, pull.conversation, after=pull.after, before=pull.before, limit=pull.limit
            )
        )

    async def _find(self, find: f.Find) -> None:
        reader = await self._reader(find.conversation)
        seqs = await self._services.conversations.find(reader, find.conversation, find.text, find.at)
        self._send(f.FoundPlaces(find.conversation, find.text, find.at, seqs))

    async def _list(self, frame: f.List) -> None:
        topic, owner = self._speaker.list_topic()
        self._hear(topic)
        # Behind what the list's stream said before: a head replaces the one before it.
        caught_up = await self._services.lists.caught_up(topic, owner, frame.after)
        self._services.hub.tell(topic, ENCODE(caught_up), self)

    # writing -----------------------------------------------------------------------------------------------------

    def _append_at_once(self, data: bytes) -> bool:
        """Whether the frame was an append that needs no waiting and so no task: most are plain text for a conversation
        that this line watches."""
        try:
            append = DECODE(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return False
        if not isinstance(append, f.Append) or append.conversation is None:
            return False
        reader = self._watched.get(append.conversation)
        if reader is None or not reader.may_write:
            return False
        try:
            self._check_turn(append)
            line = self._speaker.line_at_once(append, reader, append.conversation)
            if line is None:
                return False
            self._post(append, line)
        except AppError as error:
            self._refuse(error, append)
        return True

    async def _append(self, append: f.Append) -> None:
        self._check_turn(append)
        conversation_id = await self._speaker.conversation_for(append)
        reader = await self._reader(conversation_id)
        self._post(append, await self._speaker.line(append, reader, conversation_id))

    async def _amend(self, amend: f.Amend) -> None:
        self._check_turn(amend)
        reader = await self._reader(amend.conversation)
        self._post(amend, await self._speaker.amendment(amend, reader))

    def _check_turn(self, frame: f.Append | f.Amend) -> None:
        if self._turns is not None:
            self._turns.check(self._turn_of(frame), frame.client_id)

    def _turn_of(self, frame: f.Append | f.Amend) -> UUID | None:
        """A visitor has one conversation, and may not know its id yet."""
        return None if self._speaker.app == "widget" else frame.conversation

    def _post(self, append: f.Append | f.Amend, line: Line) -> None:
        """Into the appender's queue: the order of frames is the order of entries."""
        if self._unanswered >= MAX_UNANSWERED:
            raise AppError(
                ErrorCode.OVERLOADED,
                "Too much is unanswered on this line; wait for acks.",
                retry_after_ms=500,
            )
        self._services.conversations.post(line, partial(self._answer, append))
        self._unanswered += 1

    def _answer(self, append: f.Append | f.Amend, conversation_id: UUID, answer: int | AppError) -> None:
        self._unanswered -= 1
        if isinstance(answer, int):
            if self._turns is not None:
                self._turns.kept(self._turn_of(append), append.client_id)
            self._send(f.Ack(append.client_id, conversation_id, answer))
        else:
            self._refuse(answer, append)
        if self._all_answered is not None and not self._unanswered:
            self._all_answered.set_result(None)
            self._all_answered = None

    async def _mark(self, mark: f.Mark) -> None:
        self._speaker.check_may_write()
        reader = await self._reader(mark.conversation)
        await self._services.conversations.mark(
            reader, mark.conversation, delivered=mark.delivered, read=mark.read
        )

    # what may be lost --------------------------------------------------------------------------------------------

    async def _typing(self, typing: f.Typing) -> None:
        self._speaker.check_may_write()
        reader = await self._reader(typing.conversation)
        if reader.is_member:
            if reader.may_write:
                told = f.IsTyping(typing.conversation, reader.person, typing.on)
                self._services.publisher.frame(contact_topic(typing.conversation), told)
            return
        text = typing.text if typing.on and not reader.is_staff else ""
        frame = f.IsTyping(typing.conversation, reader.person, typing.on, text)
        self._services.publisher.frame(staff_topic(typing.conversation), frame)
        if reader.is_staff:
            self._services.publisher.frame(contact_topic(typing.conversation), frame)

    def _visible(self, visible: f.Visible) -> None:
        staff = self._speaker.staff
        if staff is None:
            raise AppError(ErrorCode.INVALID, "This is for the desk.")
        if self._open:
            self._services.attention.looks(self, staff.workspace_id, staff.account.id, on=visible.on)


def _topics(reader: Reader, conversation_id: UUID) -> tuple[str, ...]:
    """What a line hears that watches the conversation."""
    topic = topic_of(reader, conversation_id)
    return (topic, standing_topic(conversation_id)) if reader.is_member else (topic,)


def _client_id(data: bytes) -> str | None:
    """The client_id of a frame that is wrong in something else, so that its sender knows which was refused."""

    class Named(Struct):
        client_id: str | None = None

    try:
        return msgspec.json.decode(data, type=Named).client_id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
