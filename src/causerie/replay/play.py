"""Playing dialogues: every customer a visitor of the widget, every agent at a desk, all at once."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.accounts.model import Me, SignIn
from causerie.channels.model import ChannelCard
from causerie.client import LineEnded, LiveClient
from causerie.contacts.identify import signature
from causerie.contacts.model import Identified, Identify, Page, Token
from causerie.content import Text
from causerie.conversations.frames import Hello, Mark, Typing
from causerie.conversations.model import DeskPage, Entry
from causerie.replay.api import PATIENCE_SECONDS, Api
from causerie.replay.dialogues import Dialogue, Turn

T = TypeVar("T")

THINKING_SECONDS = 1.0
CHARACTERS_A_SECOND = 12.0
# One line watches 200 conversations at most.
DIALOGUES_A_DESK = 100


class ReplayFailed(Exception):
    """The replay could not be played to its end; the message says why."""


class Played(Struct, frozen=True):
    """A dialogue that was played. `seqs`: of each turn, as acknowledged. `visitor_read` and `desk_read`: what came on
    the two live lines. `named`: the shop signed the customer's name."""

    dialogue: Dialogue
    run: str
    named: bool
    agent: UUID
    conversation: UUID
    seqs: list[int]
    visitor_read: list[Entry]
    desk_read: list[Entry]

    def client_id(self, number: int) -> str:
        """Of the turn with this number."""
        return client_id(self.run, self.dialogue, number)


def client_id(run: str, dialogue: Dialogue, number: int) -> str:
    """The same for the same turn of a run, however often it is sent."""
    return f"{run}-{dialogue.id}-{number:04}"


class Desk(Struct, frozen=True):
    """An agent with an open line."""

    account: UUID
    line: LiveClient

    async def take(self, conversation: UUID) -> None:
        """Opens the conversation as soon as the live list shows it."""
        await self.line.until(lambda: conversation in self.line.heads)
        self.line.watch(conversation)


