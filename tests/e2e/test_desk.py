"""The desk as an agent uses it: a real browser at the running demo, and visitors at the other end."""

from __future__ import annotations

import re
from itertools import pairwise
from uuid import uuid4

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Locator,
    Page,
    WebSocketRoute,
    expect,
)

from tests.e2e.accessibility import violations_everyhow
from tests.e2e.demo import ANNA, PASSWORD, SESSION, VICTOR, Demo, Visitor

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


def enter(context: BrowserContext, demo: Demo) -> None:
    """Makes this browser one where Anna is signed in."""
    context.add_cookies([{"name": SESSION, "value": demo.session, "url": demo.url}])


@pytest.fixture
def desk(context: BrowserContext, demo: Demo) -> Page:
    """Anna's desk, signed in."""
    enter(context, demo)
    return open_desk(context)


def open_desk(context: BrowserContext, email: str | None = None) -> Page:
    """A desk in this browser; after signing in, where `email` is given."""
    page = context.new_page()
    page.goto("/desk")
    if email:
        sign_in(page, email, PASSWORD)
    expect(page.get_by_role("region", name="Conversations")).to_be_visible()
    return page


def sign_in(page: Page, email: str, password: str) -> None:
    """Fills the form with the keyboard and sends it."""
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def unique(words: str) -> str:
    """Words that no other test says."""
    return f"{words} {uuid4().hex[:8]}"


def show(page: Page, view: str) -> None:
    """Shows a view of the list."""
    page.get_by_role("navigation", name="Conversations").get_by_role("link", name=view).click()


def row(page: Page, text: str) -> Locator:
    """The list's row whose last message is this."""
    return page.locator("[data-row]", has_text=text)


def timeline(page: Page) -> Locator:
    """The open conversation's timeline."""
    return page.get_by_role("log")


def write(page: Page, text: str) -> None:
    """Writes into the composer and sends with Enter."""
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")


def test_an_agent_answers_a_visitor_with_the_keyboard_alone(desk: Page, demo: Demo) -> None:
    show(desk, "Unassigned")
    asked, answered = unique("Is it in size M?"), unique("Yes, it is")
    with Visitor(demo, title="Parka") as visitor:
        visitor.say(asked)
        expect(row(desk, asked)).to_be_visible()
        expect(desk).to_have_title(re.compile(r"^\(\d+\) Acme Brands"))

        while asked not in desk.evaluate("document.activeElement.textContent"):
            desk.keyboard.press("j")
        desk.keyboard.press("Enter")
        pane = desk.get_by_role("region", name="Conversation with Visitor")
        expect(pane).to_be_focused()
        expect(pane.get_by_role("link", name="Parka")).to_be_visible()

        visitor.type("And in blu")
        expect(timeline(desk)).to_contain_text("And in blu")
        visitor.look("Cart")
        expect(pane.get_by_role("link", name="Cart")).to_be_visible()

        desk.keyboard.press("r")
        desk.keyboard.type(answered)
        desk.keyboard.press("Enter")
        entry = visitor.hear_message(lambda content: content.get("text") == answered)
        visitor.read(entry["seq"])
        expect(timeline(desk).get_by_label("Read by Visitor")).to_be_visible()

        desk.keyboard.press("Escape")
        expect(pane).to_be_focused()
        desk.keyboard.press("a")
        expect(desk.get_by_role("menuitem", name="Anna (you)")).to_be_focused()
        desk.keyboard.press("Escape")
        desk.keyboard.press("e")
        expect(desk.get_by_role("button", name="Reopen")).to_be_visible()
        expect(timeline(desk)).to_contain_text("Anna resolved the conversation")


def test_a_note_stays_among_staff(desk: Page, demo: Demo) -> None:
    asked, noted, answered = unique("Hello"), unique("Careful with this one"), unique("Hello to you")
    with Visitor(demo) as visitor:
        visitor.say(asked)
        show(desk, "All")
        row(desk, asked).click()
        desk.keyboard.press("n")
        write(desk, noted)
        expect(timeline(desk)).to_contain_text("Note, staff only")
        desk.get_by_role("radio", name="Reply").click()
        write(desk, answered)
        visitor.hear_message(lambda content: content.get("text") == answered)
        assert visitor.messages() == [answered]


def test_a_colleague_is_given_the_conversation_and_sees_it(desk: Page, demo: Demo, browser: Browser) -> None:
    asked = unique("Who has time?")
    theirs = browser.new_context(base_url=demo.url)
    colleague = open_desk(theirs, VICTOR)
    with Visitor(demo) as visitor:
        visitor.say(asked)
        show(desk, "Unassigned")
        row(desk, asked).click()
        desk.keyboard.press("a")
        desk.get_by_role("menuitem", name="Victor").click()
        expect(timeline(desk)).to_contain_text("Anna assigned this to Victor")
        expect(row(desk, asked)).to_have_count(0)
        expect(row(colleague, asked)).to_be_visible()
    theirs.close()


