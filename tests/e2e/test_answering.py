"""An agent answers: takes back, sends later, is told of another's answer, and does it all by the keyboard."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from causerie.content import Text
from causerie.conversations.model import Author, Message
from causerie.conversations.plan import Line
from tests.e2e.accessibility import violations
from tests.e2e.stage import Stage
from tests.helpers.world import Customer, new_client_id


def customer_of(stage: Stage, shop: str) -> Customer:
    """Somebody who asked a new business something, and went."""
    world = stage.business(shop)
    name = shop.replace(" ", "").lower()
    return stage.talk(stage.account(f"{name}@mail.example", "Crystal Minh"), world, "Is it in size M?")


def colleague_says(stage: Stage, customer: Customer, text: str) -> None:
    colleague = customer.world.colleague
    author = Author("staff", colleague.account.id)
    line = Line(
        customer.world.workspace,
        customer.conversation,
        new_client_id(),
        Message(Text(text)),
        author,
        "desk",
        colleague.person,
    )
    stage.run(customer.world.runtime.conversations.say(line))


def opened(page: Page, customer: Customer) -> None:
    page.goto(f"/desk/{customer.world.workspace}/all/{customer.conversation}")
    expect(page.get_by_role("log")).to_contain_text("Is it in size M?")


def hold(page: Page, seconds: str) -> None:
    """Chooses for how long a message can be taken back."""
    page.goto("/desk/profile")
    page.get_by_role("group", name="Time to take a message back").get_by_text(seconds).click()


def send_tomorrow(page: Page) -> None:
    """By the keyboard."""
    page.keyboard.press("Control+Shift+L")
    tomorrow = page.get_by_role("menuitem", name="Tomorrow morning")
    expect(tomorrow).to_be_visible()
    tomorrow.press("Enter")


def test_a_reply_is_taken_back_sent_later_and_not_sent_over_a_colleagues(stage: Stage) -> None:
    customer = customer_of(stage, "Undo Shop")
    with stage.signed_in(customer.world.agent.account) as context:
        page = context.new_page()
        hold(page, "10 seconds")
        opened(page, customer)
        log, waiting = page.get_by_role("log"), page.get_by_role("list", name="Waiting to be sent")
        page.get_by_role("region", name="Conversation with Crystal Minh").focus()
        page.keyboard.press("r")
        field = page.get_by_role("group", name="Message").get_by_role("textbox")
        expect(field).to_be_focused()
        page.keyboard.type("Yes, in M")
        send_tomorrow(page)
        expect(waiting).to_contain_text("Yes, in M")
        assert violations(page) == []
        waiting.get_by_role("button", name="Take back to edit").click()
        expect(field).to_have_value("Yes, in M")
        page.keyboard.press("Enter")
        expect(waiting).to_contain_text("Yes, in M")
        page.get_by_role("button", name="Undo", exact=True).click()
        expect(field).to_have_value("Yes, in M")
        expect(waiting).to_have_count(0)

        colleague_says(stage, customer, "Sorry, only in L")
        expect(page.get_by_text("Adam answered while you were writing:")).to_be_visible()
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("Press Enter once more to send yours too.")).to_be_visible()
        expect(field).to_have_value("Yes, in M")
        field.focus()

        send_tomorrow(page)
        expect(waiting).to_contain_text("Yes, in M")
        expect(log).not_to_contain_text("Yes, in M")
        waiting.get_by_role("button", name="Send now").click()
        expect(log).to_contain_text("Yes, in M")
        expect(waiting).to_have_count(0)

        hold(page, "None")
        opened(page, customer)
        field.fill("Anything else?")
        field.press("Control+Shift+Enter")
        expect(log).to_contain_text("Anything else?")
        expect(log).to_contain_text("Olga resolved the conversation")


def test_a_canned_reply_is_written_and_taken_with_a_slash(stage: Stage) -> None:
    customer = customer_of(stage, "Canned Shop")
    with stage.signed_in(customer.world.agent.account) as context:
        page = context.new_page()
        page.goto(f"/desk/{customer.world.workspace}/replies")
        page.get_by_role("button", name="New reply").click()
        form = page.get_by_role("form", name="New reply")
        form.get_by_label("Title").fill("Shipping")
        form.get_by_label("Shortcut").fill("ship")
        text = form.get_by_label("Reply", exact=True)
        text.fill("{{contact.password}}")
        form.get_by_role("button", name="Save").click()
        expect(form.get_by_role("alert")).to_contain_text("isn’t known")  # noqa: RUF001  # the screen's own apostrophe
        text.fill("Hello ")
        form.get_by_role("button", name="Customer’s first name").click()  # noqa: RUF001  # as above
        expect(text).to_have_value("Hello {{contact.first_name | there}}")
        page.keyboard.type(", two days.")
        form.get_by_text("Everybody").click()
        form.locator("input[type=file]").set_input_files(
            {"name": "rates.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
        )
        expect(form.get_by_text("rates.pdf")).to_be_visible()
        assert violations(page) == []
        form.get_by_role("button", name="Save").click()
        expect(page.get_by_text("/ship", exact=True)).to_be_visible()
        assert violations(page) == []

        opened(page, customer)
        field = page.get_by_role("group", name="Message").get_by_role("textbox")
        field.focus()
        page.keyboard.type("Thanks. /sh")
        option = page.get_by_role("option", name="Shipping")
        expect(option).to_have_attribute("aria-selected", "true")
        assert violations(page) == []
        page.keyboard.press("Enter")
        expect(field).to_have_value("Thanks. Hello Crystal, two days.")
        expect(page.get_by_role("group", name="Message").get_by_text("rates.pdf")).to_be_visible()
        send_tomorrow(page)
        waiting = page.get_by_role("list", name="Waiting to be sent")
        expect(waiting).to_contain_text("rates.pdf")
        expect(waiting).to_contain_text("Thanks. Hello Crystal, two days.")

        page.get_by_role("radio", name="Note").click()
        page.keyboard.type("Ask @ad")
        expect(page.get_by_role("option", name="Adam")).to_be_visible()
        page.keyboard.press("Enter")
        expect(field).to_have_value("Ask @Adam ")
        page.keyboard.press("Enter")
        expect(page.get_by_role("log")).to_contain_text("Ask @Adam")
