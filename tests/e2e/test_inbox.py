"""The messenger's one inbox of everything a person takes part in, as they keep it in order."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from causerie.accounts.model import Account
from tests.e2e.accessibility import violations_everyhow
from tests.e2e.screens import unique
from tests.e2e.stage import Stage
from tests.helpers.world import Customer

SHOPS = ("Field Jackets", "Bakery Nord", "Cinema Patria", "Dentist Rusu")


@pytest.fixture
def account(stage: Stage) -> Account:
    """Somebody new."""
    return stage.account(f"{unique('p').replace(' ', '')}@mail.example", "Crystal Minh")


@pytest.fixture
def talks(stage: Stage, account: Account) -> dict[str, Customer]:
    """Their conversations by the names of the businesses, the last the newest."""
    return {name: stage.talk(account, stage.business(name), f"Good morning, {name}") for name in SHOPS}


def rows(page: Page) -> Locator:
    """The list's rows."""
    return page.get_by_role("region", name="Conversations").get_by_role("listitem")


def row(page: Page, name: str) -> Locator:
    """The row of this business."""
    return rows(page).filter(has_text=name)


def names(page: Page) -> list[str]:
    """The businesses in the list, from above."""
    return [name for text in rows(page).all_inner_texts() for name in SHOPS if name in text]


def expect_order(page: Page, *wanted: str) -> None:
    """Waits until the list begins so."""
    for at, name in enumerate(wanted):
        expect(rows(page).nth(at)).to_contain_text(name)


def choose(page: Page, name: str, action: str) -> None:
    """Does something with a row by its menu."""
    row(page, name).hover()
    row(page, name).get_by_role("button").click()
    page.get_by_role("menuitem", name=action, exact=True).click()


def test_pinned_conversations_keep_their_order_on_every_device(
    stage: Stage, account: Account, talks: dict[str, Customer]
) -> None:
    with stage.messenger(account) as page, stage.messenger(account, width=360) as telephone:
        expect_order(page, *reversed(SHOPS))
        choose(page, "Field Jackets", "Pin")
        choose(page, "Bakery Nord", "Pin")
        for device in (page, telephone):
            expect_order(device, "Bakery Nord", "Field Jackets", "Dentist Rusu")
        choose(page, "Bakery Nord", "Move down")
        expect_order(telephone, "Field Jackets", "Bakery Nord", "Dentist Rusu")
        stage.answer(talks["Cinema Patria"], "Two tickets are yours")
        for device in (page, telephone):
            expect_order(device, "Field Jackets", "Bakery Nord", "Cinema Patria")
        page.reload()
        expect_order(page, "Field Jackets", "Bakery Nord", "Cinema Patria")


def test_an_archived_conversation_comes_back_with_an_answer_unless_it_is_muted(
    stage: Stage, account: Account, talks: dict[str, Customer]
) -> None:
    with stage.messenger(account) as page:
        choose(page, "Dentist Rusu", "Archive")
        expect(row(page, "Dentist Rusu")).to_have_count(0)
        page.get_by_role("button", name="Undo").click()
        expect(row(page, "Dentist Rusu")).to_be_visible()

        choose(page, "Dentist Rusu", "Archive")
        stage.answer(talks["Dentist Rusu"], "Your next visit is in May")
        expect(row(page, "Dentist Rusu")).to_contain_text("Your next visit")

        choose(page, "Bakery Nord", "Mute…")
        page.get_by_role("button", name="Until I turn it on again").click()
        expect(row(page, "Bakery Nord").get_by_label("Muted")).to_be_visible()
        choose(page, "Bakery Nord", "Archive")
        stage.answer(talks["Bakery Nord"], "Fresh bread")
        stage.answer(talks["Cinema Patria"], "A film begins")
        expect(row(page, "Cinema Patria")).to_contain_text("A film begins")
        expect(row(page, "Bakery Nord")).to_have_count(0)
        page.get_by_role("button", name="1 archived conversation").click()
        expect(row(page, "Bakery Nord")).to_contain_text("Fresh bread")
        choose(page, "Bakery Nord", "Bring back from the archive")
        expect(row(page, "Bakery Nord")).to_have_count(0)
        page.get_by_role("button", name="Back to all conversations").click()
        expect(row(page, "Bakery Nord")).to_be_visible()


