"""Mails of what a contact has not read, each sent once or said to be not known."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from causerie.accounts.model import Person, WorkspaceCard
from causerie.accounts.service import Accounts
from causerie.channels.email import deliveries
from causerie.channels.email.answer_links import AnswerLinks
from causerie.channels.email.answer_words import ANSWER_WORDS
from causerie.channels.email.asked import asked_in_mail
from causerie.channels.email.compose import written
from causerie.channels.email.deliveries import Delivery
from causerie.channels.email.model import MailWorkspace, OutboundMail, Quote, UnreadMessage
from causerie.channels.email.quoting import quotes
from causerie.channels.email.showing import shown
from causerie.channels.email.smtp_out import Refused, Sent, SmtpServer, TryLater, Unknown, send
from causerie.channels.email.tokens import ReplyAddresses
from causerie.channels.email.wording import WORDING
from causerie.channels.outbox import NotifyContact
from causerie.channels.service import Channels
from causerie.contacts import consents
from causerie.contacts import service as contacts
from causerie.content import Answered, DeletedContent, Question, Rating
from causerie.conversations import timeline
from causerie.conversations.frames import Entries
from causerie.conversations.model import Entry, Message
from causerie.conversations.readers import Reader
from causerie.conversations.service import Conversations
from causerie.events import DeliveryFailed
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.processes import ProcessPool
from causerie.settings import Settings

LOG = logging.getLogger(__name__)

# A mail holds a connection of the pool while it is sent; the rest of the house needs the others.
_AT_ONCE = 3
_MESSAGES = 50
_TRIED_FOR = timedelta(days=1)
NO_CONSENT = "They never wrote here, and have not agreed to be written to."


class NotSentYet(Exception):
    """The mail could certainly not be sent now: the job is to be done again later."""


class Outgoing:
    """Sends what a contact has not read."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        accounts: Accounts,
        channels: Channels,
        conversations: Conversations,
        addresses: ReplyAddresses,
        links: AnswerLinks,
        processes: ProcessPool,
    ) -> None:
        self._settings = settings
        self._database = database
        self._accounts = accounts
        self._channels = channels
        self._conversations = conversations
        self._addresses = addresses
        self._links = links
        self._processes = processes
        self._server = SmtpServer.of(settings)
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def notify(self, job: NotifyContact) -> None:
        """Mails what the contact has not read and was not mailed before, if there is an address.

        Raises NotSentYet where it is to be tried again.
        """
        if self._server is None:
            LOG.warning("an answer was not mailed: CAUSERIE_SMTP_URL is not set")
            return
        async with self._slots, self._database.session() as connection:
            if not await deliveries.lock(connection, job.conversation_id):
                raise NotSentYet("another mail of this conversation is being sent")
            for delivery in await deliveries.interrupted(connection, job.workspace_id, job.conversation_id):
                await self._failed(
                    connection, delivery, "The server was stopped while sending.", unknown=True
                )
            async with connection.transaction():
                mail = await self._due(connection, job)
            if mail is None:
                return
            if not await _may_be_written_to(connection, job):
                await self._failed(connection, mail[0], NO_CONSENT, unknown=False)
                return
            await self._send(connection, self._server, *mail)

    # what is to be sent ------------------------------------------------------------------------------------------

    async def _due(self, connection: Connection, job: NotifyContact) -> tuple[Delivery, OutboundMail] | None:
        """The mail that is due, kept as pending; none where everything was read or mailed, or there is no address."""
        where = (job.workspace_id, job.conversation_id)
        conversation = await timeline.conversation(connection, *where)
        address = await contacts.email_to_answer(connection, job.workspace_id, job.contact_id)
        # What was said in a merged conversation is said again in the other, and mailed from there.
        if conversation.merged_into is not None or address is None:
            await deliveries.drop_pending(connection, *where)
            return None
        address = address.lower()
        card = await contacts.card(connection, job.workspace_id, job.contact_id)
        reader = Reader(job.workspace_id, Person("contact", card.id, card.name, card.avatar_url))
        progress = await deliveries.progress(connection, *where, address)
        read = await _read_mark(connection, reader, job.conversation_id)
        unread, people = await _unread(connection, reader, job.conversation_id, max(read, progress.reached))
        if not await contacts.email_is_proven(connection, job.workspace_id, job.contact_id, address):
            # Anybody may give a stranger's address: what nobody wrote is not mailed there.
            unread = [entry for entry in unread if entry.author.kind != "bot"]
        if not unread or unread[-1].seq <= progress.tried:
            await deliveries.drop_pending(connection, *where)
            return None
        delivery = await self._kept(connection, job, address, unread)
        return delivery, await self._mail(connection, reader, delivery, unread, people)

    async def _kept(
        self, connection: Connection, job: NotifyContact, address: str, unread: list[Entry]
    ) -> Delivery:
        earlier = await deliveries.pending(connection, job.workspace_id, job.conversation_id)
        delivery_id = earlier.id if earlier else new_id()
        delivery = Delivery(
            workspace_id=job.workspace_id,
            id=delivery_id,
            conversation_id=job.conversation_id,
            address=address,
            reference=f"<{delivery_id}@{self._settings.mail_domain}>",
            from_seq=unread[0].seq,
            to_seq=unread[-1].seq,
            state="pending",
            created_at=earlier.created_at if earlier else datetime.now(UTC),
        )
        await deliveries.keep_pending(connection, delivery)
        return delivery

    async def _mail(
        self,
        connection: Connection,
        reader: Reader,
        delivery: Delivery,
        unread: list[Entry],
        people: dict[UUID, Person],
    ) -> OutboundMail:
        workspace = await self._accounts.workspace(reader.workspace_id)
        contact = await contacts.profile(connection, reader.workspace_id, reader.person.id)
        thread = await deliveries.thread(
            connection, delivery.workspace_id, delivery.conversation_id, delivery.address
        )
        token = await self._accounts.new_link(connection, delivery.address)
        language = contact.locale if contact.locale in WORDING else "en"
        zone = await self._channels.timezone(reader.workspace_id, reader.person.id)
        latest = unread[-_MESSAGES:]
        quoted = await quotes(connection, reader, delivery.conversation_id, latest, WORDING[language])
        return OutboundMail(
            workspace=MailWorkspace(workspace.name, workspace.colour),
            agent_name=_name(unread[-1], people, workspace),
            from_address=self._settings.mail_from,
            reply_to=self._addresses.make(delivery.conversation_id, reader.person.id),
            to_address=delivery.address,
            to_name=contact.card.name,
            subject=await self._subject(connection, reader, delivery, workspace, language, unread, people),
            message_id=delivery.reference,
            in_reply_to=thread[-1] if thread else "",
            references=thread,
            language=language,
            messages=[
                self._shown(entry, _name(entry, people, workspace), reader, language, zone, quoted)
                for entry in latest
            ],
            continue_url=f"{self._settings.base_url}/messenger/in#{token}/{delivery.conversation_id}",
        )

    async def _subject(
        self,
        connection: Connection,
        reader: Reader,
        delivery: Delivery,
        workspace: WorkspaceCard,
        language: str,
        unread: list[Entry],
        people: dict[UUID, Person],
    ) -> str:
        """Names who answered first, for ever: mail programs keep together what has one subject."""
        first = await deliveries.first_mailed(
            connection, delivery.workspace_id, delivery.conversation_id, delivery.address
        )
        answered = unread[-1]
        if first is not None:
            page = await timeline.entries(
                connection, reader, delivery.conversation_id, after=first - 1, before=first + 1
            )
            answered, people = page.entries[0], _by_id(page)
        agent = _name(answered, people, workspace)
        subject = WORDING[language].subject.format(agent=agent, workspace=workspace.name)
        return subject if first is None else f"Re: {subject}"

    def _shown(
        self,
        entry: Entry,
        author: str,
        reader: Reader,
        language: str,
        zone: ZoneInfo,
        quoted: dict[int, Quote],
    ) -> UnreadMessage:
        assert isinstance(entry.body, Message)
        content, words = entry.body.content, WORDING[language]
        at, quote = entry.at.astimezone(zone), quoted.get(entry.body.reply_to or 0)
        if isinstance(content, Question):
            links = partial(self._links.make, entry.conversation, reader.person.id, entry.seq)
            text, answers = asked_in_mail(
                entry,
                content,
                reader.author,
                ANSWER_WORDS[language],
                links,
                lambda time: words.time(time.astimezone(zone)),
            )
            return UnreadMessage(author, text, at, answers=answers, quote=quote)
        return shown(content, author, at, language, self._settings.base_url, quote)

    # sending it --------------------------------------------------------------------------------------------------

    async def _send(
        self, connection: Connection, server: SmtpServer, delivery: Delivery, mail: OutboundMail
    ) -> None:
        try:
            data = await self._processes.run(written, mail)
        except ValueError as error:
            await self._failed(connection, delivery, str(error), unknown=False)
            return
        await deliveries.set_state(connection, delivery, "sending")
        # The envelope's sender is the reply address too, so a bounce says to which conversation it belongs.
        match await send(server, data, mail.reply_to, delivery.address):
            case Sent(words=words):
                await deliveries.set_state(connection, delivery, "sent", words)
            case Refused(words=words):
                await self._failed(connection, delivery, words, unknown=False)
            case Unknown(words=words):
                await self._failed(connection, delivery, words, unknown=True)
            case TryLater(words=words):
                await self._postponed(connection, delivery, words)

    async def _postponed(self, connection: Connection, delivery: Delivery, words: str) -> None:
        if datetime.now(UTC) - delivery.created_at > _TRIED_FOR:
            await self._failed(connection, delivery, words, unknown=False)
            return
        await deliveries.set_state(connection, delivery, "pending", words)
        raise NotSentYet(words)

    async def _failed(self, connection: Connection, delivery: Delivery, words: str, *, unknown: bool) -> None:
        """Tells the staff, once, and then that they were told."""
        await self._conversations.happened(
            delivery.workspace_id,
            delivery.conversation_id,
            DeliveryFailed("email", delivery.to_seq, unknown, words[:300]),
            channel="email",
            client_id=f"delivery-{delivery.id.hex}",
        )
        await deliveries.set_state(connection, delivery, "unknown" if unknown else "failed", words)


