"""A sticker of our own set. Its picture is drawn by the reader's app; its words stand for it where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

StickerName = Literal[
    "hello",
    "thanks",
    "love",
    "yes",
    "no",
    "laugh",
    "sad",
    "wow",
    "think",
    "sorry",
    "sleepy",
    "party",
    "waiting",
    "gift",
    "parcel",
    "star",
    "question",
    "coffee",
    "angry",
    "bye",
]


class StickerWords(Struct, frozen=True):
    """What a sticker says, in each language of ours."""

    emoji: str
    en: str
    ru: str
    ro: str
    ar: str


# The front ends read the same file.
WORDS = msgspec.json.decode(
    Path(__file__).with_name("stickers.json").read_bytes(), type=dict[StickerName, StickerWords]
)


class Sticker(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="sticker"):
    """Shown large and without a bubble."""

    name: StickerName

    def as_text(self) -> str:
        """What it says, in English."""
        return self.words("en")

    def words(self, language: str) -> str:
        """What it says in a language of ours, with an emoji before it; English for any other."""
        words = WORDS[self.name]
        said = {"ru": words.ru, "ro": words.ro, "ar": words.ar}.get(language, words.en)
        return f"{words.emoji} {said}"
