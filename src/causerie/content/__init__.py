"""The typed body of a message. One file a kind; each says what it is in plain words by `as_text()`.

`Content` is what a timeline keeps. `Draft` is what a client may send: it names files by id alone, and the
server fills in what it knows about them.
"""

from __future__ import annotations

from causerie.content.answered import AnswerDraft, Answered
from causerie.content.buttons import Buttons
from causerie.content.carousel import Card, CardDraft, Carousel, CarouselDraft
from causerie.content.date_picker import DatePicker
from causerie.content.deleted import DeletedContent
from causerie.content.email_request import EmailRequest
from causerie.content.file import File, FileContent, FileDraft
from causerie.content.form import Form
from causerie.content.image import ImageContent, ImageDraft
from causerie.content.link_card import LinkCard
from causerie.content.list_picker import ListPicker
from causerie.content.pack_sticker import PackSticker, PackStickerDraft
from causerie.content.place import Place
from causerie.content.poll import Poll
from causerie.content.question import Question
from causerie.content.quick_replies import QuickReplies
from causerie.content.rating import Rating
from causerie.content.sticker import Sticker
from causerie.content.story import StoryAnswer
from causerie.content.text import Text
from causerie.content.video import VideoContent, VideoDraft
from causerie.content.voice import VoiceContent, VoiceDraft

# What shows a file, with a caption.
WithFile = ImageContent | FileContent | VoiceContent | VideoContent
# What is answered with a tap, and is sent as it is kept.
Questions = QuickReplies | Buttons | ListPicker | DatePicker | Form | Poll | Rating
Content = (
    Text
    | WithFile
    | Sticker
    | PackSticker
    | Place
    | StoryAnswer
    | EmailRequest
    | DeletedContent
    | Questions
    | Carousel
    | Answered
)
# What its author may word anew: `reworded()`.
Editable = Text | WithFile
# Drafts that name a file.
FileDrafts = ImageDraft | FileDraft | VoiceDraft | VideoDraft
Sendable = Text | FileDrafts | Sticker | PackStickerDraft | Place | Questions | CarouselDraft
Draft = Sendable | AnswerDraft

__all__ = [
    "AnswerDraft",
    "Answered",
    "Buttons",
    "Card",
    "CardDraft",
    "Carousel",
    "CarouselDraft",
    "Content",
    "DatePicker",
    "DeletedContent",
    "Draft",
    "Editable",
    "EmailRequest",
    "File",
    "FileContent",
    "FileDraft",
    "FileDrafts",
    "Form",
    "ImageContent",
    "ImageDraft",
    "LinkCard",
    "ListPicker",
    "PackSticker",
    "PackStickerDraft",
    "Place",
    "Poll",
    "Question",
    "Questions",
    "QuickReplies",
    "Rating",
    "Sendable",
    "Sticker",
    "StoryAnswer",
    "Text",
    "VideoContent",
    "VideoDraft",
    "VoiceContent",
    "VoiceDraft",
    "WithFile",
]
