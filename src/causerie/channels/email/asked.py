"""A question as a mail shows it: in words, and with links that answer it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from causerie.channels.email.answer_words import AnswerWords
from causerie.channels.email.model import AnswerLink
from causerie.content import Buttons, Carousel, DatePicker, Question, Rating
from causerie.content.buttons import LinkButton
from causerie.content.date_picker import WHEN
from causerie.content.question import Tap
from causerie.conversations.model import Author, Entry

# Of more than these one link leads to the page, where all can be seen.
MOST_TAPS = 13


def asked_in_mail(
    entry: Entry,
    question: Question,
    reader: Author,
    words: AnswerWords,
    links: Callable[..., str],
    times: Callable[[datetime], str],
) -> tuple[str, list[AnswerLink]]:
    """Its text and its links; `links` makes the address at which some values are filled in, `times` tells a time to the
    reader. What the reader has answered asks them nothing more, and so does a poll that was closed."""
    text = words.rate if isinstance(question, Rating) and not question.text else question.asked
    if isinstance(question, Carousel):
        text = question.as_text()
    elsewhere = [
        AnswerLink(button.label, button.url)
        for button in (question.buttons if isinstance(question, Buttons) else [])
        if isinstance(button, LinkButton)
    ]
    answers = entry.answers
    done = answers and not question.again and any(one.who == reader for one in answers.given)
    if done or (answers and answers.closed) or not question.fields():
        return text, elsewhere
    taps = question.taps()
    if not 0 < len(taps) <= MOST_TAPS:
        return text, [*elsewhere, AnswerLink(words.answer, links())]
    said = [AnswerLink(_label(question, tap, times), links(tap.values)) for tap in taps]
    return text, [*said, *elsewhere]


def _label(question: Question, tap: Tap, times: Callable[[datetime], str]) -> str:
    if not isinstance(question, DatePicker):
        return tap.label
    return times(datetime.fromisoformat(str(tap.values[WHEN])))
