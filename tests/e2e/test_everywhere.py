"""Every screen by keyboard, at 400 % zoom, and from right to left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.e2e.accessibility import violations
from tests.e2e.demo import Demo, Visitor
from tests.e2e.everywhere import beside_the_window, focused_unseen, too_small
from tests.e2e.screens import DeskScreen, ShopChat, timeline, unique
from tests.e2e.test_message_us import sign_in

# 1280 by 1024 pixels at 400 %.
ZOOMED: ViewportSize = {"width": 320, "height": 256}
NARROW: ViewportSize = {"width": 360, "height": 800}
WIDE: ViewportSize = {"width": 1280, "height": 800}
ARABIC = "مرحبا، هل لديكم المعطف الأزرق بمقاس M؟"


@dataclass(frozen=True)
class Person:
    """Somebody signed in, with the screens that there are for them."""

    context: BrowserContext
    paths: list[str]


@pytest.fixture(scope="module")
def arabic(demo: Demo) -> Iterator[str]:
    """A conversation that was begun from right to left."""
    with Visitor(demo, title="Jackets") as visitor:
        visitor.say(ARABIC)
        assert visitor.conversation is not None
        yield visitor.conversation


@pytest.fixture(scope="module")
def agent(browser: Browser, demo: Demo, arabic: str) -> Iterator[Person]:
    """Anna, and every screen of the desk."""
    context = browser.new_context(base_url=demo.url)
    desk = DeskScreen(context)
    desk.page.close()
    root = f"/desk/{demo.workspace}"
    inbox = [f"{root}/all", f"{root}/all/{arabic}", f"{root}/all/{arabic}?contact", f"{root}/all?q=coat"]
    pages = [f"{root}/{name}" for name in ("set-up", f"widget/{demo.channel}", "message-us", "stories")]
    more = [f"{root}/{name}" for name in ("stickers", "cases", "developers")]
    yield Person(context, [*inbox, *pages, *more, "/desk/profile", "/desk/nowhere"])
    context.close()


@pytest.fixture(scope="module")
def crystal(browser: Browser, demo: Demo) -> Iterator[Person]:
    """A customer, and every screen of the messenger."""
    context = browser.new_context(base_url=demo.url)
    page = context.new_page()
    page.goto("/messenger")
    sign_in(page, f"{unique('everywhere').replace(' ', '-')}@mail.example")
    expect(page.get_by_role("heading", name="Conversations", exact=True)).to_be_visible()
    page.goto("/m/acme-brands")
    page.get_by_role("button", name="Start a conversation").click()
    expect(page.get_by_role("textbox")).to_be_visible()
    page.get_by_role("textbox").fill(ARABIC)
    page.keyboard.press("Enter")
    expect(timeline(page)).to_contain_text(ARABIC)
    talk = page.url.removeprefix(demo.url)
    page.close()
    yield Person(context, ["/messenger", talk, "/messenger/profile", "/messenger/nowhere"])
    context.close()


@pytest.fixture(scope="module")
def nobody(browser: Browser, demo: Demo) -> Iterator[Person]:
    """Somebody who is not signed in."""
    context = browser.new_context(base_url=demo.url)
    yield Person(
        context, ["/desk", "/messenger", "/m/acme-brands", "/m/nobody-here", f"/widget/{demo.channel}"]
    )
    context.close()


def screens(person: Person, size: ViewportSize) -> Iterator[tuple[str, Page]]:
    """Every screen of theirs, one after the other, when it has come to rest. What goes wrong in one fails the test."""
    errors: list[str] = []
    page = person.context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in person.paths:
        page.set_viewport_size(size)
        page.goto(path, wait_until="networkidle")
        expect(page.locator("main")).to_be_visible()
        yield path, page
    page.close()
    assert errors == []


@pytest.mark.parametrize("who", ["agent", "crystal", "nobody"])
def test_the_keyboard_sees_where_it_is_and_nothing_is_beside_the_window_at_four_times_the_size(
    who: str, request: pytest.FixtureRequest
) -> None:
    found = {}
    for path, page in screens(request.getfixturevalue(who), WIDE):
        unseen = focused_unseen(page)
        # What the focused button says of itself stands where the window was.
        page.evaluate("document.activeElement.blur()")
        page.set_viewport_size(ZOOMED)
        found[path] = [unseen, beside_the_window(page), too_small(page)]
    assert {path: wrong for path, wrong in found.items() if wrong != [[], [], []]} == {}


@contextmanager
def in_arabic(person: Person) -> Iterator[None]:
    """Who is signed in reads Arabic for a while."""

    def reads(locale: str) -> None:
        request = person.context.request
        csrf = request.get("/api/v1/me").json()["csrf"]
        said = request.patch("/api/v1/me", data={"locale": locale}, headers={"X-CSRF-Token": csrf})
        assert said.ok, said.text()

    reads("ar")
    yield
    reads("en")


@pytest.mark.parametrize("who", ["agent", "crystal", "nobody"])
def test_in_arabic_everything_has_its_place(
    who: str, request: pytest.FixtureRequest, browser: Browser, demo: Demo
) -> None:
    person: Person = request.getfixturevalue(who)
    found = {}
    with ExitStack() as stack:
        if who == "nobody":
            reader = browser.new_context(base_url=demo.url, locale="ar-EG")
            stack.callback(reader.close)
            person = Person(reader, person.paths)
        else:
            stack.enter_context(in_arabic(person))
        for path, page in screens(person, NARROW):
            expect(page.locator("html[lang=ar]")).to_have_attribute("dir", "rtl")
            narrow, broken = beside_the_window(page), violations(page)
            page.set_viewport_size(WIDE)
            found[path] = narrow + broken + beside_the_window(page)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def opened(person: Person, path: str) -> Page:
    """The screen on a laptop."""
    page = person.context.new_page()
    page.set_viewport_size(WIDE)
    page.goto(path, wait_until="networkidle")
    return page


def test_from_right_to_left_the_panes_and_the_bubbles_change_sides(agent: Person, arabic: str) -> None:
    with in_arabic(agent):
        page = opened(agent, agent.paths[1])
        middle = 640
        row, words = page.locator("[data-row]").first, timeline(page).get_by_text(ARABIC)
        expect(words).to_be_visible()
        for element, is_left in ((row, False), (page.get_by_role("complementary", name="جهة الاتصال"), True)):
            box = element.bounding_box()
            assert box is not None
            assert (box["x"] + box["width"] / 2 < middle) is is_left
        # What the customer said stands at the beginning of the line, which is on the right.
        said, log = words.bounding_box(), timeline(page).bounding_box()
        assert said is not None
        assert log is not None
        assert said["x"] + said["width"] / 2 > log["x"] + log["width"] / 2
        assert words.evaluate("(element) => getComputedStyle(element).direction") == "rtl"


def test_what_was_opened_by_keyboard_gives_the_focus_back(agent: Person, context: BrowserContext) -> None:
    page = opened(agent, agent.paths[0])
    menu = page.get_by_role("button", name="Acme Brands")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()

    chat = ShopChat(context)
    chat.bubble.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.panel.get_by_role("textbox")).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(chat.bubble).to_be_focused()


def test_what_comes_by_itself_is_said(crystal: Person, demo: Demo) -> None:
    page = opened(crystal, crystal.paths[1])
    conversation = crystal.paths[1].rpartition("/")[2]
    append = {
        "t": "append",
        "client_id": uuid4().hex,
        "conversation": conversation,
        "content": {"kind": "text", "text": (said := unique("We have two of them."))},
    }
    with demo.agent() as agent:
        path = f"/workspaces/{demo.workspace}/conversations/{conversation}/entries"
        agent.post(path, json=append).raise_for_status()
    expect(page.locator("p[aria-live=polite]").filter(has_text=said)).to_be_attached()
