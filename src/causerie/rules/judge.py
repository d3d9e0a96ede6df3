"""Whether a rule applies, why, and what it then does. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import assert_never
from uuid import UUID

from msgspec import Struct

from causerie.contacts.model import Attribute, AttributeDate
from causerie.conversations.cases import HeadState
from causerie.conversations.model import ByRule
from causerie.kit.words import plain_words, stems
from causerie.office_hours import OfficeHours, openings
from causerie.rules.model import (
    ConditionMet,
    DoAssign,
    DoCall,
    DoLabels,
    DoNote,
    DoPriority,
    DoResolve,
    DoRoute,
    DoSay,
    DoSnooze,
    DoTeam,
    IfAssignee,
    IfAttribute,
    IfChannel,
    IfHours,
    IfLabel,
    IfLanguage,
    IfPage,
    IfPriority,
    IfRating,
    IfRef,
    IfReturning,
    IfStatus,
    IfTeam,
    IfVerified,
    IfWaiting,
    IfWords,
    NewRule,
    RuleAction,
    RuleCondition,
    Why,
)
from causerie.rules.story import Moment, Story

# So many rules may bring about each other.
LONGEST_CHAIN = 5
_WORD = re.compile(r"[^\W_]+")


class Known(Struct, frozen=True):
    """What is known of the contact now, and when the business is there; null: it never said."""

    language: str
    verified: bool
    attributes: dict[str, Attribute] = {}
    hours: OfficeHours | None = None


class Facts(Struct, frozen=True):
    """All that a rule may ask about."""

    moment: Moment
    story: Story
    known: Known


def asks(rule: NewRule, moment: Moment) -> bool:
    """Whether it is a moment of this rule."""
    return rule.when.on in moment.triggers


def may_follow(rule_id: UUID, by: ByRule | None) -> bool:
    """Whether the rule may do something about what a rule did: not where it is among those that brought it about."""
    return by is None or rule_id not in by.chain


def is_too_long(by: ByRule | None) -> bool:
    """Whether rules have brought about each other often enough."""
    return by is not None and by.depth >= LONGEST_CHAIN


def matches(rule: NewRule, facts: Facts) -> Why:
    """Whether the rule applies, and what of its conditions is so."""
    found = [_found(condition, facts) for condition in rule.conditions]
    so = [one for one in found if one is not None]
    matched = len(so) == len(found) if rule.match == "all" else bool(so)
    return Why(matched or not found, so)


def _found(condition: RuleCondition, facts: Facts) -> ConditionMet | None:
    what = str(type(condition).__struct_config__.tag)
    by = _by(condition, facts)
    if condition.negated:
        return ConditionMet(what, negated=True) if by is None else None
    return None if by is None else ConditionMet(what, by)


def _by(condition: RuleCondition, facts: Facts) -> str | None:
    """By what it is so, without the negation; null: it is not."""
    story, moment, known = facts.story, facts.moment, facts.known
    head = story.head
    match condition:
        case IfWords(words=words, exact=exact):
            return _words(words, moment.text, exact=exact)
        case IfChannel(among=channels):
            return story.channel if story.channel in channels else None
        case IfLanguage(among=tags):
            spoken = _primary(known.language)
            return known.language if spoken in {_primary(tag) for tag in tags} else None
        case IfLabel(among=labels):
            return next((label for label in labels if label in head.labels), None)
        case IfTeam(among=ids, nobody=nobody):
            return _said((head.team_id is None and nobody) or head.team_id in ids)
        case IfAssignee(among=ids, nobody=nobody):
            return _said((head.assignee_id is None and nobody) or head.assignee_id in ids)
        case IfPriority(among=priorities):
            return (head.priority or "") if head.priority in priorities else None
        case IfStatus(among=statuses):
            return head.status if head.status in statuses else None
        case IfAttribute():
            return _attribute(condition, known.attributes.get(condition.key))
        case IfVerified():
            return _said(known.verified)
        case IfReturning():
            return _said(head.case_number > 1)
        case IfPage(text=text):
            return story.page if text.lower() in story.page.lower() else None
        case IfRef(ref=ref):
            return story.ref if ref.casefold() == story.ref.casefold() else None
        case IfHours():
            return _said(_is_open(known.hours, moment.at))
        case IfWaiting(minutes=minutes):
            since = story.waiting
            return _said(since is not None and moment.at - since.at >= timedelta(minutes=minutes))
        case IfRating(least=least, most=most):
            return str(story.rating) if story.rating and least <= story.rating <= most else None
        case _:
            assert_never(condition)


def _said(so: bool) -> str | None:
    return "" if so else None


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _is_open(hours: OfficeHours | None, at: datetime) -> bool:
    if hours is None:
        return True
    begins = at - timedelta(days=1)  # by another clock it may be yesterday
    return any(opens <= at < closes for opens, closes in openings(hours, begins, 3))


def _words(phrases: list[str], text: str, *, exact: bool) -> str | None:
    """The first of the phrases whose words stand in the text one after the other."""
    said = _spoken(text, exact=exact)
    places: dict[str, list[int]] = {}
    for place, word in enumerate(said):
        for form in word:
            places.setdefault(form, []).append(place)
    for phrase in phrases:
        wanted = _spoken(phrase, exact=exact)
        # Its seldomest word says where it may stand: a text of one word a thousand times is no work.
        often = [sum(len(places.get(form, ())) for form in word) for word in wanted]
        rarest = often.index(min(often))
        for start in {place - rarest for form in wanted[rarest] for place in places.get(form, ())}:
            if 0 <= start <= len(said) - len(wanted) and all(
                not said[start + n].isdisjoint(one) for n, one in enumerate(wanted)
            ):
                return phrase
    return None


@lru_cache(256)
def _spoken(text: str, *, exact: bool) -> tuple[frozenset[str], ...]:
    """The words of a text, each with all that it may be taken for."""
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    if exact:
        return tuple(frozenset({word.casefold()}) for word in words)
    return tuple(frozenset({*stems(word), *plain_words(word)}) for word in words)


def _attribute(condition: IfAttribute, value: Attribute | None) -> str | None:
    if value is None:
        return None
    shown = value.date.isoformat() if isinstance(value, AttributeDate) else str(value)
    wanted = condition.value
    so = condition.how == "known"
    match condition.how:
        case "is" if isinstance(wanted, str) or isinstance(wanted, bool) != isinstance(value, bool):
            so = isinstance(wanted, str) and shown.casefold() == wanted.casefold()
        case "is":
            so = value == wanted
        case "contains":
            so = isinstance(wanted, str) and wanted.casefold() in shown.casefold()
        case "at_least" | "at_most":
            so = _compared(condition, value)
        case _:
            pass
    return shown if so else None


def _compared(condition: IfAttribute, value: Attribute) -> bool:
    """Numbers with numbers; moments with what is written as they are."""
    least = condition.how == "at_least"
    if isinstance(value, AttributeDate):
        try:
            wanted = datetime.fromisoformat(str(condition.value))
        except ValueError:
            return False
        wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)
        return value.date >= wanted if least else value.date <= wanted
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if isinstance(condition.value, bool) or not isinstance(condition.value, int | float):
        return False
    return value >= condition.value if least else value <= condition.value


def actions(rule: NewRule, story: Story) -> list[tuple[int, RuleAction]]:
    """What of the rule's actions would change something, with their numbers."""
    wanted = ((number, needed(action, story.head)) for number, action in enumerate(rule.then))
    return [(number, action) for number, action in wanted if action is not None]


