"""What contacts say of themselves when they fill a form. Nobody has proven any of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from causerie.contacts import consents
from causerie.contacts.service import claim_email
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)


class Told(Struct, frozen=True):
    """What was said in the entry `seq` of a conversation. `consents`: the texts that were agreed to; `phone`: E.164."""

    conversation_id: UUID
    seq: int
    at: datetime
    email: str | None
    phone: str | None
    consents: list[str]


async def keep(connection: Connection, workspace_id: UUID, contact_id: UUID, told: Told) -> None:
    """Keeps the address as a claimed identity, the number as a claimed fact, and consents with their text and time."""
    if told.email:
        await claim_email(connection, workspace_id, contact_id, told.email)
    facts = {"email": told.email, "phone_number": told.phone}
    await QUERIES.execute(
        connection,
        "claim_facts",
        workspace_id=workspace_id,
        id=contact_id,
        facts={name: value for name, value in facts.items() if value},
        gone=[],
        name="",
    )
    for text in told.consents:
        source = f"entry {told.seq} of {told.conversation_id}"
        await consents.give(
            connection,
            workspace_id,
            contact_id,
            purpose=text,
            channel="web",
            text=text,
            source=source,
            at=told.at,
        )
