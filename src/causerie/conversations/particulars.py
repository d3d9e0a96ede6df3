"""What a site's pages say of a conversation: its attributes, and the labels of its present case."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from causerie.contacts.model import Attribute
from causerie.errors import AppError, ErrorCode
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

MAX_ATTRIBUTES = 50
MAX_LABELS = 20


class Particulars(Struct, frozen=True):
    """A conversation's attributes, which nobody has checked, and the labels of its present case."""

    attributes: dict[str, Attribute]
    labels: list[str]


async def particulars(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> Particulars:
    """What is said of the conversation."""
    return await QUERIES.one(
        connection, "particulars", Particulars, workspace_id=workspace_id, id=conversation_id
    )


async def set_attributes(
    connection: Connection,
    workspace_id: UUID,
    conversation_id: UUID,
    attributes: Mapping[str, Attribute | None],
) -> None:
    """Sets attributes; one that is null is forgotten. Raises AppError(invalid) for more than 50."""
    count = await QUERIES.value(
        connection,
        "set_attributes",
        int,
        workspace_id=workspace_id,
        id=conversation_id,
        attributes={key: value for key, value in attributes.items() if value is not None},
        gone=[key for key, value in attributes.items() if value is None],
    )
    if count is not None and count > MAX_ATTRIBUTES:
        raise AppError(ErrorCode.INVALID, f"A conversation has at most {MAX_ATTRIBUTES} attributes.")


async def set_labels(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, labels: Mapping[str, bool]
) -> None:
    """Puts labels on the present case (true) or takes them off. Raises AppError(invalid) for more than 20."""
    where = {"workspace_id": workspace_id, "id": conversation_id}
    for query, wanted in (("take_labels_off", False), ("put_labels", True)):
        named = [label for label, on in labels.items() if on is wanted]
        await QUERIES.execute(connection, query, labels=named, **where)
    if len((await particulars(connection, workspace_id, conversation_id)).labels) > MAX_LABELS:
        raise AppError(ErrorCode.INVALID, f"A case has at most {MAX_LABELS} labels.")


async def carry(connection: Connection, workspace_id: UUID, source: UUID, target: UUID) -> None:
    """What was said of `source` is said of `target`, into which it was merged."""
    for query in ("carry_attributes", "carry_labels"):
        await QUERIES.execute(connection, query, workspace_id=workspace_id, source=source, id=target)
