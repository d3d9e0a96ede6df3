"""A case finds its agent by itself, and says why; the owner decides how, the agents whether they are there."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.everywhere import beside_the_window, too_small
from tests.e2e.stage import Stage

# On a slow machine it may have waited a little.
SOON = re.compile(r"First answer due in (10|9|8) min")


def available(page: Page, shop: str, state: str) -> None:
    """Says by the keyboard what one is, and sees it in the menu."""
    page.keyboard.press("v")
    expect(page.get_by_role("combobox", name="Availability")).to_be_focused()
    page.keyboard.type(state)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"You are now: {state}")).to_be_visible()
    expect(page.get_by_role("button", name=f"{shop} {state}")).to_be_visible()


def test_a_case_goes_to_who_is_there_and_on_to_another_when_they_go(stage: Stage) -> None:
    world = stage.business("Route Shop")
    olga, adam = world.agent.account, world.colleague.account
    account = stage.account("routed@mail.example", "Crystal Minh")
    with stage.signed_in(olga) as owner, stage.signed_in(adam) as agent:
        desk, other = owner.new_page(), agent.new_page()
        desk.goto(f"/desk/{world.workspace}/routing")
        desk.get_by_role("radio", name="Whoever has the least").check()
        rules = desk.get_by_role("region", name="Who gets a case")
        rules.get_by_role("button", name="Save").click()
        expect(desk.get_by_text("Saved")).to_be_visible()
        promises = desk.get_by_role("region", name="By when it is answered")
        promises.get_by_role("button", name="Add a policy").click()
        promises.get_by_label("Policy").fill("Standard")
        promises.get_by_label("First answer, minutes").fill("10")
        promises.get_by_role("button", name="Save").click()
        expect(desk.get_by_text("Saved")).to_have_count(2)
        assert violations(desk) == []
        desk.goto(f"/desk/{world.workspace}/all?due=true")
        other.goto(f"/desk/{world.workspace}/all")
        expect(other.get_by_role("button", name="Route Shop Online")).to_be_visible()
        available(other, "Route Shop", "Away")

        stage.talk(account, world, "Is it in size M?")
        desk.locator("[data-row]").click()
        log = desk.get_by_role("log")
        expect(log).to_contain_text("Assigned to Olga: has the fewest open cases")
        expect(log).to_contain_text("Deadlines by “Standard”")
        expect(desk.locator("[data-row]")).to_contain_text(SOON)
        expect(desk.get_by_role("region", name="Conversation with")).to_contain_text(SOON)
        assert violations(desk) == []
        desk.get_by_role("button", name="Assignee: Olga").click()
        expect(desk.get_by_role("menuitem", name="Adam")).to_contain_text("Away")
        available(other, "Route Shop", "Online")
        expect(desk.get_by_role("menuitem", name="Adam")).to_contain_text("Online")
        desk.keyboard.press("Escape")

        desk.get_by_role("region", name="Conversation with Crystal Minh").focus()
        available(desk, "Route Shop", "Away")
        expect(log).to_contain_text("Assigned to Adam: Olga is away, has the fewest open cases")
        expect(other.locator("[data-row]")).to_contain_text("Is it in size M?")


def test_the_owner_decides_on_one_page(stage: Stage) -> None:
    world = stage.business("Rules Shop")
    with stage.signed_in(world.agent.account, width=360) as context:
        page = context.new_page()
        page.goto(f"/desk/{world.workspace}/cases")
        teams = page.get_by_role("region", name="Teams")
        for name in ("Sales", "Returns"):
            teams.get_by_label("New team").fill(name)
            page.keyboard.press("Enter")
            expect(teams.get_by_role("group", name=name)).to_be_visible()

        page.goto(f"/desk/{world.workspace}/routing")
        rules = page.get_by_role("region", name="Who gets a case")
        page.get_by_role("radio", name="One after the other").check()
        rules.get_by_role("button", name="Add an overflow").click()
        rules.get_by_label("To the team").select_option("Returns")
        rules.get_by_label("From the team").select_option("Returns")
        rules.get_by_role("button", name="Save").click()
        expect(rules.get_by_text("Choose two different teams")).to_be_visible()
        rules.get_by_label("From the team").select_option("Sales")
        rules.get_by_label("Open cases for each agent").fill("7")
        rules.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved")).to_be_visible()

        people = page.get_by_role("region", name="People")
        people.get_by_role("button", name="Change what Adam is given").click()
        people.get_by_label("Languages").fill("ro, ru")
        people.get_by_label("Open cases at most").fill("3")
        people.get_by_role("button", name="Save").click()
        adam = people.get_by_role("listitem").filter(has_text="Adam")
        expect(adam).to_contain_text("0 open cases of 3 · Romanian, Russian")
        assert violations(page) == []
        assert beside_the_window(page) + too_small(page) == []
        page.reload()
        expect(rules.get_by_label("Open cases for each agent")).to_have_value("7")
        expect(rules.get_by_label("To the team").locator("option:checked")).to_have_text("Returns")
