"""What is written down of everything that changes access, settings or data: in the transaction that changes it."""

from __future__ import annotations

from contextvars import ContextVar
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.kit.database import Connection
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)


class Actor(Struct, frozen=True):
    """Who does something, and from where. `account_id` null: the program itself; `key_id`: by which key."""

    account_id: UUID | None = None
    key_id: UUID | None = None
    address: str = ""
    device: str = ""


# Who is at work in this task. A request has one of its own; jobs have none.
_PROGRAM = Actor()
_PRESENT: ContextVar[Actor] = ContextVar("actor", default=_PROGRAM)


def acting(actor: Actor) -> None:
    """From here on this task does what this one asked for."""
    _PRESENT.set(actor)


def as_account(account_id: UUID) -> None:
    """Whoever is at work here has just shown that they are this account."""
    present = _PRESENT.get()
    _PRESENT.set(Actor(account_id, None, present.address, present.device))


async def record(
    connection: Connection,
    workspace_id: UUID,
    action: str,
    subject: str = "",
    *,
    before: object = None,
    after: object = None,
) -> None:
    """Writes it down, in the transaction that does it. `action` is like "staff.invited"; `subject`: what it was done
    to, as people call it. `before` and `after` are what the API shows of it, and hold no secret; where both are given
    and the same, nothing happened. Of a customer nothing stands here but ids: who is forgotten is forgotten here
    too."""
    before, after = _differing(msgspec.to_builtins(before), msgspec.to_builtins(after))
    if before is not None and before == after:
        return
    await _write(connection, [workspace_id], action, subject, before, after)


async def record_account(connection: Connection, account_id: UUID, action: str) -> None:
    """`record` of what somebody did to their own login: wherever they work."""
    workspaces = await QUERIES.column(connection, "works_in", UUID, account_id=account_id)
    await _write(connection, workspaces, action, "", None, None)


async def _write(
    connection: Connection, workspaces: list[UUID], action: str, subject: str, before: object, after: object
) -> None:
    actor = _PRESENT.get()
    for workspace_id in workspaces:
        await QUERIES.execute(
            connection,
            "write_audit",
            workspace_id=workspace_id,
            id=new_id(),
            account_id=actor.account_id,
            key_id=actor.key_id,
            action=action,
            subject=subject,
            before=before,
            after=after,
            address=actor.address,
            device=actor.device,
        )


def _differing(before: object, after: object) -> tuple[object, object]:
    """Of two that have fields those that are not the same."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return before, after
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}
