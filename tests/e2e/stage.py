"""An installation with as many businesses and people as a test asks for, and browsers in front of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Page

from causerie.accounts.model import Account
from causerie.contacts import service as contacts
from causerie.kit.ids import new_id
from causerie.runtime import Runtime
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.world import Customer, World, make_world

Result = TypeVar("Result")


class Stage:
    """A server in a thread of its own, over a real database. `browser`: what its people look at it with."""

    def __init__(self, browser: Browser, server: Server, loop: asyncio.AbstractEventLoop) -> None:
        self._browser = browser
        self._server = server
        self._loop = loop

    @property
    def runtime(self) -> Runtime:
        """What the server works with; only to be touched by `run`."""
        return self._server.runtime

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Waits for something that is done inside the server."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def business(self, name: str) -> World:
        """A business of this name."""

        async def make() -> World:
            world = await make_world(self.runtime)
            async with self.runtime.database.system() as connection:
                await connection.execute(
                    "update workspace set name = $2 where id = $1", world.workspace, name
                )
            return world

        return self.run(make())

    def account(self, email: str, name: str = "") -> Account:
        """A person's login."""
        account = Account(new_id(), email, name, "", None, "en")

        async def make() -> None:
            async with self.runtime.database.system() as connection:
                await connection.execute(
                    "insert into account (id, email, name) values ($1, $2, $3)", account.id, email, name
                )

        self.run(make())
        return account

    def talk(self, account: Account, world: World, text: str) -> Customer:
        """The account's conversation with a business, which begins with this."""

        async def make() -> Customer:
            customer = await world.customer()
            contact_id = customer.visitor.contact_id
            assert contact_id is not None
            assert account.email is not None
            async with self.runtime.database.system() as connection:
                await contacts.claim_email(connection, world.workspace, contact_id, account.email)
                await contacts.connect_account(connection, account)
            await self.runtime.conversations.say(customer.line(text))
            return customer

        return self.run(make())

    def answer(self, customer: Customer, text: str) -> int:
        """The business says something; where it stands."""

        async def say() -> int:
            line = customer.world.answer(customer.conversation, text)
            return (await self.runtime.conversations.say(line))[1]

        return self.run(say())

    def index(self) -> None:
        """Waits until everything said so far can be found."""
        self.run(self.runtime.indexer.catch_up())

    @contextmanager
    def messenger(
        self, account: Account, *, width: int = 1280, dark: bool = False, touch: bool = False
    ) -> Iterator[Page]:
        """The messenger of this person. Whatever goes wrong inside it fails the test."""
        with self.signed_in(account, width=width, dark=dark, touch=touch) as context:
            page = context.new_page()
            page.goto("/messenger")
            yield page

    @contextmanager
    def signed_in(
        self, account: Account, *, width: int = 1280, dark: bool = False, touch: bool = False
    ) -> Iterator[BrowserContext]:
        """A browser in which this person is signed in, by the link of a mail."""
        assert account.email is not None
        token = self.run(self._link(account.email))
        with self._opened(width=width, dark=dark, touch=touch) as context:
            answer = context.request.post("/api/v1/sign-in/link", data={"token": token})
            assert answer.ok, answer.text()
            yield context

    @contextmanager
    def nobody(self, *, width: int = 1280, dark: bool = False) -> Iterator[BrowserContext]:
        """A browser in which nobody is signed in."""
        with self._opened(width=width, dark=dark) as context:
            yield context

    @contextmanager
    def signed_in_by_password(self, account: Account, password: str) -> Iterator[BrowserContext]:
        """A browser in which this member of staff is signed in."""
        with self._opened() as context:
            said = {"email": account.email, "password": password}
            answer = context.request.post("/api/v1/sign-in", data=said)
            assert answer.ok, answer.text()
            yield context

    @contextmanager
    def _opened(
        self, *, width: int = 1280, dark: bool = False, touch: bool = False
    ) -> Iterator[BrowserContext]:
        context = self._browser.new_context(
            base_url=self._server.url,
            viewport={"width": width, "height": 760},
            color_scheme="dark" if dark else "light",
            has_touch=touch,
        )
        errors: list[str] = []
        context.on("weberror", lambda error: errors.append(str(error.error)))
        yield context
        context.close()
        assert errors == []

    async def _link(self, email: str) -> str:
        async with self.runtime.database.system() as connection:
            return await self.runtime.accounts.new_link(connection, email)


@contextmanager
def staged(browser: Browser, folder: Path) -> Iterator[Stage]:
    """A stage until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    stack = AsyncExitStack()

    def run(work: Awaitable[Result]) -> Result:
        async def awaited() -> Result:
            return await work

        return asyncio.run_coroutine_threadsafe(awaited(), loop).result(60)

    try:
        server = run(stack.enter_async_context(serving(settings_for("", folder))))
        yield Stage(browser, server, loop)
    finally:
        run(stack.aclose())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
