"""An owner gives a program a key and has it told what happens, at the desk."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.demo import PASSWORD, Demo
from tests.e2e.screens import DeskScreen, unique
from tests.helpers.web_page import Site


def show(page: Page) -> None:
    """The page for developers."""
    page.get_by_role("button", name=re.compile("^Acme Brands")).click()
    page.get_by_role("menuitem", name="For developers").click()
    expect(page.get_by_role("heading", name="API keys")).to_be_visible()


def make_key(page: Page, name: str) -> str:
    """A key that reads conversations; its token."""
    page.get_by_role("button", name="New key").click()
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_text("Say what it is for.")).to_be_visible()
    page.get_by_label("What it is for").fill(name)
    page.get_by_label("Read conversations").check()
    page.get_by_role("button", name="Make the key").click()
    made = page.get_by_role("dialog", name="Your new key")
    # Whoever signed in long ago shows again who they are.
    password = page.get_by_role("dialog").get_by_label("Password")
    expect(made.or_(password)).to_be_visible()
    if password.is_visible():
        password.fill(PASSWORD)
        page.keyboard.press("Enter")
    token = made.locator("code").inner_text()
    made.get_by_role("button", name="Done").click()
    return token


def test_a_key_opens_the_api_until_it_is_removed(context: BrowserContext, demo: Demo) -> None:
    desk = DeskScreen(context)
    show(desk.page)
    name = unique("back office")
    token = make_key(desk.page, name)
    path = f"{demo.url}/api/v1/workspaces/{demo.workspace}/conversations"
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx.get(path, headers=headers).status_code == 200
    expect(desk.page.locator("main")).not_to_contain_text(token)
    assert violations(desk.page) == []
    desk.page.get_by_role("button", name=f"Remove the key “{name}”").click()
    expect(desk.page.get_by_text(name)).to_have_count(0)
    assert httpx.get(path, headers=headers).status_code == 401


def test_a_webhook_is_tried_and_its_messages_are_looked_through(context: BrowserContext, site: Site) -> None:
    site.pages["/hook"] = ("text/plain", b"taken")
    desk = DeskScreen(context)
    show(desk.page)
    desk.page.get_by_role("button", name="New webhook").click()
    desk.page.get_by_label("Address").fill(f"http://127.0.0.1:{site.port}/hook")
    desk.page.get_by_label("note.created").check()
    desk.page.get_by_role("button", name="Add the webhook").click()
    secret = desk.page.get_by_role("dialog", name="Its secret")
    expect(secret.locator("code")).to_have_text(re.compile("^whsec_"))
    secret.get_by_role("button", name="Done").click()
    desk.page.get_by_role("button", name="Send a test").click()
    desk.page.get_by_text("Messages", exact=True).click()
    log = desk.page.get_by_role("listitem").filter(has_text="ping").last
    while not log.get_by_text("arrived").is_visible():
        with desk.page.expect_response(re.compile("/messages$")):
            desk.page.get_by_role("button", name="Refresh").click()
    for width in (360, 1280):
        desk.page.set_viewport_size({"width": width, "height": 800})
        assert violations(desk.page) == []
    desk.page.get_by_role("button", name="Remove the webhook").click()
    expect(desk.page.get_by_text("No webhooks yet")).to_be_visible()
