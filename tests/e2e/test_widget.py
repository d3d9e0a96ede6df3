"""The widget as a visitor uses it: a shop's page with a strict policy of its own, in a real browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, Route, expect

from tests.e2e.accessibility import violations, violations_everyhow
from tests.e2e.demo import Demo
from tests.helpers.pictures import png

PAGE = """<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Winter coats</title></head>
  <body>
    <main><h1>Coats</h1><button>Add to cart</button></main>
    <script async src="/widget.js" data-channel="{channel}"{attributes}></script>
  </body>
</html>"""
POLICY = "default-src 'none'; script-src 'self'; frame-src 'self'; require-trusted-types-for 'script'"


class Shop:
    """A page of the shop, and the widget on it."""

    def __init__(self, page: Page, demo: Demo) -> None:
        self.page = page
        self.demo = demo

    @property
    def bubble(self) -> Any:
        """The button that opens and closes the chat."""
        return self.page.locator("causerie-widget button")

    @property
    def panel(self) -> FrameLocator:
        """The chat itself."""
        return self.page.frame_locator("causerie-widget iframe")

    @property
    def timeline(self) -> Any:
        """What was said."""
        return self.panel.get_by_role("log")

    def open(self) -> None:
        """Opens the chat, and waits until it is connected and knows the business."""
        self.bubble.click()
        expect(self.panel.get_by_role("heading", name="Acme Brands")).to_be_visible()

    def write(self, text: str) -> None:
        """Writes and sends with Enter."""
        self.panel.get_by_role("textbox").fill(text)
        self.page.keyboard.press("Enter")

    def stored(self) -> list[Any]:
        """Everything that either origin keeps on the device."""
        script = """async () => [
          { ...localStorage }, { ...sessionStorage }, document.cookie,
          (await indexedDB.databases()).map(({ name }) => name)]"""
        return [frame.evaluate(script) for frame in self.page.frames]


class Anna:
    """An agent, over the API for programs."""

    def __init__(self, demo: Demo) -> None:
        self._http = demo.agent()
        self._path = f"/workspaces/{demo.workspace}/conversations"

    def heads(self) -> list[dict[str, Any]]:
        """All conversations, newest first."""
        heads: list[dict[str, Any]] = self._http.get(
            self._path, params={"view": "all", "status": "open"}
        ).json()["heads"]
        return heads

    def conversation_of(self, text: str) -> str:
        """The conversation whose last message is this; waits until the list shows it."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for head in self.heads():
                if head["snippet"] and head["snippet"]["text"] == text:
                    return str(head["conversation"])
            time.sleep(0.05)
        raise AssertionError(f"the desk's list does not show {text!r}")

    def sees_page(self, conversation: str, path: str) -> None:
        """Waits until the visitor's profile shows the page that they are on."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            detail = self._http.get(f"{self._path}/{conversation}").json()
            if any(visit["url"].endswith(path) for visit in detail["contact"]["visits"]):
                return
            time.sleep(0.05)
        raise AssertionError(f"the desk does not show {path}")

    def entries(self, conversation: str) -> list[dict[str, Any]]:
        """Everything said and done in it."""
        entries: list[dict[str, Any]] = self._http.get(
            f"{self._path}/{conversation}/entries", params={"after": 0}
        ).json()["entries"]
        return entries

    def texts(self, conversation: str) -> list[str]:
        """The texts said in it, in order."""
        contents = [entry["body"].get("content", {}) for entry in self.entries(conversation)]
        return [content["text"] for content in contents if content.get("kind") == "text"]

    def say(self, conversation: str, text: str) -> None:
        """Answers."""
        frame = {"client_id": uuid4().hex, "content": {"kind": "text", "text": text}}
        self._http.post(f"{self._path}/{conversation}/entries", json=frame).raise_for_status()


@pytest.fixture(scope="session")
def anna(demo: Demo) -> Anna:
    """The agent who answers."""
    return Anna(demo)


@pytest.fixture
def shop(context: BrowserContext, demo: Demo) -> Iterator[Shop]:
    """The shop's page, where the chat has not been opened."""
    with shop_page(context, demo) as shop:
        yield shop


