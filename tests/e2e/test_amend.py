"""Answering, reacting, editing, deleting and finding, as a visitor in the shop and an agent at the desk do it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.demo import Demo, Visitor
from tests.e2e.screens import DeskScreen, ShopChat, timeline, unique

LIT = re.compile(r"\blit\b")


@pytest.fixture(scope="module")
def desk(browser: Browser, demo: Demo) -> Iterator[DeskScreen]:
    """Anna's desk; she signs in once, because an address may do so a few times a minute."""
    context = browser.new_context(base_url=demo.url, viewport={"width": 1280, "height": 800})
    yield DeskScreen(context)
    context.close()


def message(where: Locator, text: str) -> Locator:
    """The message that says this."""
    return where.locator("[data-key][tabindex]", has_text=text).first


def menu_of(page: Page, row: Locator) -> Locator:
    """Opens a message's menu by the keyboard."""
    row.focus()
    page.keyboard.press("Enter")
    return row.page.get_by_role("menu")


def test_an_answer_quotes_what_it_answers_and_leads_there(context: BrowserContext, desk: DeskScreen) -> None:
    shop = ShopChat(context)
    shop.open()
    question, answer = unique("Is **wool** in it?"), unique("A little")
    shop.write(question)
    desk.open(question.replace("**", ""))
    message(desk.timeline, "wool").focus()
    desk.page.keyboard.press("r")
    expect(desk.page.get_by_role("group", name="Message")).to_contain_text("Reply to")
    desk.write(answer)
    for where in (shop.timeline, desk.timeline):
        quote = message(where, answer).get_by_role("button", name="Go to the quoted message")
        expect(quote).to_contain_text("Is wool in it?")
        quote.click()
        expect(message(where, "Is wool in it?")).to_have_class(LIT)
    expect(shop.timeline.locator("strong", has_text="wool").first).to_be_visible()
    shop.page.close()


def test_a_reaction_is_seen_on_the_other_side_and_taken_back(
    context: BrowserContext, desk: DeskScreen
) -> None:
    shop = ShopChat(context)
    shop.open()
    said = unique("It came today")
    shop.write(said)
    desk.open(said)
    menu = menu_of(desk.page, message(desk.timeline, said))
    assert violations(desk.page) == []
    menu.get_by_role("menuitemcheckbox", name="🙏").click()
    there = message(shop.timeline, said).get_by_role("button", name="🙏")
    expect(there).to_have_attribute("aria-pressed", "false")
    there.click()
    expect(there).to_contain_text("2")
    here = message(desk.timeline, said).get_by_role("button", name="🙏")
    expect(here).to_contain_text("2")
    here.click()
    expect(there).not_to_contain_text("2")
    expect(there).to_have_attribute("aria-pressed", "true")
    shop.page.close()


def test_a_slip_is_mended_and_a_message_taken_back(context: BrowserContext, desk: DeskScreen) -> None:
    shop = ShopChat(context)
    shop.open()
    right = unique("I wear size")
    shop.write(f"{right} LM")
    desk.open(f"{right} LM")
    shop.composer.get_by_role("textbox").click()
    shop.page.keyboard.press("ArrowUp")
    expect(shop.composer).to_contain_text("Editing your message")
    shop.page.keyboard.press("Backspace")
    shop.page.keyboard.press("Enter")
    expect(desk.row(f"{right} L")).to_be_visible()
    expect(message(desk.timeline, right)).to_contain_text("edited")
    expect(message(desk.timeline, right)).not_to_contain_text("LM")

    row = message(shop.timeline, right)
    row.focus()
    shop.page.keyboard.press("Delete")
    shop.panel.get_by_role("dialog").get_by_role("button", name="Delete").click()
    for where in (shop.timeline, desk.timeline):
        expect(where).to_contain_text("Message deleted")
        expect(where).not_to_contain_text(right)
    expect(desk.page.locator("[data-row]", has_text="Message deleted").first).to_be_visible()
    shop.page.reload()
    shop.open()
    expect(shop.timeline).to_contain_text("Message deleted")
    expect(shop.timeline).not_to_contain_text(right)
    shop.page.close()


def fill(page: Page, demo: Demo, conversation: str | None, count: int) -> None:
    """Many answers of Anna's, by the API."""
    csrf = page.request.get("/api/v1/me").json()["csrf"]
    entries = f"/api/v1/workspaces/{demo.workspace}/conversations/{conversation}/entries"
    for number in range(count):
        append = {
            "client_id": f"hay-{conversation}-{number}",
            "content": {"kind": "text", "text": f"hay {number}"},
        }
        answer = page.request.post(entries, data=append, headers={"X-CSRF-Token": csrf})
        assert answer.status == 201, answer.text()


def test_a_word_of_long_ago_is_found_and_the_way_back_is_one_press(demo: Demo, desk: DeskScreen) -> None:
    needle, newest = unique("a needle"), unique("the newest")
    with Visitor(demo) as visitor:
        visitor.say(needle)
        fill(desk.page, demo, visitor.conversation, 220)
        visitor.say(newest)
        desk.open(newest)
        desk.page.keyboard.press("Control+f")
        find = desk.page.get_by_role("search", name="Find in this conversation")
        find.get_by_role("searchbox").fill("NEEDLE")
        expect(find).to_contain_text("1 of 1")
        expect(message(desk.timeline, needle)).to_have_class(LIT)
        expect(message(desk.timeline, needle)).to_be_in_viewport()
        later = unique("and one more")
        visitor.say(later)
        desk.page.get_by_role("button", name="1 new message").click()
        expect(message(desk.timeline, later)).to_be_in_viewport()
        # From its link a colleague comes to the same place.
        desk.page.goto(f"{desk.page.url.split('?')[0]}?at=2")
        expect(message(timeline(desk.page), needle)).to_be_in_viewport()


def test_a_finger_answers_by_a_swipe_and_opens_the_menu_by_a_long_press(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(
        base_url=demo.url, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    shop = ShopChat(context)
    shop.open()
    said = unique("a word")
    shop.write(said)
    row = message(shop.timeline, said)
    expect(row).to_have_attribute("data-seq", "2")
    box = row.bounding_box()
    assert box is not None
    at = {"x": box["x"] + box["width"] - 40, "y": box["y"] + box["height"] / 2}
    touch = context.new_cdp_session(shop.page)

    def finger(kind: str, right: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": at["x"] + right - 80, "y": at["y"]}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart")
    for right in (20, 50, 90):
        finger("touchMove", right)
    finger("touchEnd")
    expect(shop.composer).to_contain_text("Reply to You")
    finger("touchStart")
    expect(shop.panel.get_by_role("menu")).to_contain_text("Delete")
    finger("touchEnd")
    assert violations(shop.page.frames[1]) == []
    context.close()
