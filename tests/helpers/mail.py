"""A shop whose mail goes over real sockets, both ways, and a customer who left an address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr
from pathlib import Path

from msgspec.structs import replace

from causerie.accounts.model import Staff
from causerie.channels.email.compose import MAIL_POLICY
from causerie.channels.email.demo_mail import demo_mail
from causerie.channels.email.mailbox import Mailbox, MailSummary
from causerie.channels.email.outgoing import NotSentYet
from causerie.channels.email.smtp_out import Outcome, SmtpServer, send
from causerie.channels.outbox import NotifyContact
from causerie.content import FileContent
from causerie.conversations.model import Author, Entry, Happened, Message
from causerie.conversations.readers import Reader
from causerie.events import Event
from causerie.runtime import Runtime, running
from tests.helpers.server import settings_for
from tests.helpers.world import Customer, World, make_world

DOMAIN = "mail.shop.example"
ADDRESS = "maria@example.net"


@dataclass
class Post:
    """The shop, and the mailbox of everybody outside."""

    runtime: Runtime
    world: World
    mailbox: Mailbox

    @property
    def ours(self) -> SmtpServer:
        """Our own server, as the outside reaches it."""
        return SmtpServer("127.0.0.1", self.runtime.email.port)

    async def customer(
        self, address: str = ADDRESS, *, locale: str = "en", timezone: str | None = None
    ) -> Customer:
        """A visitor who wrote and left an address, which nobody has proven."""
        customer = await self.world.customer(locale, timezone)
        await self.runtime.conversations.say(customer.line("Do you have it in blue?"))
        await self.runtime.widget.give_email(customer.visitor, address)
        return customer

    async def answer(
        self, customer: Customer, text: str = "Yes, in all sizes.", *, by: Staff | None = None
    ) -> None:
        """The agent answers, or another one."""
        staff = by or self.world.agent
        line = self.world.answer(customer.conversation, text)
        author = Author("staff", staff.account.id)
        await self.runtime.conversations.say(replace(line, author=author, person=staff.person))

    async def answer_with_file(self, customer: Customer, name: str, data: bytes) -> None:
        """The agent sends a file."""
        file = await self.runtime.files.take(
            self.world.workspace, str(self.world.agent.account.id), name, data
        )
        line = self.world.answer(customer.conversation, name)
        await self.runtime.conversations.say(replace(line, body=Message(FileContent(file))))

    async def notify(self, customer: Customer) -> None:
        """Does the job that an answer calls for, here and now."""
        assert customer.visitor.contact_id is not None
        await self.runtime.email.notify(
            NotifyContact(customer.world.workspace, customer.conversation, customer.visitor.contact_id)
        )

    async def mailed(self, customer: Customer, text: str = "Yes, in all sizes.") -> MailSummary:
        """The agent answers, and the newest mail to the customer."""
        await self.answer(customer, text)
        await self.notify(customer)
        return self.mailbox.mails()[0]

    async def original(self, mail: MailSummary) -> bytes:
        """The mail as it arrived outside."""
        return await asyncio.to_thread((self.mailbox.directory / f"{mail.id}.eml").read_bytes)

    async def reply_to(self) -> str:
        """The address that answers to the newest mail go to."""
        mail = message_from_bytes(await self.original(self.mailbox.mails()[0]))
        return parseaddr(mail["Reply-To"])[1]

    async def entries(self, customer: Customer) -> list[Entry]:
        """The whole conversation as staff see it."""
        reader = Reader(self.world.workspace, self.world.agent.person)
        return (await self.runtime.conversations.entries(reader, customer.conversation)).entries

    async def by_mail(self, customer: Customer) -> list[Entry]:
        """The messages that came by mail."""
        found = await self.entries(customer)
        return [one for one in found if one.channel == "email" and isinstance(one.body, Message)]

    async def texts_by_mail(self, customer: Customer) -> list[str]:
        """What the messages that came by mail say."""
        return [text_of(entry) for entry in await self.by_mail(customer)]

    async def events(self, customer: Customer, kind: type[Event]) -> list[Event]:
        """What of this kind happened to the conversation."""
        bodies = [entry.body for entry in await self.entries(customer)]
        return [body.event for body in bodies if isinstance(body, Happened) and isinstance(body.event, kind)]

    async def states(self) -> list[str]:
        """What became of each mail that went out."""
        return await self._deliveries("state")

    async def references(self) -> list[str]:
        """The Message-ID of each mail that went out, or will."""
        return await self._deliveries("reference")

    async def _deliveries(self, column: str) -> list[str]:
        async with self.runtime.database.acquire() as connection:
            rows = await connection.fetch(f"select {column} from delivery order by created_at, id")
        return [row[0] for row in rows]


def text_of(entry: Entry) -> str:
    """What a message says."""
    assert isinstance(entry.body, Message)
    return entry.body.content.as_text()


def written(to: str, text: str, *, sender: str = ADDRESS, quotes: str = "", **headers: str) -> EmailMessage:
    """A mail that a person wrote. `quotes`: the Message-ID that it answers."""
    mail = EmailMessage(policy=MAIL_POLICY)
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = "Re: your order"
    mail["Message-ID"] = headers.pop("message_id", "") or make_msgid(domain="example.net")
    if quotes:
        mail["In-Reply-To"] = quotes
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


async def hand_in(post: Post, mail: EmailMessage | bytes, to: str, *, sender: str = ADDRESS) -> Outcome:
    """Brings a mail to our server by SMTP."""
    return await send(post.ours, mail, sender, to)


async def send_when_free(post: Post, customer: Customer) -> None:
    """Does the job again, as the queue does, until the connection of a killed sender is gone from the database."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await post.notify(customer)
            except NotSentYet:
                await asyncio.sleep(0.02)


async def until(condition: Callable[[], object], *, seconds: float = 20) -> None:
    """Waits for something that another task does."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the outside world sets no event of ours
            await asyncio.sleep(0.01)


@asynccontextmanager
async def open_post(database_url: str, data_dir: Path, **changes: object) -> AsyncIterator[Post]:
    """The shop with mail; jobs are done by those who ask for it."""
    async with demo_mail(data_dir) as (smtp_url, mailbox):
        settings = settings_for(
            database_url,
            data_dir,
            **{
                "smtp_url": smtp_url,
                "mail_domain": DOMAIN,
                "mail_listen": "127.0.0.1:0",
                "mail_delay_seconds": 0,
                **changes,
            },
        ).completed()
        async with running(settings) as runtime:
            mailbox.answer_through(SmtpServer("127.0.0.1", runtime.email.port))
            yield Post(runtime, await make_world(runtime), mailbox)
