"""People who sign in at a provider: a real one, in a process of its own."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.entry.conftest import Acme
from tests.e2e.entry.test_passkeys import by_code
from tests.e2e.screens import DeskScreen, unique


def fresh_address(name: str) -> str:
    return f"{unique(name).replace(' ', '-')}@mail.example"


def agree(page: Page, subject: str) -> None:
    """Signs in on the provider's page."""
    page.locator("input[name=sub]").fill(subject)
    page.get_by_role("button", name="Authorize").click()


def test_a_customer_signs_in_at_a_provider_and_is_who_they_are_by_mail(
    context: BrowserContext, acme: Acme
) -> None:
    address, subject = fresh_address("elena"), unique("elena")
    acme.knows(subject, email=address, email_verified=True, name="Elena")
    page = context.new_page()
    page.goto("/messenger")
    page.get_by_role("button", name="Continue with Acme ID").click()
    agree(page, subject)
    expect(page.get_by_role("heading", name="Conversations", exact=True)).to_be_visible()
    page.goto("/messenger/profile")
    expect(page.get_by_text(address).first).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Elena")
    assert violations(page) == []


def test_who_says_no_over_there_is_told_so(context: BrowserContext, acme: Acme) -> None:
    page = context.new_page()
    page.goto("/messenger")
    page.get_by_role("button", name="Continue with Acme ID").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("alert").filter(has_text="it was stopped over there")).to_be_visible()
    assert "refused" not in page.url
    assert violations(page) == []


def test_an_agent_links_a_provider_and_comes_to_the_desk_by_it(context: BrowserContext, acme: Acme) -> None:
    subject = unique("anna")
    page = DeskScreen(context).page
    page.goto("/desk/profile")
    page.get_by_role("button", name="Link Acme ID").click()
    agree(page, subject)
    expect(page.get_by_text("It is linked now")).to_be_visible()
    expect(page.get_by_text(subject)).to_be_visible()
    assert violations(page) == []
    context.clear_cookies()
    page.goto("/desk")
    page.get_by_role("button", name="Continue with Acme ID").click()
    agree(page, subject)
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()
    page.goto("/desk/profile")
    page.get_by_role("button", name="Unlink Acme ID").click()
    expect(page.get_by_text("It is no longer linked")).to_be_visible()
    expect(page.get_by_role("button", name="Link Acme ID", exact=True)).to_be_visible()


def test_somebody_elses_address_is_not_theirs_because_they_say_so(
    context: BrowserContext, acme: Acme
) -> None:
    address, subject = fresh_address("maria"), unique("thief")
    page = context.new_page()
    by_code(context, page, address)
    context.clear_cookies()
    acme.knows(subject, email=address, email_verified=False)
    page.goto("/messenger")
    page.get_by_role("button", name="Continue with Acme ID").click()
    agree(page, subject)
    expect(page.get_by_role("heading", name="Conversations", exact=True)).to_be_visible()
    page.goto("/messenger/profile")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    expect(page.locator(".picture")).not_to_contain_text(address)
