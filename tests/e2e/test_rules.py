"""The owner writes a rule, sees what it would have done, switches it on, and reads what it did."""

from __future__ import annotations

from playwright.sync_api import expect

from causerie.conversations.model import Label
from tests.e2e.accessibility import violations
from tests.e2e.everywhere import beside_the_window, too_small
from tests.e2e.stage import Stage


def test_a_rule_is_tried_out_switched_on_and_its_work_is_read(stage: Stage) -> None:
    world = stage.business("Rule Shop")
    stage.run(stage.runtime.casework.define_label(world.workspace, Label("refund", "#336699")))
    account = stage.account("ruled@mail.example", "Crystal Minh")
    customer = stage.talk(account, world, "Where are my refunds?")
    with stage.signed_in(world.agent.account) as context:
        page = context.new_page()
        page.goto(f"/desk/{world.workspace}/rules")
        page.get_by_role("button", name="Say when we are away: Add").click()
        away = page.get_by_role("switch", name="Say when we are away")
        expect(away).to_have_attribute("aria-checked", "false")
        assert violations(page) == []

        page.get_by_role("button", name="New rule", exact=True).click()
        page.get_by_label("Name").fill("Refunds")
        page.get_by_role("button", name="Add a condition").click()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Something is missing here")).to_have_count(2)
        page.get_by_label("Words in the message", exact=True).last.fill("refund, money back")
        page.get_by_role("group", name="Put on").get_by_label("refund").check()
        page.get_by_role("button", name="Try it out").click()
        expect(page.get_by_text("1 time in 1 conversation")).to_be_visible()
        expect(page.get_by_role("link", name="Crystal Minh")).to_be_visible()
        assert violations(page) == []
        page.set_viewport_size({"width": 360, "height": 760})
        assert beside_the_window(page) + too_small(page) == []
        page.set_viewport_size({"width": 1280, "height": 760})
        page.get_by_role("button", name="Save").click()
        refunds = page.get_by_role("switch", name="Refunds")
        refunds.focus()
        page.keyboard.press("Enter")
        expect(refunds).to_have_attribute("aria-checked", "true")
        page.get_by_role("button", name="Ask “Refunds” earlier").click()
        expect(page.get_by_role("switch").first).to_have_accessible_name("Refunds")

        stage.run(world.runtime.conversations.say(customer.line("I want a refund")))
        page.goto(f"/desk/{world.workspace}/all/{customer.conversation}")
        expect(page.get_by_role("log")).to_contain_text("Rule “Refunds” added refund")
        page.goto(f"/desk/{world.workspace}/rules")
        log = page.get_by_role("region", name="What rules did")
        expect(log.get_by_role("link", name="Crystal Minh")).to_be_visible()
        expect(log).to_contain_text("Words in the message: refund")
        page.set_viewport_size({"width": 360, "height": 760})
        assert violations(page) == []
        assert beside_the_window(page) + too_small(page) == []
