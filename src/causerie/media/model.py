"""What there is to choose from, as those who choose and those who offer it know it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from causerie.content.file import File

PackName = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^(?=\s*\S)[^\x00-\x1f]*\Z")]
StickerWords = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^(?=\s*\S)[^\x00-\x1f]*\Z")]


class OwnSticker(Struct, frozen=True):
    """A sticker of a pack. `words`: what it says, for those who don't see it."""

    id: UUID
    picture: File
    words: str


class StickerPack(Struct, frozen=True):
    """A business's own stickers, in their order."""

    id: UUID
    name: str
    stickers: list[OwnSticker]


class NewStickerPack(Struct, frozen=True, forbid_unknown_fields=True):
    """A pack to be made; its stickers are uploaded one by one."""

    name: PackName


class WordedSticker(Struct, frozen=True, forbid_unknown_fields=True):
    """A sticker of the pack, and what it says."""

    id: UUID
    words: StickerWords


class StickerPackChange(Struct, frozen=True, forbid_unknown_fields=True):
    """How a pack is called, and its stickers in their order; what is not named here stays behind them as it is."""

    name: PackName
    stickers: Annotated[list[WordedSticker], Meta(max_length=100)]


class Offered(Struct, frozen=True):
    """What one may choose from. `gifs`: where GIFs are found, by name; null: nowhere."""

    packs: list[StickerPack]
    gifs: str | None


class Gif(Struct, frozen=True):
    """A GIF that was found. `gif` names it when it is chosen, `words` say what it shows, `preview` is a picture of
    ours, and `still` one that does not move."""

    gif: str
    words: str
    preview: str
    still: str


class GifPage(Struct, frozen=True):
    """Some of what was found. `next`: what the following page is asked for by; null: there is none."""

    gifs: list[Gif]
    next: str | None


class GifChoice(Struct, frozen=True, forbid_unknown_fields=True):
    """The GIF to be sent."""

    gif: Annotated[str, Meta(max_length=3_000)]


class MapTiles(Struct, frozen=True):
    """Whose maps are shown, and where that is said; both null: none but a sketch of our own."""

    attribution: str | None
    link: str | None
