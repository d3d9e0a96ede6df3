"""Rules over HTTP: what is done by itself, what it did, and what it would do."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Router, delete, get, post, put
from litestar.params import Parameter

from causerie.accounts.model import Staff
from causerie.rules.model import FiringPage, NewRule, Rule, RulesOrder, RuleSwitch, RuleTrial
from causerie.rules.service import Rules


@get("/rules", permission="conversations.read")
async def list_rules(workspace: UUID, staff: Staff, rules: Rules) -> list[Rule]:
    """Every rule, in the order in which they are asked."""
    return await rules.all(staff.workspace_id)


@post("/rules", permission="cases.write", status_code=201)
async def write_rule(workspace: UUID, data: NewRule, staff: Staff, rules: Rules) -> Rule:
    """Keeps a new rule, which is off until it is switched on."""
    return await rules.write(staff.workspace_id, data)


@put("/rules/{rule:uuid}", permission="cases.write")
async def change_rule(workspace: UUID, rule: UUID, data: NewRule, staff: Staff, rules: Rules) -> Rule:
    """Writes a rule anew, for what happens from now on."""
    return await rules.change(staff.workspace_id, rule, data)


@put("/rules/{rule:uuid}/enabled", permission="cases.write")
async def switch_rule(workspace: UUID, rule: UUID, data: RuleSwitch, staff: Staff, rules: Rules) -> Rule:
    """On, for what happens from now on, or off."""
    return await rules.switch(staff.workspace_id, rule, enabled=data.enabled)


@delete("/rules/{rule:uuid}", permission="cases.write")
async def remove_rule(workspace: UUID, rule: UUID, staff: Staff, rules: Rules) -> None:
    """It is asked no more; what it did stays in the log."""
    await rules.remove(staff.workspace_id, rule)


@put("/rules-order", permission="cases.write")
async def order_rules(workspace: UUID, data: RulesOrder, staff: Staff, rules: Rules) -> list[Rule]:
    """Asks all rules in this order from now on."""
    return await rules.order(staff.workspace_id, data.rules)


@get("/rules-log", permission="conversations.read")
async def list_firings(
    workspace: UUID,
    staff: Staff,
    rules: Rules,
    rule: UUID | None = None,
    conversation: UUID | None = None,
    page: Annotated[str | None, Parameter(max_length=200)] = None,
) -> FiringPage:
    """What rules did in the last 90 days, or one of them, or in one conversation; the newest first."""
    return await rules.log(staff.workspace_id, rule, conversation, page)


@post("/rule-trials", permission="cases.write", status_code=201)
async def try_rule(workspace: UUID, data: NewRule, staff: Staff, rules: Rules) -> RuleTrial:
    """Begins a dry run over the last 30 days: what the rule would have done. Nothing is written or sent."""
    return await rules.try_out(staff.workspace_id, data)


@get("/rule-trials/{trial:uuid}", permission="cases.write")
async def get_rule_trial(workspace: UUID, trial: UUID, staff: Staff, rules: Rules) -> RuleTrial:
    """How far a dry run is, and what it found so far; there for a day."""
    return await rules.trial(staff.workspace_id, trial)


router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[
        list_rules,
        write_rule,
        change_rule,
        switch_rule,
        remove_rule,
        order_rules,
        list_firings,
        try_rule,
        get_rule_trial,
    ],
    tags=["rules"],
)
