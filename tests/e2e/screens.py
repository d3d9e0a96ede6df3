"""The screens of Causerie as people find their way on them: the chat on the shop's page, the desk, the mailbox."""

from __future__ import annotations

import re
from uuid import uuid4

from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, expect

from tests.e2e.demo import ANNA, PASSWORD, SESSION

MAIL_SECONDS = 30
_SESSIONS: dict[tuple[str, str], str] = {}


def unique(words: str) -> str:
    """Words that no other test says."""
    return f"{words} {uuid4().hex[:8]}"


def timeline(page: Page | FrameLocator) -> Locator:
    """The open conversation's timeline."""
    return page.get_by_role("log")


class ShopChat:
    """A page of the demo's shop, and the chat on it."""

    def __init__(self, context: BrowserContext, path: str = "/shop/tapered-jeans") -> None:
        self.page = context.new_page()
        self.page.goto(path)
        self.bubble = self.page.locator("causerie-widget button")
        self.badge = self.page.locator("causerie-widget [role=status]")
        self.panel = self.page.frame_locator("causerie-widget iframe")
        self.timeline = timeline(self.panel)
        self.composer = self.panel.get_by_role("group", name="Message")

    def open(self) -> None:
        """Opens the chat, and waits until it knows the business."""
        self.bubble.click()
        expect(self.panel.get_by_role("heading", name="Acme Brands")).to_be_visible()

    def write(self, text: str) -> None:
        """Writes and sends with Enter."""
        self.composer.get_by_role("textbox").fill(text)
        self.page.keyboard.press("Enter")

    def attach(self, name: str, media_type: str, data: bytes) -> None:
        """Chooses a file and sends it."""
        files = self.composer.locator("input[type=file]")
        files.set_input_files({"name": name, "mimeType": media_type, "buffer": data})
        self.composer.get_by_role("button", name="Send").click()

    def leave_address(self, email: str) -> None:
        """Waits to be asked for an address, and gives it."""
        field = self.timeline.get_by_role("textbox", name="E-mail address")
        field.wait_for(timeout=20_000)
        field.fill(email)
        self.page.keyboard.press("Enter")
        expect(self.timeline).to_contain_text(f"Answers also reach {email}")


class DeskScreen:
    """An agent's desk."""

    def __init__(self, context: BrowserContext, email: str = ANNA) -> None:
        self.page = context.new_page()
        self.list = self.page.get_by_role("region", name="Conversations")
        self.timeline = timeline(self.page)
        self.views = self.page.get_by_role("navigation", name="Conversations")
        self._enter(context, email)
        self.views.get_by_role("link", name="All").click()

    def _enter(self, context: BrowserContext, email: str) -> None:
        """With the session that the first desk of this agent was given; with the form where there is none, or none
        that still holds. An address may sign in only a few times a minute."""
        self.page.goto("/desk")
        origin = self.page.url.partition("/desk")[0]
        if kept := _SESSIONS.get((origin, email)):
            context.add_cookies([{"name": SESSION, "value": kept, "url": origin}])
            self.page.reload()
        form = self.page.get_by_label("E-mail")
        expect(form.or_(self.views)).to_be_visible()
        if form.is_visible():
            form.fill(email)
            self.page.get_by_label("Password").fill(PASSWORD)
            self.page.keyboard.press("Enter")
            expect(self.views).to_be_visible()
            session = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == SESSION)
            _SESSIONS[origin, email] = session

    def row(self, text: str) -> Locator:
        """The list's row that shows this."""
        return self.page.locator("[data-row]", has_text=text)

    def open(self, text: str) -> None:
        """Opens the conversation whose row shows this."""
        self.row(text).click()
        expect(self.timeline).to_contain_text(text)

    def write(self, text: str) -> None:
        """Answers (or notes, where that was picked) with Enter."""
        self.page.get_by_role("textbox").fill(text)
        self.page.keyboard.press("Enter")

    def note(self, text: str) -> None:
        """Tells colleagues something."""
        self.page.get_by_role("radio", name="Note").click()
        self.write(text)
        expect(self.timeline).to_contain_text(text)
        self.page.get_by_role("radio", name="Reply").click()


class Mailbox:
    """The page where a customer of the demo reads their mail."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page = context.new_page()
        self.address = address
        self.mail = self.page.frame_locator("iframe")

    def open(self, text: str) -> None:
        """Waits for a mail to this address with these words, and opens it."""
        deadline = MAIL_SECONDS * 1000
        self.page.goto("/demo/mailbox")
        row = self.page.get_by_role("link").filter(has_text=f"to {self.address}").filter(has_text=text).first
        row.wait_for(timeout=deadline)
        row.click()
        expect(self.mail.locator("body")).not_to_be_empty()

    def code(self) -> str:
        """The code in the newest mail that brings one."""
        self.open("code")
        found = re.search(r"\b\d{6}\b", self.mail.locator("body").inner_text())
        assert found
        return found[0]

    def answer(self, text: str) -> None:
        """Answers the open mail, which is quoted below the answer."""
        self.page.get_by_role("button", name="Answer").click()
        self.page.get_by_role("group", name="Message").get_by_role("textbox").fill(text)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_text("Sent.")).to_be_visible()

    def follow_link(self) -> Page:
        """Presses the open mail's link into the messenger."""
        with self.page.context.expect_page() as opened:
            self.mail.get_by_role("link").filter(visible=True).last.click()
        return opened.value
