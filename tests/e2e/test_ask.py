"""Messages that are answered with a tap: asked at the desk, answered in the chat, in the messenger and by mail."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.accessibility import violations
from tests.e2e.demo import Demo
from tests.e2e.screens import DeskScreen, Mailbox, ShopChat, timeline, unique
from tests.helpers.pictures import png


@pytest.fixture(scope="module")
def desk(browser: Browser, demo: Demo) -> Iterator[DeskScreen]:
    """Anna's desk."""
    context = browser.new_context(base_url=demo.url, viewport={"width": 1280, "height": 860})
    yield DeskScreen(context)
    context.close()


@pytest.fixture
def shop(browser: Browser, demo: Demo) -> Iterator[ShopChat]:
    """A visitor on a telephone, whose conversation nobody else has."""
    context = browser.new_context(base_url=demo.url, viewport={"width": 360, "height": 740})
    chat = ShopChat(context)
    chat.open()
    yield chat
    context.close()


def begin(shop: ShopChat, desk: DeskScreen) -> None:
    """The visitor writes, and Anna opens it."""
    hello = unique("I need trousers")
    shop.write(hello)
    desk.open(hello)


def build(desk: DeskScreen, kind: str) -> Locator:
    """Opens the builder of a kind of question by the keyboard."""
    desk.page.get_by_role("button", name="Ask something").focus()
    desk.page.keyboard.press("Enter")
    desk.page.get_by_role("menuitem", name=kind).press("Enter")
    return desk.page.get_by_role("dialog", name=kind)


def send(dialog: Locator) -> None:
    dialog.get_by_role("button", name="Send").click()
    expect(dialog).to_be_hidden()


def card(where: Locator, text: str) -> Locator:
    """The question that says this."""
    return where.locator(".ask", has_text=text)


def answered(where: Locator, text: str) -> Locator:
    """The message that gives this answer."""
    return where.locator(".bubble.answered", has_text=text).first


def by_api(demo: Demo, desk: DeskScreen, content: dict[str, Any]) -> None:
    """Anna asks by a program."""
    conversation = desk.page.url.split("/")[-1].partition("?")[0]
    path = f"/workspaces/{demo.workspace}/conversations/{conversation}/entries"
    with demo.agent() as agent:
        body = {"client_id": secrets.token_hex(8), "content": content}
        agent.post(path, json=body).raise_for_status()


def test_quick_replies_are_gone_once_one_was_tapped_or_something_else_was_asked(
    shop: ShopChat, desk: DeskScreen, demo: Demo
) -> None:
    begin(shop, desk)
    older = unique("Trousers or shorts?")
    options = [{"id": "trousers", "label": "Trousers"}, {"id": "shorts", "label": "Shorts"}]
    by_api(demo, desk, {"kind": "quick_replies", "text": older, "options": options})
    expect(card(shop.timeline, older).get_by_role("button")).to_have_count(2)
    question = unique("Which size?")
    dialog = build(desk, "Quick replies")
    assert violations(desk.page) == []
    dialog.get_by_label("Question").fill(question)
    dialog.get_by_label("Answers, one a line").fill("Small\nMedium\nLarge")
    send(dialog)
    asked = card(shop.timeline, question)
    expect(asked.get_by_role("button")).to_have_text(["Small", "Medium", "Large"])
    for where in (shop.timeline, desk.timeline):
        expect(card(where, older)).to_be_visible()
        expect(card(where, older).get_by_role("button")).to_have_count(0)
    assert violations(shop.page.frames[1]) == []
    asked.get_by_role("button", name="Medium").focus()
    shop.page.keyboard.press("Enter")
    for where in (shop.timeline, desk.timeline):
        expect(answered(where, "Medium")).to_be_visible()
        expect(card(where, question).get_by_role("button")).to_have_count(0)
    expect(desk.row("Medium").first).to_be_visible()
    shop.page.reload()
    shop.open()
    expect(answered(shop.timeline, "Medium")).to_be_visible()
    expect(card(shop.timeline, question).get_by_role("button")).to_have_count(0)


def test_a_button_answers_and_a_link_says_where_it_leads(shop: ShopChat, desk: DeskScreen) -> None:
    begin(shop, desk)
    question = unique("How shall we go on?")
    dialog = build(desk, "Buttons")
    dialog.get_by_label("Question").fill(question)
    dialog.get_by_label("Buttons, one a line").fill("Call me\nSizes https://shop.example/sizes")
    send(dialog)
    asked = card(shop.timeline, question)
    link = asked.get_by_role("link", name="Sizes shop.example")
    expect(link).to_have_attribute("href", "https://shop.example/sizes")
    for _ in range(2):
        asked.get_by_role("button", name="Call me").click()
    for where in (shop.timeline, desk.timeline):
        expect(where.locator(".bubble.answered", has_text="Call me")).to_have_count(2)


