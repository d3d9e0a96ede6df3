"""Channels as staff see them."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, get, put

from causerie.accounts.model import Staff
from causerie.channels.model import ChannelCard, WebSettings, WidgetSettings
from causerie.channels.service import Channels
from causerie.channels.web.appearance import check


@get("/channels", permission="channels.read")
async def list_channels(workspace: UUID, staff: Staff, channels: Channels) -> list[ChannelCard]:
    """The workspace's channels."""
    return await channels.all(staff.workspace_id)


@get("/channels/{channel:uuid}/widget", permission="channels.read")
async def get_widget(workspace: UUID, channel: UUID, staff: Staff, channels: Channels) -> WidgetSettings:
    """What was decided about a widget, and how often its triggers were shown, opened and answered."""
    found = await channels.of_workspace(staff.workspace_id, channel)
    return WidgetSettings(found.settings, await channels.trigger_counts(staff.workspace_id, channel))


@put("/channels/{channel:uuid}/widget", permission="channels.write")
async def set_widget(
    workspace: UUID, channel: UUID, data: WebSettings, staff: Staff, channels: Channels
) -> WidgetSettings:
    """Decides about a widget. Pages follow within five minutes: so long the loader may be kept."""
    check(data)
    await channels.set_web_settings(staff.workspace_id, channel, data)
    return WidgetSettings(data, await channels.trigger_counts(staff.workspace_id, channel))


router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[list_channels, get_widget, set_widget],
    tags=["channels"],
)
