"""Where people talk with each other: their personal workspaces, and as whom they are known there."""

from __future__ import annotations

from uuid import UUID

from causerie.accounts.model import Account, Person
from causerie.contacts import joining
from causerie.kit.database import Connection
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)


async def workspace_of(connection: Connection, account_id: UUID) -> UUID:
    """The account's personal workspace, which has no staff and no desk; made where there is none."""
    workspace_id = new_id()
    found = await QUERIES.value(
        connection,
        "personal_workspace",
        UUID,
        id=workspace_id,
        slug=f"of-{workspace_id.hex}",
        account_id=account_id,
    )
    assert found is not None
    return found


async def person_in(connection: Connection, workspace_id: UUID, account: Account) -> Person:
    """The account as the people of this workspace see it."""
    contact_id = await joining.member(connection, workspace_id, account)
    return Person("contact", contact_id, account.name, account.avatar_url)
