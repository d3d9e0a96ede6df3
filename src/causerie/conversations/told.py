"""What answers tell of who gave them goes where such things are kept, exactly when the answer is."""

from __future__ import annotations

from causerie.contacts import told
from causerie.content import Answered
from causerie.conversations.asked import told_of_self
from causerie.conversations.plan import Kept
from causerie.kit.database import Connection


async def keep_what_was_told(connection: Connection, kept: list[Kept]) -> None:
    """In the transaction that keeps them."""
    for one in kept:
        who = one.entry.author
        if one.asked is None or one.asked.body is None or who.kind != "contact" or who.id is None:
            continue
        content = one.asked.body.content
        assert isinstance(content, Answered)
        said = told_of_self(one.asked.question, content)
        if said.email or said.phone or said.consents:
            at = (one.entry.source.said_at if one.entry.source else None) or one.entry.at
            where = (one.entry.conversation, one.seq, at)
            of_self = told.Told(*where, said.email, said.phone, said.consents)
            await told.keep(connection, one.workspace_id, who.id, of_self)
