"""What a person sees of a conversation beside its timeline: what was shared, who they are there, their data."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from causerie.accounts.model import Account
from causerie.contacts import claims, consents, own
from causerie.contacts.model import Attribute
from causerie.content import FileDraft, ImageDraft, Text
from causerie.conversations.model import Message
from causerie.conversations.plan import Line
from tests.e2e.accessibility import violations_everyhow
from tests.e2e.screens import unique
from tests.e2e.stage import Stage
from tests.helpers.pictures import png
from tests.helpers.world import PASSWORD, Customer, new_client_id

BUSINESS = "Field Jackets"


@pytest.fixture
def account(stage: Stage) -> Account:
    """Somebody new."""
    return stage.account(f"{unique('p').replace(' ', '')}@mail.example", "Crystal Minh")


@pytest.fixture
def customer(stage: Stage, account: Account) -> Customer:
    """Their conversation with a business that knows a few things of them."""
    customer = stage.talk(account, stage.business(BUSINESS), "Good morning")
    world, contact_id = customer.world, customer.visitor.contact_id
    assert contact_id is not None

    async def know() -> None:
        async with stage.runtime.database.system() as connection:
            facts: dict[str, Attribute | None] = {"favourite_colour": "mint", "secret_score": 7}
            await claims.claim(connection, world.workspace, contact_id, None, facts)
            await own.show_attributes(connection, world.workspace, ["favourite_colour"])
            await consents.give(
                connection,
                world.workspace,
                contact_id,
                purpose="news",
                channel="email",
                text="News of new jackets by mail",
                source="form",
            )

    stage.run(know())
    share(stage, customer)
    return customer


def share(stage: Stage, customer: Customer) -> None:
    """A picture, a file and a link; and a great deal of talk behind them."""
    owner, runtime = customer.visitor.file_owner, stage.runtime

    async def say() -> None:
        picture = await runtime.files.take(customer.world.workspace, owner, "jacket.png", png(320, 240))
        file = await runtime.files.take(customer.world.workspace, owner, "order.pdf", b"%PDF-1.4 order")
        for draft in (ImageDraft(picture.id), FileDraft(file.id), Text("see https://shop.example/jackets")):
            content = (
                draft
                if isinstance(draft, Text)
                else await runtime.files.content(customer.world.workspace, owner, draft)
            )
            line = customer.line("x")
            await runtime.conversations.say(
                Line(
                    line.workspace_id,
                    line.conversation_id,
                    new_client_id(),
                    Message(content),
                    line.author,
                    "web",
                    line.person,
                    line.identity_id,
                )
            )
        for number in range(60):
            await runtime.conversations.say(world_line(customer, number))

    stage.run(say())


def world_line(customer: Customer, number: int) -> Line:
    return customer.world.answer(customer.conversation, f"Line {number}")


def about(page: Page) -> Locator:
    """The pane about the conversation."""
    return page.get_by_role("region", name=f"About the conversation with {BUSINESS}")


def open_about(page: Page, tab: str) -> None:
    """From the list to the conversation, to what is known about it."""
    page.get_by_role("link", name=BUSINESS).first.click()
    page.get_by_role("region", name=BUSINESS, exact=True).get_by_role("link", name=BUSINESS).click()
    page.get_by_role("tab", name=tab).click()


def test_what_was_shared_is_found_and_leads_to_its_place(
    stage: Stage, account: Account, customer: Customer
) -> None:
    with stage.messenger(account) as page:
        open_about(page, "Pictures")
        expect(about(page).get_by_role("img", name="Show jacket.png in the conversation")).to_be_visible()
        page.get_by_role("tab", name="Links").click()
        expect(about(page).get_by_role("link", name="shop.example/jackets")).to_be_visible()
        page.get_by_role("tab", name="Files").click()
        expect(about(page).get_by_role("link", name="order.pdf")).to_be_visible()
        about(page).get_by_role("link", name="Show in the conversation").click()
        expect(page).to_have_url(re.compile(f"{customer.conversation}#\\d+$"))
        expect(page.get_by_role("log").get_by_text("order.pdf")).to_be_in_viewport()


def test_a_conversation_is_muted_and_archived_from_its_own_page(
    stage: Stage, account: Account, customer: Customer
) -> None:
    with stage.messenger(account) as page:
        open_about(page, "Pictures")
        about(page).get_by_role("button", name="Mute…").click()
        page.get_by_role("button", name="For 8 hours").click()
        expect(about(page).get_by_role("button", name="Unmute")).to_be_visible()
        about(page).get_by_role("button", name="Archive").click()
        expect(page.get_by_role("button", name="1 archived conversation")).to_be_visible()


def test_a_person_sees_who_they_are_and_takes_a_consent_back(
    stage: Stage, account: Account, customer: Customer
) -> None:
    with stage.messenger(account) as page:
        open_about(page, "Who I am")
        assert account.email is not None
        expect(about(page)).to_contain_text(account.email)
        expect(about(page).get_by_text("Verified", exact=True)).to_be_visible()
        expect(about(page)).to_contain_text("Favourite colour")
        expect(about(page)).not_to_contain_text("Secret score")
        about(page).get_by_role("button", name="Take back: News of new jackets by mail").click()
        expect(about(page)).to_contain_text("Taken back: Today")
        page.reload()
        page.get_by_role("tab", name="Who I am").click()
        expect(about(page)).to_contain_text("Taken back: Today")


def test_a_person_downloads_all_that_is_kept_of_them(
    stage: Stage, account: Account, customer: Customer, tmp_path: Path
) -> None:
    with stage.messenger(account) as page:
        open_about(page, "Who I am")
        about(page).get_by_role("button", name="Make a copy").click()
        with page.expect_download() as downloading:
            about(page).get_by_role("link", name=re.compile("^Download ")).click()
        data = Path(downloading.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {name.partition("-")[0].partition("/")[0] for name in archive.namelist()} >= {
            "profile.json",
            "entries.jsonl",
            "consents.jsonl",
            "files",
        }
        assert b"Good morning" in archive.read("entries.jsonl")


def test_a_person_is_forgotten_after_being_asked_twice(
    stage: Stage, account: Account, customer: Customer
) -> None:
    with stage.messenger(account) as page, stage.messenger(account, width=360) as telephone:
        expect(telephone.get_by_role("link", name=BUSINESS)).to_be_visible()
        open_about(page, "Who I am")
        about(page).get_by_role("button", name="Erase me…").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("everything you wrote here")
        dialog.get_by_role("button", name="Keep it").click()
        expect(about(page)).to_contain_text("mint")

        about(page).get_by_role("button", name="Erase me…").click()
        dialog.get_by_role("button", name="Go on").click()
        dialog.get_by_role("button", name="Erase me now").click()
        for device in (page, telephone):
            expect(device.get_by_role("link", name=BUSINESS)).to_have_count(0)
            expect(device.get_by_role("heading", name="No conversations yet")).to_be_visible()

    agent = customer.world.agent.account
    with stage.signed_in_by_password(agent, PASSWORD) as context:
        desk = context.new_page()
        desk.goto("/desk")
        desk.get_by_role("navigation", name="Conversations").get_by_role("link", name="All").click()
        desk.locator("[data-row]", has_text="Erased contact").click()
        expect(desk.get_by_role("log")).to_contain_text("Line 59")
        expect(desk.get_by_role("heading", name="Erased contact").first).to_be_visible()
        expect(desk.get_by_role("log")).not_to_contain_text("Good morning")


def test_an_owner_chooses_which_facts_a_customer_sees(
    stage: Stage, account: Account, customer: Customer
) -> None:
    with (
        stage.signed_in_by_password(customer.world.agent.account, PASSWORD) as context,
        stage.messenger(account) as page,
    ):
        desk = context.new_page()
        desk.goto(f"/desk/{customer.world.workspace}")
        desk.locator("[data-row]").click()
        show = desk.get_by_role("button", name=re.compile("Secret score: .* Show it"))
        show.click()
        expect(desk.get_by_role("button", name="Secret score: the customer sees it.")).to_be_visible()
        open_about(page, "Who I am")
        expect(about(page)).to_contain_text("Secret score")


def test_the_page_about_a_conversation_breaks_no_rule_of_accessibility(
    stage: Stage, account: Account, customer: Customer
) -> None:
    with stage.messenger(account) as page:
        found: dict[str, list[str]] = {}

        def look(name: str) -> None:
            page.wait_for_load_state("networkidle")
            found[name] = violations_everyhow(page)

        open_about(page, "Pictures")
        look("media")
        for tab in ("Links", "Files", "Who I am"):
            page.get_by_role("tab", name=tab).click()
            look(tab)
        about(page).get_by_role("button", name="Erase me…").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        look("erase")
        page.get_by_role("button", name="Go on").click()
        look("sure")
        assert found == {screen: [] for screen in found}
