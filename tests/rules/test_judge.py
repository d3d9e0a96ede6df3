"""What rules read out of entries, whether they apply, and what they do. Pure."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from causerie.accounts.model import PersonKind
from causerie.content import Text
from causerie.conversations.model import Body, Happened, Message, Note
from causerie.events import Assigned, CaseOpened, CaseResolved, LabelsChanged, PriorityChanged
from causerie.kit.ids import new_id
from causerie.rules.judge import Facts, Known, actions, apply, matches
from causerie.rules.model import (
    DoAssign,
    DoLabels,
    DoPriority,
    DoResolve,
    IfAssignee,
    IfLabel,
    IfLanguage,
    IfReturning,
    IfWords,
    NewRule,
    RuleAction,
    RuleCondition,
    RuleWhen,
)
from causerie.rules.story import Moment, Said, Story, begun, overdue, read

WORKSPACE, CONVERSATION, AGENT, CONTACT = (new_id() for _ in range(4))
BEGAN = datetime(2026, 11, 1, 9, tzinfo=UTC)
KNOWN = Known("ro-MD", verified=False)

BODIES: st.SearchStrategy[tuple[Body, PersonKind]] = st.one_of(
    st.sampled_from(["hello", "refund!", "две шины"]).map(lambda text: (Message(Text(text)), "contact")),
    st.just((Message(Text("yes?")), "staff")),
    st.just((Note(Text("look")), "staff")),
    st.integers(1, 3).map(lambda case: (Happened(CaseOpened(case)), "contact")),
    st.integers(1, 3).map(lambda case: (Happened(CaseResolved(case)), "staff")),
    st.lists(st.sampled_from("abc"), max_size=2).map(lambda on: (Happened(LabelsChanged(on, [])), "system")),
    st.sampled_from([AGENT, None]).map(lambda who: (Happened(Assigned(who)), "system")),
    st.just((Happened(PriorityChanged("high")), "staff")),
)
CONDITIONS: st.SearchStrategy[RuleCondition] = st.one_of(
    st.builds(IfWords, st.just(["refund", "шина"]), negated=st.booleans()),
    st.builds(IfLabel, st.just(["a"]), negated=st.booleans()),
    st.builds(IfAssignee, st.just([AGENT]), nobody=st.booleans(), negated=st.booleans()),
    st.builds(IfLanguage, st.sampled_from([["ro"], ["en"]]), negated=st.booleans()),
    st.builds(IfReturning, negated=st.booleans()),
)
ACTIONS: st.SearchStrategy[RuleAction] = st.one_of(
    st.builds(DoLabels, st.lists(st.sampled_from("abc"), max_size=2, unique=True), st.just(["d"])),
    st.sampled_from([DoPriority("low"), DoPriority(None), DoAssign(AGENT), DoAssign(None), DoResolve()]),
)


def entries(bodies: list[tuple[Body, PersonKind]]) -> list[Said]:
    """Each at its own minute."""
    ids = {"contact": CONTACT, "staff": AGENT}
    return [
        Said(seq, BEGAN + timedelta(minutes=seq), author, ids.get(author), "web", body)
        for seq, (body, author) in enumerate(bodies, 1)
    ]


def told(said: list[Said], *parts: int) -> tuple[Story, list[Moment]]:
    """The story and the moments of it, read in so many parts."""
    story, moments, start = begun(WORKSPACE, CONVERSATION), list[Moment](), 0
    for end in (*sorted(parts), len(said)):
        moments += read(story, said[start:end])
        start = end
    return story, moments


def facts(story: Story, text: str = "") -> Facts:
    return Facts(Moment(1, BEGAN, frozenset({"customer_wrote"}), 1, text), story, KNOWN)


def rule(*conditions: RuleCondition, then: list[RuleAction] | None = None, any_of: bool = False) -> NewRule:
    when = RuleWhen("customer_wrote")
    return NewRule("R", when, then or [DoResolve()], "any" if any_of else "all", list(conditions))


@given(st.lists(BODIES, max_size=12), st.lists(st.integers(0, 12), max_size=3))
def test_reading_on_is_reading_from_the_beginning(
    bodies: list[tuple[Body, PersonKind]], parts: list[int]
) -> None:
    said = entries(bodies)
    assert told(said) == told(said, *parts)


def test_what_opens_a_case_and_what_is_said_with_it_are_one_moment() -> None:
    opened, message = entries([(Happened(CaseOpened(1)), "contact"), (Message(Text("refund")), "contact")])
    _, [moment] = told([opened, structs.replace(message, at=opened.at)])
    assert moment.triggers == {"conversation_began", "case_opened", "customer_wrote"}
    assert moment.text == "refund"


@given(st.lists(BODIES, max_size=8), st.lists(CONDITIONS, min_size=1, max_size=4), st.text(max_size=30))
def test_all_and_any_mean_what_they_say(
    bodies: list[tuple[Body, PersonKind]], conditions: list[RuleCondition], text: str
) -> None:
    story, _ = told(entries(bodies))
    each = [matches(rule(one), facts(story, text)).matched for one in conditions]
    assert matches(rule(*conditions), facts(story, text)).matched == all(each)
    assert matches(rule(*conditions, any_of=True), facts(story, text)).matched == any(each)
    others = [structs.replace(one, negated=not one.negated) for one in conditions]
    assert [matches(rule(one), facts(story, text)).matched for one in others] == [not one for one in each]


@given(st.lists(BODIES, max_size=8), st.lists(ACTIONS, min_size=1, max_size=1))
def test_what_was_done_is_not_to_be_done_again(
    bodies: list[tuple[Body, PersonKind]], then: list[RuleAction]
) -> None:
    story, _ = told(entries(bodies))
    for _, action in actions(rule(then=then), story):
        apply(action, story)
    assert actions(rule(then=then), story) == []


def test_words_are_found_in_any_of_their_forms_or_exactly() -> None:
    story = begun(WORKSPACE, CONVERSATION)

    def found(phrase: str, text: str, *, exact: bool = False) -> bool:
        return matches(rule(IfWords([phrase], exact)), facts(story, text)).matched

    assert found("refund", "I was REFUNDED twice")
    assert found("зимняя шина", "нужны зимние шины!")
    assert found("comandă", "comanda mea nu vine")
    assert not found("refund", "I was refunded", exact=True)
    assert found("money back", "Money  back, please", exact=True)
    assert not found("money back", "back to the money")


def test_time_alone_brings_about_what_lasted_long_enough() -> None:
    said = entries([(Happened(CaseOpened(1)), "contact"), (Message(Text("hello")), "contact")])
    story, _ = told(said)
    wrote = said[-1].at
    assert overdue(story, "unanswered", 30, wrote + timedelta(minutes=29)) is None
    moment = overdue(story, "unanswered", 30, wrote + timedelta(hours=9))
    assert moment is not None
    assert (moment.at, moment.key) == (wrote + timedelta(minutes=30), 2)
    assert overdue(story, "silent", 30, wrote + timedelta(hours=9)) is None


def test_weakness_19_a_long_message_costs_a_rule_little() -> None:
    story = begun(WORKSPACE, CONVERSATION)
    phrases = [" ".join(["a"] * 49 + [f"b{n}"]) for n in range(20)]
    text = "a " * 5_000
    took = []
    for spaces in (" ", "  ", "   "):  # each is a text of its own: nothing is remembered
        began = time.thread_time()
        assert not matches(rule(IfWords(phrases)), facts(story, text.replace(" ", spaces))).matched
        took.append(time.thread_time() - began)
    assert min(took) < 0.05
