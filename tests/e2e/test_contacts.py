"""An agent finds a person, keeps what they told, writes to them, and blocks them, by the keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from causerie.contacts.attributes import AttributeDefinition
from causerie.contacts.model import Page as Shown
from tests.e2e.accessibility import violations
from tests.e2e.stage import Stage


def press_away(page: Page, *keys: str) -> None:
    """Presses keys while no field has the keyboard."""
    for key in keys:
        page.keyboard.press(key)


def test_a_person_is_found_kept_written_to_and_blocked(stage: Stage) -> None:
    world = stage.business("People Shop")
    customer = stage.talk(
        stage.account("minh.people@mail.example", "Crystal Minh"), world, "Is it in size M?"
    )
    shown = Shown("https://shop.example/coats", "Winter coats", "https://search.example/")
    stage.run(
        world.runtime.visitors.visited(customer.visitor, customer.conversation, shown, "Safari, iPhone")
    )
    for one in (
        AttributeDefinition("contact", "tier", "Tier", "choice", ["Gold", "Silver"]),
        AttributeDefinition("case", "size", "Size", "number"),
    ):
        stage.run(world.runtime.directory.define_attribute(world.workspace, one))
    with stage.signed_in(world.agent.account) as context:
        page = context.new_page()
        page.goto(f"/desk/{world.workspace}/all")
        expect(page.locator("[data-row]")).to_have_count(1)
        press_away(page, "g", "c")
        people = page.get_by_role("region", name="Contacts")
        rows = people.locator("[data-contact]")
        expect(rows).to_have_count(1)

        page.keyboard.press("n")
        form = page.get_by_role("dialog", name="New contact")
        form.get_by_label("Name").fill("Ștefan Popescu")
        form.get_by_label("E-mail").fill("stefan@mail.example")
        form.get_by_label("Tier").select_option("Gold")
        form.get_by_label("Phone").fill("069 123 456")
        page.keyboard.press("Enter")
        expect(form.get_by_text("That is no number.")).to_be_visible()
        form.get_by_label("Phone").fill("+373 69 123 456")
        page.keyboard.press("Enter")
        record = page.get_by_role("article", name="Ștefan Popescu")
        expect(record).to_contain_text("+37369123456")
        expect(record).to_contain_text(re.compile(r"Tier\s*Gold"))
        expect(record.get_by_role("button", name="Write")).to_be_disabled()
        assert violations(page) == []

        record.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="They agreed to mail…").click()
        page.get_by_label("Words").fill("Yes, tell me by mail.")
        page.get_by_role("button", name="Save").click()
        expect(record).to_contain_text("Yes, tell me by mail.")
        press_away(page, "r")
        expect(page).to_have_url(re.compile(r"/all/[0-9a-f-]{36}$"))
        page.get_by_role("textbox", name=re.compile("^Reply")).fill("Your wheels are here")
        page.keyboard.press("Enter")
        expect(page.get_by_role("log")).to_contain_text("Case 1")
        page.get_by_role("button", name="Write down what is known…").click()
        page.get_by_label("Size").fill("large")
        page.keyboard.press("Enter")
        expect(page.get_by_text("That is no number.")).to_be_visible()
        page.get_by_label("Size").fill("22")
        page.keyboard.press("Enter")
        expect(page.get_by_role("log")).to_contain_text("Olga wrote down: Size")
        expect(page.get_by_role("complementary", name="Contact")).to_contain_text(re.compile(r"Size\s*22"))

        page.goto(f"/desk/{world.workspace}/contacts")
        expect(rows).to_have_count(2)
        press_away(page, "/")
        page.keyboard.type("crystal")
        expect(rows).to_have_count(1)
        page.keyboard.press("ArrowDown")
        expect(rows.first).to_be_focused()
        page.keyboard.press("Enter")
        record = page.get_by_role("article", name="Crystal Minh")
        expect(record).to_contain_text("Winter coats")
        expect(record).to_contain_text("Safari, iPhone · from search.example")
        expect(record.get_by_role("link", name=re.compile("^Case 1"))).to_be_visible()
        record.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Block").click()
        asked = page.get_by_role("dialog", name="Block Crystal Minh?")
        asked.get_by_role("button", name="Block").click()
        expect(record.get_by_text("Blocked", exact=True)).to_be_visible()
        stage.run(world.runtime.conversations.say(customer.line("Hello? Hello?")))
        press_away(page, "g", "i")
        expect(page.locator("[data-row]")).to_have_count(1)
        expect(page.locator("[data-row]")).to_contain_text("Your wheels are here")