@contextmanager
def shop_page(context: BrowserContext, demo: Demo, **attributes: str) -> Iterator[Shop]:
    """A page of the shop with these attributes on the script tag, and a policy that allows next to nothing."""
    told = "".join(f' data-{name}="{value}"' for name, value in attributes.items())
    body = PAGE.format(channel=demo.channel, attributes=told)

    def answer(route: Route) -> None:
        route.fulfill(body=body, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    page = context.new_page()
    page.route("**/coats*", answer)
    page.goto("/coats")
    yield Shop(page, demo)
    page.close()


def unique(words: str) -> str:
    """Words that no other test says."""
    return f"{words} {uuid4().hex[:8]}"


def test_nothing_is_stored_or_written_before_the_first_message(shop: Shop, anna: Anna) -> None:
    before = len(anna.heads())
    requests: list[str] = []
    shop.page.on("request", lambda request: requests.append(request.url))
    expect(shop.bubble).to_have_attribute("aria-expanded", "false")
    assert shop.page.locator("causerie-widget iframe").count() == 0
    assert requests == []

    shop.open()
    shop.panel.get_by_role("textbox").fill("I only think about it")
    assert shop.stored() == [[{}, {}, "", []]] * 2
    assert len(anna.heads()) == before

    text = unique("Now I write")
    shop.write(text)
    expect(shop.timeline.get_by_label("Sent")).to_be_visible()
    assert anna.texts(anna.conversation_of(text)) == [text]


def test_a_conversation_both_ways_with_unread_messages_and_the_page(
    shop: Shop, anna: Anna, demo: Demo
) -> None:
    shop.open()
    text = unique("Is it warm?")
    shop.write(text)
    expect(shop.timeline).to_contain_text(text)
    expect(shop.timeline.get_by_label("Sent")).to_be_visible()
    conversation = anna.conversation_of(text)
    shop.page.evaluate("history.pushState({}, '', '/coats?blue')")
    anna.say(conversation, "Very")
    expect(shop.timeline).to_contain_text("Very")
    anna.sees_page(conversation, "/coats?blue")

    # A closed chat counts on its bubble; nothing is read behind the visitor's back.
    shop.page.keyboard.press("Escape")
    expect(shop.bubble).to_be_focused()
    anna.say(conversation, "And soft")
    badge = shop.page.locator("causerie-widget [role=status]")
    expect(badge).to_have_text("Unread messages: 1")
    shop.bubble.click()
    expect(shop.timeline).to_contain_text("New messages")
    expect(badge).to_be_empty()


def test_what_was_written_offline_is_kept_and_sent_once(
    context: BrowserContext, shop: Shop, anna: Anna, demo: Demo
) -> None:
    shop.open()
    first = unique("Before the tunnel")
    shop.write(first)
    expect(shop.timeline.get_by_label("Sent")).to_be_visible()
    conversation = anna.conversation_of(first)

    context.set_offline(True)
    expect(shop.panel.get_by_text("No connection")).to_be_visible()
    shop.write("In the tunnel")
    shop.panel.locator("input[type=file]").set_input_files(
        {"name": "Пальто.png", "mimeType": "image/png", "buffer": png()}
    )
    shop.panel.get_by_role("button", name="Send").click()
    shop.write("Still in the tunnel")
    expect(shop.timeline.get_by_label("Waiting to be sent")).to_have_count(3)
    assert anna.texts(conversation) == [first]

    # The page is closed with the messages in it; the next one sends them.
    shop.page.close()
    context.set_offline(False)
    with shop_page(context, demo) as again:
        again.open()
        expect(again.timeline.get_by_label("Waiting to be sent")).to_have_count(0)
        expect(again.timeline).to_contain_text("Still in the tunnel")
        expect(again.timeline.get_by_role("button", name="Пальто.png")).to_be_visible()
    assert anna.texts(conversation) == [first, "In the tunnel", "Still in the tunnel"]
    kinds = [
        entry["body"]["content"]["kind"] for entry in anna.entries(conversation) if "content" in entry["body"]
    ]
    assert kinds == ["text", "text", "image", "text"]


def test_an_address_is_asked_for_in_the_thread_and_its_answer_stands_there(shop: Shop, anna: Anna) -> None:
    shop.open()
    text = unique("Nobody there?")
    shop.write(text)
    field = shop.timeline.get_by_role("textbox", name="E-mail address")
    field.wait_for(timeout=20_000)
    assert violations(shop.page.frames[1]) == []
    field.fill("crystal@mail.example")
    shop.page.keyboard.press("Enter")
    expect(shop.timeline).to_contain_text("Answers also reach crystal@mail.example")
    expect(field).to_have_count(0)


def test_a_file_too(shop: Shop, anna: Anna) -> None:
    shop.open()
    shop.panel.locator("input[type=file]").set_input_files(
        {"name": "order.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 of no account"}
    )
    caption = unique("My order")
    shop.write(caption)
    expect(shop.timeline.get_by_role("link", name="order.pdf")).to_be_visible()
    expect(shop.timeline.get_by_label("Sent")).to_be_visible()
    expect(shop.timeline).to_contain_text(caption)


def test_two_tabs_are_one_visitor(context: BrowserContext, shop: Shop, anna: Anna, demo: Demo) -> None:
    shop.open()
    with shop_page(context, demo) as other:
        other.open()
        text = unique("From the first tab")
        shop.write(text)
        expect(shop.timeline.get_by_label("Sent")).to_be_visible()
        expect(other.timeline).to_contain_text(text)
        answer = unique("From the second tab")
        other.write(answer)
        expect(shop.timeline).to_contain_text(answer)
    assert anna.texts(anna.conversation_of(answer)) == [text, answer]


def test_a_visitor_who_wrote_before_hears_answers_without_a_click(
    context: BrowserContext, shop: Shop, anna: Anna, demo: Demo
) -> None:
    shop.open()
    text = unique("I will be back")
    shop.write(text)
    expect(shop.timeline.get_by_label("Sent")).to_be_visible()
    # The shop's page notes it too; nobody leaves sooner than that.
    shop.page.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('causerie-known:'))")
    shop.page.close()
    anna.say(anna.conversation_of(text), "Welcome back")
    with shop_page(context, demo) as again:
        expect(again.page.locator("causerie-widget [role=status]")).to_have_text("Unread messages: 1")
        again.open()
        expect(again.timeline).to_contain_text("Welcome back")