def test_several_are_picked_from_a_list(shop: ShopChat, desk: DeskScreen) -> None:
    begin(shop, desk)
    question = unique("Which cuts?")
    dialog = build(desk, "List")
    dialog.get_by_label("Question").fill(question)
    dialog.get_by_label("Choices, one a line").fill("# Slim\nSkinny\n# Wide\nStraight\nFlared")
    dialog.get_by_label("Several may be chosen").check()
    send(dialog)
    card(shop.timeline, question).get_by_role("button", name="Choose").click()
    picker = shop.panel.get_by_role("dialog", name=question)
    expect(picker.get_by_role("group", name="Wide").get_by_role("checkbox")).to_have_count(2)
    assert violations(shop.page.frames[1]) == []
    picker.get_by_label("Skinny").check()
    picker.get_by_label("Flared").check()
    picker.get_by_role("button", name="Send").click()
    for where in (shop.timeline, desk.timeline):
        expect(answered(where, "Skinny, Flared")).to_be_visible()


def test_a_time_is_offered_and_a_day_is_chosen(shop: ShopChat, desk: DeskScreen) -> None:
    begin(shop, desk)
    slots, free = unique("When may we call?"), unique("When is the party?")
    dialog = build(desk, "Date or time")
    dialog.get_by_label("Question").fill(slots)
    dialog.get_by_label("Times to choose from 1").fill("2030-03-05T10:30")
    dialog.get_by_role("button", name="Add a time").click()
    dialog.get_by_label("Times to choose from 2").fill("2030-03-06T15:00")
    send(dialog)
    card(shop.timeline, slots).get_by_role("button", name=re.compile("March 6.*3:00")).click()
    for where in (shop.timeline, desk.timeline):
        expect(answered(where, "Wed, March 6")).to_be_visible()
    dialog = build(desk, "Date or time")
    dialog.get_by_label("Question").fill(free)
    dialog.get_by_label("What is asked for").select_option(label="Any day")
    send(dialog)
    asked = card(shop.timeline, free)
    asked.get_by_role("button", name="Send").click()
    expect(asked.get_by_role("alert")).to_have_text("Please choose a date")
    asked.get_by_label("Date").fill("2030-04-01")
    asked.get_by_role("button", name="Send").click()
    for where in (shop.timeline, desk.timeline):
        expect(answered(where, "April 1, 2030")).to_be_visible()


def test_a_form_tells_what_is_wrong_and_is_sent_once(shop: ShopChat, desk: DeskScreen) -> None:
    begin(shop, desk)
    question = unique("Where shall we send it?")
    dialog = build(desk, "Form")
    dialog.get_by_label("Question").fill(question)
    for number, (label, kind) in enumerate(
        [
            ("Name", "Line"),
            ("Your e-mail", "E-mail"),
            ("Your phone", "Phone"),
            ("You may write to me", "Consent"),
        ]
    ):
        if number:
            dialog.get_by_role("button", name="Add a field").click()
        dialog.get_by_label("What is asked").nth(number).fill(label)
        dialog.get_by_label("Kind").nth(number).select_option(label=kind)
    send(dialog)
    asked = card(shop.timeline, question)
    asked.get_by_role("button", name="Send").click()
    expect(asked.get_by_role("alert")).to_have_count(4)
    expect(asked.get_by_label("Name")).to_be_focused()
    assert violations(shop.page.frames[1]) == []
    address = f"{secrets.token_hex(4)}@mail.example"
    asked.get_by_label("Name").fill("Maria")
    asked.get_by_label("Your e-mail").fill(address)
    asked.get_by_label("Your phone").fill("+373 12")
    asked.get_by_label("You may write to me").check()
    asked.get_by_role("button", name="Send").click()
    # Whether there is such a number the server knows; what was filled in is still there.
    expect(asked.get_by_role("alert")).to_contain_text("This is no phone number")
    expect(asked.get_by_label("Name")).to_have_value("Maria")
    asked.get_by_label("Your phone").fill("+373 69 123 456")
    asked.get_by_role("button", name="Send").click()
    expect(asked.get_by_role("textbox")).to_have_count(0)
    expect(shop.timeline).to_contain_text(f"Answers also reach {address}")
    expect(answered(desk.timeline, "Name: Maria")).to_contain_text("Your phone: +37369123456")
    profile = desk.page.get_by_role("complementary")
    expect(profile).to_contain_text("You may write to me")
    expect(profile).to_contain_text("+37369123456")
    expect(profile).to_contain_text("Not verified")


