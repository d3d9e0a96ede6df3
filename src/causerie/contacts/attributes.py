"""Attributes of a business's own: what it wants to know of contacts and cases, and which values fit. Keys and types
don't change, so what was kept stays readable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID

from msgspec import Meta, Struct, structs

from causerie.contacts.model import Attribute, AttributeDate, Facts
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)
MOST = 100

Of = Literal["contact", "case"]
AttributeType = Literal["text", "number", "boolean", "date", "choice", "link"]
Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z")]
Words = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^(?=\s*\S)[^\x00-\x1f]*\Z")]
# What staff see already, under names of its own.
TAKEN = frozenset({"name", "email", "phone", "locale", "made"})


class AttributeDefinition(Struct, frozen=True, forbid_unknown_fields=True):
    """What a business wants to know of its contacts, or of cases. `choices`: of the type choice, in their order."""

    of: Of
    key: Key
    label: Words
    type: AttributeType
    choices: Annotated[list[Words], Meta(max_length=100)] = []


async def defined(connection: Connection, workspace_id: UUID) -> list[AttributeDefinition]:
    """All of a workspace, by label."""
    return await QUERIES.all(connection, "attributes", AttributeDefinition, workspace_id=workspace_id)


async def define(connection: Connection, workspace_id: UUID, definition: AttributeDefinition) -> None:
    """Defines an attribute, or changes its label and choices. Raises invalid for a choice of nothing or a key that is
    taken, conflict for another type than it has and for more than 100."""
    if (definition.type == "choice") != bool(definition.choices):
        raise AppError(ErrorCode.INVALID, "Choices are for the type `choice`, which has one at least.")
    if definition.key in TAKEN:
        raise AppError(ErrorCode.INVALID, f"{definition.key!r} is something else already.")
    known = {(one.of, one.key): one for one in await defined(connection, workspace_id)}
    was = known.get((definition.of, definition.key))
    if was is not None and was.type != definition.type:
        raise AppError(ErrorCode.CONFLICT, f"It is of the type {was.type!r}, and stays so.")
    if was is None and len(known) >= MOST:
        raise AppError(ErrorCode.CONFLICT, f"There are {MOST} attributes already; delete one first.")
    values = structs.asdict(definition)
    await QUERIES.execute(connection, "put_attribute", workspace_id=workspace_id, **values)


async def forget(connection: Connection, workspace_id: UUID, of: Of, key: str) -> None:
    """Nobody is asked for it any more; what is known stays. Raises not_found."""
    where = {"workspace_id": workspace_id, "of": of, "key": key}
    if not await QUERIES.execute(connection, "delete_attribute", **where):
        raise not_found("attribute")


async def check(connection: Connection, workspace_id: UUID, of: Of, given: Facts) -> None:
    """Raises invalid, with what is wrong of each, for values that don't fit and keys that are not defined."""
    if given:
        fitting(await defined(connection, workspace_id), of, given)


def fitting(definitions: list[AttributeDefinition], of: Of, given: Mapping[str, Attribute | None]) -> None:
    """`check`, against these."""
    known = {one.key: one for one in definitions if one.of == of}
    errors: dict[str, str] = {}
    for key, value in given.items():
        if value is None:
            continue  # what is not known any more fits anything
        wrong = misfit(known[key], value) if key in known else "There is no such attribute; define it first."
        if wrong:
            errors[key] = wrong
    if errors:
        key, why = next(iter(errors.items()))
        raise AppError(ErrorCode.INVALID, f"{key}: {why}", errors=errors)


def misfit(definition: AttributeDefinition, value: Attribute) -> str | None:
    """Why the value is none of this attribute; null: it is."""
    match definition.type:
        case "text" if not isinstance(value, str):
            return "This is no text."
        case "number" if isinstance(value, bool) or not isinstance(value, int | float):
            return "This is no number."
        case "boolean" if not isinstance(value, bool):
            return "This is neither true nor false."
        case "date" if not isinstance(value, AttributeDate):
            return 'A date is {"date": "2026-11-23T00:00:00Z"}.'
        case "choice" if value not in definition.choices:
            return f"This is none of: {', '.join(definition.choices)}."
        case "link" if not isinstance(value, str) or not _is_link(value):
            return "A link begins with https:// or http://."
        case _:
            return None


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and not any(sign.isspace() for sign in text)
    )
