"""What became of each mail that went out, and which mails came in."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

State = Literal["pending", "sending", "sent", "failed", "unknown"]


class Delivery(msgspec.Struct, frozen=True):
    """A mail with the messages in [`from_seq`, `to_seq`]. `reference` is its Message-ID, the same at each attempt."""

    workspace_id: UUID
    id: UUID
    conversation_id: UUID
    address: str
    reference: str
    from_seq: int
    to_seq: int
    state: State
    created_at: datetime


class Progress(msgspec.Struct, frozen=True):
    """Up to which seq mails to an address may have arrived, and up to which one they were tried."""

    reached: int
    tried: int


async def lock(connection: Connection, conversation_id: UUID) -> bool:
    """Whether nobody else mails this conversation now; nobody will until the connection's
    session ends."""
    locked = await QUERIES.value(connection, "lock_conversation", bool, conversation_id=conversation_id)
    return locked is True


async def interrupted(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> list[Delivery]:
    """Under the lock: mails whose sender was killed while it sent them."""
    where = {"workspace_id": workspace_id, "conversation_id": conversation_id}
    return await QUERIES.all(connection, "interrupted", Delivery, **where)


async def pending(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> Delivery | None:
    """The mail that could not be sent yet."""
    where = {"workspace_id": workspace_id, "conversation_id": conversation_id}
    return await QUERIES.maybe(connection, "pending", Delivery, **where)


async def keep_pending(connection: Connection, delivery: Delivery) -> None:
    """Keeps a mail that is about to be sent; again, with what it has to say by now."""
    await QUERIES.execute(
        connection,
        "keep_pending",
        workspace_id=delivery.workspace_id,
        id=delivery.id,
        conversation_id=delivery.conversation_id,
        address=delivery.address,
        reference=delivery.reference,
        from_seq=delivery.from_seq,
        to_seq=delivery.to_seq,
    )


async def drop_pending(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> None:
    """Forgets the mail that was not sent: there is nothing to say any more."""
    where = {"workspace_id": workspace_id, "conversation_id": conversation_id}
    await QUERIES.execute(connection, "drop_pending", **where)


async def set_state(connection: Connection, delivery: Delivery, state: State, detail: str = "") -> None:
    """Says what became of the mail; `detail` is for people."""
    await QUERIES.execute(
        connection,
        "set_state",
        workspace_id=delivery.workspace_id,
        id=delivery.id,
        state=state,
        detail=detail,
    )


async def progress(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, address: str
) -> Progress:
    """How far mails to this address came."""
    where = {"workspace_id": workspace_id, "conversation_id": conversation_id, "address": address}
    return await QUERIES.one(connection, "progress", Progress, **where)


async def first_mailed(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, address: str
) -> int | None:
    """The last seq of the first mail to this address."""
    where = {"workspace_id": workspace_id, "conversation_id": conversation_id, "address": address}
    return await QUERIES.value(connection, "first_mailed", int, **where)


async def newest_mailed(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> int:
    """The last seq that was mailed to anybody; 0 where none was."""
    where = {"workspace_id": workspace_id, "conversation_id": conversation_id}
    return await QUERIES.value(connection, "newest_mailed", int, **where) or 0


async def thread(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, address: str
) -> list[str]:
    """The Message-IDs of the conversation by mail with this address, the oldest first, at most 20."""
    where = {"workspace_id": workspace_id, "conversation_id": conversation_id, "address": address}
    return (await QUERIES.column(connection, "thread", str, **where))[::-1]


async def quoted(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, references: list[str]
) -> list[Delivery]:
    """Mails of this conversation with these Message-IDs, the newest first."""
    where = {"workspace_id": workspace_id, "conversation_id": conversation_id}
    return await QUERIES.all(connection, "quoted", Delivery, references=references, **where)


async def newest_to(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, addresses: list[str]
) -> Delivery | None:
    """The newest mail to one of these addresses."""
    where = {"workspace_id": workspace_id, "conversation_id": conversation_id}
    return await QUERIES.maybe(connection, "newest_to", Delivery, addresses=addresses, **where)


async def is_known(connection: Connection, workspace_id: UUID, external_id: str) -> bool:
    """Whether this mail came in before and was kept whole."""
    known = await QUERIES.value(
        connection, "is_known", bool, workspace_id=workspace_id, external_id=external_id
    )
    return known is True


async def keep_known(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, external_id: str
) -> None:
    """Remembers a mail that was kept whole."""
    where = {"workspace_id": workspace_id, "conversation_id": conversation_id}
    await QUERIES.execute(connection, "keep_known", external_id=external_id, **where)


async def forget(connection: Connection, workspace_id: UUID, conversations: list[UUID]) -> None:
    """Where the mails of these conversations went is not known any more."""
    await QUERIES.execute(
        connection, "forget_addresses", workspace_id=workspace_id, conversations=conversations
    )
    await QUERIES.execute(
        connection, "forget_inbound", workspace_id=workspace_id, conversations=conversations
    )
