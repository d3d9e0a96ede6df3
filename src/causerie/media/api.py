"""What there is to choose from: for visitors, for those who are signed in, and the owner's side of it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import unquote
from uuid import UUID

from litestar import Request, Response, Router, delete, get, post, put
from litestar.params import HeaderParameter, Parameter

from causerie.accounts.api import client_address
from causerie.accounts.model import Locale, Session, Staff
from causerie.contacts.model import Visitor
from causerie.content.file import File
from causerie.files.api import SAFE
from causerie.files.service import MAX_FILE_BYTES, Files
from causerie.media.gifs import GifSearch
from causerie.media.model import (
    GifChoice,
    GifPage,
    MapTiles,
    NewStickerPack,
    Offered,
    StickerPack,
    StickerPackChange,
)
from causerie.media.service import StickerPacks
from causerie.media.tiles import Tiles

Words = Annotated[str, Parameter(max_length=100)]
FileName = Annotated[str, HeaderParameter(name="X-File-Name", max_length=2_000)]
Asked = Request[Any, Any, Any]


# of visitors ---------------------------------------------------------------------------------------------------------


@get("/widget/{channel:uuid}/stickers", permission="visitor")
async def visitor_stickers(
    channel: UUID, visitor: Visitor, sticker_packs: StickerPacks, gif_search: GifSearch
) -> Offered:
    """The business's own stickers, and where GIFs are found."""
    return Offered(await sticker_packs.all(visitor.workspace_id), gif_search.name)


@get("/widget/{channel:uuid}/gifs", permission="visitor")
async def visitor_gifs(
    channel: UUID,
    request: Asked,
    gif_search: GifSearch,
    q: Words = "",
    after: Words = "",
    locale: Locale = "en",
) -> GifPage:
    """GIFs for these words; without words those that are liked now."""
    return await gif_search.find(q, after, locale, client_address(request))


@post("/widget/{channel:uuid}/gifs", permission="visitor", status_code=201)
async def choose_visitor_gif(
    channel: UUID, request: Asked, data: GifChoice, visitor: Visitor, files: Files, gif_search: GifSearch
) -> File:
    """Fetches a GIF that was found, to be sent as a picture of this visitor."""
    files.check_client(client_address(request))
    return await gif_search.take(visitor.workspace_id, visitor.file_owner, data.gif)


# of those who are signed in ------------------------------------------------------------------------------------------


@get("/stickers", permission="account")
async def account_stickers(
    workspace: UUID, session: Session, files: Files, sticker_packs: StickerPacks, gif_search: GifSearch
) -> Offered:
    """The own stickers of a business that one talks with or works for, and where GIFs are found."""
    await files.check_takes_part(session.account.id, workspace)
    return Offered(await sticker_packs.all(workspace), gif_search.name)


@get("/gifs", permission="account")
async def account_gifs(
    request: Asked, gif_search: GifSearch, q: Words = "", after: Words = "", locale: Locale = "en"
) -> GifPage:
    """GIFs for these words; without words those that are liked now."""
    return await gif_search.find(q, after, locale, client_address(request))


@post("/gifs", permission="account", status_code=201)
async def choose_account_gif(
    workspace: UUID, request: Asked, data: GifChoice, session: Session, files: Files, gif_search: GifSearch
) -> File:
    """Fetches a GIF that was found, to be sent as a picture in a conversation with this business."""
    files.check_client(client_address(request))
    await files.check_takes_part(session.account.id, workspace)
    return await gif_search.take(workspace, str(session.account.id), data.gif)


# of everybody: a picture's address carries no token ------------------------------------------------------------------


@get("/gifs/{gif:str}", permission="public")
async def get_gif_preview(gif: str, request: Asked, gif_search: GifSearch) -> Response[bytes]:
    """A small picture of what was found."""
    data, media_type = await gif_search.preview(gif, client_address(request))
    headers = SAFE | {"Content-Disposition": "inline", "Cache-Control": "private, max-age=3600"}
    return Response(data, media_type=media_type, headers=headers)


