"""Every kind of content on its way through all places: the desk, the widget, the messenger and a mail."""

from __future__ import annotations

import secrets
import time
from typing import Any, get_args

import httpx
import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from causerie.content import Content
from tests.e2e.demo import Demo
from tests.e2e.kinds import KINDS, Upload, say_everything, upload
from tests.e2e.screens import MAIL_SECONDS, DeskScreen, Mailbox, ShopChat, timeline, unique
from tests.helpers.pictures import png

# Taller than all the messages together: what is out of sight is not in the page.
TALL = 7_000


def tag(kind: Any) -> object:
    return msgspec.inspect.type_info(kind).tag  # type: ignore[attr-defined]  # all of them are structs


def test_no_kind_is_left_out() -> None:
    assert {tag(kind) for kind in get_args(Content)} == set(KINDS)


@pytest.mark.timeout(240)
def test_every_kind_is_drawn_in_every_place(demo: Demo, browser: Browser, context: BrowserContext) -> None:
    narrow = browser.new_context(base_url=demo.url, viewport={"width": 400, "height": TALL})
    staff = browser.new_context(base_url=demo.url)
    shop = ShopChat(narrow)
    shop.open()
    shop.write(hello := unique("Show me all of it"))
    address = f"{secrets.token_hex(6)}@mail.example"
    shop.leave_address(address)
    conversation = talks_with(demo, hello)
    # What is read in the chat is not mailed.
    shop.page.goto("about:blank")
    with demo.agent() as agent:
        say_everything(agent, demo.workspace, conversation)

    mailbox = Mailbox(context, address)
    wait_for_mails(address, demo)
    mailbox.open("answered you")
    messenger = mailbox.follow_link()
    messenger.get_by_role("button", name="Continue").click()
    there = timeline(messenger)
    there.locator(".ask", has_text="Which colour?").get_by_role("button", name="Rust").click()
    answer_a_story(demo, messenger)

    desk = DeskScreen(staff)
    desk.page.goto(f"/desk/{demo.workspace}/all/{conversation}")
    chat = ShopChat(narrow)
    chat.open()
    # The conversation went on elsewhere: this browser proves itself before it sees the rest.
    chat.panel.get_by_role("button", name="Send me a code").click()
    chat.panel.get_by_label("Code from the e-mail").fill(mailbox.code())
    chat.page.keyboard.press("Enter")
    for page in (messenger, desk.page):
        page.set_viewport_size({"width": 900, "height": TALL})
    for place in (chat.timeline, there, desk.timeline):
        for kind in KINDS.values():
            kind.expect_in(place)
    for mine in (narrow, staff):
        mine.close()


def talks_with(demo: Demo, hello: str) -> str:
    """The conversation that begins with this."""
    with demo.agent() as agent:
        heads = agent.get(f"/workspaces/{demo.workspace}/conversations").raise_for_status().json()["heads"]
    found: str = next(head["conversation"] for head in heads if (head["snippet"] or {}).get("text") == hello)
    return found


def wait_for_mails(address: str, demo: Demo) -> None:
    """Waits until mails to the customer have said everything, and nothing that was taken back."""
    awaited = [words for kind in KINDS.values() for words in kind.mailed]
    deadline = time.monotonic() + 3 * MAIL_SECONDS
    with httpx.Client(base_url=f"{demo.url}/api/demo/mailbox") as client:
        while True:
            mails = client.get("/", params={"to": address}).raise_for_status().json()
            said = "\n".join(client.get(f"/{mail['id']}").json()["text"] for mail in mails)
            missing = [words for words in awaited if words not in said]
            if not missing or time.monotonic() > deadline:
                break
            time.sleep(0.05)
    assert missing == []
    assert "Never said" not in said


def answer_a_story(demo: Demo, messenger: Page) -> None:
    """The business shows a coat for a day, and the customer asks about it."""
    with demo.agent() as agent:
        file = upload(agent, demo.workspace, Upload("coat.png", "image/png", lambda: png(320, 480)))
        stories = f"/workspaces/{demo.workspace}/stories"
        published = agent.post(stories, json={"file": file, "alt": "A coat"}).raise_for_status().json()
        story = next(one["story"]["id"] for one in published if one["story"]["file"]["id"] == file)
        request = messenger.context.request
        csrf = request.get("/api/v1/me").json()["csrf"]
        words = {"client_id": secrets.token_hex(8), "text": KINDS["story_answer"].says}
        answer = request.post(f"/api/v1/stories/{story}/answer", data=words, headers={"X-CSRF-Token": csrf})
        expect(answer).to_be_ok()
        agent.delete(f"{stories}/{story}").raise_for_status()
