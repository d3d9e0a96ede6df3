"""Mails that answer ours: each stands once in its conversation, cut to the new words."""

import asyncio
import hashlib
import logging
from uuid import UUID
from weakref import WeakValueDictionary

import msgspec

from causerie.accounts.model import Person
from causerie.channels.email import deliveries
from causerie.channels.email.listener import Envelope
from causerie.channels.email.model import InboundMail, MailAttachment, MailRefused
from causerie.channels.email.reading import Refused, read
from causerie.channels.email.tokens import ReplyAddresses
from causerie.contacts import service as contacts
from causerie.content import Content, FileContent, ImageContent, Text
from causerie.content.text import MAX_TEXT
from causerie.conversations import timeline
from causerie.conversations.model import Message, Source
from causerie.conversations.plan import Line
from causerie.conversations.readers import Reader
from causerie.conversations.service import Conversations
from causerie.conversations.visitors import Visitors
from causerie.errors import AppError, ErrorCode
from causerie.events import DeliveryFailed, IdentityVerified
from causerie.files.service import Files
from causerie.kit.database import Database
from causerie.kit.processes import ProcessPool

LOG = logging.getLogger(__name__)

_KEPT_AS_THEY_ARE = (ErrorCode.UNSUPPORTED_MEDIA, ErrorCode.INVALID)


class _Place(msgspec.Struct, frozen=True):
    """Where a mail belongs. `named` is the conversation of its address, `conversation_id` the one it was merged into,
    or itself."""

    workspace_id: UUID
    named: UUID
    conversation_id: UUID
    contact_id: UUID