def test_the_list_stands_beside_the_conversation(
    stage: Stage, account: Account, talks: dict[str, Customer]
) -> None:
    with stage.messenger(account) as page:
        row(page, "Cinema Patria").get_by_role("link").click()
        expect(page.get_by_role("log")).to_contain_text("Good morning, Cinema Patria")
        beside = page.get_by_role("region", name="Conversations").bounding_box()
        pane = page.get_by_role("region", name="Cinema Patria").bounding_box()
        assert beside
        assert pane
        assert (beside["x"], beside["y"], beside["height"]) == (0, 0, 760)
        assert (pane["x"], pane["y"], pane["height"]) == (beside["width"] + 1, 0, 760)


def test_what_is_muted_is_not_counted(stage: Stage, account: Account, talks: dict[str, Customer]) -> None:
    with stage.messenger(account) as page:
        stage.answer(talks["Bakery Nord"], "Fresh bread")
        stage.answer(talks["Cinema Patria"], "A film begins")
        expect(page).to_have_title(re.compile(r"^\(2\) "))
        choose(page, "Bakery Nord", "Mute…")
        page.get_by_role("button", name="For an hour").click()
        expect(page).to_have_title(re.compile(r"^\(1\) "))
        expect(row(page, "Bakery Nord")).to_contain_text("1 unread message")
        choose(page, "Bakery Nord", "Unmute")
        expect(page).to_have_title(re.compile(r"^\(2\) "))


def test_the_keyboard_alone_keeps_the_inbox_in_order(
    stage: Stage, account: Account, talks: dict[str, Customer]
) -> None:
    with stage.messenger(account) as page:
        expect_order(page, "Dentist Rusu")
        page.get_by_role("searchbox").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(row(page, "Cinema Patria").get_by_role("link")).to_be_focused()
        page.keyboard.press("p")
        expect_order(page, "Cinema Patria", "Dentist Rusu")
        expect(row(page, "Cinema Patria").get_by_role("link")).to_be_focused()
        page.keyboard.press("End")
        expect(row(page, "Field Jackets").get_by_role("link")).to_be_focused()
        page.keyboard.press("p")
        expect_order(page, "Field Jackets", "Cinema Patria")
        page.keyboard.press("Alt+ArrowDown")
        expect_order(page, "Cinema Patria", "Field Jackets")
        page.keyboard.press("m")
        page.get_by_role("dialog").get_by_role("button", name="For a week").click()
        expect(row(page, "Field Jackets").get_by_label("Muted")).to_be_visible()
        row(page, "Bakery Nord").get_by_role("link").focus()
        page.keyboard.press("e")
        expect(row(page, "Bakery Nord")).to_have_count(0)


def test_a_finger_swipes_a_conversation_into_the_archive_and_holds_it_for_its_menu(
    stage: Stage, account: Account, talks: dict[str, Customer]
) -> None:
    with stage.messenger(account, width=360, touch=True) as page:
        box = row(page, "Cinema Patria").bounding_box()
        assert box
        x, y = box["x"] + 250, box["y"] + 30
        finger = page.context.new_cdp_session(page)

        def touch(kind: str, at: float | None = None) -> None:
            points = [] if at is None else [{"x": at, "y": y}]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        touch("touchStart", x)
        for step in range(1, 9):
            touch("touchMove", x - step * 20)
        touch("touchEnd")
        expect(row(page, "Cinema Patria")).to_have_count(0)
        expect(page).to_have_url(re.compile("/messenger$"))

        box = row(page, "Bakery Nord").bounding_box()
        assert box
        y = box["y"] + 30
        touch("touchStart", x)
        expect(page.get_by_role("menu")).to_be_visible()
        touch("touchEnd")
        page.get_by_role("menuitem", name="Pin").click()
        expect_order(page, "Bakery Nord")


