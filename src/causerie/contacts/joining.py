"""An account that comes to a business of its own accord: as whom the business knows it from then on."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Account
from causerie.contacts.model import Visitor
from causerie.contacts.service import (
    carry_over,
    claim_email,
    prove_browser,
    prove_email,
    show_account,
)
from causerie.kit.database import Connection
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)


class Joined(Struct, frozen=True):
    """The account's contact. `merge_from`: a contact whose conversation belongs behind this one's."""

    contact_id: UUID
    merge_from: UUID | None = None


async def join(
    connection: Connection, workspace_id: UUID, account: Account, visitor: Visitor | None
) -> Joined:
    """Finds or makes the account's contact.

    `visitor`: the browser in which the same person wrote before they signed in. What was said there is theirs, unless
    it is somebody else's already.
    """
    where = {"workspace_id": workspace_id, "account_id": account.id}
    await QUERIES.execute(connection, "lock_account", **where)
    own = await QUERIES.value(connection, "contact_of_account", UUID, **where)
    said = await _said_before(connection, account, visitor) if visitor else None
    joined = Joined(own or said or await _make(connection, workspace_id, account))
    if visitor is not None and said is not None:
        if said == joined.contact_id:
            await prove_browser(connection, visitor)
        else:
            await carry_over(connection, visitor, joined.contact_id)
            joined = Joined(joined.contact_id, merge_from=said)
    if own is None:
        await QUERIES.execute(
            connection,
            "set_account",
            workspace_id=workspace_id,
            id=joined.contact_id,
            account_id=account.id,
        )
    if account.email is not None:
        await claim_email(connection, workspace_id, joined.contact_id, account.email)
        await prove_email(connection, workspace_id, joined.contact_id, account.email)
    await show_account(connection, account)
    return joined


async def member(connection: Connection, workspace_id: UUID, account: Account) -> UUID:
    """The account's contact among people who talk with each other; made where there is none. It has a name and a
    picture there, and no address."""
    where = {"workspace_id": workspace_id, "account_id": account.id}
    await QUERIES.execute(connection, "lock_account", **where)
    contact_id = await QUERIES.value(connection, "contact_of_account", UUID, **where)
    if contact_id is None:
        contact_id = await _make(connection, workspace_id, account)
        await QUERIES.execute(connection, "set_account", id=contact_id, **where)
        await show_account(connection, account)
    return contact_id


async def _said_before(connection: Connection, account: Account, visitor: Visitor) -> UUID | None:
    """The contact that the browser wrote as, where nobody else has it."""
    free = await QUERIES.value(
        connection,
        "nobodys",
        bool,
        workspace_id=visitor.workspace_id,
        id=visitor.contact_id,
        email=account.email,
    )
    return visitor.contact_id if free else None


async def _make(connection: Connection, workspace_id: UUID, account: Account) -> UUID:
    contact_id = new_id()
    await QUERIES.execute(
        connection,
        "insert_contact",
        workspace_id=workspace_id,
        id=contact_id,
        name=account.name,
        locale=account.locale,
        timezone=None,
    )
    return contact_id
