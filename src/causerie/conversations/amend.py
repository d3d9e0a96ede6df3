"""Who may change what was said, and what an entry is with its amendments. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import emoji
import msgspec
from msgspec import UNSET, Struct

from causerie.accounts.model import PersonKind
from causerie.content import Answered, Content, DeletedContent, Editable, Text
from causerie.content.link_card import first_link
from causerie.conversations.asked import closed, closing_refusal, content_of, with_answer
from causerie.conversations.model import (
    Amendment,
    Author,
    Closed,
    Deleted,
    Edited,
    Entry,
    Happened,
    Linked,
    Message,
    Note,
    Reacted,
    Reaction,
)
from causerie.errors import AppError, ErrorCode, not_found

# What a business answered to stays as it was said; a slip of the pen is seen within the day.
CONTACT_MAY_AMEND = timedelta(hours=24)
MOST_REACTIONS = 3
# "Recommended for general interchange" (Unicode UTS #51, ED-20 to ED-28): what every device draws.
_RGI = frozenset(
    one for one, known in emoji.EMOJI_DATA.items() if known["status"] == emoji.STATUS["fully_qualified"]
)


class AmendmentRow(Struct):
    """An amendment, or the answer to a question, as the database keeps it."""

    seq: int
    at: datetime
    author_kind: PersonKind
    author_id: UUID | None
    identity_id: UUID | None
    body: Edited | Deleted | Reacted | Linked | Closed | Answered

    @property
    def author(self) -> Author:
        """Who made it."""
        return Author(self.author_kind, self.author_id)


class Subject(Struct, frozen=True):
    """An entry that somebody amends, as it stands. `is_last`: lists show it."""

    entry: Entry
    identity_id: UUID | None
    is_last: bool


class Rights(Struct, frozen=True):
    """What the author of an amendment may do beyond amending what is their own. `horizon`: as a `Reader` has it."""

    moderates: bool = False
    horizon: int | None = None


def folded(entry: Entry, amendments: Iterable[AmendmentRow]) -> Entry:
    """The entry as its amendments, the oldest first, left it."""
    for one in amendments:
        entry = amended(entry, one.seq, one.at, one.author, one.body)
    return entry


def amended(entry: Entry, seq: int, at: datetime, author: Author, change: Amendment | Answered) -> Entry:
    """The entry as the amendment, or an answer, leaves it."""
    body = entry.body
    assert not isinstance(body, Happened)
    if isinstance(body.content, DeletedContent):
        return msgspec.structs.replace(entry, amended=seq)
    match change:
        case Edited(text=text):
            assert isinstance(body.content, Editable)
            said = msgspec.structs.replace(body, content=body.content.reworded(text))
            card = entry.card if entry.card and entry.card.url == first_link(text) else UNSET
            return msgspec.structs.replace(entry, body=said, amended=seq, edited_at=at, card=card)
        case Linked(card=card):
            return msgspec.structs.replace(entry, card=card, amended=seq)
        case Reacted():
            reactions = _with_reaction(entry.reactions or [], author, change)
            return msgspec.structs.replace(entry, reactions=reactions or UNSET, amended=seq)
        case Answered():
            return with_answer(entry, seq, author, change)
        case Closed():
            return closed(entry, seq)
        case _:
            return _deleted(entry, body, seq)


def _deleted(entry: Entry, body: Message | Note, seq: int) -> Entry:
    """The original of a mail says it still, and so it is not named any more."""
    nothing = DeletedContent()
    source = entry.source
    return msgspec.structs.replace(
        entry,
        body=Message(nothing) if isinstance(body, Message) else Note(nothing),
        source=msgspec.structs.replace(source, original_url=None) if source else source,
        amended=seq,
        edited_at=UNSET,
        reactions=UNSET,
        card=UNSET,
        answers=UNSET,
    )


def _with_reaction(reactions: list[Reaction], author: Author, change: Reacted) -> list[Reaction]:
    people = {one.emoji: list(one.people) for one in reactions}
    theirs = people.setdefault(change.emoji, [])
    if change.on and author not in theirs:
        theirs.append(author)
    elif not change.on and author in theirs:
        theirs.remove(author)
    return [Reaction(shown, who) for shown, who in people.items() if who]


def refusal(
    subject: Subject | None,
    change: Amendment,
    author: Author,
    identity_id: UUID | None,
    rights: Rights,
    now: datetime,
) -> AppError | None:
    """Why this may not be done: not_found, forbidden, conflict or invalid; None where it may."""
    if subject is None or not sees(subject, author, identity_id, rights):
        return not_found("message")
    content = content_of(subject.entry)
    if isinstance(content, DeletedContent):
        return AppError(ErrorCode.CONFLICT, "This message was deleted.")
    if isinstance(change, Linked):
        return _link_refusal(content, change, author)
    if isinstance(change, Reacted):
        return _reaction_refusal(subject.entry, change, author)
    if isinstance(change, Closed):
        return closing_refusal(subject.entry, author, moderates=rights.moderates)
    if isinstance(content, Answered):
        return AppError(ErrorCode.INVALID, "An answer stays as it was given.")
    mine = subject.entry.author == author
    deletes = isinstance(change, Deleted)
    if not mine and not (deletes and rights.moderates and subject.entry.author.kind in ("staff", "bot")):
        return AppError(ErrorCode.FORBIDDEN, "Only who wrote a message may change it.")
    if author.kind == "contact" and now - subject.entry.at > CONTACT_MAY_AMEND:
        return AppError(ErrorCode.FORBIDDEN, "This was said more than a day ago, and stays.")
    if isinstance(change, Edited):
        return _edit_refusal(content, change)
    return None


def sees(subject: Subject, author: Author, identity_id: UUID | None, rights: Rights) -> bool:
    """Whether the entry is there for whoever wants to do something with it."""
    if author.kind == "contact" and not isinstance(subject.entry.body, Message):
        return False
    beyond = rights.horizon is not None and subject.entry.seq > rights.horizon
    return not beyond or (identity_id is not None and subject.identity_id == identity_id)


def _edit_refusal(content: Content, change: Edited) -> AppError | None:
    if not isinstance(content, Editable):
        return AppError(ErrorCode.INVALID, "This has no text that could be edited.")
    try:
        # As strict as what is said for the first time.
        msgspec.convert(msgspec.to_builtins(content.reworded(change.text)), type(content))
    except msgspec.ValidationError as error:
        return AppError(ErrorCode.INVALID, f"This can't be its text: {error}")
    return None


def _link_refusal(content: Content, change: Linked, author: Author) -> AppError | None:
    """While its page was fetched the text may have become another one."""
    if author.kind != "system":
        return AppError(ErrorCode.FORBIDDEN, "Cards are made by us.")
    if not isinstance(content, Text) or first_link(content.text) != change.card.url:
        return AppError(ErrorCode.CONFLICT, "It links elsewhere by now.")
    return None


def _reaction_refusal(entry: Entry, change: Reacted, author: Author) -> AppError | None:
    if change.emoji not in _RGI:
        return AppError(ErrorCode.INVALID, "A reaction is one emoji.")
    others = [one for one in entry.reactions or [] if author in one.people and one.emoji != change.emoji]
    if change.on and len(others) >= MOST_REACTIONS:
        return AppError(ErrorCode.INVALID, f"At most {MOST_REACTIONS} reactions of one person.")
    return None