def test_the_address_carries_the_screen(desk: Page, demo: Demo) -> None:
    asked = unique("Where is it?")
    with Visitor(demo) as visitor:
        visitor.say(asked)
    show(desk, "All")
    row(desk, asked).click()
    expect(timeline(desk)).to_contain_text(asked)
    expect(desk).to_have_url(f"{demo.url}/desk/{demo.workspace}/all/{visitor.conversation}")
    desk.reload()
    expect(timeline(desk)).to_contain_text(asked)
    desk.go_back()
    expect(desk).to_have_url(f"{demo.url}/desk/{demo.workspace}/all")
    expect(timeline(desk)).to_have_count(0)


def test_a_draft_waits_in_its_conversation(desk: Page, demo: Demo) -> None:
    first, second, begun = unique("First"), unique("Second"), unique("I was about to")
    with Visitor(demo) as one, Visitor(demo) as other:
        one.say(first)
        other.say(second)
    show(desk, "All")
    row(desk, first).click()
    desk.keyboard.press("r")
    desk.keyboard.type(begun)
    row(desk, second).click()
    expect(timeline(desk)).to_contain_text(second)
    expect(desk.get_by_role("textbox")).to_have_value("")
    desk.reload()
    row(desk, first).click()
    expect(desk.get_by_role("textbox")).to_have_value(begun)


def test_what_is_written_without_a_line_is_sent_once_when_it_is_back(
    context: BrowserContext, demo: Demo
) -> None:
    lines: list[WebSocketRoute] = []
    allowed = True

    def connect(line: WebSocketRoute) -> None:
        if not allowed:
            line.close(code=1012)
            return
        line.connect_to_server()
        lines.append(line)

    context.route_web_socket(re.compile("/live$"), connect)
    context.route(re.compile("/live/"), lambda route: route.continue_() if allowed else route.abort())
    enter(context, demo)
    desk = open_desk(context)
    asked, answered = unique("Are you there?"), unique("I am")
    with Visitor(demo) as visitor:
        visitor.say(asked)
        show(desk, "All")
        row(desk, asked).click()
        expect(timeline(desk)).to_contain_text(asked)
        allowed = False
        for line in lines:
            line.close(code=1012)
        write(desk, answered)
        expect(timeline(desk).get_by_label("Waiting to be sent")).to_be_visible()
        expect(desk.get_by_text("No connection.")).to_be_visible()
        allowed = True
        # The line runs through this process: it moves while the page is waited for, not while the visitor is.
        expect(timeline(desk).get_by_label("Waiting to be sent")).to_have_count(0)
        expect(desk.get_by_text("No connection.")).to_have_count(0)
        visitor.hear_message(lambda content: content.get("text") == answered)
        expect(timeline(desk).get_by_text(answered)).to_have_count(1)
        last = unique("Really")
        write(desk, last)
        expect(row(desk, last)).to_be_visible()
        visitor.hear_message(lambda content: content.get("text") == last)
        assert visitor.messages() == [answered, last]


def test_pictures_and_files_arrive(desk: Page, demo: Demo) -> None:
    asked = unique("Do you have a picture?")
    with Visitor(demo) as visitor:
        visitor.say(asked)
        show(desk, "All")
        row(desk, asked).click()
        desk.locator("input[type=file]").set_input_files(
            [
                FilePayload(name="parka.png", mimeType="image/png", buffer=PICTURE),
                FilePayload(name="sizes.txt", mimeType="text/plain", buffer=b"S M L"),
            ]
        )
        expect(desk.get_by_text("sizes.txt")).to_be_visible()
        write(desk, "Here they are")
        assert (
            visitor.hear_message(lambda content: content["kind"] == "image")["body"]["content"]["file"][
                "width"
            ]
            == 1
        )
        file = visitor.hear_message(lambda content: content["kind"] == "file")["body"]["content"]["file"]
        assert (file["name"], file["size"]) == ("sizes.txt", 5)
        timeline(desk).get_by_role("button", name="Open picture parka.png").click()
        expect(desk.get_by_role("dialog", name="parka.png")).to_be_visible()
        desk.keyboard.press("Escape")
        expect(desk.get_by_role("dialog", name="parka.png")).to_have_count(0)


