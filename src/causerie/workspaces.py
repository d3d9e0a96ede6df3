"""A business's first hour: its workspace, its owner and its widget, made together or not at all."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta, Struct

from causerie.accounts.model import Email, Name
from causerie.channels.sites import origin
from causerie.errors import AppError, ErrorCode
from causerie.runtime import running
from causerie.settings import Settings

SLUG = r"^[a-z0-9][a-z0-9-]{1,62}\Z"


class NewWorkspace(Struct, frozen=True):
    """What is asked for. `sites`: origins such as https://shop.example; `colour`: #rrggbb."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    slug: Annotated[str, Meta(pattern=SLUG)]
    sites: Annotated[list[str], Meta(min_length=1, max_length=50)]
    owner: Email
    owner_name: Name
    password: Annotated[str, Meta(min_length=10, max_length=1_000)]
    colour: Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}\Z")]


def slug_of(name: str) -> str:
    """A short name for addresses: lower case, ASCII, hyphens."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:63]


async def create_workspace(settings: Settings, wish: NewWorkspace) -> UUID:
    """Makes it all in one transaction and returns the widget's channel.

    Raises ValueError for a wish that can't be fulfilled as it is, AppError(conflict) for a slug that is taken.
    """
    try:
        wish = msgspec.convert(msgspec.to_builtins(wish), NewWorkspace)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    sites = [origin(site) for site in wish.sites]
    async with running(settings) as runtime:
        try:
            async with runtime.database.system() as connection:
                workspace = await runtime.accounts.create_workspace(
                    connection, wish.slug, wish.name, wish.colour, "en"
                )
                await runtime.accounts.add_staff(
                    connection, workspace, wish.owner, wish.owner_name, wish.password, "owner"
                )
                return await runtime.channels.create(connection, workspace, "web", "Website", sites)
        except asyncpg.UniqueViolationError as error:
            raise AppError(ErrorCode.CONFLICT, f"There is a workspace {wish.slug!r} already.") from error
