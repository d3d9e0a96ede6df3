"""A demo that browsers give passkeys to: known by a name, because they take no IP address for one. Its database is the
tests' own, so that time can pass in it."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, contextmanager
from queue import Queue
from typing import TypeVar

import asyncpg
import httpx
import pytest

from tests.e2e.conftest import started_demo
from tests.e2e.demo import Demo
from tests.helpers.database import running_server
from tests.helpers.push_service import PushService, push_service
from tests.helpers.server import free_port
from tests.helpers.sms_gateway import SmsGateway, sms_gateway


@pytest.fixture(scope="package")
def aside() -> Iterator[Executor]:
    """A thread without an event loop: the browser's runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        yield thread


@pytest.fixture(scope="package")
def demos_database(aside: Executor) -> Iterator[str]:
    """The URL of the demo's database."""
    server = running_server()
    yield aside.submit(server.__enter__).result().url
    aside.submit(server.__exit__, None, None, None).result()


class Acme:
    """Acme ID, an OpenID Connect provider (oidc-provider-mock, which is Authlib's) in a process of its own."""

    def __init__(self, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self.url = f"http://{self.host}"

    def knows(self, subject: str, **claims: object) -> None:
        """Says this of a person."""
        httpx.put(f"{self.url}/users/{subject}", json=claims).raise_for_status()

    @property
    def setting(self) -> str:
        """What the owner configures."""
        known = {
            "id": "acme",
            "name": "Acme ID",
            "issuer": self.url,
            "client_id": "causerie",
            "client_secret": "s",
        }
        return json.dumps([known])


@pytest.fixture(scope="package")
def acme() -> Iterator[Acme]:
    """The provider, serving."""
    acme = Acme(free_port())
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", acme.host.rpartition(":")[2]]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            asked = httpx.HTTPTransport(retries=20)
            with httpx.Client(transport=asked) as http:
                http.get(f"{acme.url}/jwks").raise_for_status()
            yield acme
        finally:
            process.terminate()


Service = TypeVar("Service")


@contextmanager
def on_a_thread(opened: AbstractAsyncContextManager[Service]) -> Iterator[Service]:
    """Serves on a thread with an event loop of its own."""
    ready: Queue[Service] = Queue()

    async def serve() -> None:
        async with opened as service:
            loop.call_soon(ready.put, service)
            await ended.wait()

    loop, ended = asyncio.new_event_loop(), asyncio.Event()
    with ThreadPoolExecutor(1) as thread:
        serving = thread.submit(loop.run_until_complete, serve())
        yield ready.get(timeout=10)
        loop.call_soon_threadsafe(ended.set)
        serving.result()


@pytest.fixture(scope="package")
def post_office() -> Iterator[PushService]:
    """The push service of the tests' browsers."""
    with on_a_thread(push_service()) as service:
        yield service


@pytest.fixture(scope="package")
def gateway() -> Iterator[SmsGateway]:
    """The SMS gateway of the demo's customers."""
    with on_a_thread(sms_gateway()) as gateway:
        yield gateway


@pytest.fixture(scope="package")
def demo(
    tmp_path_factory: pytest.TempPathFactory,
    demos_database: str,
    acme: Acme,
    post_office: PushService,
    gateway: SmsGateway,
) -> Iterator[Demo]:
    """`causerie demo --empty` at http://localhost."""
    folder = tmp_path_factory.mktemp("demo")
    settings = {
        "database_url": demos_database,
        "oidc": acme.setting,
        "allow_hosts": ",".join(
            [acme.host, *(one.url.removeprefix("http://") for one in (post_office, gateway))]
        ),
        "sms_countries": "MD",
        **gateway.settings(),
    }
    with started_demo(folder, "localhost", **settings) as demo:
        yield demo


@pytest.fixture
def an_hour_passes(aside: Executor, demos_database: str) -> Callable[[], None]:
    """For everybody who is signed in: what they proved is an hour old."""

    async def pass_it() -> None:
        connection = await asyncpg.connect(demos_database)
        await connection.execute("update session set proved_at = proved_at - interval '1 hour'")
        await connection.close()

    return lambda: aside.submit(asyncio.run, pass_it()).result()
