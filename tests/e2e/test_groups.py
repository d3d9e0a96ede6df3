"""People talk with each other: in a group that they join by a link, and in twos."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from causerie.accounts.model import Account
from tests.e2e.accessibility import violations, violations_everyhow
from tests.e2e.kinds import KINDS, Kind
from tests.e2e.screens import unique
from tests.e2e.stage import Stage
from tests.e2e.test_media import record
from tests.helpers.pictures import png

# Taller than all the messages together: what is out of sight is not in the page.
TALL = 4_000


def person(stage: Stage, name: str) -> Account:
    """Somebody new."""
    return stage.account(f"{unique('p').replace(' ', '')}@mail.example", name)


def say(page: Page, text: str) -> None:
    """Writes in the open conversation."""
    page.get_by_role("textbox", name="Write to").fill(text)
    page.keyboard.press("Enter")


def log(page: Page) -> Locator:
    """What was said in the open conversation."""
    return page.get_by_role("log")


def of_member(page: Page, name: str, action: str) -> None:
    """Does something with somebody in the list of members."""
    page.get_by_role("button", name=f"Actions for {name}").click()
    page.get_by_role("menuitem", name=action).click()


def made_group(page: Page, name: str) -> str:
    """Makes a group, and returns the link by which others come in."""
    page.get_by_role("button", name="New group or link").click()
    page.get_by_role("menuitem", name="New group").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("dialog").locator("input[type=file]").set_input_files(
        {"name": "hills.png", "mimeType": "image/png", "buffer": png(40, 40)}
    )
    page.get_by_role("button", name="Make the group").click()
    page.get_by_role("button", name="Make a link").click()
    return page.get_by_label("Link", exact=True).input_value()


def test_anna_makes_a_group_boris_joins_they_talk_and_she_puts_him_out(stage: Stage) -> None:
    anna, boris = person(stage, "Anna Rusu"), person(stage, "Boris Weber")
    with stage.messenger(anna) as her, stage.signed_in(boris, width=360) as telephone:
        link = made_group(her, "Hikers")
        assert re.search(r"/join/[A-Za-z0-9_-]{44}$", link)
        expect(her.get_by_text("0 people came")).to_be_visible()
        her.get_by_role("button", name="Back to the conversation").click()
        expect(log(her)).to_contain_text("You made the group “Hikers”")

        his = telephone.new_page()
        his.goto(link)
        expect(his.get_by_role("heading", name="Hikers")).to_be_visible()
        expect(his.get_by_text("1 member")).to_be_visible()
        his.get_by_role("button", name="Join the group").click()
        expect(log(his)).to_contain_text("You joined")
        expect(log(her)).to_contain_text("Boris Weber joined")
        expect(her.get_by_role("link", name="Hikers 2 members")).to_be_visible()

        say(her, "Who comes along on Sunday?")
        expect(log(his)).to_contain_text("Anna Rusu")
        expect(log(his)).to_contain_text("Who comes along on Sunday?")
        his.get_by_role("textbox", name="Write to").press_sequentially("Me")
        expect(her.get_by_text("Boris Weber is typing").first).to_be_visible()
        his.keyboard.press("Enter")
        expect(log(her)).to_contain_text("Me")
        expect(his.get_by_role("img", name="Read by Anna Rusu")).to_be_visible()

        her.get_by_role("link", name="Hikers 2 members").click()
        of_member(her, "Boris Weber", "Remove from the group")
        her.get_by_role("dialog").get_by_role("button", name="Remove from the group").click()
        expect(his.get_by_text("You see what was said until you left")).to_be_visible()
        expect(log(his)).to_contain_text("Anna Rusu removed you")
        her.get_by_role("button", name="Back to the conversation").click()
        say(her, "He hears this no more")
        expect(log(her)).to_contain_text("He hears this no more")
        his.reload()
        expect(log(his)).to_contain_text("Who comes along on Sunday?")
        expect(log(his)).not_to_contain_text("He hears this no more")
        his.goto(link)
        his.get_by_role("button", name="Join the group").click()
        expect(his.get_by_role("alert")).to_have_text("You were removed from this group. Ask for a new link.")


def attach(page: Page, kind: Kind) -> None:
    """Sends a file with a few words."""
    assert kind.upload is not None
    assert kind.draft is not None
    composer = page.get_by_role("group", name="Message")
    composer.locator("input[type=file]").first.set_input_files(
        {"name": kind.upload.name, "mimeType": kind.upload.media_type, "buffer": kind.upload.data()}
    )
    composer.get_by_role("textbox").fill(kind.draft["caption"])
    expect(composer.get_by_role("button", name="Send")).to_be_enabled()
    page.keyboard.press("Enter")


def vote(page: Page, choice: str) -> None:
    """In the poll of the open conversation."""
    poll = page.locator(".ask")
    poll.get_by_label(choice).check()
    poll.get_by_role("button", name="Vote").click()


def test_everything_that_members_may_send_is_drawn_for_the_others(stage: Stage) -> None:
    anna, boris = person(stage, "Anna Rusu"), person(stage, "Boris Weber")
    with stage.messenger(anna) as her, stage.messenger(boris, width=360) as his:
        her.context.grant_permissions(["microphone"])
        his.goto(made_group(her, "Hikers"))
        his.get_by_role("button", name="Join the group").click()
        expect(log(his)).to_contain_text("You joined")
        her.get_by_role("button", name="Back to the conversation").click()
        for page, width in ((her, 1280), (his, 360)):
            page.set_viewport_size({"width": width, "height": TALL})
        composer = her.get_by_role("group", name="Message")

        say(her, "We have them **in wool**")
        for name in ("image", "file", "video"):
            attach(her, KINDS[name])
        record(her)
        composer.get_by_role("button", name="Send").last.click()
        composer.get_by_role("button", name="Stickers").click()
        her.get_by_role("dialog", name="Stickers").get_by_role("button", name="A gift for you").click()
        composer.get_by_role("button", name="Place").click()
        place = her.get_by_role("dialog", name="Place")
        place.get_by_role("textbox", name="Coordinates").fill("46.4825, 30.7233")
        place.get_by_role("textbox", name="Name").fill("The pier")
        her.keyboard.press("Enter")
        say(her, "Never said")
        expect(log(his)).to_contain_text("Never said")
        log(her).locator("[data-key][tabindex]", has_text="Never said").focus()
        her.keyboard.press("Delete")
        her.get_by_role("dialog").get_by_role("button", name="Delete").click()

        composer.get_by_role("button", name="Poll").click()
        dialog = her.get_by_role("dialog", name="New poll")
        expect(dialog.get_by_label("Question")).to_be_focused()
        her.keyboard.press("Enter")
        expect(dialog.get_by_role("alert")).to_contain_text("two choices that differ")
        assert violations(her) == []
        # The keyboard alone: a line each, and from an empty one it goes.
        for words in ("Which one next?", "Hills", "Sea", ""):
            her.keyboard.type(words)
            her.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        expect(his.locator(".ask")).to_contain_text("0 votes")
        vote(his, "Hills")
        expect(her.locator(".bubble.answered", has_text="Hills")).to_be_visible()
        expect(her.locator(".ask")).to_contain_text("1 vote")
        vote(her, "Sea")

        shown = ("text", "image", "file", "video", "sticker", "place", "poll", "deleted")
        for page in (her, his):
            for name in shown:
                KINDS[name].expect_in(log(page))
            expect(log(page).get_by_role("group", name="Voice message")).to_be_visible()
            expect(page.locator(".ask")).to_contain_text("2 votes")
        expect(his.locator(".bubble.answered", has_text="Sea")).to_be_visible()
        her.get_by_role("button", name="Close poll").click()
        expect(his.locator(".ask")).to_contain_text("Poll closed")
        his.set_viewport_size({"width": 360, "height": 760})
        assert his.evaluate("document.documentElement.scrollWidth") <= 360
        assert violations(his) == []


def test_two_of_a_group_talk_alone_until_one_blocks_the_other(stage: Stage) -> None:
    anna, boris = person(stage, "Anna Rusu"), person(stage, "Boris Weber")
    with stage.messenger(anna) as her, stage.messenger(boris) as his:
        his.goto(made_group(her, "Hikers"))
        his.get_by_role("button", name="Join the group").click()
        his.get_by_role("link", name="Hikers 2 members").click()
        of_member(his, "Anna Rusu", "Write a message")
        say(his, "Just between us")
        row = her.get_by_role("region", name="Conversations").get_by_role("listitem")
        row.filter(has_text="Boris Weber").get_by_role("link").click()
        expect(log(her)).to_contain_text("Just between us")
        her.get_by_role("link", name="Boris Weber Direct conversation").click()
        her.get_by_role("button", name="Block", exact=True).click()
        her.get_by_role("dialog").get_by_role("button", name="Block", exact=True).click()
        her.get_by_role("button", name="Unblock").wait_for()
        say(his, "Are you there?")
        expect(his.get_by_text("Not sent").first).to_be_visible()
        her.get_by_role("button", name="Unblock").click()
        her.get_by_role("button", name="Block", exact=True).wait_for()
        his.get_by_role("button", name="Try again").click()
        her.get_by_role("button", name="Back to the conversation").click()
        expect(log(her)).to_contain_text("Are you there?")


def test_a_link_is_followed_after_signing_in_and_leads_nowhere_once_it_is_switched_off(stage: Stage) -> None:
    anna = person(stage, "Anna Rusu")
    with stage.messenger(anna) as her, stage.nobody() as stranger:
        link = made_group(her, "Hikers")
        page = stranger.new_page()
        page.goto(link)
        page.get_by_role("button", name="Sign in to go on").click()
        expect(page.get_by_label("E-mail address")).to_be_visible()
        her.get_by_role("button", name="Switch off").click()
        expect(her.get_by_text("The link is switched off")).to_be_visible()
        page.goto(link)
        expect(page.get_by_text("This link leads nowhere")).to_be_visible()


def test_every_screen_of_groups_is_for_everybody(stage: Stage) -> None:
    anna = person(stage, "Anna Rusu")
    with stage.messenger(anna) as page:
        page.get_by_role("button", name="New group or link").click()
        page.get_by_role("menuitem", name="New group").click()
        page.get_by_label("Name").fill("Hikers of the Eastern Hills")
        assert violations_everyhow(page) == []
        page.get_by_role("button", name="Make the group").click()
        page.get_by_role("button", name="Make a link").click()
        page.get_by_role("button", name="QR code").click()
        expect(page.get_by_role("img", name="The link as a QR code")).to_be_visible()
        assert violations_everyhow(page) == []
        page.goto(page.get_by_label("Link", exact=True).input_value())
        expect(page.get_by_role("button", name="Join the group")).to_be_visible()
        assert violations_everyhow(page) == []