@get("/tiles", permission="public", sync_to_thread=False)
def get_tiles(tiles: Tiles) -> MapTiles:
    """Whether places are shown on a map of others, and on whose."""
    return tiles.about


@get("/tiles/{column:int}/{row:int}", permission="public")
async def get_tile(column: int, row: int, request: Asked, tiles: Tiles) -> Response[bytes]:
    """A tile of 256 pixels in Web Mercator, of zoom 15."""
    data, media_type = await tiles.tile(column, row, client_address(request))
    headers = SAFE | {"Content-Disposition": "inline", "Cache-Control": "public, max-age=604800"}
    return Response(data, media_type=media_type, headers=headers)


# of the owner --------------------------------------------------------------------------------------------------------


@get("/workspaces/{workspace:uuid}/sticker-packs", permission="conversations.read")
async def list_packs(workspace: UUID, staff: Staff, sticker_packs: StickerPacks) -> list[StickerPack]:
    """The business's own stickers."""
    return await sticker_packs.all(staff.workspace_id)


@post("/workspaces/{workspace:uuid}/sticker-packs", permission="stickers.write", status_code=201)
async def make_pack(
    workspace: UUID, data: NewStickerPack, staff: Staff, sticker_packs: StickerPacks
) -> list[StickerPack]:
    """Makes a pack with nothing in it."""
    return await sticker_packs.make(staff.workspace_id, data.name)


@put("/workspaces/{workspace:uuid}/sticker-packs/{pack:uuid}", permission="stickers.write")
async def change_pack(
    workspace: UUID, pack: UUID, data: StickerPackChange, staff: Staff, sticker_packs: StickerPacks
) -> list[StickerPack]:
    """Names a pack, words its stickers and puts them in order."""
    return await sticker_packs.change(staff.workspace_id, pack, data)


@delete("/workspaces/{workspace:uuid}/sticker-packs/{pack:uuid}", permission="stickers.write")
async def remove_pack(workspace: UUID, pack: UUID, staff: Staff, sticker_packs: StickerPacks) -> None:
    """Offers a pack no more. What was sent of it is still shown."""
    await sticker_packs.remove(staff.workspace_id, pack)


@post(
    "/workspaces/{workspace:uuid}/sticker-packs/{pack:uuid}/stickers",
    permission="stickers.write",
    status_code=201,
    request_max_body_size=MAX_FILE_BYTES,
)
async def add_sticker(
    workspace: UUID,
    pack: UUID,
    request: Asked,
    staff: Staff,
    files: Files,
    sticker_packs: StickerPacks,
    name: FileName,
) -> list[StickerPack]:
    """Takes the body, a PNG, JPEG, WebP or GIF of at most 1 MiB, as a sticker. `X-File-Name` is percent-encoded UTF-8:
    what the sticker says until somebody words it."""
    files.check_client(client_address(request))
    return await sticker_packs.add(staff.workspace_id, pack, unquote(name), await request.body())


@delete(
    "/workspaces/{workspace:uuid}/sticker-packs/{pack:uuid}/stickers/{sticker:uuid}",
    permission="stickers.write",
)
async def remove_sticker(
    workspace: UUID, pack: UUID, sticker: UUID, staff: Staff, sticker_packs: StickerPacks
) -> None:
    """Offers a sticker no more. Where it was sent it is still shown."""
    await sticker_packs.remove_sticker(staff.workspace_id, pack, sticker)


router = Router(
    path="/",
    route_handlers=[
        visitor_stickers,
        visitor_gifs,
        choose_visitor_gif,
        account_stickers,
        account_gifs,
        choose_account_gif,
        get_tiles,
        list_packs,
        make_pack,
        change_pack,
        remove_pack,
        add_sticker,
        remove_sticker,
    ],
    tags=["media"],
)
picture_router = Router(path="/", route_handlers=[get_gif_preview, get_tile], include_in_schema=False)
