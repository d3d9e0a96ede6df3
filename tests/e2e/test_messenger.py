"""The messenger as a customer uses it, and the mailbox beside it: a real browser at the running demo."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from typing import Any, Self
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, expect

from tests.e2e.accessibility import violations_everyhow
from tests.e2e.demo import CRYSTAL, Demo, Visitor

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)
MAIL_SECONDS = 30


class Agent:
    """Anna, who answers Crystal by the API."""

    def __init__(self, demo: Demo) -> None:
        self._http = demo.agent()
        self._conversations = f"/workspaces/{demo.workspace}/conversations"
        heads = self._get(f"{self._conversations}?view=all&status=open")["heads"]
        self.conversation = next(
            head["conversation"] for head in heads if head["contact"]["name"] == "Crystal Minh"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def say(self, text: str) -> None:
        """Answers."""
        content = {"kind": "text", "text": text}
        append = {"client_id": secrets.token_hex(8), "conversation": self.conversation, "content": content}
        self._http.post(f"{self._conversations}/{self.conversation}/entries", json=append).raise_for_status()

    def entries(self) -> list[dict[str, Any]]:
        """The last page of the timeline."""
        found: list[dict[str, Any]] = self._get(f"{self._conversations}/{self.conversation}/entries")[
            "entries"
        ]
        return found

    def texts(self) -> list[str]:
        """What was said in it."""
        return [entry["body"].get("content", {}).get("text", "") for entry in self.entries()]

    def _get(self, path: str) -> Any:
        return self._http.get(path).raise_for_status().json()


@pytest.fixture(scope="session")
def opening(demo: Demo) -> str:
    """What Crystal wrote at first, in the shop, signed in there."""
    with Visitor(demo, title="Tapered jeans") as visitor:
        visitor.say("I ordered a 32 and it is too tight.")
        visitor.sign_in_at_the_shop()
    return "I ordered a 32 and it is too tight."


@pytest.fixture(scope="session")
def agent(demo: Demo, opening: str) -> Iterator[Agent]:
    """Anna, with Crystal's conversation; she signs in once, because an address may do so a few times a minute."""
    with Agent(demo) as agent:
        yield agent


@pytest.fixture(scope="session")
def crystal(browser: Browser, demo: Demo, opening: str) -> Any:
    """Crystal's browser after she signed in by a code from her mailbox: its cookies and storage."""
    context = browser.new_context(base_url=demo.url)
    page = context.new_page()
    page.goto("/messenger")
    ask_code(page)
    page.get_by_label("Code").fill(f"Code: {code_of(newest_mail(demo))}")
    expect(row(page)).to_be_visible()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def messenger(browser: Browser, demo: Demo, crystal: Any) -> Iterator[Page]:
    """Crystal's messenger on a laptop, at its list."""
    yield from signed_in(browser, demo, crystal, width=1280)


@pytest.fixture
def telephone(browser: Browser, demo: Demo, crystal: Any) -> Iterator[Page]:
    """The same on a telephone."""
    yield from signed_in(browser, demo, crystal, width=360)


def signed_in(browser: Browser, demo: Demo, state: Any, width: int) -> Iterator[Page]:
    """A page of Crystal's at the messenger's list. Whatever goes wrong inside it fails the test."""
    context = browser.new_context(
        base_url=demo.url, storage_state=state, viewport={"width": width, "height": 760}
    )
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    page = context.new_page()
    page.goto("/messenger")
    expect(row(page)).to_be_visible()
    yield page
    context.close()
    assert errors == []


def ask_code(page: Page) -> None:
    """Fills in the address; the code is on its way when its field stands there."""
    page.get_by_label("E-mail address").fill(CRYSTAL)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_visible()


def newest_mail(demo: Demo) -> dict[str, Any]:
    """The last mail that Crystal got."""
    mails = f"{demo.url}/api/demo/mailbox"
    newest = httpx.get(mails, params={"to": CRYSTAL}).raise_for_status().json()[0]
    mail: dict[str, Any] = httpx.get(f"{mails}/{newest['id']}").raise_for_status().json()
    return mail


def code_of(mail: dict[str, Any]) -> str:
    """The code in a mail."""
    found = re.search(r"\b\d{6}\b", mail["text"])
    assert found, mail["text"]
    return found[0]


def link_of(mail: dict[str, Any]) -> str:
    """The link into the messenger in a mail."""
    found = re.search(r"https?://\S+/messenger/in#\S+", mail["text"])
    assert found, mail["text"]
    return found[0]


def row(page: Page) -> Locator:
    """The list's line of the shop."""
    return page.get_by_role("region", name="Conversations").get_by_role("link", name="Acme Brands")


