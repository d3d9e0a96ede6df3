"""Whatever people write stays words: markup and script links in every field (WEAKNESSES 1, 2, 3)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from tests.e2e.demo import PASSWORD, VICTOR, Demo, Visitor
from tests.e2e.screens import DeskScreen, Mailbox, ShopChat, timeline
from tests.helpers.pictures import png

MARKUP = '"><img src=x onerror=alert(1) data-canary><script data-canary>alert(2)</script><b data-canary>'
LINKS = "javascript:alert(3) data:text/html,<script>alert(4)</script> JaVaScRiPt:alert(5) vbscript:x"
HOSTILE = """() => [...document.querySelectorAll('[data-canary], a[href], img[src], iframe[src]')]
    .filter((element) => element.matches('[data-canary]')
        || /^\\s*(javascript|vbscript|data:text)/i.test(element.getAttribute('href') ?? element.getAttribute('src')))
    .map((element) => element.outerHTML)"""


def canary(place: str) -> str:
    """Markup that shows where it came from."""
    return f"{place} {uuid4().hex[:8]} {MARKUP}"


class Watched:
    """Browsers in which a dialog, or a refusal of the content security policy, tells that something ran."""

    def __init__(self, browser: Browser, demo: Demo) -> None:
        self._browser = browser
        self._demo = demo
        self.alarms: list[str] = []
        self.contexts: list[BrowserContext] = []

    def opens(self) -> BrowserContext:
        """A person's browser."""
        context = self._browser.new_context(base_url=self._demo.url)
        context.on("dialog", self._ran)
        context.on("weberror", lambda error: self.alarms.append(str(error.error)))
        context.on("console", lambda line: self._heard(line.text))
        self.contexts.append(context)
        return context

    def _ran(self, dialog: Dialog) -> None:
        self.alarms.append(str(dialog))
        dialog.dismiss()

    def _heard(self, line: str) -> None:
        if "Content Security Policy" in line:
            self.alarms.append(line)


@pytest.fixture
def watched(browser: Browser, demo: Demo) -> Iterator[Watched]:
    """People's browsers; a test fails if anything that was written ran in one."""
    watched = Watched(browser, demo)
    yield watched
    for context in watched.contexts:
        context.close()
    assert watched.alarms == []


@pytest.fixture
def victor(demo: Demo) -> Iterator[str]:
    """Victor, who calls himself by markup for a while."""
    with httpx.Client(base_url=f"{demo.url}/api/v1") as client:
        me = client.post("/sign-in", json={"email": VICTOR, "password": PASSWORD}).raise_for_status().json()
        client.headers["X-CSRF-Token"] = me["csrf"]
        name = canary("Victor")[:100]
        client.patch("/me", json={"name": name, "about": canary("about")[:200]}).raise_for_status()
        yield name
        client.patch("/me", json={"name": me["account"]["name"], "about": me["account"]["about"]})


def only_words(page: Page) -> None:
    """Nothing on the page, in any frame, was made of what somebody wrote."""
    assert [found for frame in page.frames for found in frame.evaluate(HOSTILE)] == []


def test_markup_stays_words_at_every_end(watched: Watched, victor: str) -> None:
    desk = DeskScreen(watched.opens(), VICTOR)
    shop = watched.opens()
    chat = ShopChat(shop)
    asked, links, title = canary("asked"), f"{uuid4().hex[:8]} {LINKS}", canary("title")
    # A file's name holds no path, and so no slash.
    file, picture = (
        f"{uuid4().hex[:8]} <img src=x onerror=alert(7) data-canary>.{kind}" for kind in ("html", "png")
    )
    caption = canary("caption")

    chat.open()
    chat.write(asked)
    desk.open(asked)
    chat.page.evaluate("(title) => { document.title = title; history.pushState({}, '', '?seen'); }", title)
    expect(desk.page.get_by_title(chat.page.url).first).to_contain_text(title)
    chat.composer.locator("input[type=file]").set_input_files(
        {"name": picture, "mimeType": "image/png", "buffer": png()}
    )
    chat.write(caption)
    chat.attach(file, "text/html", b"<script>alert(6)</script>")
    chat.write(links)
    expect(desk.timeline).to_contain_text(links)
    expect(desk.timeline).to_contain_text(caption)
    desk.timeline.get_by_role("button", name=picture).click()
    only_words(desk.page)
    desk.page.keyboard.press("Escape")

    answered = canary("answered")
    desk.note(canary("note"))
    desk.write(answered)
    expect(chat.timeline).to_contain_text(answered)
    expect(chat.timeline).to_contain_text(victor)
    only_words(desk.page)
    only_words(chat.page)


def test_markup_stays_words_in_mails_and_in_the_messenger(watched: Watched, victor: str) -> None:
    address = f"{uuid4().hex[:8]}@mail.example"
    asked, answered, by_mail, name = canary("asked"), canary("answered"), canary("mail"), canary("name")[:100]
    desk = DeskScreen(watched.opens(), VICTOR)
    chat = ShopChat(watched.opens())
    chat.open()
    chat.write(asked)
    chat.leave_address(address)
    chat.page.close()
    desk.open(asked)
    desk.write(f"{answered} {LINKS}")

    mailbox = Mailbox(watched.opens(), address)
    mailbox.open("answered you")
    expect(mailbox.mail.locator("body")).to_contain_text(answered)
    only_words(mailbox.page)
    mailbox.answer(f"{by_mail} {LINKS}")
    expect(desk.timeline).to_contain_text(by_mail)

    messenger = mailbox.follow_link()
    messenger.get_by_role("button", name="Continue").click()
    expect(timeline(messenger)).to_contain_text(by_mail)
    only_words(messenger)
    messenger.goto("/messenger/profile")
    messenger.get_by_label("Name").fill(name)
    messenger.get_by_role("button", name="Save").click()
    expect(messenger.get_by_text("Saved")).to_be_visible()
    only_words(messenger)
    desk.page.reload()
    expect(desk.page.get_by_role("heading", name=name).first).to_be_visible()
    only_words(desk.page)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>"])
def test_an_address_that_is_no_page_is_refused(demo: Demo, url: str) -> None:
    with Visitor(demo) as visitor:
        visitor.look_at(url, "Free jackets")
        refused = visitor.hear(lambda frame: frame["t"] == "error")
        assert refused["code"] == "invalid"
