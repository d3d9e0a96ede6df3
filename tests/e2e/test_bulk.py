"""An agent goes through many conversations at once, by the keyboard alone, and takes it back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from causerie.conversations.model import Label
from tests.e2e.accessibility import violations
from tests.e2e.stage import Stage
from tests.helpers.world import Customer, World


async def _wrote(world: World, count: int) -> list[Customer]:
    customers = [await world.customer() for _ in range(count)]
    for number, customer in enumerate(customers):
        await world.runtime.conversations.say(customer.line(f"Question {number}"))
    return customers


def test_many_conversations_are_labelled_resolved_and_taken_back_by_keyboard(stage: Stage) -> None:
    world = stage.business("Busy Shop")
    runtime = world.runtime
    customers = stage.run(_wrote(world, 60))
    stage.run(runtime.casework.define_label(world.workspace, Label("spam", "#993333")))
    with stage.signed_in(world.agent.account) as context:
        page = context.new_page()
        page.goto(f"/desk/{world.workspace}/all")
        rows = page.locator("[data-row]")
        expect(rows).to_have_count(50)
        bar = page.get_by_role("group", name="What to do with the chosen")

        page.keyboard.press("j")
        page.keyboard.press("x")
        for _ in range(2):
            page.keyboard.press("Shift+ArrowDown")
        expect(bar).to_contain_text("3 chosen")
        assert violations(page) == []
        page.keyboard.press("l")
        expect(page.get_by_role("combobox", name="Put labels on")).to_be_focused()
        page.keyboard.type("spam")
        page.keyboard.press("Enter")
        page.keyboard.press("Control+Enter")
        expect(bar).to_contain_text("+ spam: 3 done")
        for number in range(3):
            expect(rows.nth(number)).to_contain_text("spam")

        page.keyboard.press("Control+a")
        expect(bar).to_contain_text("All chosen")
        page.keyboard.press("e")
        expect(bar).to_contain_text("Resolve: 60 done", timeout=30_000)
        expect(rows).to_have_count(0)
        # A colleague has taken one over since: it is theirs.
        theirs = customers[7].conversation
        stage.run(runtime.casework.reopen(world.colleague, theirs))
        stage.run(runtime.casework.resolve(world.colleague, theirs))
        page.keyboard.press("z")
        expect(bar).to_contain_text("Undo: 59 done · 1 left as it was", timeout=30_000)
        expect(rows).to_have_count(59)
        bar.get_by_role("button", name="Why").press("Enter")
        left = page.get_by_role("dialog", name="Left as they were")
        expect(left).to_contain_text("Somebody changed it meanwhile")
        assert violations(page) == []
        page.keyboard.press("Escape")

        rows.nth(1).click(modifiers=["Shift"])
        expect(bar).to_contain_text("1 chosen")
        page.keyboard.press("Control+k")
        expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
        page.keyboard.type("assign to me")
        page.keyboard.press("Enter")
        expect(bar).to_contain_text(re.compile("1 done"))
        expect(page.get_by_role("navigation", name="Conversations").get_by_text("Mine")).to_be_visible()
        taken = [one for one in customers if stage.run(_assignee(one)) == world.agent.account.id]
        assert len(taken) == 1


async def _assignee(customer: Customer) -> object:
    detail = await customer.world.runtime.conversations.detail(
        customer.world.workspace, customer.conversation
    )
    return detail.head.assignee and detail.head.assignee.id
