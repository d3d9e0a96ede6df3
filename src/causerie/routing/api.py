"""Routing over HTTP: the owner's rules and promises, and the agents."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, get, put

from causerie.accounts.model import Staff
from causerie.routing.deadlines import Deadlines
from causerie.routing.model import (
    AgentCard,
    AgentChange,
    AvailabilityChoice,
    RoutingRules,
    SlaPolicies,
)
from causerie.routing.roster import Roster
from causerie.routing.service import Routing


@get("/routing", permission="conversations.read")
async def get_routing(workspace: UUID, staff: Staff, routing: Routing) -> RoutingRules:
    """Who gets a case that nobody has."""
    return await routing.rules(staff.workspace_id)


@put("/routing", permission="cases.write")
async def put_routing(workspace: UUID, data: RoutingRules, staff: Staff, routing: Routing) -> RoutingRules:
    """Decides that, for every case that nobody has."""
    return await routing.set_rules(staff.workspace_id, data)


@get("/agents", permission="staff.read")
async def list_agents(workspace: UUID, staff: Staff, roster: Roster) -> list[AgentCard]:
    """Everybody to whom cases can be given: who is there, and how much they have."""
    return await roster.of(staff.workspace_id)


@put("/availability", permission="conversations.write")
async def put_availability(
    workspace: UUID, data: AvailabilityChoice, staff: Staff, roster: Roster
) -> AgentCard:
    """Says that one is online, busy or away. The desks of all hear of it by the frame `availability`."""
    return await roster.say(staff, data.state)


@put("/agents/{agent:uuid}", permission="staff.write")
async def change_agent(
    workspace: UUID, agent: UUID, data: AgentChange, staff: Staff, roster: Roster
) -> AgentCard:
    """Says how many cases may be given to an agent, which languages they speak and what they know about."""
    return await roster.change(staff.workspace_id, agent, data)


@get("/sla-policies", permission="conversations.read")
async def get_sla_policies(workspace: UUID, staff: Staff, deadlines: Deadlines) -> SlaPolicies:
    """By when cases are promised to be answered and resolved; the first policy that applies holds."""
    return await deadlines.policies(staff.workspace_id)


@put("/sla-policies", permission="cases.write")
async def put_sla_policies(
    workspace: UUID, data: SlaPolicies, staff: Staff, deadlines: Deadlines
) -> SlaPolicies:
    """Promises that, for cases that are opened or sorted otherwise from now on."""
    return await deadlines.set_policies(staff.workspace_id, data)


router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[
        get_routing,
        put_routing,
        list_agents,
        put_availability,
        change_agent,
        get_sla_policies,
        put_sla_policies,
    ],
    tags=["routing"],
)
