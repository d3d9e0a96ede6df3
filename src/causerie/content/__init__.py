"""The typed body of a message. One file a kind; each says what it is in plain words by `as_text()`.

`Content` is what a timeline keeps. `Draft` is what a client may send: it names files by id alone, and the
server fills in what it knows about them.
"""

from __future__ import annotations

from causerie.content.deleted import DeletedContent
from causerie.content.email_request import EmailRequest
from causerie.content.file import File, FileContent, FileDraft
from causerie.content.image import ImageContent, ImageDraft
from causerie.content.link_card import LinkCard
from causerie.content.place import Place
from causerie.content.sticker import Sticker
from causerie.content.story import StoryAnswer
from causerie.content.text import Text
from causerie.content.video import VideoContent, VideoDraft
from causerie.content.voice import VoiceContent, VoiceDraft

# What shows a file, with a caption.
WithFile = ImageContent | FileContent | VoiceContent | VideoContent
Content = Text | WithFile | Sticker | Place | StoryAnswer | EmailRequest | DeletedContent
# What its author may word anew: `reworded()`.
Editable = Text | WithFile
# Drafts that name a file.
FileDrafts = ImageDraft | FileDraft | VoiceDraft | VideoDraft
Draft = Text | FileDrafts | Sticker | Place

__all__ = [
    "Content",
    "DeletedContent",
    "Draft",
    "Editable",
    "EmailRequest",
    "File",
    "FileContent",
    "FileDraft",
    "FileDrafts",
    "ImageContent",
    "ImageDraft",
    "LinkCard",
    "Place",
    "Sticker",
    "StoryAnswer",
    "Text",
    "VideoContent",
    "VideoDraft",
    "VoiceContent",
    "VoiceDraft",
    "WithFile",
]
