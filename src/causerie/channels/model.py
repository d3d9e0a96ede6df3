"""Channels as their owner and the public see them."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Person, WorkspaceCard

ChannelType = Literal["web", "email"]


class ChannelCard(Struct, frozen=True):
    """A channel as staff see it. `sites`: the origins whose pages may show the widget."""

    id: UUID
    kind: ChannelType
    name: str
    sites: list[str]


class WebTexts(Struct, frozen=True):
    """What the panel says first, in one language."""

    title: str
    greeting: str


class WebSettings(Struct, frozen=True):
    """The owner's choices for a widget: texts by language; where there are none, the panel's own."""

    texts: dict[str, WebTexts] = {}


class WebChannel(Struct, frozen=True):
    """A widget's channel. `identify_secret` is what the shop signs its customers' identities with."""

    workspace_id: UUID
    id: UUID
    name: str
    sites: list[str]
    identify_secret: str
    settings: WebSettings


class WidgetConfig(Struct, frozen=True):
    """What the panel must know before anybody speaks. `agents`: the staff whose desk is open now."""

    channel: UUID
    workspace: WorkspaceCard
    texts: dict[str, WebTexts]
    agents: list[Person]
    locales: list[str]
