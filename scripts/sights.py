"""The screens that the contact sheet shows, and what is done in each before it is looked at."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

CUSTOMER = "maya@mail.example"
FRIENDS = ("ion@mail.example", "elena@mail.example")


@dataclass(frozen=True)
class Screen:
    """A screen: where it is, who sees it, and what is done there before it is looked at. `height`: of its window, in
    pixels, where it is taller than others."""

    app: str
    name: str
    path: str
    who: str = "nobody"
    act: Callable[[Page], None] = lambda page: None
    height: int = 0


def screens(ids: dict[str, str]) -> list[Screen]:
    """All of them. `ids`: of what is on show."""
    root = f"/desk/{ids['workspace']}"
    talk = f"{root}/all/{ids['conversation']}"
    own = f"/messenger/{ids['conversation']}"
    shop = "/shop/tapered-jeans"
    return [
        Screen("Widget", "The bubble on a shop's page", shop),
        Screen("Widget", "The panel, first opened", shop, act=open_chat),
        Screen("Widget", "Emoji", shop, act=_in_chat("Emoji")),
        Screen("Widget", "Stickers", shop, act=_in_chat("Stickers")),
        Screen("Widget", "A place", shop, act=_in_chat("Place")),
        Screen("Widget", "A conversation", shop, "visitor", open_chat),
        Screen("Widget", "The panel in Arabic", shop, "arabic", open_chat),
        Screen("Messenger", "Signing in", "/messenger"),
        Screen("Messenger", "Signing in by phone", "/messenger", act=_by_phone),
        Screen("Messenger", "A code was sent", "/messenger", act=_ask_code),
        Screen("Messenger", "Signing in, in Arabic", "/messenger", "arabic"),
        Screen("Messenger", "A message-us link", "/m/acme-brands?ref=poster"),
        Screen("Messenger", "A message-us link to nobody", "/m/nobody-here"),
        Screen("Messenger", "Inbox with stories", "/messenger", "customer"),
        Screen("Messenger", "What can be done with a conversation", "/messenger", "customer", _open_row_menu),
        Screen("Messenger", "Search", "/messenger", "customer", _search_messenger),
        Screen("Messenger", "A story", "/messenger", "customer", _open_story),
        Screen("Messenger", "A conversation", own, "customer", _settled),
        Screen("Messenger", "Every kind of message", own, "customer", _settled, 4600),
        Screen("Messenger", "What can be done with a message", own, "customer", _open_message_menu),
        Screen("Messenger", "Finding in a conversation", own, "customer", _find),
        Screen("Messenger", "About a conversation", f"{own}/about", "customer"),
        Screen("Messenger", "Who I am to a business", f"{own}/about", "customer", _who_am_i),
        Screen("Messenger", "Profile", "/messenger/profile", "customer", height=2000),
        Screen("Messenger", "Finding people", "/messenger/people", "customer", _look_people_up),
        Screen("Messenger", "A new group", "/messenger", "customer", _begin("New group")),
        Screen("Messenger", "My link", "/messenger", "customer", _begin("My link")),
        Screen("Messenger", "A group", f"/messenger/{ids['group']}", "customer", _settled),
        Screen("Messenger", "A new poll", f"/messenger/{ids['group']}", "customer", _new_poll),
        Screen(
            "Messenger", "The members of a group", f"/messenger/{ids['group']}/about", "customer", height=1000
        ),
        Screen("Messenger", "An invitation", ids["invitation"]),
        Screen("Messenger", "A direct conversation", f"/messenger/{ids['direct']}", "customer", _settled),
        Screen("Mail", "A mail with questions", "/demo/mailbox", act=_open_mail, height=4000),
        Screen("Mail", "A question answered from it", ids["answer"]),
        Screen("Mail", "A link that leads nowhere", "/answer/nowhere"),
        Screen("Desk", "Signing in", "/desk"),
        Screen("Desk", "Conversations", f"{root}/all", "agent"),
        Screen("Desk", "A conversation", talk, "agent", _settled),
        Screen("Desk", "Every kind of message", talk, "agent", _settled, 4600),
        Screen("Desk", "The contact", f"{talk}?contact", "agent"),
        Screen("Desk", "Asking something", talk, "agent", _ask),
        Screen("Desk", "Labels of a case", talk, "agent", _sort("l")),
        Screen("Desk", "Snoozing", talk, "agent", _sort("b")),
        Screen("Desk", "Stickers to send", talk, "agent", _stickers),
        Screen("Desk", "Search", f"{root}/all?q=jacket", "agent"),
        Screen("Desk", "The menu of the business", f"{root}/all", "agent", _open_menu),
        Screen("Desk", "The keyboard's help", f"{root}/all", "agent", _help),
        Screen("Desk", "Set up", f"{root}/set-up", "agent"),
        Screen("Desk", "Widget", f"{root}/widget/{ids['channel']}", "agent"),
        Screen("Desk", "Message us", f"{root}/message-us", "agent"),
        Screen("Desk", "Stories", f"{root}/stories", "agent"),
        Screen("Desk", "Sticker packs", f"{root}/stickers", "agent"),
        Screen("Desk", "Cases", f"{root}/cases", "agent", height=1400),
        Screen("Desk", "For developers", f"{root}/developers", "agent", height=1400),
        Screen("Desk", "Profile", "/desk/profile", "agent", height=2000),
        Screen("Desk", "An address that leads nowhere", "/desk/nowhere", "agent"),
    ]


def open_chat(page: Page) -> None:
    """The chat on a shop's page."""
    page.locator("causerie-widget button").click()
    panel = page.frame_locator("causerie-widget iframe")
    panel.get_by_role("textbox").first.wait_for()
    page.mouse.move(1, 1)  # what stands where the bubble was would say what it is


