"""Channels as their owner and the public see them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from causerie.accounts.model import Locale, Person, WorkspaceCard
from causerie.contacts.model import AttributeName
from causerie.office_hours import Minute, OfficeHours

ChannelType = Literal["web", "email"]
TriggerDeed = Literal["shown", "opened", "answered"]


class ChannelCard(Struct, frozen=True):
    """A channel as staff see it. `sites`: the origins whose pages may show the widget."""

    id: UUID
    kind: ChannelType
    name: str
    sites: list[str]


Text = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*\Z")]
Word = Annotated[str, Meta(max_length=60, pattern=r"^[^\x00-\x1f]*\Z")]


class WebTexts(Struct, frozen=True, forbid_unknown_fields=True):
    """What the widget says, in one language; where a text is empty, it says its own. `launcher`: beside the bubble's
    icon. `available` and `unavailable`: in place of what it says of the hours."""

    title: Annotated[str, Meta(max_length=100, pattern=r"^[^\x00-\x1f]*\Z")] = ""
    greeting: Text = ""
    launcher: Word = ""
    available: Text = ""
    unavailable: Text = ""


class AtLeast(Struct, frozen=True, forbid_unknown_fields=True):
    """An attribute that the page gave, such as the bag's sum, is at least this."""

    name: AttributeName
    value: float


class Quiet(Struct, frozen=True, forbid_unknown_fields=True):
    """From when to when, by the visitor's clock, nothing is offered; over midnight where `begins` is the later."""

    begins: Minute
    ends: Minute


class Trigger(Struct, frozen=True, forbid_unknown_fields=True):
    """When to offer help with a few words beside the bubble: where every condition that is given holds.

    `seconds` on the page; `scrolled` so many per cent; `leaving`: the pointer goes for the window's edge. `pages` and
    `referrers`: one of them is a part of the address. `campaign`: parameters of the address, such as utm_source.
    `returning`: whether the visitor has chatted before. It is offered at most `at_most` times while a page lives,
    and to visitors who have chatted once in `every_hours`.
    """

    id: Annotated[str, Meta(pattern=r"^[a-z0-9-]{4,40}\Z")]
    name: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]*\Z")]
    words: dict[Locale, Annotated[str, Meta(max_length=300, pattern=r"^[^\x00]*\Z")]]
    on: bool = True
    seconds: Annotated[int, Meta(ge=0, le=3600)] | None = None
    scrolled: Annotated[int, Meta(ge=1, le=100)] | None = None
    leaving: bool = False
    pages: Annotated[list[Annotated[str, Meta(min_length=1, max_length=200)]], Meta(max_length=20)] = []
    referrers: Annotated[list[Annotated[str, Meta(min_length=1, max_length=200)]], Meta(max_length=20)] = []
    campaign: Annotated[dict[Word, Word], Meta(max_length=10)] = {}
    returning: bool | None = None
    attribute: AtLeast | None = None
    at_most: Annotated[int, Meta(ge=1, le=5)] = 1
    every_hours: Annotated[int, Meta(ge=0, le=720)] = 24
    quiet: Quiet | None = None


class TriggerCount(Struct, frozen=True):
    """How often a trigger was shown, opened and answered in the last 28 days."""

    id: str
    shown: int
    opened: int
    answered: int


class WebSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The owner's choices for a widget. `colour` null: the business's own. `show_people`: whether visitors see the
    staff's names, pictures and lines before somebody answers them. `link_cards`: whether pages that messages link to
    are fetched by the server, to be shown below the message.
    `ask_rating`: whether customers are asked, after each case, how content they are."""

    texts: dict[Locale, WebTexts] = {}
    colour: Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}\Z")] | None = None
    position: Literal["left", "right"] = "right"
    icon: Literal["chat", "question", "mail", "headset", "heart"] = "chat"
    show_people: bool = True
    hours: OfficeHours | None = None
    ask_rating: bool = False
    triggers: Annotated[list[Trigger], Meta(max_length=20)] = []
    link_cards: bool = True


class WidgetSettings(Struct, frozen=True):
    """A widget's settings as its owner sees them."""

    settings: WebSettings
    counts: list[TriggerCount]


class WebChannel(Struct, frozen=True):
    """A widget's channel. `identify_secret` is what the shop signs its customers' identities with."""

    workspace_id: UUID
    id: UUID
    name: str
    sites: list[str]
    identify_secret: str
    settings: WebSettings


class HoursNow(Struct, frozen=True):
    """Whether the business answers now. `opens_at`: when it does next, null where that is not within 60 days."""

    open: bool
    opens_at: datetime | None
    timezone: str
    holiday: str


class WidgetConfig(Struct, frozen=True):
    """What the panel must know before anybody speaks. `agents`: the staff whose desk is open now, `people`: all staff;
    nobody where the owner does not show them. `answer_seconds`: the median time to a first answer in the last 28 days;
    null where there are too few to say. `hours`: null where the owner gave none."""

    channel: UUID
    workspace: WorkspaceCard
    texts: dict[Locale, WebTexts]
    colour: str
    online: bool
    agents: list[Person]
    people: list[Person]
    answer_seconds: int | None
    hours: HoursNow | None
    locales: list[Locale]
