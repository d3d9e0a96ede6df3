"""What a site's pages say of a conversation: its attributes, and the labels of its present case."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from causerie.contacts.model import Attribute
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

MAX_ATTRIBUTES = 50
MAX_LABELS = 20


class Particulars(Struct, frozen=True):
    """A conversation's attributes, which nobody has checked, the labels of its present case, and whether what the
    customer writes opens none."""

    attributes: dict[str, Attribute]
    labels: list[str]
    blocked: bool


async def particulars(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> Particulars:
    """What is said of the conversation. Raises AppError(not_found)."""
    said = await QUERIES.maybe(
        connection, "particulars", Particulars, workspace_id=workspace_id, id=conversation_id
    )
    if said is None:
        raise not_found("conversation")
    return said


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


class _Carried(Struct):
    labels: list[str]
    present: int


async def labels_to_carry(
    connection: Connection, workspace_id: UUID, source: UUID, target: UUID
) -> list[str]:
    """The labels of `source` that `target` lacks, as many as it can take."""
    where = {"workspace_id": workspace_id, "source": source, "id": target}
    found = await QUERIES.one(connection, "labels_to_carry", _Carried, **where)
    return sorted(found.labels)[: MAX_LABELS - found.present]


async def carry(connection: Connection, workspace_id: UUID, source: UUID, target: UUID) -> None:
    """What was said of `source` is said of `target`, into which it was merged."""
    await QUERIES.execute(connection, "carry_attributes", workspace_id=workspace_id, source=source, id=target)
