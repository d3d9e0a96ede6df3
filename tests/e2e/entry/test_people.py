"""People who find whom they know, by an address book."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.entry.test_passkeys import by_code
from tests.e2e.screens import unique

MANY = 10_000


def fresh(name: str) -> str:
    return f"{unique(name).replace(' ', '-')}@mail.example"


def named(page: Page, name: str) -> None:
    page.goto("/messenger/profile")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()


def test_whoever_agreed_is_found_in_a_large_address_book_and_nobody_else(
    browser: Browser, context: BrowserContext
) -> None:
    maria, ana, ion = fresh("maria"), fresh("ana"), fresh("ion")
    page = context.new_page()
    by_code(context, page, ana)  # she is here, and did not agree
    context.clear_cookies()
    by_code(context, page, maria)
    named(page, "Maria Popa")
    found = page.get_by_role("switch", name="Be found by my e-mail address")
    expect(found).not_to_be_checked()
    found.click()
    expect(found).to_be_checked()
    context.clear_cookies()

    by_code(context, page, ion)
    page.goto("/messenger/profile")
    page.get_by_role("link", name="Find people you know").click()
    expect(page.get_by_text("never leaves it")).to_be_visible()
    rows = [f"Nobody {n},nobody-{n}@mail.example," for n in range(MANY - 3)]
    book = "\n".join(["Name,E-mail,Phone", f"Ana,{ana},", f"Masha,{maria.upper()},", "Vasile,,12", *rows])
    chooser = page.locator("input[type=file]").last
    chooser.set_input_files({"name": "book.csv", "mimeType": "text/csv", "buffer": book.encode()})
    expect(page.get_by_role("heading", name="1 person is here")).to_be_visible(timeout=20_000)
    here = page.get_by_role("listitem").filter(has_text="Maria Popa")
    expect(here).to_contain_text("Masha")
    expect(page.get_by_text(ana)).to_have_count(0)
    page.get_by_text("1 entry could not be used").click()
    expect(page.get_by_text("Row 4")).to_be_visible()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []

    card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nEMAIL:{ana}\r\nEND:VCARD\r\n"
    chooser.set_input_files({"name": "book.vcf", "mimeType": "text/vcard", "buffer": card.encode()})
    expect(page.get_by_text("None of them is here")).to_be_visible()

    chooser.set_input_files(
        {"name": "book.csv", "mimeType": "text/csv", "buffer": f"E-mail\n{maria}\n".encode()}
    )
    page.get_by_role("listitem").filter(has_text="Maria Popa").get_by_role("button", name="Write").click()
    # Where the two talk from now on.
    expect(page).to_have_url(re.compile(r"/messenger/[0-9a-f-]{36}$"))
    expect(page.get_by_text("Maria Popa").first).to_be_visible()
    hello = unique("It is me, Ion.")
    page.get_by_role("textbox", name="Write to Maria Popa").fill(hello)
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text(hello)
    hers = browser.new_context(base_url=page.url.partition("/messenger")[0])
    there = hers.new_page()
    by_code(hers, there, maria)
    there.get_by_role("link").filter(has_text=hello).click()
    expect(there.get_by_role("log")).to_contain_text(hello)
    there.get_by_role("textbox", name="Write to").fill("Masha here")
    there.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Masha here")
    hers.close()
