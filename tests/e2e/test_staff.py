"""An owner asks a colleague by e-mail, who joins; a role is given, and who is removed is out at once."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.demo import PASSWORD, Demo
from tests.e2e.screens import DeskScreen, Mailbox, unique


def show(page: Page) -> None:
    """The page about people."""
    page.get_by_role("button", name=re.compile("^Acme Brands")).click()
    page.get_by_role("menuitem", name="People").click()
    expect(page.get_by_role("heading", name="Who works here")).to_be_visible()


def invite(page: Page, email: str) -> None:
    """By keyboard alone, from the button on."""
    page.get_by_role("button", name="Invite somebody").press("Enter")
    field = page.get_by_label("E-mail", exact=True)
    field.press("Enter")
    expect(page.get_by_text("Enter an e-mail address.")).to_be_visible()
    field.fill(email)
    field.press("Enter")
    asked = page.get_by_role("listitem").filter(has_text=email)
    password = page.get_by_role("dialog").get_by_label("Password")
    expect(asked.or_(password)).to_be_visible()
    if password.is_visible():
        password.fill(PASSWORD)
        password.press("Enter")
    expect(asked).to_be_visible()


def join(context: BrowserContext, address: str, name: str) -> Page:
    """Follows the mail's link, and joins."""
    mailbox = Mailbox(context, address)
    mailbox.open("invites you")
    page = mailbox.follow_link()
    expect(page.get_by_role("heading", name="Join Acme Brands")).to_be_visible()
    expect(page.get_by_text(f"You join as {address}.")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Your name").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()
    return page


def make_role(page: Page, name: str) -> None:
    """A role that lets in and out, and answers nobody."""
    page.get_by_role("button", name="New role").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Invite, remove and give roles").check()
    page.get_by_role("button", name="Make the role").click()
    expect(page.get_by_role("button", name=f"Change: {name}")).to_be_visible()


def test_a_colleague_is_asked_joins_and_goes(context: BrowserContext, browser: Browser, demo: Demo) -> None:
    name = unique("Nina")
    address = f"{name.replace(' ', '.').lower()}@mail.example"
    owner = DeskScreen(context).page
    show(owner)
    invite(owner, address)
    theirs = browser.new_context(base_url=demo.url, viewport={"width": 360, "height": 760})
    joined = join(theirs, address, name)
    owner.reload()
    member = owner.get_by_role("listitem").filter(has_text=address)
    expect(member).to_contain_text(name)
    expect(owner.get_by_text("Nobody is asked now")).to_be_visible()
    with joined.expect_response("**/api/v1/me"):
        owner.get_by_label(f"Role of {name}").select_option("admin")
    joined.get_by_role("button", name=re.compile("^Acme Brands")).click()
    expect(joined.get_by_role("menuitem", name="For developers")).to_be_visible()
    joined.keyboard.press("Escape")
    make_role(owner, f"Lead of {name}")
    with joined.expect_response("**/api/v1/me"):
        owner.get_by_label(f"Role of {name}").select_option(f"Lead of {name}")
    joined.get_by_role("button", name=re.compile("^Acme Brands")).click()
    expect(joined.get_by_role("menuitem", name="People")).to_be_visible()
    for width in (360, 1280):
        owner.set_viewport_size({"width": width, "height": 800})
        assert violations(owner) == []
    owner.get_by_role("button", name=f"Remove {name}").click()
    owner.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(member).to_have_count(0)
    expect(joined.get_by_text("There is nothing at this address")).to_be_visible()
    theirs.close()
    look_through_the_log(owner, name)


def look_through_the_log(page: Page, name: str) -> None:
    """What was done stands there; a part of it is shown, and taken away."""
    page.go_back()
    page.get_by_role("button", name=re.compile("^Acme Brands")).click()
    page.get_by_role("menuitem", name="Audit log").click()
    removed = page.get_by_role("listitem").filter(has_text=f"Removed somebody: {name}")
    expect(removed).to_be_visible()
    joined = page.get_by_role("listitem").filter(has_text="Joined:").first
    expect(joined).to_be_visible()
    page.get_by_role("combobox", name="What").select_option(label="Removed somebody")
    expect(joined).to_have_count(0)
    expect(removed).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert name in download.value.path().read_text(encoding="utf-8")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == []
