"""Where a page of a list ended, which is by a time and an id, as the list gives it out and gets it back."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from causerie.errors import AppError, ErrorCode

_Place = tuple[Annotated[datetime, Meta(tz=True)], UUID]


def pack(at: datetime, id_: UUID) -> str:
    """What asks for the page after this."""
    return base64.urlsafe_b64encode(msgspec.json.encode((at, id_))).decode()


def unpack(after: str | None) -> tuple[datetime, UUID]:
    """Where the page before ended; null: the first page. Raises invalid for what `pack` did not make."""
    if after is None:
        return datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1)
    try:
        at, id_ = msgspec.json.decode(base64.urlsafe_b64decode(after), type=_Place)
        return at.astimezone(UTC), id_
    except (ValueError, OverflowError, RecursionError, msgspec.MsgspecError) as error:
        raise AppError(ErrorCode.INVALID, "`page` is not one that a list gave out.") from error