def test_what_was_said_anywhere_is_found_and_opens_at_its_place(
    stage: Stage, account: Account, talks: dict[str, Customer]
) -> None:
    wanted = stage.answer(talks["Field Jackets"], "The umbrella is in the other parcel")
    for number in range(60):
        stage.answer(talks["Field Jackets"], f"Line {number}")
    stage.answer(talks["Bakery Nord"], "No umbrellas here")
    stage.index()
    with stage.messenger(account) as page:
        page.get_by_role("searchbox").fill("umbrella")
        found = page.get_by_role("region", name="What was found")
        expect(found.get_by_role("link")).to_have_count(2)
        expect(found.get_by_role("link").first).to_contain_text("No umbrellas here")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"{talks['Field Jackets'].conversation}#{wanted}$"))
        expect(page.get_by_role("log").get_by_text("The umbrella is in")).to_be_in_viewport()

        page.get_by_role("searchbox").fill("cinema")
        expect(found.get_by_role("link").first).to_contain_text("Cinema Patria")
        page.get_by_role("searchbox").fill("zeppelin")
        expect(found.get_by_text("Nothing was found")).to_be_visible()
        page.get_by_role("button", name="Clear the search").click()
        expect(row(page, "Dentist Rusu")).to_be_visible()


def test_a_thousand_conversations_scroll_as_few_rows(stage: Stage, account: Account) -> None:
    async def make() -> None:
        async with stage.runtime.database.system() as connection:
            await connection.execute(
                """
                with w as (insert into workspace (id, slug, name)
                  select gen_random_uuid(), 'w' || gen_random_uuid(), 'Shop ' || n
                  from generate_series(1, 1000) n returning id, name),
                t as (insert into contact (workspace_id, id, account_id)
                  select id, gen_random_uuid(), $1 from w returning workspace_id, id)
                insert into conversation (workspace_id, id, kind, contact_id, last_at)
                select t.workspace_id, gen_random_uuid(), 'customer', t.id,
                  now() - substr(w.name, 6)::int * interval '1 minute'
                from t join w on w.id = t.workspace_id
                """,
                account.id,
            )

    stage.run(make())
    with stage.messenger(account) as page:
        expect(row(page, "Shop 1").first).to_be_visible()
        page.get_by_role("searchbox").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("End")
        last = page.get_by_role("link", name="Shop 1000")
        expect(last).to_be_focused()
        expect(last).to_be_in_viewport()
        expect(page.locator("li[aria-posinset='1000'][aria-setsize='1000']")).to_be_visible()
        assert rows(page).count() < 60


def test_the_inbox_breaks_no_rule_of_accessibility(
    stage: Stage, account: Account, talks: dict[str, Customer]
) -> None:
    stage.answer(talks["Bakery Nord"], "Fresh bread")
    stage.answer(talks["Cinema Patria"], "A film begins")
    stage.index()
    with stage.messenger(account) as page:
        found: dict[str, list[str]] = {}

        def look(name: str) -> None:
            found[name] = violations_everyhow(page)

        choose(page, "Field Jackets", "Pin")
        choose(page, "Bakery Nord", "Mute…")
        look("mute")
        page.get_by_role("button", name="For an hour").click()
        choose(page, "Dentist Rusu", "Archive")
        page.get_by_role("button", name="Close").last.click()
        look("inbox")
        row(page, "Field Jackets").hover()
        row(page, "Field Jackets").get_by_role("button").click()
        look("menu")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="1 archived conversation").click()
        look("archive")
        page.get_by_role("searchbox").fill("morning")
        expect(page.get_by_role("region", name="What was found").get_by_role("link")).to_have_count(4)
        look("found")
        page.get_by_role("searchbox").fill("zeppelin")
        expect(page.get_by_text("Nothing was found").first).to_be_visible()
        look("nothing")
        assert found == {screen: [] for screen in found}
