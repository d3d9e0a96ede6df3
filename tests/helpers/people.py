"""People of the running demo, as programs outside it: a visitor of the shop, and an agent at a desk."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from causerie.accounts.model import Me, SignIn
from causerie.channels.model import ChannelCard
from causerie.client import LiveClient
from causerie.contacts.model import Token
from causerie.conversations.frames import Entries, Hello, ServerFrame
from causerie.conversations.model import Entry
from causerie.demo import PASSWORD, STAFF
from causerie.replay.api import Api


@dataclass(frozen=True)
class Agent:
    """Anna, signed in."""

    api: Api
    me: Me
    workspace: UUID
    channel: UUID

    def line(self, url: str, on_frame: Callable[[ServerFrame], None] | None = None) -> LiveClient:
        """Her desk over `url`."""
        hello = Hello("desk", workspace=self.workspace)
        return LiveClient(url, hello, cookie=self.api.cookie, on_frame=on_frame)

    async def visitor(self, url: str) -> LiveClient:
        """A new visitor's widget over `url`."""
        token = await self.api.post(f"/widget/{self.channel}/session", Token)
        return LiveClient(url, Hello("widget", channel=self.channel, token=token.token))

    async def entries(self, conversation: UUID) -> list[Entry]:
        """All that stands in a conversation."""
        path = f"/workspaces/{self.workspace}/conversations/{conversation}/entries"
        found: list[Entry] = []
        after, head = 0, 1
        while after < head:
            page = await self.api.get(path, Entries, after=after)
            found += page.entries
            after, head = page.through, page.head
        return found


@asynccontextmanager
async def signed_in(url: str) -> AsyncIterator[Agent]:
    """The demo's owner at the installation at `url`."""
    async with Api(url) as api:
        me = await api.post("/sign-in", Me, SignIn(STAFF[0][0], PASSWORD))
        workspace = me.staff_of[0].workspace.id
        channels = await api.get(f"/workspaces/{workspace}/channels", list[ChannelCard])
        yield Agent(api, me, workspace, channels[0].id)