def _in_chat(tool: str) -> Callable[[Page], None]:
    def open_tool(page: Page) -> None:
        open_chat(page)
        page.frame_locator("causerie-widget iframe").get_by_role("button", name=tool, exact=True).click()

    return open_tool


def _settled(page: Page) -> None:
    """Its pictures are there, and what is said last."""
    page.locator(".bubble").last.wait_for()


def _open_story(page: Page) -> None:
    page.get_by_role("navigation", name="Stories").get_by_role("button").first.click()
    page.get_by_role("dialog").get_by_role("img").first.wait_for()


def _open_row_menu(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Acme Brands")).first.hover()
    page.get_by_role("button", name="Actions for Acme Brands").click()


def _search_messenger(page: Page) -> None:
    page.get_by_role("searchbox").fill("jacket")


def _open_message_menu(page: Page) -> None:
    _settled(page)
    page.locator(".bubble").last.click(button="right")


def _find(page: Page) -> None:
    page.get_by_role("button", name="Find in this conversation").click()
    page.keyboard.type("you")


def _who_am_i(page: Page) -> None:
    page.get_by_role("tab", name="Who I am").click()


def _open_menu(page: Page) -> None:
    page.get_by_role("button", name="Acme Brands").click()


def _open_mail(page: Page) -> None:
    mail = page.get_by_role("link").filter(has_text=f"to {CUSTOMER}").filter(has_text="answered you")
    mail.first.click()
    page.frame_locator("iframe").get_by_text("Where shall we send it?").wait_for()


def _ask(page: Page) -> None:
    page.get_by_role("button", name="Ask something").click()
    page.get_by_role("menuitem", name="Form").click()
    page.get_by_role("dialog").wait_for()


def _help(page: Page) -> None:
    page.locator("[data-row]").first.wait_for()
    page.keyboard.press("?")


def _by_phone(page: Page) -> None:
    page.get_by_role("button", name="Continue with a phone number").click()


def _ask_code(page: Page) -> None:
    page.get_by_label("E-mail address").fill("somebody@mail.example")
    page.keyboard.press("Enter")
    page.get_by_label("Code").wait_for()


def _begin(what: str) -> Callable[[Page], None]:
    def begin(page: Page) -> None:
        page.get_by_role("button", name="New group or link").click()
        page.get_by_role("menuitem", name=what).click()
        page.get_by_role("dialog").wait_for()

    return begin


def _new_poll(page: Page) -> None:
    _settled(page)
    page.get_by_role("button", name="Poll", exact=True).click()
    for words in ("Where to on Sunday?", "The hills", "The sea"):
        page.keyboard.type(words)
        page.keyboard.press("Enter")


def _look_people_up(page: Page) -> None:
    book = f"Name,E-mail\nIon,{FRIENDS[0]}\nUncle Petru,petru@mail.example\n"
    page.locator("input[type=file]").last.set_input_files(
        {"name": "book.csv", "mimeType": "text/csv", "buffer": book.encode()}
    )
    page.get_by_role("heading", name="1 person is here").wait_for()


def _sort(key: str) -> Callable[[Page], None]:
    def sort(page: Page) -> None:
        _settled(page)
        page.get_by_role("region", name=re.compile("^Conversation with")).focus()
        page.keyboard.press(key)
        page.get_by_role("combobox").or_(page.get_by_role("menu")).first.wait_for()

    return sort


def _stickers(page: Page) -> None:
    _settled(page)
    page.get_by_role("group", name="Message").get_by_role("button", name="Stickers").click()
    page.get_by_role("dialog", name="Stickers").wait_for()
