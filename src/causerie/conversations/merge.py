"""What was said with one contact, said again behind what was said with another who is the same person."""

from __future__ import annotations

from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.content import Answered, DeletedContent
from causerie.conversations.model import (
    Answer,
    Author,
    Body,
    Closed,
    Entry,
    Happened,
    Message,
    Reacted,
    Source,
)
from causerie.conversations.plan import Line
from causerie.conversations.standing import EntryRow


class Said(EntryRow):
    """An entry to be copied, with the identity that wrote it."""

    identity_id: UUID | None


class Merge(Struct, frozen=True):
    """Says entries again in `target_id`, as they stand now. A copy's client_id is made of where it came from, so that
    it is once. `seqs`: where those before it stand now."""

    workspace_id: UUID
    target_id: UUID
    from_contact: UUID
    into_contact: UUID
    seqs: dict[int, int] = {}

    def copied(self, entry: Entry, said: Said) -> Line | None:
        """The line that says it again; none for what was taken back, and for an answer to that."""
        if isinstance(entry.body, Happened) or isinstance(entry.body.content, DeletedContent):
            return None
        body: Body | Answer = self._answering_there(entry.body)
        if isinstance(said.body, Message) and isinstance(said.body.content, Answered):
            content = said.body.content
            if content.of not in self.seqs:
                return None
            body = Answer(self.seqs[content.of], content.values)
        source = msgspec.structs.replace(
            entry.source or Source(), merged_from=entry.conversation, said_at=entry.at
        )
        return Line(
            self.workspace_id,
            self.target_id,
            f"m-{entry.conversation.hex}-{entry.seq}",
            body,
            self._author(entry.author),
            entry.channel,
            None,
            said.identity_id,
            source,
        )

    def reactions(self, entry: Entry) -> list[Line]:
        """What people put to it, for the copy."""
        given = [(one.emoji, who) for one in entry.reactions or () for who in one.people]
        return [
            Line(
                self.workspace_id,
                self.target_id,
                f"m-{entry.conversation.hex}-{entry.seq}-{number}",
                Reacted(self.seqs[entry.seq], emoji, on=True),
                self._author(who),
                entry.channel,
            )
            for number, (emoji, who) in enumerate(given)
        ]

    def _author(self, author: Author) -> Author:
        return Author("contact", self.into_contact) if author.id == self.from_contact else author

    def closings(self, entries: list[Entry]) -> list[Line]:
        """That polls were closed, by who asked."""
        return [
            Line(
                self.workspace_id,
                self.target_id,
                f"m-{entry.conversation.hex}-{entry.seq}-closed",
                Closed(self.seqs[entry.seq]),
                self._author(entry.author),
                entry.channel,
            )
            for entry in entries
            if entry.answers and entry.answers.closed
        ]

    def _answering_there(self, body: Body) -> Body:
        """The seq that it answers is another one in the new conversation."""
        if not isinstance(body, Message) or body.reply_to is None:
            return body
        return msgspec.structs.replace(body, reply_to=self.seqs.get(body.reply_to))
