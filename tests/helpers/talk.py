"""A visitor and an agent with live lines to servers of a test."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from causerie.accounts.api import SESSION_COOKIE
from causerie.client import LiveClient
from causerie.conversations.frames import Hello, ServerFrame
from tests.helpers.world import PASSWORD, World


async def session_token(world: World) -> str:
    """The agent's, who has signed in."""
    _, token = await world.runtime.accounts.sign_in(world.agent.account.email or "", PASSWORD, "test")
    return token


@asynccontextmanager
async def desk(
    url: str, world: World, token: str, on_frame: Callable[[ServerFrame], None] | None = None
) -> AsyncIterator[LiveClient]:
    """The agent's desk, following the list."""
    hello = Hello("desk", workspace=world.workspace)
    cookie = f"{SESSION_COOKIE}={token}"
    async with LiveClient(url, hello, cookie=cookie, on_frame=on_frame) as client:
        client.follow_list()
        await client.until(lambda: client.welcome is not None)
        yield client


@asynccontextmanager
async def widget(
    url: str, world: World, on_frame: Callable[[ServerFrame], None] | None = None
) -> AsyncIterator[LiveClient]:
    """A new visitor's."""
    visitor = await world.visitor()
    hello = Hello("widget", channel=world.channel, token=visitor.token)
    async with LiveClient(url, hello, on_frame=on_frame) as client:
        yield client
