"""One server for all tries of this folder, over a database of its own: what one leaves is another's noise."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from causerie.channels.email.demo_mail import demo_mail
from tests.helpers.database import TestServer
from tests.helpers.server import Server, serving, settings_for
from tests.security.callers import Cast, Post, cast


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def mailbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Post]:
    """Everybody's mailbox, behind a real mail server."""
    async with demo_mail(tmp_path_factory.mktemp("mail")) as (smtp_url, kept):
        yield Post(smtp_url, kept)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def server(
    postgres: TestServer, mailbox: Post, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Server]:
    """A server behind a proxy that it trusts, which is this machine: every client comes from an address of its own."""
    url = await postgres.create_empty()
    settings = settings_for(
        url, tmp_path_factory.mktemp("data"), trusted_proxies="127.0.0.1", smtp_url=mailbox.smtp_url
    )
    async with serving(settings) as server:
        yield server
    await postgres.drop(url)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def people(server: Server) -> AsyncIterator[Cast]:
    """Two businesses and everybody who may try the first one's doors. Who changes a password or signs out makes a cast
    of their own."""
    async with cast(server) as everybody:
        yield everybody
