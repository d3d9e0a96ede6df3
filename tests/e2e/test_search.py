"""An agent looks for what was said, as a person does it: keyboard alone, in a long conversation, on a narrow screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from causerie.conversations.model import Label, LabelsChange
from tests.e2e.accessibility import violations
from tests.e2e.demo import Demo, Visitor
from tests.e2e.screens import DeskScreen, unique
from tests.e2e.stage import Stage

# More than any page of a timeline has.
MUCH = 260


@pytest.fixture
def visitor(demo: Demo) -> Iterator[Visitor]:
    """A customer who asked about an order long ago and has said much since."""
    with Visitor(demo) as visitor:
        yield visitor


def field(page: Page) -> Locator:
    """Where one types what to look for."""
    return page.get_by_role("combobox", name="Search")


def rows(page: Page) -> Locator:
    """What was found."""
    return page.get_by_role("region", name="Conversations").locator("[data-row]")


def test_an_old_message_is_found_opened_and_left_again(context: BrowserContext, visitor: Visitor) -> None:
    name = unique("").strip()
    visitor.say(f"Где мои заказы {name}?")
    for number in range(MUCH):
        visitor.say(f"ещё {number}")
    desk = DeskScreen(context)
    page = desk.page
    expect(desk.row(f"ещё {MUCH - 1}")).to_be_visible()
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    page.keyboard.type(f"{name} заказов")
    expect(rows(page)).to_have_count(1)
    expect(rows(page).locator("mark")).to_have_text(["заказы", name])
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    expect(rows(page)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Enter")
    found = desk.timeline.locator(".lit")
    expect(found).to_contain_text(name)
    expect(found).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"at=2$"))
    # All that was said since is below, without a gap.
    page.get_by_role("button", name="Jump to the latest").click()
    expect(desk.timeline).to_contain_text(f"ещё {MUCH - 1}")
    page.keyboard.press("Escape")
    expect(rows(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value("")
    expect(desk.views).to_be_visible()
    expect(desk.row(f"ещё {MUCH - 1}")).to_be_focused()
    # What is loaded from the end on must be gone through to get there.
    page.keyboard.press("Enter")
    expect(desk.timeline).to_contain_text(f"ещё {MUCH - 1}")
    page.go_back()
    page.keyboard.press("/")
    page.keyboard.type(name)
    expect(rows(page).locator("mark")).to_have_text([name])
    rows(page).click()
    expect(found).to_be_in_viewport()


def test_a_note_and_a_person_are_found(context: BrowserContext, visitor: Visitor) -> None:
    word = unique("").strip()
    visitor.say("hello")
    visitor.sign_in_at_the_shop()
    desk = DeskScreen(context)
    page = desk.page
    desk.row("hello").first.click()
    desk.note(f"{word} for colleagues")
    # Meanwhile the note is indexed.
    field(page).fill("crystal")
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    expect(rows(page).first).to_contain_text("Crystal")
    rows(page).first.click()
    expect(desk.timeline).to_contain_text(word)
    field(page).fill(f"{word} in:notes ")
    expect(rows(page)).to_contain_text(["Note"])


def test_nothing_found_and_nothing_to_look_for_say_so(context: BrowserContext, visitor: Visitor) -> None:
    desk = DeskScreen(context)
    page = desk.page
    field(page).fill(unique("никто"))
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    field(page).fill("?!")
    expect(page.get_by_role("heading", name="Say a bit more")).to_be_visible()
    page.route("**/search?*", lambda route: route.abort())
    field(page).fill("coat")
    expect(page.get_by_role("heading", name=re.compile("^The search didn.t work$"))).to_be_visible()
    page.unroute("**/search?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name=re.compile("^The search didn.t work$"))).to_be_hidden()
    page.get_by_role("button", name="Clear").click()
    expect(desk.views).to_be_visible()


def test_on_a_telephone(context: BrowserContext, visitor: Visitor) -> None:
    word = unique("").strip()
    visitor.say(f"a coat {word}")
    desk = DeskScreen(context)
    page = desk.page
    page.set_viewport_size({"width": 360, "height": 700})
    field(page).fill(word)
    expect(rows(page)).to_have_count(1)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    rows(page).click()
    expect(desk.timeline.locator(".lit")).to_contain_text(word)
    page.get_by_role("button", name="Back").click()
    expect(rows(page)).to_have_count(1)


def test_a_search_is_narrowed_by_the_keyboard(stage: Stage) -> None:
    world = stage.business("Narrow Shop")
    customer = stage.talk(stage.account("narrow@mail.example", "Crystal Minh"), world, "Is the coat in M?")
    other = stage.talk(stage.account("narrower@mail.example", "Ion Rusu"), world, "The coat is torn")
    stage.answer(customer, "The coat is here in M")
    casework = stage.runtime.casework
    stage.run(casework.define_label(world.workspace, Label("Big order", "#336699", "")))
    stage.run(casework.label(world.agent, other.conversation, LabelsChange(["Big order"], [])))
    stage.index()
    with stage.signed_in(world.agent.account) as context:
        page = context.new_page()
        page.goto(f"/desk/{world.workspace}/all")
        rows = page.locator("[data-row]")
        expect(rows).to_have_count(2)
        page.keyboard.press("/")
        page.keyboard.type("coat")
        expect(rows).to_have_count(3)
        page.keyboard.type(" la")
        expect(page.get_by_role("option", name="label:")).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.type("big")
        expect(page.get_by_role("option")).to_contain_text(["Big order"])
        assert violations(page) == []
        page.keyboard.press("Enter")
        field = page.get_by_role("combobox", name="Search")
        expect(field).to_have_value('coat label:"Big order" ')
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("Ion Rusu")
        assert violations(page) == []

        page.get_by_role("button", name='label:"Big order"').press("Enter")
        expect(field).to_have_value("coat")
        expect(rows).to_have_count(3)
        page.keyboard.type(" from:me statsu:open")
        expect(rows).to_have_count(1)
        expect(page.get_by_text("Left out: statsu:open")).to_be_visible()
        field.fill("coat from:me")
        expect(rows).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("log")).to_contain_text("The coat is here in M")
        field.fill("status:open ")
        expect(rows).to_have_count(2)
