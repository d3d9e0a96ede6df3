"""What a visitor's browser asks of the server beside its live line."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from causerie.accounts.model import Locale
from causerie.accounts.service import Accounts
from causerie.channels.model import TriggerDeed, WidgetConfig
from causerie.channels.service import Channels
from causerie.channels.web.hours import hours_now
from causerie.channels.web.jobs import AskEmail, Enqueue, MergeContacts
from causerie.channels.web.model import About
from causerie.contacts import service as contacts
from causerie.contacts.claims import claim, track
from causerie.contacts.identify import prove
from causerie.contacts.model import Identified, Identify, Visitor
from causerie.contacts.service import Recognised, VisitorTokens
from causerie.content import EmailRequest
from causerie.conversations.answers import FirstAnswers
from causerie.conversations.casework import Casework
from causerie.conversations.model import Author, Message
from causerie.conversations.particulars import set_attributes
from causerie.conversations.plan import Line
from causerie.conversations.presence import Presence
from causerie.conversations.service import Conversations
from causerie.conversations.visitors import Visitors
from causerie.errors import AppError, ErrorCode
from causerie.events import EmailGiven, IdentityVerified
from causerie.kit.database import Database
from causerie.kit.jobs import Jobs
from causerie.kit.limits import RateLimit

LOCALES: list[Locale] = ["en", "ru", "ro", "ar"]
SHOWN_PEOPLE = 12


class Widget:
    """Configuration, tokens, identities and addresses of visitors."""

    def __init__(
        self,
        database: Database,
        channels: Channels,
        accounts: Accounts,
        conversations: Conversations,
        casework: Casework,
        visitors: Visitors,
        presence: Presence,
        answers: FirstAnswers,
        tokens: VisitorTokens,
        enqueue: Enqueue,
    ) -> None:
        self._database = database
        self._channels = channels
        self._accounts = accounts
        self._conversations = conversations
        self._casework = casework
        self._visitors = visitors
        self._presence = presence
        self._answers = answers
        self._tokens = tokens
        self._enqueue = enqueue
        self._new_browsers = RateLimit(burst=200, per_minute=120)
        self._addresses = RateLimit(burst=5, per_minute=1)
        self._triggers = RateLimit(burst=100, per_minute=60)
        self._descriptions = RateLimit(burst=60, per_minute=30)

    async def config(self, channel_id: UUID) -> WidgetConfig:
        """What the panel must know before anybody speaks. Raises not_found."""
        channel = await self._channels.web(channel_id)
        settings, workspace_id = channel.settings, channel.workspace_id
        workspace = await self._accounts.workspace(workspace_id)
        agents = self._presence.staff_online(workspace_id)
        shown = settings.show_people
        return WidgetConfig(
            channel=channel.id,
            workspace=workspace,
            texts=settings.texts,
            colour=settings.colour or workspace.colour,
            online=bool(agents),
            agents=agents if shown else [],
            people=(await self._accounts.staff_people(workspace_id))[:SHOWN_PEOPLE] if shown else [],
            answer_seconds=await self._answers.median_seconds(workspace_id),
            hours=hours_now(settings.hours, datetime.now(UTC)) if settings.hours else None,
            locales=LOCALES,
        )

    async def new_token(self, channel_id: UUID, client: str) -> str:
        """A token for a browser that is about to write. Nothing is stored. Raises not_found, rate_limited."""
        self._new_browsers.check(client)
        await self._channels.web(channel_id)
        return self._tokens.new(channel_id)

    async def count_trigger(self, channel_id: UUID, trigger: str, deed: TriggerDeed, client: str) -> None:
        """One more that was shown, opened or answered. Raises not_found, rate_limited."""
        self._triggers.check(client)
        await self._channels.count_trigger(await self._channels.web(channel_id), trigger, deed)

    async def identify(self, visitor: Visitor, claim: Identify) -> Identified:
        """Puts the browser and the shop's customer together, where the shop's signature is right.

        Raises unauthenticated where it is not: then nothing changes.
        """
        channel = await self._channels.web(visitor.channel_id)
        proven = prove(claim, channel.identify_secret)
        async with self._database.system() as connection:
            recognised = await contacts.recognise(connection, visitor, proven, self._tokens)
            if recognised.merge_from is not None and recognised.visitor.contact_id is not None:
                await self._enqueue(
                    connection,
                    MergeContacts(visitor.workspace_id, recognised.merge_from, recognised.visitor.contact_id),
                )
        await self._tell_of(recognised, proven.user_id)
        return Identified(recognised.visitor.token, recognised.known)

    async def _tell_of(self, recognised: Recognised, user_id: str) -> None:
        visitor = recognised.visitor
        if visitor.contact_id is None or not recognised.newly:
            return
        conversation_id = await self._conversations.of_contact(visitor.workspace_id, visitor.contact_id)
        if conversation_id is not None:
            event = IdentityVerified("user", user_id)
            await self._visitors.proven(visitor.workspace_id, conversation_id, event, "web")

    async def describe(self, visitor: Visitor, about: About) -> None:
        """Keeps what the page says, unsigned, of a visitor who has written. Raises invalid before the first word and
        for more attributes or labels than are kept, rate_limited."""
        contact_id, conversation_id = await self._conversation(visitor)
        self._descriptions.check(f"{visitor.workspace_id} {contact_id}")
        where = (visitor.workspace_id, conversation_id)
        async with self._database.tenant(visitor.workspace_id) as connection:
            renamed = await claim(connection, visitor.workspace_id, contact_id, about.who, about.contact)
            if about.events:
                await track(connection, visitor.workspace_id, contact_id, about.events)
            if about.conversation:
                await set_attributes(connection, *where, about.conversation)
        if about.labels:
            person = await self._visitors.person(visitor)
            await self._casework.set_labels(*where, about.labels, person, "web")
        await self._visitors.described(visitor, conversation_id, renamed=renamed)

    async def end(self, visitor: Visitor) -> None:
        """The visitor says that the case is done; nothing happens where none is there. Raises invalid before the first
        word."""
        _, conversation_id = await self._conversation(visitor)
        person = await self._visitors.person(visitor)
        await self._casework.end(visitor.workspace_id, conversation_id, person, "web")

    async def give_email(self, visitor: Visitor, email: str) -> None:
        """The visitor leaves an address: a claim that finds and merges nobody. Raises invalid before the first word."""
        contact_id, conversation_id = await self._conversation(visitor)
        email = email.lower()
        self._addresses.check(f"{visitor.workspace_id} {contact_id}")
        async with self._database.tenant(visitor.workspace_id) as connection:
            await contacts.claim_email(connection, visitor.workspace_id, contact_id, email)
        await self._conversations.happened(
            visitor.workspace_id,
            conversation_id,
            EmailGiven(email),
            by=await self._visitors.person(visitor),
            channel="web",
        )

    async def send_code(self, visitor: Visitor, locale: Locale, client: str) -> None:
        """Mails a code to the address that the visitor left. Raises invalid where there is none."""
        await self._accounts.request_code(await self._email(visitor), locale, client)

    async def confirm(self, visitor: Visitor, code: str) -> None:
        """The code from the mailbox: this browser sees everything from now on. Raises unauthenticated."""
        email = await self._email(visitor)
        await self._accounts.check_code(email, code)
        contact_id, conversation_id = await self._conversation(visitor)
        async with self._database.system() as connection:
            proven = await contacts.prove_email(connection, visitor.workspace_id, contact_id, email)
        await self._visitors.unlock(visitor)
        if proven:
            event = IdentityVerified("email", email)
            await self._visitors.proven(visitor.workspace_id, conversation_id, event, "web")

    # for later ---------------------------------------------------------------------------------------------------

    def register(self, jobs: Jobs) -> None:
        """Says who does this channel's jobs."""
        jobs.handler("merge_contacts", MergeContacts)(self._merge)
        jobs.handler("ask_email", AskEmail)(self._ask_email)

    async def _merge(self, job: MergeContacts) -> None:
        await self._conversations.merge(job.workspace_id, job.from_contact, job.into_contact)

    async def _ask_email(self, job: AskEmail) -> None:
        """Nobody answered yet and there is no address to answer to: asks for one, once."""
        async with self._database.tenant(job.workspace_id) as connection:
            email = await contacts.email_to_answer(connection, job.workspace_id, job.contact_id)
        if email is not None or await self._conversations.was_answered(job.workspace_id, job.conversation_id):
            return
        line = Line(
            workspace_id=job.workspace_id,
            conversation_id=job.conversation_id,
            client_id=f"ask-email-{job.conversation_id.hex}",
            body=Message(EmailRequest()),
            author=Author("system"),
            channel="web",
        )
        await self._conversations.say(line)

    async def _email(self, visitor: Visitor) -> str:
        contact_id, _ = await self._conversation(visitor)
        async with self._database.tenant(visitor.workspace_id) as connection:
            email = await contacts.email_to_answer(connection, visitor.workspace_id, contact_id)
        if email is None:
            raise AppError(ErrorCode.INVALID, "Leave an e-mail address first.")
        return email

    async def _conversation(self, visitor: Visitor) -> tuple[UUID, UUID]:
        if visitor.contact_id is not None:
            conversation_id = await self._conversations.of_contact(visitor.workspace_id, visitor.contact_id)
            if conversation_id is not None:
                return visitor.contact_id, conversation_id
        raise AppError(ErrorCode.INVALID, "Write a message first.")
