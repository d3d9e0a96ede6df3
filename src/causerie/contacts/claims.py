"""What a site's pages say of a visitor without a signature. It is kept apart from what was proven, and bounded."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.contacts.model import Attribute, Claim, Tracked
from causerie.contacts.service import claim_email
from causerie.errors import AppError, ErrorCode
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

MAX_FACTS = 50
KEPT_TRACKED = 200


class _Claimed(Struct):
    facts: int
    renamed: bool


async def claim(
    connection: Connection,
    workspace_id: UUID,
    contact_id: UUID,
    who: Claim | None,
    attributes: Mapping[str, Attribute | None],
) -> bool:
    """Keeps claims; an attribute that is null is forgotten. True where lists show the contact by another name now.

    Raises AppError(invalid) for more than 50 facts.
    """
    said: dict[str, Attribute | None] = dict(attributes)
    if who is not None:
        said |= {key: value for key, value in msgspec.structs.asdict(who).items() if value}
        if who.email:
            await claim_email(connection, workspace_id, contact_id, who.email.lower())
    claimed = await QUERIES.one(
        connection,
        "claim_facts",
        _Claimed,
        workspace_id=workspace_id,
        id=contact_id,
        facts={key: value for key, value in said.items() if value is not None},
        gone=[key for key, value in said.items() if value is None],
        name=(who.name or "").strip() if who else "",
    )
    if claimed.facts > MAX_FACTS:
        raise AppError(ErrorCode.INVALID, f"A contact has at most {MAX_FACTS} attributes; delete some first.")
    return claimed.renamed


async def track(connection: Connection, workspace_id: UUID, contact_id: UUID, events: list[Tracked]) -> None:
    """Keeps what happened on the site's pages: the newest 200 of a contact."""
    where = {"workspace_id": workspace_id, "contact_id": contact_id}
    await QUERIES.execute(
        connection,
        "track",
        ids=[event.id for event in events],
        names=[event.name for event in events],
        details=[msgspec.json.encode(event.details).decode() for event in events],
        ats=[event.at for event in events],
        **where,
    )
    await QUERIES.execute(connection, "keep_newest_tracked", keep=KEPT_TRACKED, **where)
