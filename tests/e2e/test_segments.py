"""An agent puts a segment together by the keyboard, sees how many fit, and looks at them."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from causerie.contacts.attributes import AttributeDefinition
from causerie.contacts.model import NewContact
from tests.e2e.accessibility import violations
from tests.e2e.stage import Stage


def test_a_segment_is_put_together_shown_and_says_what_was_deleted(stage: Stage) -> None:
    world = stage.business("Segment Shop")
    directory = world.runtime.directory
    tier = AttributeDefinition("contact", "tier", "Tier", "choice", ["Gold", "Silver"])
    stage.run(directory.define_attribute(world.workspace, tier))
    for name, value in (("Ana Rusu", "Gold"), ("Ion Rusu", "Silver"), ("Vera Pop", "Gold")):
        stage.run(directory.make(world.agent, NewContact(name, attributes={"tier": value})))
    with stage.signed_in(world.agent.account) as context:
        page = context.new_page()
        page.goto(f"/desk/{world.workspace}/contacts")
        rows = page.locator("[data-contact]")
        expect(rows).to_have_count(3)
        page.keyboard.press("f")
        picker = page.get_by_role("dialog", name="Segments")
        picker.get_by_role("combobox").press_sequentially("new")
        page.keyboard.press("Enter")
        form = page.get_by_role("dialog", name="New segment")
        expect(form.get_by_label("Name", exact=True)).to_be_focused()
        page.keyboard.type("Golden Rusus")
        form.get_by_label("What is asked").select_option("Tier")
        page.keyboard.press("Enter")
        expect(form.get_by_role("alert")).to_contain_text("Finish or remove")
        form.get_by_label("Value").select_option("Gold")
        expect(form.get_by_role("status")).to_contain_text("2 contacts")
        form.get_by_role("button", name="Add a group").click()
        form.get_by_label("What is asked").nth(1).select_option("Name")
        form.get_by_label("Value").nth(1).fill("rusu")
        expect(form.get_by_role("status")).to_contain_text("1 contact")
        assert violations(page) == []
        page.keyboard.press("Enter")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("Ana Rusu")
        expect(page).to_have_url(re.compile(r"segment=[0-9a-f-]{36}"))

        stage.run(directory.forget_attribute(world.workspace, "contact", "tier"))
        page.reload()
        expect(page.get_by_text("The attribute “tier” was deleted.")).to_be_visible()
        expect(rows).to_have_count(1)
        page.get_by_role("button", name="Edit the segment").click()
        page.get_by_role("dialog", name="Edit segment").get_by_role("button", name="Delete").click()
        expect(rows).to_have_count(3)