class Incoming:
    """Takes mails in. A mail may be delivered again, after a crash or a lost answer: it is kept once."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        visitors: Visitors,
        files: Files,
        addresses: ReplyAddresses,
        processes: ProcessPool,
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._visitors = visitors
        self._files = files
        self._addresses = addresses
        self._processes = processes
        self._arriving: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def deliver(self, envelope: Envelope) -> None:
        """Keeps the mail; it is kept when this returns.

        Raises MailRefused for good, and anything else where trying again may help.
        """
        found = await self._processes.run(read, envelope.raw, envelope.mail_from)
        if isinstance(found, Refused):
            raise MailRefused(found.code, found.detail)
        for place in {await self._place(recipient): None for recipient in envelope.recipients}:
            digest = hashlib.sha256(place.named.bytes + found.digest).hexdigest()[:32]
            # The same mail twice at once: the second waits, so that its files are not kept twice.
            async with self._arriving.setdefault(digest, asyncio.Lock()):
                await self._keep(place, envelope.raw, found.mail, digest)

    async def _place(self, recipient: str) -> _Place:
        reply_to = self._addresses.verify(recipient)
        async with self._database.system() as connection:
            workspace_id = reply_to and await timeline.workspace_of(connection, reply_to.conversation_id)
            if not reply_to or not workspace_id:
                raise MailRefused(ErrorCode.NOT_FOUND, "This address leads to no conversation.")
            row = await timeline.conversation(connection, workspace_id, reply_to.conversation_id)
            if row.contact_id is None or not reply_to.is_by(row.contact_id):
                raise MailRefused(ErrorCode.NOT_FOUND, "This address leads to no conversation.")
            while row.merged_into is not None:
                row = await timeline.conversation(connection, workspace_id, row.merged_into)
            assert row.contact_id is not None
            if await contacts.was_erased(connection, workspace_id, row.contact_id):
                raise MailRefused(ErrorCode.NOT_FOUND, "This address leads to no conversation.")
        return _Place(workspace_id, reply_to.conversation_id, row.id, row.contact_id)

    async def _keep(self, place: _Place, raw: bytes, mail: InboundMail, digest: str) -> None:
        # The words count beside the Message-ID: some programs give all their mails the same one.
        external_id = f"{mail.message_id or '-'} {digest}"
        async with self._database.tenant(place.workspace_id) as connection:
            if await deliveries.is_known(connection, place.workspace_id, external_id):
                return
        if mail.is_bounce:
            await self._bounced(place, mail)
        elif mail.is_auto_reply:
            LOG.info("an automatic reply to %s is no message", place.conversation_id)
        else:
            await self._said(place, raw, mail, digest)
        async with self._database.tenant(place.workspace_id) as connection:
            await deliveries.keep_known(connection, place.workspace_id, place.conversation_id, external_id)

    # what a person wrote -----------------------------------------------------------------------------------------

    async def _said(self, place: _Place, raw: bytes, mail: InboundMail, digest: str) -> None:
        if not mail.text.strip() and not mail.attachments:
            raise MailRefused(ErrorCode.INVALID, "The mail is empty.")
        reader, is_own = await self._writer(place, mail)
        original = await self._files.keep(
            place.workspace_id, str(place.contact_id), "mail.eml", "message/rfc822", raw
        )
        source = Source(original_url=original.url, from_address=None if is_own else mail.from_address)
        contents: list[Content] = [Text(part) for part in split(mail.text)]
        contents += [await self._content(place, attachment) for attachment in mail.attachments]
        await self._prove(place, reader, mail)
        await asyncio.gather(
            *[
                self._conversations.submit(
                    Line(
                        workspace_id=place.workspace_id,
                        conversation_id=place.conversation_id,
                        client_id=f"mail-{digest}-{number}",
                        body=Message(content),
                        author=reader.author,
                        channel="email",
                        person=reader.person,
                        source=source,
                    )
                )
                for number, content in enumerate(contents)
            ]
        )

    async def _writer(self, place: _Place, mail: InboundMail) -> tuple[Reader, bool]:
        """The contact, and whether the mail comes from an address that is known to be theirs or claimed by them."""
        async with self._database.tenant(place.workspace_id) as connection:
            profile = await contacts.profile(connection, place.workspace_id, place.contact_id)
        card = profile.card
        person = Person("contact", card.id, card.name, card.avatar_url)
        own = {identity.value.lower() for identity in profile.identities if identity.kind == "email"}
        return Reader(place.workspace_id, person), mail.from_address in own

    async def _prove(self, place: _Place, reader: Reader, mail: InboundMail) -> None:
        """What the mail shows: who reads that mailbox, and what they have read.

        The reply address alone proves no mailbox, for all of a contact's mails carry the same one. A Message-ID of
        ours went to one mailbox only, and a mail from there that names it was written by who reads there.
        """
        references = [*mail.references, mail.in_reply_to]
        async with self._database.tenant(place.workspace_id) as connection:
            quoted = await deliveries.quoted(connection, place.workspace_id, place.named, references)
            is_proven = any(
                delivery.address == mail.from_address for delivery in quoted
            ) and await contacts.prove_email(
                connection, place.workspace_id, place.contact_id, mail.from_address
            )
            mailed = (
                quoted[0].to_seq
                if quoted
                else await deliveries.newest_mailed(connection, place.workspace_id, place.named)
            )
        # Before anything of the mail can be seen: its writer need not be who sits at the browser.
        await self._visitors.lock_unverified(reader, place.conversation_id)
        if is_proven:
            await self._visitors.proven(
                place.workspace_id,
                place.conversation_id,
                IdentityVerified("email", mail.from_address),
                "email",
            )
        if mailed and place.named == place.conversation_id:
            await self._conversations.mark(reader, place.conversation_id, delivered=mailed, read=mailed)

    async def _content(self, place: _Place, attachment: MailAttachment) -> Content:
        owner = str(place.contact_id)
        try:
            file = await self._files.take(place.workspace_id, owner, attachment.name, attachment.data)
        except AppError as error:
            if error.code not in _KEPT_AS_THEY_ARE:
                raise
            file = await self._files.keep(
                place.workspace_id, owner, attachment.name, "application/octet-stream", attachment.data
            )
        return ImageContent(file) if file.thumbnail_url else FileContent(file)

    # what a mail server wrote ------------------------------------------------------------------------------------

    async def _bounced(self, place: _Place, mail: InboundMail) -> None:
        """A mail of ours did not arrive: it failed, whatever was said of it before."""
        async with self._database.tenant(place.workspace_id) as connection:
            found = await deliveries.quoted(
                connection, place.workspace_id, place.named, [mail.bounced_message_id]
            )
            addresses = [recipient.address for recipient in mail.failed_recipients]
            bounced = (
                found[0]
                if found
                else await deliveries.newest_to(connection, place.workspace_id, place.named, addresses)
            )
        if bounced is None:
            LOG.warning("a bounce to %s speaks of no mail of ours", place.named)
            return
        first = mail.failed_recipients[0]
        detail = f"{first.address}: {first.reason or first.status}"[:300]
        await self._conversations.happened(
            place.workspace_id,
            place.conversation_id,
            DeliveryFailed("email", bounced.to_seq, False, detail),
            channel="email",
            client_id=f"bounce-{bounced.id.hex}",
        )
        async with self._database.tenant(place.workspace_id) as connection:
            await deliveries.set_state(connection, bounced, "failed", detail)


def split(text: str) -> list[str]:
    """Cuts a long text into messages of at most 10,000 characters, between lines or words where there are any."""
    parts: list[str] = []
    while text := text.strip():
        end = len(text)
        if end > MAX_TEXT:
            breaks = (text.rfind(mark, MAX_TEXT // 2, MAX_TEXT) for mark in ("\n\n", "\n", " "))
            end = next((at for at in breaks if at > 0), MAX_TEXT)
        parts.append(text[:end].rstrip())
        text = text[end:]
    return parts
