"""The widget's routes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post

from causerie.accounts.api import client_address
from causerie.channels.model import TriggerDeed, WidgetConfig
from causerie.channels.web.model import About
from causerie.channels.web.service import Widget
from causerie.contacts.model import CodeGift, CodeWish, EmailGift, Identified, Identify, Token, Visitor


@get("/{channel:uuid}", permission="public")
async def get_config(channel: UUID, widget: Widget) -> WidgetConfig:
    """What the panel must know before anybody speaks."""
    return await widget.config(channel)


@post("/{channel:uuid}/session", permission="public", status_code=201)
async def new_session(channel: UUID, request: Request[Any, Any, Any], widget: Widget) -> Token:
    """A token for a browser that is about to write; nothing is stored yet."""
    return Token(await widget.new_token(channel, client_address(request)))


@post("/{channel:uuid}/identify", permission="visitor", status_code=200)
async def identify(channel: UUID, data: Identify, visitor: Visitor, widget: Widget) -> Identified:
    """The shop says, signed, who its visitor is. Without a right signature nothing changes."""
    return await widget.identify(visitor, data)


@post("/{channel:uuid}/about", permission="visitor", status_code=204)
async def describe(channel: UUID, data: About, visitor: Visitor, widget: Widget) -> None:
    """The page says, unsigned, who its visitor is and what there is to know of them and of the conversation."""
    await widget.describe(visitor, data)


@post("/{channel:uuid}/end", permission="visitor", status_code=204)
async def end(channel: UUID, visitor: Visitor, widget: Widget) -> None:
    """The visitor is done: the present case is resolved. Writing again opens the next one."""
    await widget.end(visitor)


@post("/{channel:uuid}/email", permission="visitor", status_code=204)
async def give_email(channel: UUID, data: EmailGift, visitor: Visitor, widget: Widget) -> None:
    """The visitor leaves an address to answer to."""
    await widget.give_email(visitor, data.email)


@post("/{channel:uuid}/confirm", permission="visitor", status_code=202)
async def send_code(
    channel: UUID, data: CodeWish, request: Request[Any, Any, Any], visitor: Visitor, widget: Widget
) -> dict[str, str]:
    """Mails a code to the address that the visitor left."""
    await widget.send_code(visitor, data.locale, client_address(request))
    return {}


@post("/{channel:uuid}/confirm/verify", permission="visitor", status_code=204)
async def confirm(channel: UUID, data: CodeGift, visitor: Visitor, widget: Widget) -> None:
    """The code from the mailbox: this browser sees everything from now on."""
    await widget.confirm(visitor, data.code)


@post("/{channel:uuid}/triggers/{trigger:str}/{deed:str}", permission="public", status_code=204)
async def count_trigger(
    channel: UUID, trigger: str, deed: TriggerDeed, request: Request[Any, Any, Any], widget: Widget
) -> None:
    """A trigger was shown to, opened or answered by somebody; nothing is asked or kept of who."""
    await widget.count_trigger(channel, trigger, deed, client_address(request))


router = Router(
    path="/widget",
    route_handlers=[
        get_config,
        new_session,
        identify,
        describe,
        end,
        give_email,
        send_code,
        confirm,
        count_trigger,
    ],
    tags=["widget"],
)
