"""Finding and making channels."""

from __future__ import annotations

from typing import get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from causerie.accounts import audit
from causerie.channels.model import (
    ChannelCard,
    ChannelType,
    TriggerCount,
    TriggerDeed,
    WebChannel,
    WebSettings,
)
from causerie.channels.sites import origin
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.clock import known_zone
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries
from causerie.kit.secrets import new_token
from causerie.office_hours import OfficeHours

QUERIES = Queries.beside(__file__)
MOST_REMEMBERED = 10_000


class Channels:
    """Channels of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # A channel never moves to another.
        self._workspaces: dict[UUID, UUID] = {}

    async def web(self, channel_id: UUID) -> WebChannel:
        """A widget's channel. Raises not_found."""
        async with self._database.acquire() as connection:
            channel = await QUERIES.maybe(connection, "web_channel", WebChannel, id=channel_id)
        if channel is None:
            raise not_found("channel")
        return channel

    async def workspace_of(self, channel_id: UUID) -> UUID:
        """The workspace of a widget's channel, of which it is told once. Raises not_found."""
        workspace_id = self._workspaces.get(channel_id)
        if workspace_id is None:
            workspace_id = (await self.web(channel_id)).workspace_id
            if len(self._workspaces) == MOST_REMEMBERED:
                self._workspaces.clear()
            self._workspaces[channel_id] = workspace_id
        return workspace_id

    async def all(self, workspace_id: UUID) -> list[ChannelCard]:
        """The workspace's channels, the oldest first."""
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.all(connection, "channels", ChannelCard, workspace_id=workspace_id)

    async def of_workspace(self, workspace_id: UUID, channel_id: UUID) -> WebChannel:
        """A widget's channel of this workspace. Raises not_found."""
        channel = await self.web(channel_id)
        if channel.workspace_id != workspace_id:
            raise not_found("channel")
        return channel

    async def asks_rating(self, workspace_id: UUID) -> bool:
        """Whether customers are asked, after each case, how content they are: the owner of any widget says so."""
        async with self._database.tenant(workspace_id) as connection:
            asks = await QUERIES.value(connection, "asks_rating", bool, workspace_id=workspace_id)
        return bool(asks)

    async def office_hours(self, workspace_id: UUID) -> OfficeHours | None:
        """When the business is there, as the oldest widget that tells it says; null: it was told nowhere."""
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.value(connection, "office_hours", OfficeHours, workspace_id=workspace_id)

    async def timezone(self, workspace_id: UUID, contact_id: UUID) -> ZoneInfo:
        """By which clock times are told to a contact: their own where it is known, that of the business's office hours,
        UTC where there are none."""
        where = {"workspace_id": workspace_id, "contact_id": contact_id}
        async with self._database.system() as connection:
            name = await QUERIES.value(connection, "timezone", str, **where)
        return known_zone(name or "UTC") or ZoneInfo("UTC")

    async def set_web_settings(self, workspace_id: UUID, channel_id: UUID, settings: WebSettings) -> None:
        """Sets what the owner decided about a widget. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            rows = await QUERIES.execute(
                connection, "set_settings", workspace_id=workspace_id, id=channel_id, settings=settings
            )
            if rows == 0:
                raise not_found("channel")
            await audit.record(connection, workspace_id, "widget.changed", after=settings)

    async def wants_link_cards(self, workspace_id: UUID) -> bool:
        """Whether pages that messages link to may be fetched for this business."""
        async with self._database.tenant(workspace_id) as connection:
            return bool(await QUERIES.value(connection, "link_cards", bool, workspace_id=workspace_id))

    async def count_trigger(self, channel: WebChannel, trigger: str, what: TriggerDeed) -> None:
        """One more that was shown, opened or answered. Raises not_found for a trigger that there is not."""
        if all(one.id != trigger for one in channel.settings.triggers):
            raise not_found("trigger")
        counted = {deed: int(deed == what) for deed in get_args(TriggerDeed)}
        async with self._database.tenant(channel.workspace_id) as connection:
            await QUERIES.execute(
                connection,
                "count_trigger",
                workspace_id=channel.workspace_id,
                channel_id=channel.id,
                trigger_id=trigger,
                **counted,
            )

    async def trigger_counts(self, workspace_id: UUID, channel_id: UUID) -> list[TriggerCount]:
        """How often each trigger was shown, opened and answered in the last 28 days."""
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.all(
                connection, "trigger_counts", TriggerCount, workspace_id=workspace_id, channel_id=channel_id
            )

    async def create(
        self,
        connection: Connection,
        workspace_id: UUID,
        kind: ChannelType,
        name: str,
        sites: list[str],
        settings: WebSettings | None = None,
    ) -> UUID:
        """Makes a channel with a fresh secret. Raises invalid for a site that has no origin."""
        try:
            origins = [origin(site) for site in sites]
        except ValueError as error:
            raise AppError(ErrorCode.INVALID, str(error)) from error
        channel_id = new_id()
        await QUERIES.execute(
            connection,
            "insert_channel",
            workspace_id=workspace_id,
            id=channel_id,
            kind=kind,
            name=name,
            identify_secret=new_token(),
            sites=origins,
            settings=settings or WebSettings(),
        )
        return channel_id
