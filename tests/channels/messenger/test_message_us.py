"""A message-us link leads to the business, keeps what was said before signing in, and says where people came from."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from causerie.accounts.model import Account
from causerie.channels.messenger.model import Start
from causerie.contacts.model import Page, Visitor
from causerie.conversations.model import Entry, Happened, Message
from causerie.conversations.readers import Reader
from causerie.conversations.referral import link, ref_of, said_once
from causerie.errors import AppError, ErrorCode
from causerie.events import CameByLink, CaseOpened
from tests.contacts.test_identify import again, identify, talking_customer
from tests.helpers.world import World, make_world

BASE = "https://chat.example.com"


async def account(world: World, email: str) -> Account:
    """Somebody who signed in by a mail's link."""
    async with world.runtime.database.system() as connection:
        token = await world.runtime.accounts.new_link(connection, email)
    me, _ = await world.runtime.accounts.use_link(token, "test")
    return me.account


async def start(world: World, who: Account, ref: str | None = None, by: Visitor | None = None) -> UUID:
    slug = (await world.runtime.accounts.workspace(world.workspace)).slug
    return await world.runtime.message_us.start(who, slug, Start(ref, by.token if by else None))


async def entries(world: World, conversation: UUID) -> list[Entry]:
    reader = Reader(world.workspace, world.agent.person)
    return (await world.runtime.conversations.entries(reader, conversation)).entries


def refs(entries: list[Entry]) -> list[str]:
    events = [entry.body.event for entry in entries if isinstance(entry.body, Happened)]
    return [event.ref for event in events if isinstance(event, CameByLink)]


# what a link says -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ref", ["spring-flyer", "shop.window_2", "a:b=c~d", "x" * 100])
def test_a_ref_goes_into_the_link_and_comes_out_of_the_page(ref: str) -> None:
    assert ref_of(Page(link(BASE, "acme", ref)), BASE) == ref


@pytest.mark.parametrize(
    "url",
    [
        f"{BASE}/m/acme",
        f"{BASE}/m/acme?ref=",
        f"{BASE}/m/acme?ref=<b>",
        f"{BASE}/m/acme?ref={'x' * 101}",
        f"{BASE}/m/acme?ref=a%0Ab",
        f"{BASE}/shop?ref=flyer",
        "https://elsewhere.example/m/acme?ref=flyer",
    ],
)
def test_a_page_that_says_none_or_a_wrong_one_has_no_ref(url: str) -> None:
    assert ref_of(Page(url), BASE) is None


def test_the_same_coming_is_said_once_a_day() -> None:
    day = datetime(2026, 11, 23, tzinfo=UTC).date()
    names = {said_once("a", day), said_once("b", day), said_once("a", day.replace(day=24))}
    assert said_once("a", day) in names
    assert len(names) == 3


# who is not signed in -------------------------------------------------------------------------------------------------


async def test_where_a_visitor_came_from_stands_before_their_first_word(world: World) -> None:
    """So that a bot which answers that word knows it."""
    page = Page(link(world.runtime.settings.base_url, "acme", "flyer"))
    customer = await world.customer()
    await world.runtime.visitors.visited(customer.visitor, customer.conversation, page)
    await world.runtime.conversations.say(customer.line("hello"))
    await world.runtime.visitors.visited(customer.visitor, customer.conversation, page)
    said = await entries(world, customer.conversation)
    kinds = [type(entry.body.event if isinstance(entry.body, Happened) else entry.body) for entry in said]
    assert kinds == [CameByLink, CaseOpened, Message]
    detail = await world.runtime.conversations.detail(world.workspace, customer.conversation)
    assert detail.particulars.attributes == {"ref": "flyer"}
    assert [visit.url for visit in detail.contact.visits] == [page.url]


async def test_the_customer_is_not_told_where_they_came_from(world: World) -> None:
    customer = await world.customer()
    page = Page(link(world.runtime.settings.base_url, "acme", "flyer"))
    await world.runtime.visitors.visited(customer.visitor, customer.conversation, page)
    seen = await world.runtime.conversations.entries(customer.reader, customer.conversation)
    assert seen.entries == []


async def test_nobody_fills_a_timeline_with_comings(world: World) -> None:
    customer = await world.customer()
    with pytest.raises(AppError) as refused:
        for number in range(12):
            page = Page(link(world.runtime.settings.base_url, "acme", f"flyer-{number}"))
            await world.runtime.visitors.visited(customer.visitor, customer.conversation, page)
    assert refused.value.code is ErrorCode.RATE_LIMITED


# who is signed in -----------------------------------------------------------------------------------------------------


async def test_an_account_has_one_conversation_with_a_business(world: World) -> None:
    nora = await account(world, "nora@mail.example")
    first = await start(world, nora, "flyer")
    assert await start(world, nora, "flyer") == first
    assert refs(await entries(world, first)) == ["flyer"]
    inbox = await world.runtime.conversations.inbox(nora.id, after=None, limit=10)
    assert [head.conversation for head in inbox.heads] == [first]
    detail = await world.runtime.conversations.detail(world.workspace, first)
    assert (detail.contact.card.email, detail.contact.card.verified) == ("nora@mail.example", True)


async def test_signing_in_keeps_what_was_said_before(world: World) -> None:
    customer = await talking_customer(world, "is it there in M?")
    nora = await account(world, "nora@mail.example")
    conversation = await start(world, nora, by=customer.visitor)
    assert conversation == customer.conversation
    assert [
        head.conversation
        for head in (await world.runtime.conversations.inbox(nora.id, after=None, limit=10)).heads
    ] == [conversation]
    assert (await again(world, customer.visitor)).verified


async def test_what_was_said_before_signing_in_joins_the_conversation_that_there_is(world: World) -> None:
    nora = await account(world, "nora@mail.example")
    known = await start(world, nora)
    customer = await talking_customer(world, "is it there in M?")
    assert await start(world, nora, by=customer.visitor) == known
    now = await again(world, customer.visitor)
    contact = (await world.runtime.conversations.detail(world.workspace, known)).contact.card.id
    assert (now.contact_id, now.verified) == (contact, True)
    assert customer.visitor.contact_id is not None
    # The job that the start left behind.
    await world.runtime.conversations.merge(world.workspace, customer.visitor.contact_id, contact)
    texts = [
        entry.body.content.as_text()
        for entry in await entries(world, known)
        if isinstance(entry.body, Message)
    ]
    assert texts == ["is it there in M?"]


async def test_what_somebody_else_said_in_this_browser_stays_theirs(world: World) -> None:
    customer = await talking_customer(world, "my own words")
    await identify(world, customer.visitor, "crystal")
    nora = await account(world, "nora@mail.example")
    assert await start(world, nora, by=customer.visitor) != customer.conversation


async def test_a_token_of_another_business_opens_nothing(world: World) -> None:
    stranger = await (await make_world(world.runtime)).customer()
    nora = await account(world, "nora@mail.example")
    with pytest.raises(AppError) as refused:
        await start(world, nora, by=stranger.visitor)
    assert refused.value.code is ErrorCode.UNAUTHENTICATED


async def test_there_is_no_way_to_a_business_that_there_is_not(world: World) -> None:
    with pytest.raises(AppError) as refused:
        await world.runtime.message_us.business("nobody-here")
    assert refused.value.code is ErrorCode.NOT_FOUND
