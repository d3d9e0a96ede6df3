"""Questions that are answered from a mail: a link leads to a page of ours, which asks, and takes the answer."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from causerie.accounts.model import Person, WorkspaceCard
from causerie.accounts.service import Accounts
from causerie.channels.email.answer_links import AnswerLinks
from causerie.channels.service import Channels
from causerie.contacts import service as contacts
from causerie.content import Question
from causerie.content.fields import Values
from causerie.conversations import timeline
from causerie.conversations.model import Answer, Answers, Message
from causerie.conversations.plan import Line
from causerie.conversations.readers import Reader
from causerie.conversations.service import Conversations
from causerie.conversations.visitors import Visitors
from causerie.errors import not_found
from causerie.kit.database import Database


class AskedByMail(Struct, frozen=True):
    """A question as its page shows it. `taken`: it takes no answer any more; `zone`: by whose clock times are meant."""

    workspace: WorkspaceCard
    locale: str
    question: Question
    taken: bool
    zone: ZoneInfo


class Answering:
    """Takes answers of contacts who came by a link."""

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        channels: Channels,
        conversations: Conversations,
        visitors: Visitors,
        links: AnswerLinks,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._channels = channels
        self._conversations = conversations
        self._visitors = visitors
        self._links = links

    async def asked(self, token: str) -> AskedByMail:
        """The question of a link. Raises not_found for a link that is none, and where the question is gone."""
        reader, conversation_id, seq, locale = await self._place(token)
        page = await self._conversations.entries(reader, conversation_id, after=seq - 1, before=seq + 1)
        entry = page.entries[0] if page.entries else None
        content = entry.body.content if entry and isinstance(entry.body, Message) else None
        if entry is None or not isinstance(content, Question):
            raise not_found("question")
        so_far = entry.answers or Answers([], {})
        given = any(one.who == reader.author for one in so_far.given)
        workspace = await self._accounts.workspace(reader.workspace_id)
        zone = await self._channels.timezone(reader.workspace_id, reader.person.id)
        return AskedByMail(workspace, locale, content, so_far.closed or (given and not content.again), zone)

    async def answer(self, token: str, client_id: str, values: Values) -> None:
        """Keeps the answer; with the same `client_id` it is kept once. Raises not_found, conflict, and invalid with
        what is wrong by field."""
        reader, conversation_id, seq, _ = await self._place(token)
        # As a mail does: its reader need not be who sits at the browser.
        await self._visitors.lock_unverified(reader, conversation_id)
        body = Answer(seq, values)
        where = (reader.workspace_id, conversation_id)
        await self._conversations.say(Line(*where, client_id, body, reader.author, "email", reader.person))

    async def _place(self, token: str) -> tuple[Reader, UUID, int, str]:
        """As whom, and where: in a merged conversation the seq is another entry's."""
        linked = self._links.verify(token)
        async with self._database.system() as connection:
            workspace_id = linked and await timeline.workspace_of(connection, linked.conversation_id)
            if not linked or not workspace_id:
                raise not_found("question")
            row = await timeline.conversation(connection, workspace_id, linked.conversation_id)
            if row.contact_id is None or row.merged_into is not None or not linked.is_for(row.contact_id):
                raise not_found("question")
            profile = await contacts.profile(connection, workspace_id, row.contact_id)
        card = profile.card
        person = Person("contact", card.id, card.name, card.avatar_url)
        return Reader(workspace_id, person), row.id, linked.seq, profile.locale
