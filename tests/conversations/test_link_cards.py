"""What a message shows of the page that it links to, and which pages are never asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from msgspec import UNSET, structs

from causerie.channels.model import WebSettings
from causerie.content import LinkCard, Text
from causerie.conversations.model import Deleted, Edited, Entry, Linked, Message
from causerie.conversations.plan import Line
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode
from tests.channels.stories.test_stories import can_be_had
from tests.helpers.pictures import png
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.web_page import Site, serving_site
from tests.helpers.world import Customer, World, make_world

PAGE = b"""<html><head><title>x</title><meta property="og:title" content="Tapered jeans">
<meta property="og:site_name" content="Acme"><meta property="og:description" content="Made to last">
<meta property="og:image" content="/jeans.png"></head>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serving_site() as site:
        site.pages["/jeans"] = ("text/html", PAGE)
        site.pages["/jeans.png"] = ("image/png", png(600, 300))
        yield site


@pytest.fixture
async def server(database_url: str, tmp_path: Path, site: Site) -> AsyncIterator[Server]:
    settings = settings_for(database_url, tmp_path, allow_hosts=[f"127.0.0.1:{site.port}"])
    async with serving(settings) as server:
        yield server


@pytest.fixture
async def world(server: Server) -> World:
    return await make_world(server.runtime)


async def entry(world: World, conversation: UUID, seq: int, reader: Reader | None = None) -> Entry:
    reader = reader or Reader(world.workspace, world.agent.person)
    found = await world.runtime.conversations.entries(reader, conversation, after=seq - 1, before=seq + 1)
    return found.entries[0]


async def carded(world: World, customer: Customer, seq: int) -> Entry:
    """The entry as the customer reads it, when it has its card."""
    async with asyncio.timeout(10):
        while True:
            found = await entry(world, customer.conversation, seq, customer.reader)
            if found.card is not UNSET:
                return found
            await asyncio.sleep(0.02)


async def say(world: World, line: Line) -> int:
    _, seq = await world.runtime.conversations.say(line)
    return seq


async def test_a_link_gets_a_card_whose_picture_is_ours(world: World, site: Site, server: Server) -> None:
    customer = await world.customer()
    seq = await say(world, customer.line(f"Is it *this*: {site.url}/jeans?"))
    # The question mark is not a part of the address.
    card = (await carded(world, customer, seq)).card
    assert isinstance(card, LinkCard)
    assert (card.url, card.title, card.site) == (f"{site.url}/jeans", "Tapered jeans", "Acme")
    assert card.picture is not None
    assert (card.picture.width, card.picture.height) == (480, 240)
    assert card.picture.url.startswith("/files/")
    assert site.asked == ["/jeans", "/jeans.png"]


async def test_an_edit_that_takes_the_link_away_takes_the_card_and_another_link_another(
    world: World, site: Site
) -> None:
    picture = b'<meta property="og:image" content="/jeans.png">'
    site.pages["/shirt"] = ("text/html", b"<title>A shirt</title>" + picture)
    customer = await world.customer()
    line = customer.line(f"{site.url}/jeans")
    seq = await say(world, line)
    first = (await carded(world, customer, seq)).card
    await say(world, structs.replace(line, client_id="edit-it-1", body=Edited(seq, "nothing")))
    assert (await entry(world, customer.conversation, seq)).card is UNSET
    await say(world, structs.replace(line, client_id="edit-it-2", body=Edited(seq, f"{site.url}/shirt")))
    card = (await carded(world, customer, seq)).card
    assert isinstance(card, LinkCard)
    assert card.title == "A shirt"
    await say(world, structs.replace(line, client_id="take-it-back", body=Deleted(seq)))
    assert (await entry(world, customer.conversation, seq)).card is UNSET
    for gone in (first, card):
        assert isinstance(gone, LinkCard)
        assert gone.picture is not None
        assert not await can_be_had(world.runtime.files, world, gone.picture.url)


async def test_no_page_is_asked_where_it_was_switched_off_nor_for_notes_nor_private_ones(
    world: World, site: Site, server: Server
) -> None:
    customer = await world.customer()
    address = f"{site.url}/jeans"
    quiet = structs.replace(customer.line("x"), body=Message(Text(address, card=False)))
    await say(world, quiet)
    await say(world, world.answer(customer.conversation, address, note=True))
    await say(world, customer.line("http://127.0.0.1:1/ http://169.254.169.254/latest"))
    await say(world, customer.line(f"{server.url}/shop"))
    other = await make_world(server.runtime)
    await server.runtime.channels.set_web_settings(
        other.workspace, other.channel, WebSettings(link_cards=False)
    )
    await say(other, (await other.customer()).line(address))
    # What was said before is looked at before.
    last = await say(world, customer.line(f"{address}?last"))
    site.pages["/jeans?last"] = ("text/html", PAGE)
    await carded(world, customer, last)
    assert "/jeans" not in site.asked


async def test_only_we_make_cards(world: World) -> None:
    customer = await world.customer()
    line = customer.line("https://shop.example/jeans")
    seq = await say(world, line)
    forged = Linked(seq, LinkCard("https://shop.example/jeans", "Free money", "Your bank"))
    with pytest.raises(AppError) as refused:
        await say(world, structs.replace(line, client_id="forged-card", body=forged))
    assert refused.value.code is ErrorCode.FORBIDDEN
