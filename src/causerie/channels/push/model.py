"""Devices, quiet hours, and what is said to a device."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

Minute = Annotated[int, Meta(ge=0, lt=24 * 60)]


class DeviceKeys(Struct, frozen=True, forbid_unknown_fields=True):
    """What messages to a device are encrypted for (RFC 8291): base64url without padding."""

    p256dh: Annotated[str, Meta(max_length=100)]
    auth: Annotated[str, Meta(max_length=40)]


# Each has a service worker of its own, and so a subscription of its own.
App = Literal["messenger", "desk"]


class NewDevice(Struct, frozen=True, forbid_unknown_fields=True):
    """A browser's PushSubscription, for one of our apps."""

    endpoint: Annotated[str, Meta(max_length=2_000, pattern=r"^https?://[^\x00\s]+\Z")]
    keys: DeviceKeys
    app: App = "messenger"


class QuietHours(Struct, frozen=True, forbid_unknown_fields=True):
    """From minute `begins` of the day to minute `ends`, over midnight where that is smaller, nothing is told;
    `timezone`, an IANA name, says whose minutes. What came meanwhile is told at the end."""

    begins: Minute
    ends: Minute
    timezone: Annotated[str, Meta(max_length=64)]


class QuietChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Null: there are no quiet hours."""

    quiet: QuietHours | None


class AgentAlerts(Struct, frozen=True, forbid_unknown_fields=True):
    """What an agent's devices are told of: somebody writes and nobody has the conversation (`new`); a customer answers
    in one of the agent's; a conversation became theirs; a colleague named them in a note (`@Name`)."""

    new: bool = True
    answered: bool = True
    assigned: bool = True
    mentioned: bool = True


class PushState(Struct, frozen=True):
    """`key`: the application server's key for PushManager.subscribe(), base64url. `here`: this session has a device for
    the app."""

    key: str
    here: bool
    quiet: QuietHours | None


class Notice(Struct, frozen=True, omit_defaults=True):
    """What a device is sent. `close`: take away what was shown of this conversation. `unread`: messages in all of the
    account's conversations. For an agent also the `workspace`, `why` it concerns them, and `by` whom."""

    conversation: UUID
    unread: int
    close: bool = False
    title: str = ""
    kind: str = ""
    text: str = ""
    icon: str | None = None
    locale: str = "en"
    workspace: UUID | None = None
    why: str = ""
    by: str = ""


class ClearDevice(Struct, frozen=True):
    """The job to take a notice away that was shown."""

    conversation_id: UUID
    device_id: UUID
