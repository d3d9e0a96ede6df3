"""This browser as a device that is told, and the account's quiet hours."""

from __future__ import annotations

from litestar import Router, delete, get, post, put

from causerie.accounts.model import Session
from causerie.channels.push.agents import Agents
from causerie.channels.push.model import AgentAlerts, App, NewDevice, PushState, QuietChange
from causerie.channels.push.service import PushChannel


@get("/me/push", permission="account")
async def get_push(session: Session, push: PushChannel, app: App = "messenger") -> PushState:
    """What a browser needs to be told, and what the account chose."""
    return await push.state(session, app)


@post("/me/push/device", permission="account", status_code=204)
async def add_device(data: NewDevice, session: Session, push: PushChannel) -> None:
    """From now on this browser is told what is not read, until it signs out."""
    await push.add(session, data)


@delete("/me/push/device", permission="account")
async def remove_device(session: Session, push: PushChannel, app: App = "messenger") -> None:
    """This browser is told nothing any more."""
    await push.remove(session, app)


@put("/me/push/quiet", permission="account", status_code=204)
async def set_quiet(data: QuietChange, session: Session, push: PushChannel) -> None:
    """When none of the account's devices is told anything."""
    await push.set_quiet(session, data.quiet)


@get("/me/push/alerts", permission="account")
async def get_alerts(session: Session, agents: Agents) -> AgentAlerts:
    """What the account's devices are told of as an agent's."""
    return await agents.alerts(session)


@put("/me/push/alerts", permission="account", status_code=204)
async def set_alerts(data: AgentAlerts, session: Session, agents: Agents) -> None:
    """From now on they are told of these."""
    await agents.choose(session, data)


router = Router(
    path="/",
    route_handlers=[get_push, add_device, remove_device, set_quiet, get_alerts, set_alerts],
    tags=["channels"],
)
