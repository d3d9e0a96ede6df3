"""Work at the desk is a case: put away, taken up again, ended, and begun anew, by the keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.stage import Stage
from tests.helpers.world import Customer


def customer_of(stage: Stage, shop: str) -> Customer:
    """Somebody who asked a new business something."""
    world = stage.business(shop)
    name = shop.replace(" ", "").lower()
    return stage.talk(stage.account(f"{name}@mail.example", "Crystal Minh"), world, "Is it in size M?")


def writes(stage: Stage, customer: Customer, text: str) -> None:
    stage.run(customer.world.runtime.conversations.say(customer.line(text)))


def pick_by_keys(page: Page, key: str, item: str) -> None:
    """Opens a menu by its key and goes to the item by arrows."""
    page.keyboard.press(key)
    expect(page.get_by_role("menuitem").first).to_be_focused()
    wanted = page.get_by_role("menuitem", name=item)
    for _ in range(12):
        if wanted.evaluate("item => item === document.activeElement"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_a_case_is_snoozed_resolved_and_taken_back_by_the_keyboard(stage: Stage) -> None:
    customer = customer_of(stage, "Snooze Shop")
    with stage.signed_in(customer.world.agent.account) as context:
        page = context.new_page()
        page.goto(f"/desk/{customer.world.workspace}/all/{customer.conversation}")
        log, rows = page.get_by_role("log"), page.locator("[data-row]")
        expect(log).to_contain_text("Is it in size M?")
        expect(log).to_contain_text("Case 1")
        page.get_by_role("region", name="Conversation with Crystal Minh").focus()

        pick_by_keys(page, "b", "Tomorrow morning")
        expect(log).to_contain_text("Olga snoozed this until")
        expect(rows).to_have_count(0)
        page.get_by_role("button", name="Showing: Open").click()
        snoozed = page.get_by_role("menuitem", name="Snoozed")
        expect(snoozed).to_contain_text("1")
        snoozed.click()
        expect(rows).to_have_count(1)
        assert violations(page) == []

        page.keyboard.press("z")
        expect(log).to_contain_text("Olga reopened the conversation")
        expect(rows).to_have_count(0)
        page.goto(f"/desk/{customer.world.workspace}/all/{customer.conversation}")
        expect(rows).to_have_count(1)
        page.get_by_role("region", name="Conversation with Crystal Minh").focus()
        pick_by_keys(page, "b", "Until the customer writes")
        expect(rows).to_have_count(0)
        writes(stage, customer, "And in blue?")
        expect(log).to_contain_text("Open again: the customer wrote")
        expect(rows).to_have_count(1)

        page.get_by_role("region", name="Conversation with Crystal Minh").focus()
        page.keyboard.press("e")
        expect(log).to_contain_text("Olga resolved the conversation")
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("button", name="Resolve")).to_be_visible()


def test_what_comes_late_is_a_new_case_and_the_past_one_folds(stage: Stage) -> None:
    customer = customer_of(stage, "Window Shop")
    shop = f"/desk/{customer.world.workspace}"
    with stage.signed_in(customer.world.agent.account) as context:
        page = context.new_page()
        page.goto(f"{shop}/cases")
        page.get_by_label("Days").fill("400")
        page.keyboard.press("Enter")
        expect(page.get_by_text("A whole number from 0 to 365.")).to_be_visible()
        page.get_by_label("Days").fill("0")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Saved")).to_be_visible()
        assert violations(page) == []

        page.goto(f"{shop}/all/{customer.conversation}")
        page.get_by_role("button", name="Resolve").click()
        expect(page.get_by_role("button", name="Reopen")).to_be_visible()
        writes(stage, customer, "Do you have gloves?")
        log = page.get_by_role("log")
        past = log.get_by_role("button", name=re.compile(r"^Case 1\b.*resolved by Olga"))
        expect(log).to_contain_text("Case 2")
        assert violations(page) == []
        fold(past, closed=True)
        expect(log.get_by_text("Is it in size M?")).to_have_count(0)
        expect(log).to_contain_text("Do you have gloves?")
        fold(past, closed=False)
        expect(log).to_contain_text("Is it in size M?")


def fold(section: Locator, *, closed: bool) -> None:
    """Folds a past case, or opens it, with the keyboard."""
    section.focus()
    section.press("Enter")
    expect(section).to_have_attribute("aria-expanded", "false" if closed else "true")


def test_cases_are_sorted_by_the_keyboard_and_found_by_what_they_are_sorted_by(stage: Stage) -> None:
    customer = customer_of(stage, "Label Shop")
    world = customer.world
    other = stage.talk(stage.account("second@mail.example", "Ion Rusu"), world, "Where is my parcel?")
    shop = f"/desk/{world.workspace}"
    with stage.signed_in(world.agent.account) as context:
        page = context.new_page()
        page.goto(f"{shop}/cases")
        labels, teams = page.get_by_role("region", name="Labels"), page.get_by_role("region", name="Teams")
        for name in ("Returns", "Refund", "VIP"):
            labels.get_by_label("Name").fill(name)
            page.keyboard.press("Enter")
            expect(labels.get_by_role("listitem").filter(has_text=name)).to_be_visible()
        teams.get_by_label("New team").fill("Warehouse")
        page.keyboard.press("Enter")
        member = teams.get_by_role("group", name="Warehouse").get_by_label("Adam")
        member.check()
        expect(member).to_be_checked()
        assert violations(page) == []

        page.goto(f"{shop}/all/{customer.conversation}")
        log, rows = page.get_by_role("log"), page.locator("[data-row]")
        expect(rows).to_have_count(2)
        page.get_by_role("region", name="Conversation with Crystal Minh").focus()
        page.keyboard.press("l")
        expect(page.get_by_role("combobox", name="Labels")).to_be_focused()
        page.keyboard.type("vi")
        page.keyboard.press("Enter")
        page.keyboard.type("refu")
        page.keyboard.press("Enter")
        assert violations(page) == []
        page.keyboard.press("Control+Enter")
        expect(log).to_contain_text("Olga added VIP, Refund")
        for key, name, typed, said in (
            ("p", "Priority", "urg", "Olga set the priority: Urgent"),
            ("t", "Team", "ware", "Olga gave this to the team Warehouse"),
        ):
            page.keyboard.press(key)
            expect(page.get_by_role("combobox", name=name)).to_be_focused()
            page.keyboard.type(typed)
            page.keyboard.press("Enter")
            expect(log).to_contain_text(said)
        page.keyboard.press("a")
        expect(page.get_by_role("menuitem", name="Adam")).to_contain_text("Warehouse")
        page.keyboard.press("Escape")

        page.keyboard.press("f")
        expect(page.get_by_role("combobox", name="Show only")).to_be_focused()
        page.keyboard.type("refund")
        page.keyboard.press("Enter")
        page.keyboard.press("Control+Enter")
        expect(rows).to_have_count(1)
        expect(page).to_have_url(re.compile(r"\?label=Refund$"))
        assert violations(page) == []
        page.get_by_role("button", name="Refund: don’t ask for it any more").click()  # noqa: RUF001  # the screen's own apostrophe
        expect(rows).to_have_count(2)
    assert other.conversation != customer.conversation