class Replay:
    """One run. Its customers are this run's own, so that a second one on the same installation finds them not.

    `speed`: how many times faster than people; 0: without a pause. `identify_secret`: what the shop signs its
    customers' names with; without it they stay nameless.
    """

    def __init__(self, base_url: str, *, speed: float, identify_secret: str | None) -> None:
        self.run = f"r{secrets.token_hex(4)}"
        self.connections = 0
        self._base_url = base_url
        self._speed = speed
        self._secret = identify_secret

    async def play(
        self,
        dialogues: list[Dialogue],
        agents: list[tuple[str, str]],
        said: Callable[[], None],
    ) -> list[Played]:
        """Plays all at once and calls `said` after each turn. `agents`: e-mails and passwords.

        Raises ReplayFailed, and AppError where the server refuses something.
        """
        async with AsyncExitStack() as stack:
            public = await stack.enter_async_context(Api(self._base_url))
            desks, channel = await self._open_desks(stack, agents, len(dialogues))
            async with asyncio.TaskGroup() as together:
                tasks = [
                    together.create_task(
                        self._play(public, channel, desks[number % len(desks)], dialogue, said)
                    )
                    for number, dialogue in enumerate(dialogues)
                ]
            self.connections += sum(desk.line.connections for desk in desks)
            return [task.result() for task in tasks]

    async def _open_desks(
        self, stack: AsyncExitStack, agents: list[tuple[str, str]], dialogues: int
    ) -> tuple[list[Desk], UUID]:
        desks: list[Desk] = []
        channel: UUID | None = None
        for number in range(max(len(agents), -(-dialogues // DIALOGUES_A_DESK))):
            email, password = agents[number % len(agents)]
            api = await stack.enter_async_context(Api(self._base_url))
            me = await api.post("/sign-in", Me, SignIn(email, password))
            workspace = workspace_of(me)
            channel = channel or await _web_channel(api, workspace)
            page = await api.get(f"/workspaces/{workspace}/conversations", DeskPage, limit=1)
            hello = Hello("desk", workspace=workspace)
            line = await stack.enter_async_context(LiveClient(self._base_url, hello, cookie=api.cookie))
            line.follow_list(page.cursor)
            desks.append(Desk(me.account.id, line))
        if channel is None:
            raise ReplayFailed("the agents' workspace has no web channel")
        return desks, channel

    async def _play(
        self, public: Api, channel: UUID, desk: Desk, dialogue: Dialogue, said: Callable[[], None]
    ) -> Played:
        async with self._visitor(public, channel, dialogue) as visitor:
            conversation: UUID | None = None
            seqs = []
            for number, turn in enumerate(dialogue.turns):
                speaker, listener = (visitor, desk.line) if turn.who == "customer" else (desk.line, visitor)
                await self._compose(speaker, conversation, turn)
                answer = speaker.append(
                    Text(turn.text),
                    conversation=conversation,
                    note=turn.who == "note",
                    client_id=client_id(self.run, dialogue, number),
                )
                ack = await _patiently(answer, f"a message of {dialogue.name} to be acknowledged")
                if conversation is None:
                    conversation = ack.conversation
                    visitor.watch(conversation)
                    await self._identify(public, channel, visitor, dialogue)
                    await _patiently(desk.take(conversation), f"the desk's list to show {dialogue.name}")
                await _patiently(
                    listener.read(conversation, ack.seq), f"{dialogue.name}'s message {ack.seq} to be read"
                )
                listener.say(Mark(conversation, read=ack.seq))
                seqs.append(ack.seq)
                said()
            assert conversation is not None
            for line in (visitor, desk.line):
                await _patiently(
                    line.read(conversation, seqs[-1]), f"all of {dialogue.name}'s messages to be read"
                )
            self.connections += visitor.connections
            return Played(
                dialogue,
                self.run,
                self._secret is not None,
                desk.account,
                conversation,
                seqs,
                visitor.timelines[conversation].entries[:],
                desk.line.timelines[conversation].entries[:],
            )

    @asynccontextmanager
    async def _visitor(self, public: Api, channel: UUID, dialogue: Dialogue) -> AsyncIterator[LiveClient]:
        token = await public.post(f"/widget/{channel}/session", Token)
        page = Page(f"{self._base_url}/shop", "Acme Brands")
        hello = Hello("widget", channel=channel, token=token.token, locale="en", page=page)
        async with LiveClient(self._base_url, hello) as line:
            yield line

    async def _identify(self, public: Api, channel: UUID, visitor: LiveClient, dialogue: Dialogue) -> None:
        if self._secret is None:
            return
        user, nonce = f"{self.run}-{dialogue.id}", secrets.token_hex(8)
        expires = int(time.time()) + 3600
        proof = signature(self._secret, user, expires, nonce, dialogue.name, dialogue.email or "")
        claim = Identify(
            user, user_hash=proof, expires=expires, nonce=nonce, name=dialogue.name, email=dialogue.email
        )
        token = visitor.hello.token
        found = await public.post(f"/widget/{channel}/identify", Identified, claim, token=token)
        visitor.hello = msgspec.structs.replace(visitor.hello, token=found.token)

    async def _compose(self, speaker: LiveClient, conversation: UUID | None, turn: Turn) -> None:
        if not self._speed:
            return
        if conversation is not None and turn.who != "note":
            speaker.say(Typing(conversation, True, turn.text[:1000]))
        await asyncio.sleep((THINKING_SECONDS + len(turn.text) / CHARACTERS_A_SECOND) / self._speed)


def workspace_of(me: Me) -> UUID:
    """Where the signed-in person works. Raises ReplayFailed where that is nowhere."""
    if not me.staff_of:
        raise ReplayFailed(f"{me.account.email} works in no workspace")
    return me.staff_of[0].workspace.id


async def _web_channel(api: Api, workspace: UUID) -> UUID | None:
    channels = await api.get(f"/workspaces/{workspace}/channels", list[ChannelCard])
    return next((channel.id for channel in channels if channel.kind == "web"), None)


async def _patiently(wanted: Awaitable[T], what: str) -> T:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await wanted
    except TimeoutError:
        raise ReplayFailed(f"waited two minutes for {what}") from None
    except LineEnded as ended:
        raise ReplayFailed(f"waited for {what}, but {ended}") from ended
