"""A business's own stickers: offered in their order, sent by everybody, and shown where they were sent for ever."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from causerie.content import PackSticker, PackStickerDraft
from causerie.conversations.frames import Append
from causerie.conversations.model import Author, Deleted, Message
from causerie.conversations.plan import Line
from causerie.errors import AppError, ErrorCode
from causerie.kit.ids import new_id
from causerie.media.model import OwnSticker, StickerPack, StickerPackChange, WordedSticker
from causerie.privacy.jobs import EraseContact
from tests.channels.stories.test_stories import can_be_had
from tests.helpers.pictures import png
from tests.helpers.world import Customer, World, make_world, new_client_id


def moving(side: int) -> bytes:
    """A GIF of two pictures."""
    frames = [Image.new("RGB", (side, side), colour) for colour in ("teal", "orange")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=200, loop=0)
    return out.getvalue()


async def pack(world: World, *names: str) -> StickerPack:
    """A pack with a sticker for each of these files."""
    packs = world.runtime.sticker_packs
    made = (await packs.make(world.workspace, "Socks"))[-1]
    for name in names:
        made = (await packs.add(world.workspace, made.id, name, png(600, 300)))[-1]
    return made


async def send(customer: Customer, sticker: OwnSticker) -> int:
    """The customer sends it; where it stands."""
    conversations = customer.world.runtime.conversations
    append = Append(client_id=new_client_id(), content=PackStickerDraft(sticker.id))
    body = await conversations.body_of(customer.reader, customer.visitor.file_owner, append)
    return (await conversations.say(said(customer, body)))[1]


def said(customer: Customer, body: object) -> Line:
    return Line(
        customer.world.workspace,
        customer.conversation,
        new_client_id(),
        body,  # type: ignore[arg-type]  # a message or what becomes of one
        Author("contact", customer.visitor.contact_id),
        "web",
        customer.person,
        customer.visitor.identity_id,
    )


async def sent(customer: Customer, seq: int) -> PackSticker:
    page = await customer.world.runtime.conversations.entries(
        customer.reader, customer.conversation, after=seq - 1, before=seq + 1
    )
    body = page.entries[0].body
    assert isinstance(body, Message)
    assert isinstance(body.content, PackSticker)
    return body.content


async def test_stickers_are_cleaned_worded_and_put_in_order(world: World) -> None:
    made = await pack(world, "red_sock.png", "blue-sock.png", "__.png")
    assert [one.words for one in made.stickers] == ["red sock", "blue sock", "Sticker"]
    assert {(one.picture.media_type, one.picture.width) for one in made.stickers} == {("image/webp", 480)}
    red, blue, other = made.stickers
    change = StickerPackChange("Our socks", [WordedSticker(other.id, "Hm?"), WordedSticker(red.id, "Red!")])
    changed = (await world.runtime.sticker_packs.change(world.workspace, made.id, change))[-1]
    assert changed.name == "Our socks"
    assert [(one.id, one.words) for one in changed.stickers] == [
        (other.id, "Hm?"),
        (red.id, "Red!"),
        (blue.id, "blue sock"),
    ]
    moves = (await world.runtime.sticker_packs.add(world.workspace, made.id, "a.gif", moving(400)))[-1]
    assert moves.stickers[-1].picture.animated


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ErrorCode.UNSUPPORTED_MEDIA),
        (png(4, 4) + b"\0" * 1024**2, ErrorCode.TOO_LARGE),
        (moving(600), ErrorCode.INVALID),
    ],
)
async def test_what_is_no_sticker_is_refused(world: World, data: bytes, code: ErrorCode) -> None:
    made = await pack(world)
    with pytest.raises(AppError) as refused:
        await world.runtime.sticker_packs.add(world.workspace, made.id, "x.png", data)
    assert refused.value.code is code
    assert (await world.runtime.sticker_packs.all(world.workspace))[-1].stickers == []


async def test_what_was_sent_is_shown_whatever_becomes_of_pack_message_and_sender(world: World) -> None:
    made = await pack(world, "hello.png", "bye.png")
    hello, bye = made.stickers
    customer, other = await world.customer(), await world.customer()
    first, second = await send(customer, hello), await send(other, hello)
    assert (await sent(customer, first)).words == "hello"

    # One deletes theirs, and is forgotten whole: the same sticker of another stays.
    await world.runtime.conversations.say(said(customer, Deleted(first)))
    await world.runtime.privacy._erase(await erasure(customer))
    assert await can_be_had(world.runtime.files, world, hello.picture.url)

    await world.runtime.sticker_packs.remove_sticker(world.workspace, made.id, bye.id)
    await world.runtime.sticker_packs.remove(world.workspace, made.id)
    assert await world.runtime.sticker_packs.all(world.workspace) == []
    shown = await sent(other, second)
    assert (shown.words, shown.as_text()) == ("hello", "hello")
    assert await can_be_had(world.runtime.files, world, shown.picture.url)
    with pytest.raises(AppError) as refused:
        await send(other, hello)
    assert refused.value.code is ErrorCode.NOT_FOUND


async def erasure(customer: Customer) -> EraseContact:
    """A job that forgets this customer, as they asked for it."""
    workspace = customer.world.workspace
    request = EraseContact(workspace, new_id())
    async with customer.world.runtime.database.system() as connection:
        await connection.execute(
            "insert into data_request (workspace_id, id, contact_id, kind) values ($1, $2, $3, 'erasure')",
            workspace,
            request.request_id,
            customer.visitor.contact_id,
        )
    return request


async def test_another_business_has_none_of_it(world: World) -> None:
    made = await pack(world, "hello.png")
    other = await make_world(world.runtime)
    packs = world.runtime.sticker_packs
    assert await packs.all(other.workspace) == []
    for deed in (
        packs.add(other.workspace, made.id, "x.png", png()),
        packs.change(other.workspace, made.id, StickerPackChange("x", [])),
        packs.remove_sticker(other.workspace, made.id, made.stickers[0].id),
        packs.remove(other.workspace, made.id),
        packs.content(other.workspace, made.stickers[0].id),
    ):
        with pytest.raises(AppError) as refused:
            await deed
        assert refused.value.code is ErrorCode.NOT_FOUND