def needed(action: RuleAction, head: HeadState) -> RuleAction | None:
    """What of an action would change the case; null: it is so already."""
    match action:
        case DoAssign(to=to):
            return action if to != head.assignee_id else None
        case DoTeam(team=team):
            return action if team != head.team_id else None
        case DoRoute():
            return action if head.assignee_id is not None or not head.wants_agent else None
        case DoLabels(on=on, off=off):
            on = [label for label in on if label not in head.labels]
            off = [label for label in off if label in head.labels]
            return DoLabels(on, off) if on or off else None
        case DoPriority(priority=priority):
            return action if priority != head.priority else None
        case DoSnooze():
            return action if head.status in ("open", "bot") else None
        case DoResolve():
            return action if head.status in ("open", "bot", "snoozed") else None
        case DoSay() | DoNote() | DoCall():
            return action
        case _:
            assert_never(action)


def apply(action: RuleAction, story: Story) -> None:
    """The story as it is after the action, for the rules that are asked next at the same moment."""
    head = story.head
    match action:
        case DoAssign(to=to):
            head.assignee_id, head.wants_agent = to, False
        case DoTeam(team=team):
            head.team_id = team
            head.wants_agent = head.assignee_id is None
        case DoRoute():
            head.assignee_id, head.wants_agent = None, True
        case DoLabels(on=on, off=off):
            head.labels = [label for label in head.labels if label not in off] + on
        case DoPriority(priority=priority):
            head.priority = priority
        case DoSnooze():
            head.status = "snoozed"
        case DoResolve():
            head.status = "resolved"
        case DoSay() | DoNote() | DoCall():
            pass
        case _:
            assert_never(action)
