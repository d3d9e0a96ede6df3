"""Channels as staff see them."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, get

from causerie.accounts.model import Staff
from causerie.channels.model import ChannelCard
from causerie.channels.service import Channels


@get("/channels", permission="channels.read")
async def list_channels(workspace: UUID, staff: Staff, channels: Channels) -> list[ChannelCard]:
    """The workspace's channels."""
    return await channels.all(staff.workspace_id)


router = Router(path="/workspaces/{workspace:uuid}", route_handlers=[list_channels], tags=["channels"])
