"""A conversation with a business, mailed to the customer who asks for it."""

from __future__ import annotations

import logging
from uuid import UUID

import msgspec

from causerie.accounts.model import Account
from causerie.accounts.service import Accounts
from causerie.channels.email.compose import written
from causerie.channels.email.model import MailWorkspace, OutboundMail
from causerie.channels.email.quoting import quotes
from causerie.channels.email.showing import shown
from causerie.channels.email.smtp_out import Refused, SmtpServer, TryLater, Unknown, send
from causerie.channels.email.tokens import ReplyAddresses
from causerie.channels.email.wording import WORDING
from causerie.channels.service import Channels
from causerie.contacts import service as contacts
from causerie.contacts.model import Visitor
from causerie.content import DeletedContent, EmailRequest
from causerie.conversations import timeline
from causerie.conversations.model import Entry, Message
from causerie.conversations.readers import Reader
from causerie.conversations.service import Conversations
from causerie.conversations.visitors import Visitors
from causerie.errors import AppError, ErrorCode
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.limits import RateLimit
from causerie.kit.processes import ProcessPool
from causerie.settings import Settings

LOG = logging.getLogger(__name__)

# The last of them: a mail is read, and a copy of everything is had in another way (privacy/).
MOST_MESSAGES = 500
# Somebody waits for the answer in front of a screen.
_TIMEOUT, _FINAL_TIMEOUT = 10, 20


class Transcripts:
    """Mails what a reader sees of a conversation. Each raises AppError: not_found, rate_limited, invalid where there is
    no address or nothing was said, unavailable where no mail can be sent now."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        accounts: Accounts,
        channels: Channels,
        conversations: Conversations,
        visitors: Visitors,
        addresses: ReplyAddresses,
        processes: ProcessPool,
    ) -> None:
        self._settings = settings
        self._database = database
        self._accounts = accounts
        self._channels = channels
        self._conversations = conversations
        self._visitors = visitors
        self._addresses = addresses
        self._processes = processes
        self._server = SmtpServer.of(settings)
        # An address that somebody claims is not mailed at will.
        self._mails = RateLimit(burst=3, per_minute=0.1)

    async def for_visitor(self, visitor: Visitor) -> None:
        """To the address that answers go to; what this browser sees, and no more."""
        conversation_id = visitor.contact_id and await self._conversations.of_contact(
            visitor.workspace_id, visitor.contact_id
        )
        if not visitor.contact_id or not conversation_id:
            raise AppError(ErrorCode.INVALID, "Write a message first.")
        async with self._database.tenant(visitor.workspace_id) as connection:
            address = await contacts.email_to_answer(connection, visitor.workspace_id, visitor.contact_id)
        if address is None:
            raise AppError(ErrorCode.INVALID, "Leave an e-mail address first.")
        person = await self._visitors.person(visitor)
        reader = Reader(visitor.workspace_id, person, visitor.identity_id, visitor.horizon)
        await self._send(reader, conversation_id, address)

    async def for_account(self, account: Account, conversation_id: UUID) -> None:
        """To the account's own address."""
        reader = await self._conversations.reader_for_account(account.id, conversation_id)
        if reader.is_member:
            raise AppError(ErrorCode.INVALID, "Only a conversation with a business is mailed.")
        if account.email is None:
            raise AppError(ErrorCode.INVALID, "This account has no e-mail address.")
        await self._send(reader, conversation_id, account.email)

    async def _send(self, reader: Reader, conversation_id: UUID, address: str) -> None:
        if self._server is None:
            raise AppError(ErrorCode.UNAVAILABLE, "This installation can't send e-mail yet.")
        self._mails.check(address.lower())
        async with self._database.session() as connection:
            mail = await self._mail(connection, reader, conversation_id, address)
        data = await self._processes.run(written, mail)
        server = msgspec.structs.replace(self._server, timeout=_TIMEOUT, final_timeout=_FINAL_TIMEOUT)
        match await send(server, data, mail.reply_to, address):
            case Refused(words=words):
                LOG.warning("a transcript was refused: %s", words)
                raise AppError(ErrorCode.INVALID, "The mail server refuses to send to this address.")
            case TryLater(words=words):
                LOG.error("a transcript could not be mailed: %s", words)
                raise AppError(ErrorCode.UNAVAILABLE, "The e-mail could not be sent now; try again.")
            case Unknown(words=words):
                # It may arrive. If it does not, asking for another is one click.
                LOG.warning("it is not known whether a transcript was mailed: %s", words)

    async def _mail(
        self, connection: Connection, reader: Reader, conversation_id: UUID, address: str
    ) -> OutboundMail:
        entries, names = await _said(connection, reader, conversation_id)
        if not entries:
            raise AppError(ErrorCode.INVALID, "Nothing was said yet.")
        workspace = await self._accounts.workspace(reader.workspace_id)
        contact = await contacts.profile(connection, reader.workspace_id, reader.person.id)
        language = contact.locale if contact.locale in WORDING else "en"
        words = WORDING[language]
        names[reader.person.id] = words.you
        zone = await self._channels.timezone(reader.workspace_id, reader.person.id)
        quoted = await quotes(connection, reader, conversation_id, entries, words)
        token = await self._accounts.new_link(connection, address.lower())
        return OutboundMail(
            workspace=MailWorkspace(workspace.name, workspace.colour),
            agent_name=workspace.name,
            from_address=self._settings.mail_from,
            reply_to=self._addresses.make(conversation_id, reader.person.id),
            to_address=address,
            to_name=contact.card.name,
            subject=words.transcript.format(workspace=workspace.name),
            message_id=f"<{new_id()}@{self._settings.mail_domain}>",
            in_reply_to="",
            references=[],
            language=language,
            messages=[
                shown(
                    one.body.content,
                    (names.get(one.author.id) if one.author.id else None) or workspace.name,
                    one.at.astimezone(zone),
                    language,
                    self._settings.base_url,
                    quoted.get(one.body.reply_to or 0),
                )
                for one in entries
                if isinstance(one.body, Message)
            ],
            continue_url=f"{self._settings.base_url}/messenger/in#{token}/{conversation_id}",
        )


async def _said(
    connection: Connection, reader: Reader, conversation_id: UUID
) -> tuple[list[Entry], dict[UUID, str]]:
    """The last messages that were not taken back, the oldest first, and what their authors are called."""
    said: list[Entry] = []
    names: dict[UUID, str] = {}
    before: int | None = None
    while len(said) < MOST_MESSAGES:
        page = await timeline.entries(connection, reader, conversation_id, before=before)
        said = [one for one in page.entries if _stands(one)] + said
        names |= {person.id: person.name for person in page.people}
        before = page.after + 1
        if page.after == 0:
            break
    return said[-MOST_MESSAGES:], names


def _stands(entry: Entry) -> bool:
    content = entry.body.content if isinstance(entry.body, Message) else None
    return content is not None and not isinstance(content, DeletedContent | EmailRequest)