def test_votes_are_counted_as_they_come_until_the_poll_is_closed(shop: ShopChat, desk: DeskScreen) -> None:
    begin(shop, desk)
    question = unique("Which colour?")
    dialog = build(desk, "Poll")
    dialog.get_by_label("Question").fill(question)
    dialog.get_by_label("Choices, one a line").fill("Olive\nRust")
    dialog.get_by_label("Anonymous").check()
    send(dialog)
    here, there = card(desk.timeline, question), card(shop.timeline, question)
    expect(here).to_contain_text("0 votes")
    there.get_by_label("Rust").check()
    there.get_by_role("button", name="Vote").click()
    for where in (here, there):
        expect(where).to_contain_text("1 vote")
        expect(where.get_by_role("listitem").filter(has_text="Rust")).to_contain_text("1")
    expect(answered(desk.timeline, "Voted")).to_be_visible()
    here.get_by_role("button", name="Close poll").click()
    for where in (here, there):
        expect(where).to_contain_text("Poll closed")


def test_stars_are_asked_for_when_a_case_is_resolved(demo: Demo, shop: ShopChat, desk: DeskScreen) -> None:
    begin(shop, desk)
    with demo.agent() as agent:
        path = f"/workspaces/{demo.workspace}/channels/{demo.channel}/widget"
        settings = agent.get(path).raise_for_status().json()["settings"]
        agent.put(path, json=settings | {"ask_rating": True}).raise_for_status()
        desk.page.get_by_role("button", name="Resolve").click()
        asked = card(shop.timeline, "How did we do?")
        asked.get_by_role("radio", name="4 stars").focus()
        shop.page.keyboard.press("Space")
        assert violations(shop.page.frames[1]) == []
        asked.get_by_label("Tell us more").fill("Quick and kind")
        asked.get_by_role("button", name="Send").click()
        for where in (shop.timeline, desk.timeline):
            given = answered(where, "Quick and kind")
            expect(given.get_by_role("img", name="4 stars")).to_be_visible()
        expect(desk.page.get_by_role("button", name="Reopen")).to_be_visible()
        agent.put(path, json=settings).raise_for_status()


def test_cards_are_leafed_through_by_the_arrow_keys(shop: ShopChat, desk: DeskScreen) -> None:
    begin(shop, desk)
    text = unique("In your size:")
    dialog = build(desk, "Cards")
    dialog.get_by_label("Text above the cards").fill(text)
    for number, title in enumerate(("Tapered", "Straight")):
        row = dialog.get_by_role("group").nth(number)
        row.get_by_label("Title").fill(title)
        row.get_by_label("Price").fill("59.90")
        row.get_by_label("Buttons, one a line").fill(f"Reserve {title}")
        row.locator("input[type=file]").set_input_files(
            {"name": "jeans.png", "mimeType": "image/png", "buffer": png()}
        )
        expect(row.locator("img")).to_be_visible()
    send(dialog)
    asked = card(shop.timeline, text)
    cards = asked.get_by_role("list", name="Cards")
    expect(cards).to_contain_text("€59.90")
    expect(cards.locator("img")).to_have_count(2)
    cards.focus()
    shop.page.keyboard.press("ArrowRight")
    expect(asked).to_contain_text("2 / 2")
    expect(cards.get_by_text("Straight", exact=True)).to_be_in_viewport()
    cards.get_by_role("button", name="Reserve Straight").click()
    for where in (shop.timeline, desk.timeline):
        expect(answered(where, "Reserve Straight")).to_be_visible()


def test_a_question_is_answered_from_a_mail(
    demo: Demo, context: BrowserContext, shop: ShopChat, desk: DeskScreen
) -> None:
    begin(shop, desk)
    address = f"{secrets.token_hex(4)}@mail.example"
    form = {"type": "email", "id": "mail", "label": "Your e-mail", "required": True}
    by_api(demo, desk, {"kind": "form", "text": "Your address?", "items": [form]})
    asked = card(shop.timeline, "Your address?")
    asked.get_by_label("Your e-mail").fill(address)
    asked.get_by_role("button", name="Send").click()
    expect(shop.timeline).to_contain_text(f"Answers also reach {address}")
    shop.page.goto("about:blank")
    first, second = unique("Which size?"), unique("Which colour?")
    options = [{"id": "a", "label": "First"}, {"id": "b", "label": "Second"}]
    for question in (first, second):
        by_api(demo, desk, {"kind": "quick_replies", "text": question, "options": options})
    mailbox = Mailbox(context, address)
    mailbox.open("answered you")
    tap = mailbox.mail.get_by_role("link", name="Second").first
    page = context.new_page()
    page.goto(tap.get_attribute("href") or "")
    # Looking does nothing: mail programs look too.
    expect(page.get_by_label("Second")).to_be_checked()
    expect(desk.timeline.locator(".bubble.answered", has_text="Second")).to_have_count(0)
    assert violations(page) == []
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    expect(answered(desk.timeline, "Second")).to_be_visible()
    page.close()
    messenger = mailbox.follow_link()
    messenger.get_by_role("button", name="Continue").click()
    there = timeline(messenger)
    expect(answered(there, "Second")).to_be_visible()
    expect(card(there, first).get_by_role("button")).to_have_count(0)
    card(there, second).get_by_role("button", name="First").click()
    for where in (there, desk.timeline):
        expect(answered(where, "First")).to_be_visible()
