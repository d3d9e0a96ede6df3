"""A customer has a conversation mailed to them, from the chat and from the messenger."""

from __future__ import annotations

from uuid import uuid4

from playwright.sync_api import BrowserContext, expect

from tests.e2e.accessibility import violations
from tests.e2e.screens import Mailbox, ShopChat, unique


def test_a_conversation_is_mailed_to_who_asks_for_it(context: BrowserContext) -> None:
    address = f"copy-{uuid4().hex[:8]}@mail.example"
    shop = ShopChat(context)
    shop.open()
    shop.write(said := unique("Do you have it in blue?"))
    expect(shop.timeline.get_by_label("Sent", exact=True)).to_be_visible()
    shop.panel.get_by_role("button", name="Options").click()
    shop.panel.get_by_role("menuitem", name="Get this conversation by e-mail").click()
    asked = shop.panel.get_by_role("dialog", name="Where shall we send it?")
    expect(asked.get_by_label("E-mail address")).to_be_focused()
    assert violations(shop.page.frames[1]) == []
    shop.page.keyboard.type("nobody")
    shop.page.keyboard.press("Enter")
    expect(asked.get_by_role("alert")).to_contain_text("This is no e-mail address")
    asked.get_by_label("E-mail address").fill(address)
    shop.page.keyboard.press("Enter")
    # The first mail of a server wakes the process that writes mails.
    expect(shop.panel.get_by_text("It is on its way to your mailbox.")).to_be_visible(timeout=60_000)
    expect(asked).to_have_count(0)

    mailbox = Mailbox(context, address)
    mailbox.open("Your conversation with Acme Brands")
    expect(mailbox.mail.locator("body")).to_contain_text(said)
    messenger = mailbox.follow_link()
    messenger.get_by_role("button", name="Continue").click()
    messenger.get_by_role("link", name="Acme Brands").last.click()
    messenger.get_by_role("button", name="Get it by e-mail").click()
    expect(messenger.get_by_text("It is on its way to your mailbox.")).to_be_visible()