def timeline(page: Page) -> Locator:
    """The open conversation's timeline."""
    return page.get_by_role("log")


def write(page: Page, text: str) -> None:
    """Writes into the composer and sends with Enter."""
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")


def unique(words: str) -> str:
    """Words that no other test says."""
    return f"{words} {uuid4().hex[:8]}"


def test_the_conversation_of_the_shop_goes_on_in_the_messenger(
    messenger: Page, agent: Agent, opening: str
) -> None:
    row(messenger).click()
    expect(messenger).to_have_url(re.compile(f"/messenger/{agent.conversation}$"))
    expect(timeline(messenger)).to_contain_text(opening)
    asked, answered = unique("Can I have a 34?"), unique("It leaves tomorrow")
    write(messenger, asked)
    expect(timeline(messenger).get_by_text(asked)).to_be_visible()
    agent.say(answered)
    expect(timeline(messenger).get_by_text(answered)).to_be_visible()
    assert agent.texts().count(asked) == 1


def test_a_link_of_a_mail_signs_in_at_a_press_and_once(
    context: BrowserContext, demo: Demo, opening: str
) -> None:
    page = context.new_page()
    page.goto("/messenger")
    ask_code(page)
    link = link_of(newest_mail(demo))
    page.goto(link)
    button = page.get_by_role("button", name="Continue")
    expect(button).to_be_visible()
    assert not [cookie for cookie in context.cookies() if cookie["name"] == "causerie_session"]
    button.click()
    expect(row(page)).to_contain_text("Acme Brands")

    context.clear_cookies()
    page.goto("/messenger")
    page.goto(link)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="This link has been used or is too old")).to_be_visible()


def test_what_is_written_without_a_connection_is_sent_once_when_it_is_back(
    messenger: Page, agent: Agent
) -> None:
    messenger.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    messenger.goto(f"/messenger/{agent.conversation}")
    expect(timeline(messenger)).to_be_visible()
    said = unique("Written on a train")
    messenger.context.set_offline(True)
    messenger.reload()
    expect(row(messenger)).to_be_visible()
    write(messenger, said)
    waiting = timeline(messenger).get_by_label("Waiting to be sent")
    expect(waiting).to_be_visible()
    expect(messenger.get_by_text("No connection.")).to_be_visible()
    messenger.reload()
    expect(timeline(messenger).get_by_text(said)).to_be_visible()

    messenger.context.set_offline(False)
    expect(waiting).to_have_count(0)
    expect(timeline(messenger).get_by_text(said)).to_have_count(1)
    expect(messenger.get_by_text("No connection.")).to_have_count(0)
    assert agent.texts().count(said) == 1


def test_a_draft_waits_in_its_conversation(messenger: Page, agent: Agent) -> None:
    draft = unique("Half a")
    messenger.goto(f"/messenger/{agent.conversation}")
    messenger.get_by_role("textbox").fill(draft)
    messenger.reload()
    expect(messenger.get_by_role("textbox")).to_have_value(draft)


def test_pictures_and_files_arrive(messenger: Page, agent: Agent) -> None:
    messenger.goto(f"/messenger/{agent.conversation}")
    files: list[FilePayload] = [
        {"name": "label.png", "mimeType": "image/png", "buffer": PICTURE},
        {"name": "order.txt", "mimeType": "text/plain", "buffer": b"3348917502"},
    ]
    messenger.locator("input[type=file]").set_input_files(files)
    words = unique("The label and the order")
    write(messenger, words)
    expect(timeline(messenger).get_by_role("button", name="Open picture label.png")).to_be_visible()
    expect(timeline(messenger).get_by_text("order.txt")).to_be_visible()
    expect(timeline(messenger).get_by_label("Waiting to be sent")).to_have_count(0)
    kinds = [entry["body"]["content"]["kind"] for entry in agent.entries()[-3:]]
    assert kinds == ["image", "file", "text"]


def test_unread_messages_are_counted_until_they_are_seen(messenger: Page, agent: Agent) -> None:
    agent.say(unique("One more thing"))
    expect(row(messenger)).to_contain_text("unread message")
    expect(messenger).to_have_title(re.compile(r"^\(\d+\) "))
    row(messenger).click()
    expect(row(messenger)).not_to_contain_text("unread message")
    expect(messenger).to_have_title(re.compile(r"^Messenger"))


