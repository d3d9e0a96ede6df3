"""Who may answer a question, and what an entry is with its answers. Pure."""

from __future__ import annotations

from collections import Counter

import msgspec
from msgspec import Struct

from causerie.content import Answered, Content, DeletedContent, Poll, Question
from causerie.content.fields import ConsentField, EmailField, PhoneField, taken
from causerie.content.question import CHOICE
from causerie.conversations.model import Answer, Answers, Author, Entry, Given, Happened, Message
from causerie.errors import AppError, ErrorCode


class ToldOfSelf(Struct, frozen=True):
    """What an answer says of who gave it. Nobody has proven any of it. `consents`: the texts that they agreed to."""

    email: str | None
    phone: str | None
    consents: list[str]


def answered(entry: Entry, answer: Answer, author: Author) -> Answered | AppError:
    """What is kept of the answer to this entry; or why nothing is: forbidden, conflict, or invalid with what is wrong
    by field."""
    question = content_of(entry)
    if isinstance(question, DeletedContent):
        return AppError(ErrorCode.CONFLICT, "This message was deleted.")
    if not isinstance(question, Question) or not isinstance(entry.body, Message):
        return AppError(ErrorCode.INVALID, "This asks for nothing.")
    refused = _refusal(entry, question, author)
    if refused is not None:
        return refused
    values, flaws = taken(question.fields(), answer.values)
    if flaws:
        named = ", ".join(f"{name}: {flaw}" for name, flaw in flaws.items())
        return AppError(ErrorCode.INVALID, f"This is no answer ({named}).", errors=dict(flaws))
    secret = isinstance(question, Poll) and question.anonymous
    kind = str(type(question).__struct_config__.tag)
    return Answered(answer.of, kind, values, "" if secret else question.words(values), secret)


def _refusal(entry: Entry, question: Question, author: Author) -> AppError | None:
    if not question.everybody and (author.kind != "contact" or entry.author.kind == "contact"):
        return AppError(ErrorCode.FORBIDDEN, "Only whom it asks may answer.")
    so_far = entry.answers or Answers([], {})
    if so_far.closed:
        return AppError(ErrorCode.CONFLICT, "This was closed.")
    if not question.again and any(one.who == author for one in so_far.given):
        return AppError(ErrorCode.CONFLICT, "You have answered this.")
    return None


def closing_refusal(entry: Entry, author: Author, *, moderates: bool) -> AppError | None:
    """Why who says so may not end the question; None where they may."""
    if not isinstance(content_of(entry), Poll):
        return AppError(ErrorCode.INVALID, "Only a poll can be closed.")
    if entry.author != author and not moderates:
        return AppError(ErrorCode.FORBIDDEN, "Only who asked may close a poll.")
    if entry.answers and entry.answers.closed:
        return AppError(ErrorCode.CONFLICT, "This was closed.")
    return None


def with_answer(entry: Entry, seq: int, author: Author, answer: Answered) -> Entry:
    """The question as this answer leaves it."""
    so_far = entry.answers or Answers([], {})
    shown = answer.shown()
    given = [*so_far.given, Given(author, seq, shown.values)]
    counts = Counter(so_far.counts)
    chosen = answer.values.get(CHOICE)
    counts.update(chosen if isinstance(chosen, list) else [])
    return msgspec.structs.replace(entry, answers=Answers(given, dict(counts), so_far.closed), amended=seq)


def closed(entry: Entry, seq: int) -> Entry:
    """The question, which takes no more answers."""
    so_far = entry.answers or Answers([], {})
    return msgspec.structs.replace(entry, answers=msgspec.structs.replace(so_far, closed=True), amended=seq)


def told_of_self(entry: Entry, answer: Answered) -> ToldOfSelf:
    """What the answer to this question says of who gave it."""
    question = content_of(entry)
    assert isinstance(question, Question)
    email = phone = None
    consents: list[str] = []
    for field in question.fields():
        value = answer.values.get(field.id)
        if isinstance(field, EmailField) and isinstance(value, str):
            email = email or value
        elif isinstance(field, PhoneField) and isinstance(value, str):
            phone = phone or value
        elif isinstance(field, ConsentField) and value is True:
            consents.append(field.label)
    return ToldOfSelf(email, phone, consents)


def content_of(entry: Entry) -> Content:
    """What a message or a note says."""
    assert not isinstance(entry.body, Happened)
    return entry.body.content
