"""An agent's device rings for what concerns them while no desk of theirs is on a screen."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.accessibility import violations
from tests.e2e.demo import Demo, Visitor
from tests.e2e.entry.test_push import Device
from tests.e2e.screens import DeskScreen, unique
from tests.helpers.push_service import PushService


def test_a_new_conversation_rings_for_an_agent_who_is_away_until_it_was_read(
    browser: Browser, context: BrowserContext, demo: Demo, post_office: PushService
) -> None:
    laptop = Device(context, post_office, unique("laptop").replace(" ", "-"), "desk")
    page = DeskScreen(context).page
    page.goto("/desk/profile")
    here = page.get_by_role("switch", name="On this device")
    expect(here).not_to_be_checked()
    here.click()
    for of in ("nobody has the conversation", "conversation of mine", "becomes mine", "names me"):
        expect(page.get_by_role("switch", name=of)).to_be_checked()
    page.get_by_role("switch", name="becomes mine").click()
    page.get_by_role("switch", name="Quiet hours").click()
    expect(page.get_by_label("From")).to_have_value("22:00")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
    page.get_by_role("switch", name="Quiet hours").click()
    expect(page.get_by_label("From")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("switch", name="becomes mine")).not_to_be_checked()
    expect(here).to_be_checked()

    laptop.sleeps()
    question = unique("Do you have it in blue?")
    with Visitor(demo) as visitor:
        visitor.say(question)
        conversation = visitor.conversation
        assert conversation is not None
    assert laptop.hears()["why"] == "new"
    (shown,) = laptop.shows(question)
    workspace = demo.workspace
    assert shown["data"]["address"] == f"/desk/{workspace}/unassigned/{conversation}"

    elsewhere = browser.new_context(base_url=demo.url)
    desk = DeskScreen(elsewhere)
    desk.page.goto(shown["data"]["address"])
    expect(desk.timeline).to_contain_text(question)
    assert laptop.hears()["close"] is True
    laptop.shows()
    elsewhere.close()
