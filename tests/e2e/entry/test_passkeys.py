"""People who sign in by a passkey: Chromium's own virtual authenticator in place of a finger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.demo import PASSWORD
from tests.e2e.screens import DeskScreen, Mailbox, unique


class Finger:
    """A device's authenticator. `touches`: whether it answers by itself, as if somebody laid a finger on it."""

    def __init__(self, page: Page) -> None:
        self._line: CDPSession = page.context.new_cdp_session(page)
        self._line.send("WebAuthn.enable", {"enableUI": False})
        self.id: str = self._line.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )["authenticatorId"]

    def credentials(self) -> list[dict[str, Any]]:
        """What it keeps."""
        found: list[dict[str, Any]] = self._line.send(
            "WebAuthn.getCredentials", {"authenticatorId": self.id}
        )["credentials"]
        return found

    def touches(self, on: bool) -> None:
        """Whether somebody lays a finger on it when asked."""
        self._line.send(
            "WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": self.id, "enabled": on}
        )


def by_code(context: BrowserContext, page: Page, address: str) -> None:
    """Signs in at the messenger by a code that was mailed."""
    page.goto("/messenger")
    page.get_by_label("E-mail").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    mailbox = Mailbox(context, address)
    page.get_by_label("Code").fill(mailbox.code())
    expect(
        page.get_by_role("button", name="Profile").or_(page.get_by_role("link", name="Profile")).first
    ).to_be_visible()
    mailbox.page.close()


def open_profile(page: Page) -> None:
    page.goto("/messenger/profile")
    expect(page.get_by_role("heading", name="Passkeys")).to_be_visible()


@contextmanager
def narrow_and_wide(page: Page) -> Iterator[None]:
    yield
    page.set_viewport_size({"width": 360, "height": 740})
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_customer_adds_a_passkey_names_it_and_comes_back_by_it(context: BrowserContext) -> None:
    page = context.new_page()
    address = f"{unique('maria').replace(' ', '-')}@mail.example"
    by_code(context, page, address)
    finger = Finger(page)
    open_profile(page)
    assert violations(page) == []
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("The passkey was added")).to_be_visible()
    assert len(finger.credentials()) == 1

    page.get_by_role("button", name="Rename").click()
    page.keyboard.type("My laptop")
    page.keyboard.press("Enter")
    expect(page.get_by_text("My laptop")).to_be_visible()
    with narrow_and_wide(page):
        assert violations(page) == []

    finger.touches(False)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    with narrow_and_wide(page):
        assert violations(page) == []
    finger.touches(True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Conversations").first).to_be_visible()
    open_profile(page)
    expect(page.get_by_text(address, exact=True)).to_be_visible()
    expect(page.get_by_text("Last used")).to_be_visible()


def test_a_passkey_stands_among_what_the_browser_fills_in(context: BrowserContext) -> None:
    """Conditional UI: nothing is pressed; the passkey picked for the address field signs in."""
    page = context.new_page()
    by_code(context, page, f"{unique('ion').replace(' ', '-')}@mail.example")
    Finger(page)
    open_profile(page)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("The passkey was added")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/messenger")
    expect(page.get_by_text("Conversations").first).to_be_visible()


def test_staff_show_that_it_is_them_before_a_passkey_is_added_or_removed(
    context: BrowserContext, an_hour_passes: Callable[[], None]
) -> None:
    desk = DeskScreen(context)
    page = desk.page
    finger = Finger(page)
    an_hour_passes()
    page.goto("/desk/profile")
    page.get_by_role("button", name="Add a passkey").click()
    dialog = page.get_by_role("dialog", name="Show that it")
    expect(dialog).to_be_visible()
    assert violations(page) == []
    dialog.get_by_label("Password").fill("not this one")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("That password")
    assert finger.credentials() == []
    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The passkey was added")).to_be_visible()

    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The passkey was removed")).to_be_visible()
    expect(page.get_by_role("button", name="Rename")).to_have_count(0)
