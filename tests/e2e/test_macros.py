"""An agent puts a macro together, and runs it on one conversation and on many."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from causerie.conversations.model import Label
from tests.e2e.accessibility import violations
from tests.e2e.stage import Stage
from tests.helpers.world import World


async def _wrote(world: World, count: int) -> None:
    for number in range(count):
        customer = await world.customer()
        await world.runtime.conversations.say(customer.line(f"Question {number}"))


def _add(page: Page, step: str) -> None:
    page.get_by_role("button", name="Add a step").press("Enter")
    page.get_by_role("menuitem", name=step, exact=True).press("Enter")


def test_a_macro_is_made_and_run_by_one_key(stage: Stage) -> None:
    world = stage.business("Macro Shop")
    stage.run(_wrote(world, 3))
    stage.run(world.runtime.casework.define_label(world.workspace, Label("wheels", "#336699")))
    with stage.signed_in(world.agent.account) as context:
        page = context.new_page()
        page.goto(f"/desk/{world.workspace}/macros")
        page.get_by_role("button", name="New macro").press("Enter")
        form = page.get_by_role("form", name="New macro")
        form.get_by_label("Name").fill("Wheels are here")
        _add(page, "Reply")
        form.get_by_label("Text").fill("Hello {{contact.nickname}}")
        _add(page, "Labels")
        form.get_by_role("button", name="wheels").press("Enter")
        _add(page, "Resolve")
        form.get_by_role("button", name="Save").press("Enter")
        expect(form).to_contain_text("known any more")
        form.get_by_label("Text").fill("Hello {{contact.first_name | there}}, they are here")
        assert violations(page) == []
        form.get_by_role("button", name="Save").press("Enter")
        expect(page.get_by_text("Reply · Labels · Resolve")).to_be_visible()

        page.goto(f"/desk/{world.workspace}/all")
        rows = page.locator("[data-row]")
        expect(rows).to_have_count(3)
        log = page.get_by_role("log")
        rows.first.click()
        expect(log).to_contain_text("Question 2")
        rows.first.focus()
        page.keyboard.press(";")
        expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
        page.keyboard.press("Enter")
        expect(log).to_contain_text("Hello there, they are here")
        expect(page.get_by_text("Wheels are here: 1 done")).to_be_visible()
        expect(rows).to_have_count(2)

        page.keyboard.press("Control+a")
        page.keyboard.press(";")
        expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
        page.keyboard.press("Enter")
        asked = page.get_by_role("dialog", name="Say this to all of them?")
        asked.get_by_role("button", name="Say it").press("Enter")
        bar = page.get_by_role("group", name="What to do with the chosen")
        expect(bar).to_contain_text("Wheels are here: 2 done")
        expect(rows).to_have_count(0)
        bar.get_by_role("button", name="Undo").press("Enter")
        expect(bar).to_contain_text("Undo, but for what was said: 2 done")
        expect(rows).to_have_count(2)