def test_messages_of_other_frames_are_ignored(shop: Shop) -> None:
    """WEAKNESSES 5."""
    shop.open()
    shop.page.evaluate(
        """() => {
          for (const type of ['close', 'known', 'unread'])
            postMessage({ causerie: 1, type, value: 7 }, '*');
        }"""
    )
    assert shop.page.evaluate("new Promise((done) => setTimeout(() => done(localStorage.length)))") == 0
    expect(shop.bubble).to_have_attribute("aria-expanded", "true")
    expect(shop.page.locator("causerie-widget [role=status]")).to_be_empty()


def test_a_site_that_is_not_the_shops_cannot_frame_the_panel(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    refused = page.goto(f"/widget/{demo.channel}")
    assert refused is not None
    policy = refused.headers["content-security-policy"]
    assert f"frame-ancestors 'self' {demo.url}" in policy
    assert "unsafe-inline" not in policy


def test_the_widget_passes_axe(context: BrowserContext, demo: Demo) -> None:
    with shop_page(context, demo, locale="ro") as shop:
        shop.open()
        text = unique("Bună")
        shop.write(text)
        expect(shop.timeline.get_by_label("Trimis")).to_be_visible()
        for width in (360, 1280):
            shop.page.set_viewport_size({"width": width, "height": 740})
            assert shop.page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations_everyhow(shop.page, shop.page.frames[1]) == []
