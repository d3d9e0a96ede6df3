"""The typed body of a message. One file a kind; each says what it is in plain words by `as_text()`.

`Content` is what a timeline keeps. `Draft` is what a client may send: it names files by id alone, and the
server fills in what it knows about them.
"""

from __future__ import annotations

from causerie.content.deleted import DeletedContent
from causerie.content.email_request import EmailRequest
from causerie.content.file import File, FileContent, FileDraft
from causerie.content.image import ImageContent, ImageDraft
from causerie.content.story import StoryAnswer
from causerie.content.text import Text

Content = Text | ImageContent | FileContent | StoryAnswer | EmailRequest | DeletedContent
# What its author may word anew: `reworded()`.
Editable = Text | ImageContent | FileContent
Draft = Text | ImageDraft | FileDraft

__all__ = [
    "Content",
    "DeletedContent",
    "Draft",
    "Editable",
    "EmailRequest",
    "File",
    "FileContent",
    "FileDraft",
    "ImageContent",
    "ImageDraft",
    "StoryAnswer",
    "Text",
]
