"""This browser as a device that is told, and the account's quiet hours."""

from __future__ import annotations

from litestar import Router, delete, get, post, put

from causerie.accounts.model import Session
from causerie.channels.push.model import NewDevice, PushState, QuietChange
from causerie.channels.push.service import PushChannel


@get("/me/push", permission="account")
async def get_push(session: Session, push: PushChannel) -> PushState:
    """What a browser needs to be told, and what the account chose."""
    return await push.state(session)


@post("/me/push/device", permission="account", status_code=204)
async def add_device(data: NewDevice, session: Session, push: PushChannel) -> None:
    """From now on this browser is told what is not read, until it signs out."""
    await push.add(session, data)


@delete("/me/push/device", permission="account")
async def remove_device(session: Session, push: PushChannel) -> None:
    """This browser is told nothing any more."""
    await push.remove(session)


@put("/me/push/quiet", permission="account", status_code=204)
async def set_quiet(data: QuietChange, session: Session, push: PushChannel) -> None:
    """When none of the account's devices is told anything."""
    await push.set_quiet(session, data.quiet)


router = Router(path="/", route_handlers=[get_push, add_device, remove_device, set_quiet], tags=["channels"])