def test_a_wrong_password_says_so(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/desk")
    sign_in(page, ANNA, "not this one")
    expect(page.get_by_role("alert")).to_have_text("This e-mail and password don’t belong together.")  # noqa: RUF001  # the screen's own apostrophe
    expect(page.get_by_label("E-mail")).to_have_value(ANNA)


def test_a_changed_password_signs_out_every_other_desk(
    context: BrowserContext, demo: Demo, browser: Browser
) -> None:
    other = browser.new_context(base_url=demo.url)
    left_open = open_desk(other, VICTOR)
    here = open_desk(context, VICTOR)
    changed = unique("another password")
    for old, new in ((PASSWORD, changed), (changed, PASSWORD)):
        here.goto("/desk/profile")
        here.get_by_label("Present password").fill(old)
        here.get_by_label("New password").fill(new)
        here.get_by_role("button", name="Change password").click()
        expect(here.get_by_text("Password changed.")).to_be_visible()
        expect(left_open.get_by_text("You were signed out.")).to_be_visible()
    other.close()


def test_the_snippet_to_paste_names_the_channel(desk: Page, demo: Demo) -> None:
    desk.goto(f"/desk/{demo.workspace}/set-up")
    snippet = desk.get_by_label("Put the chat on your site")
    expect(snippet).to_contain_text(f'src="{demo.url}/widget/{demo.channel}/widget.js"')


def test_the_whole_desk_speaks_the_language_that_was_chosen(context: BrowserContext) -> None:
    page = open_desk(context, VICTOR)
    page.goto("/desk/profile")
    title = page.get_by_role("heading", level=1)
    for locale, name, words in (
        ("ru", "Русский", "Ваш профиль"),
        ("ro", "Română", "Profilul tău"),
        ("ar", "العربية", "ملفك الشخصي"),
        ("en", "English", "Your profile"),
    ):
        page.get_by_text(name, exact=True).click()
        expect(title).to_have_text(words)
        expect(page.locator("html")).to_have_attribute("lang", locale)
        page.reload()
        expect(title).to_have_text(words)


def test_no_screen_breaks_a_rule_of_accessibility(browser: Browser, demo: Demo) -> None:
    def look(name: str) -> None:
        found[name] = violations_everyhow(page, widths=(360, 800, 1280))

    asked = unique("Can everybody read this?")
    with Visitor(demo) as visitor:
        visitor.say(asked)
        visitor.type("I am stil")
    context, found = browser.new_context(base_url=demo.url), dict[str, list[str]]()
    page = context.new_page()
    page.goto("/desk")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    look("sign in")
    enter(context, demo)
    page.reload()
    show(page, "All")
    expect(row(page, asked)).to_be_visible()
    look("list")
    row(page, asked).click()
    expect(timeline(page)).to_contain_text(asked)
    look("conversation")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    look("help")
    page.keyboard.press("Escape")
    for screen in ("profile", f"{demo.workspace}/set-up"):
        page.goto(f"/desk/{screen}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        look(screen)
    context.close()
    assert found == {screen: [] for screen in found}


def test_on_a_telephone_one_pane_leads_to_the_next_and_back(browser: Browser, demo: Demo) -> None:
    asked = unique("From my telephone")
    with Visitor(demo) as visitor:
        visitor.say(asked)
        context = browser.new_context(base_url=demo.url, viewport={"width": 360, "height": 740})
        enter(context, demo)
        page = open_desk(context)
        show(page, "All")
        row(page, asked).click()
        expect(timeline(page)).to_contain_text(asked)
        expect(page.get_by_role("region", name="Conversations")).to_be_hidden()
        page.get_by_role("button", name="Show contact").click()
        expect(page.get_by_role("complementary", name="Contact")).to_contain_text("Not verified")
        page.go_back()
        expect(page.get_by_role("complementary", name="Contact")).to_be_hidden()
        page.get_by_role("button", name="Back").click()
        expect(row(page, asked)).to_be_focused()
        context.close()


def scrolled_up(page: Page) -> list[int]:
    """Scrolls up by half a screen; returns the numbers of the entries that are on the screen then."""
    seqs: list[int] = page.evaluate(
        """async () => {
            const log = document.querySelector('[role=log]');
            log.scrollTop -= log.clientHeight / 2;
            for (const _ of 'two') await new Promise(requestAnimationFrame);
            const { top, bottom } = log.getBoundingClientRect();
            return [...log.querySelectorAll('[data-seq]')].filter((row) => {
                const box = row.getBoundingClientRect();
                return box.bottom > top && box.top < bottom;
            }).map((row) => Number(row.dataset.seq));
        }"""
    )
    return seqs


def test_a_long_timeline_is_read_to_its_beginning_without_a_gap(desk: Page, demo: Demo) -> None:
    last = unique("The last of many")
    with Visitor(demo) as visitor:
        for number in range(450):
            visitor.say(f"Number {number}")
        visitor.say(last)
    show(desk, "All")
    row(desk, last).click()
    expect(timeline(desk).get_by_text("Number ").first).to_be_visible()
    seen = [scrolled_up(desk)]
    for _ in range(300):
        seen.append(scrolled_up(desk))
        if 1 in seen[-1]:
            break
    assert 1 in seen[-1]
    assert [(later, earlier) for later, earlier in pairwise(seen) if max(earlier) < min(later) - 1] == []
