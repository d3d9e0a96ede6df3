"""Contacts as the staff keep them: made by hand or brought along, and changed, with who changed what, and when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import phonenumbers
from msgspec import UNSET, Struct, UnsetType
from phonenumbers import PhoneNumberFormat

from causerie.contacts.model import ContactDataChange, ContactEdit, IdentityKind, NewContact
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Connection
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

MAX_FACTS = 50
# Of each field what it was and what it is; what is the same stands nowhere.
Changes = dict[str, tuple[Any, Any]]


class By(Struct, frozen=True):
    """Who changes a contact's data: an account, or a program of ours; and by what: desk, import, merge."""

    account_id: UUID | None
    source: str = "desk"


class _Person(Struct):
    name: str
    verified_facts: dict[str, Any]
    locale: str


class _Address(Struct):
    kind: IdentityKind
    value: str
    verified_at: Any


async def make(connection: Connection, workspace_id: UUID, new: NewContact, by: By) -> UUID:
    """A contact who never wrote. Raises invalid for a number that is none."""
    contact_id = new_id()
    facts = {name: fact for name, fact in msgspec.to_builtins(new.attributes).items() if fact is not None}
    facts |= _stated(new.name.strip())
    await QUERIES.execute(
        connection,
        "insert_person",
        workspace_id=workspace_id,
        id=contact_id,
        name=new.name.strip(),
        locale=new.locale,
        facts=facts,
    )
    for kind, values in addresses(new.emails, new.phones).items():
        await add_addresses(connection, workspace_id, contact_id, kind, values)
    await keep_change(connection, workspace_id, contact_id, {"made": (None, new.name.strip())}, by)
    return contact_id


async def edit(
    connection: Connection, workspace_id: UUID, contact_id: UUID, wanted: ContactEdit, by: By
) -> Changes:
    """Changes a contact's data. Returns what changed.

    Raises not_found, invalid for a number that is none and for more than 50 attributes, conflict for an address that
    was proven and shall go.
    """
    where = {"workspace_id": workspace_id, "id": contact_id}
    was = await QUERIES.maybe(connection, "lock_person", _Person, **where)
    if was is None:
        raise not_found("contact")
    changes: Changes = {}
    name = was.name if isinstance(wanted.name, UnsetType) else wanted.name.strip()
    locale = was.locale if isinstance(wanted.locale, UnsetType) else wanted.locale
    given = {} if isinstance(wanted.attributes, UnsetType) else msgspec.to_builtins(wanted.attributes)
    facts = {key: fact for key, fact in given.items() if fact is not None}
    gone = [key for key, fact in given.items() if fact is None]
    facts |= _stated(name) if name != was.name else {}
    if len(was.verified_facts | facts) - len(gone) > MAX_FACTS:
        raise AppError(ErrorCode.INVALID, f"A contact has at most {MAX_FACTS} attributes; delete some first.")
    await QUERIES.execute(
        connection, "change_person", name=name, locale=locale, facts=facts, gone=gone, **where
    )
    _note(changes, "name", was.name, name)
    _note(changes, "locale", was.locale, locale)
    for key, fact in given.items():
        _note(changes, key, was.verified_facts.get(key), fact)
    for kind, values in addresses(wanted.emails, wanted.phones).items():
        changes |= await _set_addresses(connection, workspace_id, contact_id, kind, values)
    await keep_change(connection, workspace_id, contact_id, changes, by)
    return changes


async def check_is_kept(connection: Connection, workspace_id: UUID, contact_id: UUID) -> None:
    """Raises not_found for who is forgotten, or known as another by now."""
    if (
        await QUERIES.maybe(connection, "lock_person", _Person, workspace_id=workspace_id, id=contact_id)
        is None
    ):
        raise not_found("contact")


def addresses(emails: list[str] | UnsetType, phones: list[str] | UnsetType) -> dict[IdentityKind, list[str]]:
    """Addresses as they are kept, each once. Raises invalid for a number that is none."""
    found: dict[IdentityKind, list[str]] = {}
    if emails is not UNSET:
        found["email"] = list(dict.fromkeys(email.lower() for email in emails))
    if phones is not UNSET:
        found["phone"] = list(dict.fromkeys(e164(phone) for phone in phones))
    return found


def e164(text: str, region: str | None = None) -> str:
    """A telephone number as it is kept (E.164); `region`: whose numbers need no country's code. Raises invalid."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise AppError(
            ErrorCode.INVALID, f"{text!r} is no telephone number; begin with + and the country's code."
        ) from error
    if not phonenumbers.is_possible_number(number):
        raise AppError(ErrorCode.INVALID, f"{text!r} is no telephone number.")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


async def _set_addresses(
    connection: Connection, workspace_id: UUID, contact_id: UUID, kind: IdentityKind, wanted: list[str]
) -> Changes:
    where = {"workspace_id": workspace_id, "contact_id": contact_id, "kind": kind}
    present = await QUERIES.all(connection, "addresses", _Address, **where)
    gone = [one for one in present if one.value not in wanted]
    if any(one.verified_at is not None for one in gone):
        raise AppError(ErrorCode.CONFLICT, "An address that was proven can't be taken away.")
    await QUERIES.execute(connection, "remove_addresses", values=[one.value for one in gone], **where)
    await add_addresses(connection, workspace_id, contact_id, kind, wanted)
    changes: Changes = {}
    _note(changes, kind, ", ".join(one.value for one in present), ", ".join(wanted))
    return changes


async def add_addresses(
    connection: Connection, workspace_id: UUID, contact_id: UUID, kind: IdentityKind, values: list[str]
) -> None:
    """These addresses are said to be the contact's; nobody has proven it."""
    await QUERIES.execute(
        connection,
        "add_addresses",
        workspace_id=workspace_id,
        contact_id=contact_id,
        kind=kind,
        ids=[new_id() for _ in values],
        values=values,
    )


async def keep_change(
    connection: Connection, workspace_id: UUID, contact_id: UUID, changes: Changes, by: By
) -> None:
    """Who changed what, and when; nothing is kept of nothing."""
    if changes:
        await QUERIES.execute(
            connection,
            "keep_change",
            workspace_id=workspace_id,
            id=new_id(),
            contact_id=contact_id,
            by_id=by.account_id,
            source=by.source,
            changes=changes,
        )


async def changes(
    connection: Connection, workspace_id: UUID, contact_id: UUID, *, before: UUID | None, limit: int
) -> list[ContactDataChange]:
    """What was changed of the contact's data, the newest first."""
    return await QUERIES.all(
        connection,
        "changes",
        ContactDataChange,
        workspace_id=workspace_id,
        contact_id=contact_id,
        before=before or UUID(int=2**128 - 1),
        limit=limit,
    )


def _stated(name: str) -> dict[str, str]:
    """What the business calls somebody stays, whatever pages claim or the person's own account says."""
    return {"name": name} if name else {}


def _note(changes: Changes, field: str, was: object, now: object) -> None:
    if was != now:
        changes[field] = (was, now)
