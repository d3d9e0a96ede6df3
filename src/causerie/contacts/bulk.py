"""Many contacts at once: found again by their addresses, made, and taken back as long as nobody touched them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from msgspec import Struct

from causerie.contacts.people import By
from causerie.kit.database import Connection
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

# A kind of identity and its value.
Key = tuple[str, str]


class Newcomer(Struct, frozen=True):
    """Somebody to be made. `number`: the business's own customer number; `agreed`: to which words, if any."""

    id: UUID
    name: str
    locale: str
    facts: dict[str, Any]
    keys: list[Key]
    agreed: str


class _Found(Struct):
    kind: str
    value: str
    contact_id: UUID


class Known(Struct):
    """What of a contact an import completes."""

    emails: list[str]
    phones: list[str]
    facts: list[str]


async def found(connection: Connection, workspace_id: UUID, keys: list[Key]) -> dict[Key, UUID]:
    """Who has these identities: who has proven one before who claims it, and then the oldest."""
    rows = await QUERIES.all(
        connection,
        "by_identities",
        _Found,
        workspace_id=workspace_id,
        kinds=[kind for kind, _ in keys],
        values=[value for _, value in keys],
    )
    return {(row.kind, row.value): row.contact_id for row in rows}


async def present(connection: Connection, workspace_id: UUID, ids: list[UUID]) -> set[UUID]:
    """Which of these are contacts that are neither forgotten nor known as another."""
    return set(await QUERIES.column(connection, "present", UUID, workspace_id=workspace_id, ids=ids))


async def known(connection: Connection, workspace_id: UUID, contact_id: UUID) -> Known:
    """What of this contact an import completes."""
    return await QUERIES.one(connection, "known", Known, workspace_id=workspace_id, id=contact_id)


async def make(connection: Connection, workspace_id: UUID, people: list[Newcomer], by: By) -> None:
    """Makes them, each with the change that says so. What the business calls its customers is its own word, and
    proven; addresses are not."""
    keys = [(one.id, *key) for one in people for key in one.keys]
    agreed = [one for one in people if one.agreed]
    await QUERIES.execute(
        connection,
        "insert_people",
        workspace_id=workspace_id,
        ids=[one.id for one in people],
        names=[one.name for one in people],
        locales=[one.locale for one in people],
        facts=[one.facts for one in people],
    )
    await add(connection, workspace_id, keys)
    await agree(connection, workspace_id, [(one.id, one.agreed) for one in agreed], by.source)
    await QUERIES.execute(
        connection,
        "insert_changes",
        workspace_id=workspace_id,
        ids=[new_id() for _ in people],
        contacts=[one.id for one in people],
        changes=[{"made": [None, one.name]} for one in people],
        by_id=by.account_id,
        source=by.source,
    )


async def add(connection: Connection, workspace_id: UUID, keys: list[tuple[UUID, str, str]]) -> None:
    """These contacts are known by these identities from now on."""
    await QUERIES.execute(
        connection,
        "insert_identities",
        workspace_id=workspace_id,
        ids=[new_id() for _ in keys],
        contacts=[one for one, _, _ in keys],
        kinds=[kind for _, kind, _ in keys],
        values=[value for _, _, value in keys],
    )


async def agree(
    connection: Connection, workspace_id: UUID, said: list[tuple[UUID, str]], source: str
) -> None:
    """They agreed to these words, to be written to by mail; who took the same back, or was never asked for an address,
    is not asked here again."""
    await QUERIES.execute(
        connection,
        "insert_consents",
        workspace_id=workspace_id,
        ids=[new_id() for _ in said],
        contacts=[one for one, _ in said],
        texts=[text for _, text in said],
        source=source,
    )


async def take_back(connection: Connection, workspace_id: UUID, ids: list[UUID]) -> int:
    """Removes those whom nobody touched since an import made them: no word, no page, no account, no change. Returns how
    many they were."""
    where = {"workspace_id": workspace_id}
    untouched = await QUERIES.column(connection, "untouched", UUID, ids=ids, **where)
    for query in ("drop_changes", "drop_consents", "drop_identities", "drop_people"):
        await QUERIES.execute(connection, query, ids=untouched, **where)
    return len(untouched)
