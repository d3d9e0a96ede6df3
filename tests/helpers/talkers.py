"""People with accounts who talk with each other, each over a live line of the messenger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from causerie.accounts.model import Account, Session
from causerie.content import Draft, Text
from causerie.conversations import frames as f
from causerie.conversations.live import LiveSession
from causerie.conversations.model import Entry, Message
from causerie.groups.model import NewInvitation
from causerie.kit.carriers import RequestLink
from causerie.kit.ids import new_id
from causerie.runtime import Runtime
from tests.helpers.world import new_client_id

FRAMES = msgspec.json.Decoder(f.ServerFrame).decode


@dataclass(eq=False)
class Talker:
    """Somebody who is signed in. `told`: all frames that their line brought."""

    runtime: Runtime
    account: Account
    session: Session
    token: str
    link: RequestLink = field(default_factory=lambda: RequestLink(slow=b""))
    told: list[f.ServerFrame] = field(default_factory=list)
    _line: LiveSession | None = None

    @property
    def id(self) -> UUID:
        """Of their account."""
        return self.account.id

    async def frames(self, *frames: f.ClientFrame) -> list[f.ServerFrame]:
        """Says these, and returns what the line brought since the last time."""
        if self._line is None:
            self._line = self.runtime.gateway.open(self.link, self.session)
            self._line.on_message(msgspec.json.encode(f.Hello(app="messenger")))
        for frame in frames:
            self._line.on_message(msgspec.json.encode(frame))
        await self._line.settled()
        return self.news()

    def news(self) -> list[f.ServerFrame]:
        """What the line brought since the last time."""
        brought = [FRAMES(frame) for frame in self.link.taken()]
        self.told += brought
        return brought

    async def until(self, true: Callable[[f.ServerFrame], bool]) -> f.ServerFrame:
        """Waits for such a frame, which may have come by now."""
        while True:
            self.news()
            for frame in self.told:
                if true(frame):
                    return frame
            assert await self.link.wait(30), "the line brought no such frame"

    async def watch(self, conversation: UUID) -> list[f.ServerFrame]:
        """Looks at the conversation from its beginning."""
        return await self.frames(f.Watch(conversation, 0))

    async def say(self, conversation: UUID, what: str | Draft) -> f.Ack | f.Refused:
        """Says something; how it was answered."""
        content = Text(what) if isinstance(what, str) else what
        append = f.Append(new_client_id(), content, conversation)
        for frame in await self.frames(append):
            if isinstance(frame, f.Ack | f.Refused) and frame.client_id == append.client_id:
                return frame
        raise AssertionError("not answered")

    async def read(self, conversation: UUID) -> list[Entry]:
        """All that the conversation has for them."""
        reader = await self.runtime.conversations.reader_for_account(self.id, conversation)
        return (await self.runtime.conversations.entries(reader, conversation, after=0)).entries

    async def contact(self, conversation: UUID) -> UUID:
        """As whom they are known there."""
        return (await self.runtime.conversations.reader_for_account(self.id, conversation)).person.id

    async def group(self, name: str = "Hikers") -> UUID:
        """A group of theirs."""
        return await self.runtime.groups.make(self.account, name)

    async def invitation(
        self, conversation: UUID, *, days: int | None = None, max_uses: int | None = None
    ) -> str:
        """The token of a link into their group."""
        wish = NewInvitation(days, max_uses)
        return token_of(await self._made(conversation, wish))

    async def _made(self, conversation: UUID, wish: NewInvitation) -> str:
        return (await self.runtime.invitations.make(self.id, conversation, wish)).url

    async def join(self, token: str) -> UUID:
        """Comes in."""
        return await self.runtime.invitations.accept(self.account, token)


def token_of(url: str) -> str:
    """The token of a link."""
    return url.rpartition("/")[2]


def seqs(frames: list[f.ServerFrame]) -> set[int]:
    """Of the entries in these frames."""
    return {
        entry.seq
        for frame in frames
        if isinstance(frame, f.Entries)
        for entry in [*frame.entries, *frame.amended]
    }


def texts(entries: list[Entry]) -> list[str]:
    """What was said in words."""
    return [
        entry.body.content.text
        for entry in entries
        if isinstance(entry.body, Message) and isinstance(entry.body.content, Text)
    ]


async def talker(runtime: Runtime, name: str) -> Talker:
    """Somebody new."""
    account = Account(new_id(), f"{new_client_id()}@mail.example", name, "", None, "en")
    token = new_client_id()
    async with runtime.database.system() as connection:
        await connection.execute(
            "insert into account (id, email, name) values ($1, $2, $3)", account.id, account.email, name
        )
        assert account.email is not None
        link = await runtime.accounts.new_link(connection, account.email)
    _, token = await runtime.accounts.use_link(link, str(account.id))
    session = await runtime.accounts.session(token)
    assert session is not None
    return Talker(runtime, account, session, token)
