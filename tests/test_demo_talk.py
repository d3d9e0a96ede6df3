"""The demo's first conversations, as the desk and the customers meet them."""

import io

from PIL import Image

from causerie.accounts.model import Account, Staff
from causerie.content import ImageContent
from causerie.conversations.model import Message, Note
from causerie.conversations.readers import Reader
from causerie.demo import seed
from causerie.demo_talk import talk, torn_sleeve
from causerie.kit.ids import new_id
from causerie.runtime import Runtime


async def test_the_first_screen_is_alive(runtime: Runtime) -> None:
    shop = await seed(runtime)
    assert shop.new
    await talk(runtime, shop.channel)
    anna, *_ = await runtime.accounts.staff_people(shop.workspace)
    staff = Staff(shop.workspace, Account(anna.id, None, anna.name, "", None, "en"), "owner", new_id())

    counts = await runtime.conversations.counts(staff)
    assert (counts.all, counts.unassigned, counts.unassigned_unread) == (6, 1, 1)
    assert counts.mine_unread == 2
    opened = await runtime.conversations.desk_page(staff, view="all", status="open", after=None, limit=50)
    resolved = await runtime.conversations.desk_page(
        staff, view="all", status="resolved", after=None, limit=50
    )
    assert [head.contact.name for head in resolved.heads] == ["Grace Kim"]
    names = [head.contact.name for head in opened.heads]
    assert names[0] == "Maya Ortiz"
    assert sum(head.contact.verified for head in opened.heads) == 5

    bodies = []
    for head in [*opened.heads, *resolved.heads]:
        reader = Reader(shop.workspace, anna)
        entries = (await runtime.conversations.entries(reader, head.conversation, after=0)).entries
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        bodies += [entry.body for entry in entries]
    assert sum(isinstance(body, Note) for body in bodies) == 2
    pictures = [
        body.content
        for body in bodies
        if isinstance(body, Message) and isinstance(body.content, ImageContent)
    ]
    assert [(picture.file.width, picture.file.height) for picture in pictures] == [(960, 720)]


async def test_the_shop_is_made_once(runtime: Runtime) -> None:
    first, second = await seed(runtime), await seed(runtime)
    assert (first.new, second.new) == (True, False)
    assert (first.workspace, first.channel) == (second.workspace, second.channel)


def test_the_picture_is_one() -> None:
    with Image.open(io.BytesIO(torn_sleeve())) as picture:
        assert picture.size == (960, 720)
