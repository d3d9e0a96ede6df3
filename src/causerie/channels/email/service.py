"""The e-mail channel: answers that stay unread go out by mail, and mails that answer them come in."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import SplitResult, urlsplit

from causerie.accounts.service import Accounts
from causerie.channels.email.answer_links import AnswerLinks
from causerie.channels.email.answering import Answering
from causerie.channels.email.incoming import Incoming
from causerie.channels.email.listener import Envelope, Listener
from causerie.channels.email.outgoing import Outgoing
from causerie.channels.email.tokens import ReplyAddresses
from causerie.channels.email.transcripts import Transcripts
from causerie.channels.outbox import NotifyContact
from causerie.channels.service import Channels
from causerie.conversations.service import Conversations
from causerie.conversations.visitors import Visitors
from causerie.files.service import Files
from causerie.kit.database import Database
from causerie.kit.jobs import Jobs
from causerie.kit.processes import ProcessPool
from causerie.settings import PREFIX, Settings, SettingsError

LOG = logging.getLogger(__name__)

# A mail server that is away is asked for more than a day; the mail itself says when that is enough.
_RETRIES = 400
_FIRST_DELAY = timedelta(seconds=5)


class EmailChannel:
    """Mail out and mail in. Raises SettingsError for settings that can't be used."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        accounts: Accounts,
        channels: Channels,
        conversations: Conversations,
        visitors: Visitors,
        files: Files,
    ) -> None:
        self._settings = settings
        self._listens = listens(settings.mail_listen)
        self._addresses = ReplyAddresses(settings.mail_domain, settings.secret.encode())
        self._processes = ProcessPool()
        links = AnswerLinks(settings.base_url, settings.secret.encode())
        self.answering = Answering(database, accounts, channels, conversations, visitors, links)
        self._out = Outgoing(
            settings, database, accounts, channels, conversations, self._addresses, links, self._processes
        )
        self.transcripts = Transcripts(
            settings,
            database,
            accounts,
            channels,
            conversations,
            visitors,
            self._addresses,
            self._processes,
        )
        self._listener: Listener | None = None
        self._in = Incoming(database, conversations, visitors, files, self._addresses, self._processes)

    def register(self, jobs: Jobs) -> None:
        """Says who does this channel's jobs."""
        handler = jobs.handler("notify_contact", NotifyContact, retries=_RETRIES, first_delay=_FIRST_DELAY)
        handler(self.notify)

    async def notify(self, job: NotifyContact) -> None:
        """Mails what the contact has not read, if there is an address. Raises NotSentYet: to be done again later."""
        await self._out.notify(job)

    def accept(self, address: str) -> bool:
        """Whether mail to this address is ours."""
        return self._addresses.verify(address) is not None

    async def deliver(self, envelope: Envelope) -> None:
        """Keeps a mail that came in; it is kept when this returns.

        Raises MailRefused for one that nobody needs to send again, anything else for one that may be sent again.
        """
        await self._in.deliver(envelope)

    @property
    def port(self) -> int:
        """The port that mail comes in at. Raises RuntimeError where none is listened for."""
        if self._listener is None:
            raise RuntimeError("mail is not listened for")
        return self._listener.port

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """As long as this is open, mail can be read and written, and is listened for where the settings say so.

        Raises OSError where the address can't be had.
        """
        try:
            if self._listens is not None:
                self._listener = await self._listening(self._listens)
            yield
        finally:
            if self._listener is not None:
                await self._listener.stop()
            await self._processes.close()

    async def _listening(self, where: SplitResult) -> Listener:
        listener = Listener(
            self.accept,
            self.deliver,
            protocol="lmtp" if where.scheme == "lmtp" else "smtp",
            hostname=self._settings.mail_domain,
        )
        await listener.start(where.hostname or "", where.port or 0)
        LOG.info("mail is listened for at %s", self._settings.mail_listen)
        return listener


def listens(given: str) -> SplitResult | None:
    """Where mail is listened for, of a setting like 0.0.0.0:25 or lmtp://127.0.0.1:2424. Raises SettingsError."""
    if not given:
        return None
    parts = urlsplit(given if "://" in given else f"smtp://{given}")
    if parts.scheme not in ("smtp", "lmtp") or not parts.hostname or parts.path or not _has_port(parts):
        raise SettingsError(
            f"{PREFIX}MAIL_LISTEN must be like 0.0.0.0:25 or lmtp://127.0.0.1:2424, not {given!r}"
        )
    return parts


def _has_port(parts: SplitResult) -> bool:
    try:
        return parts.port is not None
    except ValueError:  # not a number up to 65535
        return False