def test_on_a_telephone_the_list_leads_to_the_conversation_and_back(telephone: Page, opening: str) -> None:
    row(telephone).click()
    expect(timeline(telephone)).to_be_visible()
    expect(row(telephone)).to_be_hidden()
    telephone.get_by_role("button", name="Back to the list").click()
    expect(timeline(telephone)).to_be_hidden()
    row(telephone).click()
    telephone.go_back()
    expect(row(telephone)).to_be_visible()
    assert telephone.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_keyboard_alone_is_enough(messenger: Page, agent: Agent) -> None:
    said = unique("Without a mouse")
    row(messenger).focus()
    messenger.keyboard.press("Enter")
    messenger.get_by_role("textbox").focus()
    messenger.keyboard.type(said)
    messenger.keyboard.press("Enter")
    expect(timeline(messenger).get_by_text(said)).to_be_visible()
    expect(messenger.get_by_role("textbox")).to_be_focused()


def test_the_messenger_speaks_the_language_that_was_chosen(messenger: Page) -> None:
    messenger.goto("/messenger/profile")
    titles = {"ru": "Переписки", "ro": "Conversații", "ar": "المحادثات", "en": "Conversations"}
    for locale, title in titles.items():
        messenger.get_by_role("combobox").first.select_option(locale)
        expect(messenger.get_by_role("heading", level=1).first).to_have_text(title)
        expect(messenger.locator("html")).to_have_attribute("lang", locale)


def test_the_messenger_can_be_installed(messenger: Page) -> None:
    manifest = messenger.evaluate(
        "fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())"
    )
    assert (manifest["scope"], manifest["start_url"], manifest["display"]) == (
        "/messenger",
        "/messenger",
        "standalone",
    )
    scope = messenger.evaluate(
        "navigator.serviceWorker.ready.then((worker) => new URL(worker.scope).pathname)"
    )
    assert scope == "/messenger"
    for icon in manifest["icons"]:
        answer = messenger.request.get(f"/static/messenger/{icon['src']}")
        assert answer.headers["content-type"].startswith(icon["type"])


def mail_that_tells(demo: Demo, words: str) -> str:
    """The id of the mail with these words; waits until it has come. Others may come before and after it."""
    deadline = time.monotonic() + MAIL_SECONDS
    with httpx.Client(base_url=f"{demo.url}/api/demo/mailbox") as mailbox:
        while time.monotonic() < deadline:
            for summary in mailbox.get("").raise_for_status().json()[:10]:
                if words in mailbox.get(f"/{summary['id']}").raise_for_status().json()["text"]:
                    return str(summary["id"])
            time.sleep(0.05)
    raise AssertionError(f"no mail told {words!r}")


def test_a_mail_is_answered_from_the_mailbox_and_stands_in_the_conversation(
    context: BrowserContext, demo: Demo, agent: Agent
) -> None:
    told, answered = unique("Your parcel is on its way"), unique("Thank you, by mail")
    agent.say(told)
    page = context.new_page()
    page.goto(f"/demo/mailbox#{mail_that_tells(demo, told)}")
    mail = page.frame_locator("iframe")
    expect(mail.locator(".bubble", has_text=told)).to_be_visible()
    page.get_by_role("button", name="Answer").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "door.txt", "mimeType": "text/plain", "buffer": b"the blue one"}
    )
    write(page, answered)
    expect(page.get_by_text("Sent.")).to_be_visible()
    assert agent.texts().count(answered) == 1
    contents = [entry["body"].get("content", {}) for entry in agent.entries()]
    assert [content["file"]["name"] for content in contents if content.get("kind") == "file"][
        -1
    ] == "door.txt"


def test_the_shop_stores_nothing_before_something_is_done_there(context: BrowserContext) -> None:
    page = context.new_page()
    for path in ("/shop", "/shop/tapered-jeans", "/shop/bag"):
        page.goto(path, wait_until="networkidle")
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert context.cookies() == []
    page.goto("/shop/tapered-jeans")
    page.get_by_text("32", exact=True).click()
    page.get_by_role("button", name="Add to bag").click()
    expect(page.get_by_role("link", name="Bag 1")).to_be_visible()


def test_no_screen_breaks_a_rule_of_accessibility(
    browser: Browser, demo: Demo, crystal: Any, agent: Agent
) -> None:
    found: dict[str, list[str]] = {}
    for name, state, paths in (
        ("stranger", None, ["/messenger", "/messenger/in#token", "/shop", "/shop/field-jacket", "/shop/bag"]),
        ("crystal", crystal, ["/messenger", f"/messenger/{agent.conversation}", "/messenger/profile"]),
        ("mailbox", None, ["/demo/mailbox", f"/demo/mailbox#{newest_mail(demo)['summary']['id']}"]),
    ):
        context = browser.new_context(base_url=demo.url, storage_state=state)
        for path in paths:
            page = context.new_page()
            page.goto(path, wait_until="networkidle")
            found[f"{name} {path}"] = violations_everyhow(page)
            page.close()
        context.close()
    assert found == {screen: [] for screen in found}