async def _may_be_written_to(connection: Connection, job: NotifyContact) -> bool:
    """Whoever wrote, or has the conversation in their messenger, is answered; all others as long as they agree."""
    where = (connection, job.workspace_id)
    if (await timeline.conversation(*where, job.conversation_id)).account_id is not None:
        return True
    return await timeline.has_written(*where, job.conversation_id) or await consents.agrees(
        *where, job.contact_id, "email"
    )


async def _read_mark(connection: Connection, reader: Reader, conversation_id: UUID) -> int:
    marks = await timeline.marks(connection, reader.workspace_id, conversation_id)
    return max((mark.read for mark in marks if mark.reader == reader.author), default=0)


async def _unread(
    connection: Connection, reader: Reader, conversation_id: UUID, after: int
) -> tuple[list[Entry], dict[UUID, Person]]:
    """What the business said above `after`, and who said it."""
    unread: list[Entry] = []
    people: dict[UUID, Person] = {}
    while True:
        page = await timeline.entries(connection, reader, conversation_id, after=after)
        unread += [entry for entry in page.entries if _is_answer(entry)]
        people |= _by_id(page)
        if page.through >= page.head:
            return unread, people
        after = page.through


def _is_answer(entry: Entry) -> bool:
    """A message of the business that was not taken back."""
    content = entry.body.content if isinstance(entry.body, Message) else None
    if content is None or isinstance(content, DeletedContent | Answered):
        return False
    return entry.author.kind in ("staff", "bot") or isinstance(content, Rating)


def _by_id(page: Entries) -> dict[UUID, Person]:
    return {person.id: person for person in page.people}


def _name(entry: Entry, people: dict[UUID, Person], workspace: WorkspaceCard) -> str:
    author = people.get(entry.author.id) if entry.author.id else None
    return author.name if author and author.name else workspace.name
