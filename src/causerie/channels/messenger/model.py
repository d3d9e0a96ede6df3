"""What a message-us link leads to."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from causerie.accounts.model import WorkspaceCard
from causerie.conversations.referral import Ref

QrFormat = Literal["svg", "png", "pdf"]


class Business(Struct, frozen=True):
    """Who is written to by the link. `channel`: the widget by which somebody who is not signed in writes."""

    workspace: WorkspaceCard
    channel: UUID


class Start(Struct, frozen=True, forbid_unknown_fields=True):
    """The signed-in person writes to the business. `ref`: what their link said. `token`: of the visitor who they were
    before they signed in; what was said as that one goes with them."""

    ref: Ref | None = None
    token: Annotated[str, Meta(min_length=20, max_length=200)] | None = None


class Started(Struct, frozen=True):
    """The person's conversation with the business."""

    conversation: UUID
