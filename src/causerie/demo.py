"""`causerie demo`: one shop, its staff and its mail, seeded once and found again at the next start."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import msgspec
import uvloop
from litestar import Response, Router, get
from litestar.datastructures import State
from msgspec import Struct
from rich.console import Console

from causerie import pages
from causerie.accounts.model import Locale, Role
from causerie.channels.email.demo_mail import demo_mail
from causerie.channels.email.mailbox_api import mailbox_router
from causerie.channels.email.smtp_out import SmtpServer
from causerie.channels.model import WebSettings, WebTexts
from causerie.channels.service import Channels
from causerie.contacts.identify import signature
from causerie.main import create_app
from causerie.runtime import Runtime, running
from causerie.serving import web_server
from causerie.settings import Settings

LOG = logging.getLogger("causerie.demo")

SLUG = "acme-brands"
NAME = "Acme Brands"
COLOUR = "#7c3f58"
STAFF: tuple[tuple[str, str, Role], ...] = (
    ("anna@shop.example", "Anna", "owner"),
    ("victor@shop.example", "Victor", "agent"),
)
PASSWORD = "causerie-demo"
CUSTOMER = ("crystal", "Crystal Minh", "crystal@mail.example")
TEXTS: dict[Locale, WebTexts] = {
    "en": WebTexts(NAME, "Hello! Ask us anything about sizes, orders or returns."),
    "ru": WebTexts(NAME, "Здравствуйте! Спрашивайте о размерах, заказах и возвратах."),
    "ro": WebTexts(NAME, "Bună! Întrebați-ne orice despre mărimi, comenzi sau retururi."),
    "ar": WebTexts(NAME, "مرحبًا! اسألنا عن المقاسات أو الطلبات أو الإرجاع."),
}


class Shop(Struct, frozen=True):
    """What the demo made. `new`: at this start."""

    workspace: UUID
    channel: UUID
    new: bool


class Statement(Struct, frozen=True):
    """What the shop says of its signed-in customer: the arguments of `Causerie.identify`."""

    user_id: str
    name: str
    email: str
    expires: int
    nonce: str
    user_hash: str


def run(settings: Settings, out: Console, *, empty: bool) -> None:
    """Serves the demo until it is stopped."""
    logging.basicConfig(level="WARNING", format="%(levelname)s %(name)s: %(message)s")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(settings, out, empty=empty))


async def _run(settings: Settings, out: Console, *, empty: bool) -> None:
    began = time.monotonic()
    async with demo_mail(settings.data_dir) as (smtp_url, mailbox):
        settings = msgspec.structs.replace(
            settings,
            smtp_url=smtp_url,
            mail_listen=settings.mail_listen or "127.0.0.1:0",
            mail_delay_seconds=min(settings.mail_delay_seconds, 5),
            ask_email_seconds=min(settings.ask_email_seconds, 10),
        )

        @asynccontextmanager
        async def opened(settings: Settings) -> AsyncIterator[Runtime]:
            async with running(settings) as runtime:
                mailbox.answer_through(SmtpServer("127.0.0.1", runtime.email.port))
                shop = await seed(runtime)
                application.state.shop = shop
                _keep_identify_secret(settings, (await runtime.channels.web(shop.channel)).identify_secret)
                async with _talking(runtime, shop, wanted=shop.new and not empty):
                    yield runtime

        application = create_app(settings, extra=[_shop_router(), mailbox_router], open_runtime=opened)
        application.state.mailbox = mailbox
        server = web_server(
            application, settings, on_ready=lambda: _welcome(out, settings, time.monotonic() - began)
        )
        await server.serve()


async def seed(runtime: Runtime) -> Shop:
    """The demo's shop: made at the first start, found at every other."""
    known = await runtime.accounts.workspace_by_slug(SLUG)
    if known is not None:
        channels = await runtime.channels.all(known.id)
        return Shop(known.id, next(channel.id for channel in channels if channel.kind == "web"), new=False)
    async with runtime.database.system() as connection:
        workspace = await runtime.accounts.create_workspace(connection, SLUG, NAME, COLOUR, "en")
        for email, name, role in STAFF:
            await runtime.accounts.add_staff(connection, workspace, email, name, PASSWORD, role)
        channel = await runtime.channels.create(
            connection, workspace, "web", "Shop", [runtime.settings.base_url], WebSettings(TEXTS)
        )
    return Shop(workspace, channel, new=True)


def _keep_identify_secret(settings: Settings, secret: str) -> None:
    """The shop's server knows what it signs with; here whoever may read the data folder does (`causerie replay`)."""
    path = settings.data_dir / "identify-secret"
    path.touch(mode=0o600)
    path.write_text(secret)


@asynccontextmanager
async def _talking(runtime: Runtime, shop: Shop, *, wanted: bool) -> AsyncIterator[None]:
    """Meanwhile the shop's first conversations take place; nobody waits for them."""

    async def talk() -> None:
        from causerie import demo_talk  # here, because only the first start needs it

        try:
            await demo_talk.talk(runtime, shop.channel)
        except Exception:
            LOG.exception("the demo's conversations could not be played")

    task = asyncio.create_task(talk()) if wanted else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            await asyncio.wait({task})


def _welcome(out: Console, settings: Settings, seconds: float) -> None:
    base = settings.base_url
    out.print(
        f"""
[bold]Causerie is ready[/] ({seconds:.1f} s)

  The shop        {base}/shop              write in the bubble as a visitor
  The desk        {base}/desk              {STAFF[0][0]} · {PASSWORD}   (or {STAFF[1][0]})
  The messenger   {base}/messenger         any address; the code arrives in the mailbox
  The mailbox     {base}/demo/mailbox      every mail the demo sent, to read and to answer

Data is kept in {settings.data_dir}. Stop with Ctrl-C.
""",
        soft_wrap=True,
    )


# the shop's pages ---------------------------------------------------------------------------------------------------


@get(["/shop", "/shop/{rest:path}"], permission="public", sync_to_thread=False)
def shop(state: State) -> Response[bytes]:
    """The shop's pages, with its channel in the widget's script tag."""
    answer = pages.page("demo-shop/index.html")
    answer.content = answer.content.replace(b"{{channel}}", str(state.shop.channel).encode())
    return answer


@get("/demo/mailbox", permission="public", sync_to_thread=False)
def mailbox_page() -> Response[bytes]:
    """The mailbox of everybody in the demo."""
    return pages.page("demo-shop/mailbox.html")


@get("/demo/identity", permission="public")
async def identity(state: State, channels: Channels) -> Statement:
    """What a shop's server says, signed, of its signed-in customer."""
    secret = (await channels.web(state.shop.channel)).identify_secret
    user_id, name, email = CUSTOMER
    expires, nonce = int(time.time()) + 3600, secrets.token_hex(8)
    return Statement(
        user_id, name, email, expires, nonce, signature(secret, user_id, expires, nonce, name, email)
    )


def _shop_router() -> Router:
    return Router(path="/", route_handlers=[shop, mailbox_page, identity], include_in_schema=False)
