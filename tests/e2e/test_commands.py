"""Whatever the mouse does at the desk, a few letters do: the palette knows every button."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.stage import Stage
from tests.helpers.world import Customer

# How long the field took to get the keyboard, since the keys were pressed.
OPENED = """() => new Promise((done) => {
  let pressed = 0;
  addEventListener('keydown', (event) => { pressed ||= event.timeStamp; }, { capture: true, once: true });
  addEventListener('focusin', (event) => {
    if (event.target.getAttribute('role') === 'combobox') done(performance.now() - pressed);
  }, { once: true });
})"""
# What can be pressed or filled in, as a person who looks at the screen would read it.
BUTTONS = """() => [...document.querySelectorAll('button, a[href], [role=radio], [role=switch], input, textarea')]
  .filter((one) => !one.disabled && one.type !== 'hidden' && one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => { const { top, left, bottom } = one.getBoundingClientRect();
    return bottom > 0 && top < innerHeight && left < innerWidth; })
  .map((one) => ({
    command: one.dataset.command ?? null,
    name: (one.ariaLabel ?? one.labels?.[0]?.innerText ?? one.innerText).replace(/\\s+/g, ' ').trim(),
  }))"""
# What the palette offers for each of these names.
FOUND = """async (names) => {
  const field = document.querySelector('dialog [role=combobox]');
  const found = [];
  for (const name of names) {
    field.value = name;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    found.push([...document.querySelectorAll('dialog [role=option]')].map((one) => one.textContent));
  }
  return found;
}"""


def asked(stage: Stage, shop: str) -> Customer:
    """Somebody who asked a new business something."""
    world = stage.business(shop)
    name = shop.replace(" ", "").lower()
    return stage.talk(stage.account(f"{name}@mail.example", "Crystal Minh"), world, "Is it in size M?")


def palette(page: Page) -> Locator:
    """Opens the palette; its field, which has the keyboard."""
    page.keyboard.press("Control+k")
    field = page.get_by_role("dialog", name="Commands").get_by_role("combobox")
    expect(field).to_be_focused()
    return field


def do(page: Page, *typed: str) -> None:
    """Types the first letters of a command, and of each choice that it asks for."""
    palette(page)
    for words in typed:
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Commands")).to_have_count(0)


def test_a_conversation_is_worked_on_from_the_palette_alone(stage: Stage) -> None:
    customer = asked(stage, "Palette Shop")
    world = customer.world
    stage.talk(stage.account("rusu@mail.example", "Ion Rusu"), world, "Where is my parcel?")
    stage.index()
    with stage.signed_in(world.agent.account) as context:
        page = context.new_page()
        page.goto(f"/desk/{world.workspace}/all")
        rows, log = page.locator("[data-row]"), page.get_by_role("log")
        expect(rows).to_have_count(2)

        palette(page)
        page.keyboard.type("size")
        options = page.get_by_role("option")
        expect(options.filter(has_text="Is it in size M?").last).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        expect(log).to_contain_text("Is it in size M?")

        do(page, "assign", "olga")
        expect(log).to_contain_text("Olga took the conversation")
        do(page, "prio high")
        expect(log).to_contain_text("Olga set the priority: High")
        do(page, "snz", "tomo")
        expect(log).to_contain_text("Olga snoozed this until")
        do(page, "open it now")
        expect(log).to_contain_text("Olga reopened the conversation")
        do(page, "note")
        page.keyboard.type("Size M is sold out")
        page.keyboard.press("Enter")
        expect(log).to_contain_text("Size M is sold out")
        page.keyboard.press("Control+k")
        expect(page.get_by_role("group", name="Used lately").get_by_role("option")).to_contain_text(
            ["Write a note", "Tomorrow", "High", "Olga"]
        )
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("textbox", name=re.compile("colleagues"))).to_be_focused()

        page.keyboard.press("Alt+e")  # heard while one writes
        expect(log).to_contain_text("Olga resolved the conversation")
        do(page, "cases")
        expect(page).to_have_url(re.compile("/cases$"))
        do(page, "dark")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.keyboard.press("g")
        page.keyboard.press("u")
        expect(page).to_have_url(re.compile("/unassigned"))
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Ctrl+K")


@pytest.mark.parametrize("where", ["inbox", "cases", "developers"])
def test_every_button_of_the_desk_has_its_command(stage: Stage, where: str) -> None:
    customer = asked(stage, f"Button Shop {where}")
    path = f"all/{customer.conversation}" if where == "inbox" else where
    with stage.signed_in(customer.world.agent.account) as context:
        page = context.new_page()
        page.goto(f"/desk/{customer.world.workspace}/{path}")
        expect(page.get_by_role("heading", level=1).first).to_be_attached()
        page.wait_for_load_state("networkidle")
        buttons = page.evaluate(BUTTONS)
        assert len(buttons) > 1
        for button in buttons:
            assert button["name"] or button["command"], button
        names = [button["name"] for button in buttons if not button["command"]]
        palette(page)
        for name, offered in zip(names, page.evaluate(FOUND, names), strict=True):
            assert any(name[:40] in " ".join(text.split()) for text in offered), (name, offered)


def test_the_palette_is_there_at_once(stage: Stage) -> None:
    customer = asked(stage, "Quick Shop")
    with stage.signed_in(customer.world.agent.account) as context:
        page = context.new_page()
        page.goto(f"/desk/{customer.world.workspace}/all/{customer.conversation}")
        expect(page.get_by_role("log")).to_contain_text("Is it in size M?")
        took = []
        for _ in range(8):
            page.evaluate(f"() => {{ window.opened = ({OPENED})(); }}")
            palette(page)
            took.append(page.evaluate("window.opened"))
            page.keyboard.press("Escape")
            expect(page.locator("dialog [role=combobox]")).to_have_count(0)  # it has faded
        assert min(took) < 50, took
