"""Questions and their answers: who may give them, what they are kept as, and what everybody reads of them."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import UNSET, structs

from causerie.content import (
    AnswerDraft,
    Answered,
    Buttons,
    Content,
    DatePicker,
    DeletedContent,
    Form,
    Poll,
    QuickReplies,
    Rating,
    Text,
)
from causerie.content.buttons import ReplyButton
from causerie.content.fields import ConsentField, EmailField, FormField, Option, PhoneField, Values
from causerie.conversations.amend import Rights
from causerie.conversations.frames import Append, Entries
from causerie.conversations.model import (
    Answer,
    Answers,
    Author,
    Closed,
    Deleted,
    Entry,
    Given,
    Happened,
    Message,
    Stored,
)
from causerie.conversations.plan import Line
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode
from causerie.events import CaseOpened, EmailGiven
from tests.helpers.world import Customer, World, make_world, new_client_id

SIZES = [Option("s", "Small"), Option("m", "Medium")]
SIZE = QuickReplies("Which size?", SIZES)
COLOURS = Poll("Which colour?", [Option("r", "Red"), Option("b", "Blue")])


def by_customer(customer: Customer, body: Stored | Answer, *, horizon: int | None = None) -> Line:
    return structs.replace(customer.line("x"), body=body, rights=Rights(horizon=horizon))


def by_staff(world: World, conversation: UUID, body: Stored | Answer) -> Line:
    return structs.replace(world.answer(conversation, "x"), body=body)


async def say(world: World, line: Line) -> int:
    _, seq = await world.runtime.conversations.say(line)
    return seq


async def ask(customer: Customer, content: Content) -> int:
    return await say(customer.world, by_staff(customer.world, customer.conversation, Message(content)))


async def give(customer: Customer, of: int, values: Values) -> int:
    return await say(customer.world, by_customer(customer, Answer(of, values)))


async def refused(world: World, line: Line) -> AppError:
    with pytest.raises(AppError) as error:
        await say(world, line)
    return error.value


async def page(customer: Customer, reader: Reader | None = None, **bounds: int) -> Entries:
    world = customer.world
    reader = reader or Reader(world.workspace, world.agent.person)
    return await world.runtime.conversations.entries(reader, customer.conversation, **bounds)


async def entry(customer: Customer, seq: int) -> Entry:
    (found,) = (await page(customer, after=seq - 1, before=seq + 1)).entries
    return found


async def test_an_answer_is_a_message_of_the_contact_and_stands_in_the_question(world: World) -> None:
    customer = await world.customer()
    question = await ask(customer, SIZE)
    seq = await give(customer, question, {"choice": ["m"]})
    me = Author("contact", customer.visitor.contact_id)
    said = await entry(customer, seq)
    assert said.author == me
    assert said.body == Message(Answered(question, "quick_replies", {"choice": ["m"]}, "Medium"))
    now = await entry(customer, question)
    assert now.answers == Answers([Given(me, seq, {"choice": ["m"]})], {"m": 1})
    assert now.amended == seq
    head = (await world.runtime.conversations.detail(world.workspace, customer.conversation)).head
    assert head.snippet is not None
    assert (head.snippet.content, head.snippet.text, head.unread) == ("answered", "Medium", 1)


async def test_an_answer_further_down_says_to_what(world: World) -> None:
    customer = await world.customer()
    question = await ask(customer, SIZE)
    await say(world, customer.line("one moment"))
    seq = await give(customer, question, {"choice": ["m"]})
    body = (await entry(customer, seq)).body
    assert isinstance(body, Message)
    assert body.reply_to == question


async def test_the_same_answer_sent_again_is_one(world: World) -> None:
    customer = await world.customer()
    question = await ask(customer, SIZE)
    line = by_customer(customer, Answer(question, {"choice": ["m"]}))
    assert await say(world, line) == await say(world, line)


async def test_once_is_once_and_buttons_are_tapped_again(world: World) -> None:
    customer = await world.customer()
    once = await ask(customer, SIZE)
    await give(customer, once, {"choice": ["m"]})
    again = await refused(world, by_customer(customer, Answer(once, {"choice": ["s"]})))
    assert again.code is ErrorCode.CONFLICT
    often = await ask(customer, Buttons("What next?", [ReplyButton("go", "Go on")]))
    for _ in range(2):
        await give(customer, often, {"choice": ["go"]})
    answers = (await entry(customer, often)).answers
    assert answers
    assert answers.counts == {"go": 2}


async def test_what_does_not_fit_is_refused_field_by_field(world: World) -> None:
    customer = await world.customer()
    question = await ask(customer, Form("You", [EmailField("mail", "E-mail", required=True)]))
    attempts: list[tuple[Values, dict[str, str]]] = [
        ({}, {"mail": "required"}),
        ({"mail": "nobody"}, {"mail": "email"}),
        ({"mail": "a@b.example", "more": "x"}, {"more": "option"}),
    ]
    for values, errors in attempts:
        error = await refused(world, by_customer(customer, Answer(question, values)))
        assert (error.code, error.errors) == (ErrorCode.INVALID, errors)
    assert (await entry(customer, question)).answers is UNSET


async def test_only_whom_it_asks_may_answer_but_everybody_votes(world: World) -> None:
    customer = await world.customer()
    question = await ask(customer, SIZE)
    staff = by_staff(world, customer.conversation, Answer(question, {"choice": ["m"]}))
    assert (await refused(world, staff)).code is ErrorCode.FORBIDDEN
    poll = await ask(customer, COLOURS)
    await give(customer, poll, {"choice": ["r"]})
    await say(world, by_staff(world, customer.conversation, Answer(poll, {"choice": ["b"]})))
    answers = (await entry(customer, poll)).answers
    assert answers
    assert answers.counts == {"r": 1, "b": 1}


async def test_what_asks_nothing_is_not_answered(world: World) -> None:
    customer = await world.customer()
    said = await say(world, customer.line("hello"))
    answer = Answer(said, {"choice": ["m"]})
    assert (await refused(world, by_customer(customer, answer))).code is ErrorCode.INVALID
    nowhere = by_customer(customer, Answer(99, {"choice": ["m"]}))
    assert (await refused(world, nowhere)).code is ErrorCode.NOT_FOUND


async def test_another_conversations_question_is_not_there(world: World) -> None:
    mine, theirs = await world.customer(), await (await make_world(world.runtime)).customer()
    question = await ask(theirs, SIZE)
    stranger = structs.replace(
        by_customer(mine, Answer(question, {"choice": ["m"]})), conversation_id=theirs.conversation
    )
    assert (await refused(world, stranger)).code is ErrorCode.NOT_FOUND


async def test_a_locked_browser_answers_no_question_beyond_its_horizon(world: World) -> None:
    customer = await world.customer()
    horizon = await say(world, customer.line("hello"))
    question = await ask(customer, SIZE)
    locked = by_customer(customer, Answer(question, {"choice": ["m"]}), horizon=horizon)
    assert (await refused(world, locked)).code is ErrorCode.NOT_FOUND


async def test_a_poll_ends_by_who_asked_and_takes_no_vote_after(world: World) -> None:
    customer = await world.customer()
    poll = await ask(customer, COLOURS)
    assert (await refused(world, by_customer(customer, Closed(poll)))).code is ErrorCode.FORBIDDEN
    await say(world, by_staff(world, customer.conversation, Closed(poll)))
    late = by_customer(customer, Answer(poll, {"choice": ["r"]}))
    assert (await refused(world, late)).code is ErrorCode.CONFLICT
    answers = (await entry(customer, poll)).answers
    assert answers
    assert answers.closed
    size = await ask(customer, SIZE)
    closing = by_staff(world, customer.conversation, Closed(size))
    assert (await refused(world, closing)).code is ErrorCode.INVALID


async def test_what_was_voted_for_in_an_anonymous_poll_is_told_to_nobody(world: World) -> None:
    customer = await world.customer()
    poll = await ask(customer, structs.replace(COLOURS, anonymous=True))
    seq = await give(customer, poll, {"choice": ["r"]})
    told = await page(customer, after=0)
    (vote,) = [one for one in told.entries if one.seq == seq]
    assert vote.body == Message(Answered(poll, "poll", {}, secret=True))
    answers = (await entry(customer, poll)).answers
    assert answers
    assert (answers.counts, answers.given[0].values) == ({"r": 1}, {})
    head = (await world.runtime.conversations.detail(world.workspace, customer.conversation)).head
    assert "Red" not in str(head)


async def test_an_answer_stays_and_a_deleted_question_is_answered_no_more(world: World) -> None:
    customer = await world.customer()
    question = await ask(customer, SIZE)
    seq = await give(customer, question, {"choice": ["m"]})
    assert (await refused(world, by_customer(customer, Deleted(seq)))).code is ErrorCode.INVALID
    await say(world, by_staff(world, customer.conversation, Deleted(question)))
    now = await entry(customer, question)
    assert (now.body, now.answers) == (Message(DeletedContent()), UNSET)
    late = by_customer(customer, Answer(question, {"choice": ["m"]}))
    assert (await refused(world, late)).code is ErrorCode.CONFLICT


async def test_an_answer_opens_the_next_case_and_stars_do_not(world: World) -> None:
    customer = await world.customer()
    conversations = world.runtime.conversations
    await world.runtime.casework.set_reopen_days(world.workspace, 0)
    question, stars = await ask(customer, SIZE), await ask(customer, Rating())
    given: list[tuple[int, Values, str]] = [
        (stars, {"score": 5}, "resolved"),
        (question, {"choice": ["m"]}, "open"),
    ]
    for of, values, status in given:
        await world.runtime.casework.resolve(world.agent, customer.conversation)
        await give(customer, of, values)
        head = (await conversations.detail(world.workspace, customer.conversation)).head
        assert head.status == status
    told = (await page(customer, after=0)).entries
    opened = [
        one for one in told if isinstance(one.body, Happened) and isinstance(one.body.event, CaseOpened)
    ]
    assert len(opened) == 2


async def test_stars_are_asked_for_once_a_case_where_the_owner_wants_to_know(world: World) -> None:
    customer = await world.customer()
    conversations, channels = world.runtime.conversations, world.runtime.channels

    async def asked() -> int:
        told = (await page(customer, after=0)).entries
        return sum(isinstance(one.body, Message) and isinstance(one.body.content, Rating) for one in told)

    await world.runtime.casework.set_reopen_days(world.workspace, 0)
    await say(world, customer.line("hello"))
    await world.runtime.casework.resolve(world.agent, customer.conversation)
    assert await asked() == 0
    settings_now = (await channels.web(world.channel)).settings
    wanted = structs.replace(settings_now, ask_rating=True)
    await channels.set_web_settings(world.workspace, world.channel, wanted)
    for count, text in ((1, "me again"), (2, "and again")):
        await say(world, customer.line(text))
        for _ in range(2):
            await world.runtime.casework.resolve(world.agent, customer.conversation)
        assert await asked() == count
    head = (await conversations.detail(world.workspace, customer.conversation)).head
    assert head.status == "resolved"
    assert head.snippet is not None
    assert head.snippet.text == "and again"


async def test_what_a_form_tells_of_a_contact_is_claimed_and_consents_are_kept(world: World) -> None:
    customer = await world.customer()
    fields: list[FormField] = [
        EmailField("mail", "E-mail"),
        PhoneField("phone", "Phone", region="MD"),
        ConsentField("news", "You may write to me"),
        ConsentField("call", "You may call me"),
    ]
    question = await ask(customer, Form("Who are you?", fields))
    told: Values = {"mail": "Maria@mail.example", "phone": "069 123 456", "news": True, "call": False}
    seq = await give(customer, question, told)
    profile = (await world.runtime.conversations.detail(world.workspace, customer.conversation)).contact
    (email,) = [one for one in profile.identities if one.kind == "email"]
    assert (email.value, email.verified_at) == ("maria@mail.example", None)
    assert profile.claimed_facts == {"email": "maria@mail.example", "phone_number": "+37369123456"}
    assert [consent.text for consent in profile.consents] == ["You may write to me"]
    assert profile.consents[0].at == (await entry(customer, seq)).at
    events = [
        one.body.event for one in (await page(customer, after=seq)).entries if isinstance(one.body, Happened)
    ]
    assert events == [EmailGiven("maria@mail.example")]


async def test_answers_are_found_by_their_words(world: World) -> None:
    customer = await world.customer()
    question = await ask(customer, QuickReplies("Which one?", [Option("x", "Turquoise")]))
    seq = await give(customer, question, {"choice": ["x"]})
    runtime = world.runtime
    assert seq in await runtime.conversations.find(customer.reader, customer.conversation, "turq", None)
    await runtime.indexer.catch_up()
    found = await runtime.search.find(world.agent, "turquoise", page=None, limit=10)
    assert [hit.seq for hit in found.hits] == [seq, question]


async def test_a_merged_conversation_keeps_its_questions_and_answers(world: World) -> None:
    source, target = await world.customer(), await world.customer()
    size, poll = await ask(source, SIZE), await ask(source, structs.replace(COLOURS, anonymous=True))
    await give(source, size, {"choice": ["m"]})
    await give(source, poll, {"choice": ["b"]})
    await say(world, by_staff(world, source.conversation, Closed(poll)))
    await say(world, target.line("before"))
    assert source.visitor.contact_id is not None
    assert target.visitor.contact_id is not None
    await world.runtime.conversations.merge(
        world.workspace, source.visitor.contact_id, target.visitor.contact_id
    )
    told = (await page(target, after=0)).entries
    counts = [one.answers.counts for one in told if one.answers]
    assert counts == [{"m": 1}, {"b": 1}]
    assert [one.answers.closed for one in told if one.answers] == [False, True]


async def test_only_staff_asks_and_notes_ask_nothing(world: World) -> None:
    customer = await world.customer()
    conversations = world.runtime.conversations
    staff = Reader(world.workspace, world.agent.person)
    for reader, append, code in (
        (customer.reader, Append(new_client_id(), SIZE), ErrorCode.FORBIDDEN),
        (staff, Append(new_client_id(), SIZE, note=True), ErrorCode.INVALID),
        (staff, Append(new_client_id(), AnswerDraft(1, {}), note=True), ErrorCode.INVALID),
    ):
        with pytest.raises(AppError) as error:
            await conversations.body_of(reader, "owner", append)
        assert error.value.code is code
    assert await conversations.body_of(staff, "owner", Append(new_client_id(), SIZE)) == Message(SIZE)


happenings = st.lists(
    st.tuples(
        st.sampled_from(["customer", "staff"]),
        st.integers(1, 12),
        st.sampled_from(["say", "size", "poll", "secret", "when", "s", "r", "b", "close", "delete", "👍"]),
    ),
    min_size=4,
    max_size=16,
)


async def test_whoever_reads_on_knows_what_a_newcomer_gets(world: World) -> None:
    stories: list[list[tuple[str, int, str]]] = []

    @settings(max_examples=25, database=None, suppress_health_check=list(HealthCheck), deadline=None)
    @given(happenings)
    def collect(story: list[tuple[str, int, str]]) -> None:
        stories.append(story)

    collect()
    for story in stories:
        customer = await world.customer()
        await ask(customer, SIZE)
        await ask(customer, COLOURS)
        known: list[tuple[int, list[Entry]]] = []
        for number, (who, of, what) in enumerate(story):
            contents: dict[str, Content] = {
                "say": Text(f"word {number}"),
                "size": SIZE,
                "poll": COLOURS,
                "secret": structs.replace(COLOURS, anonymous=True),
                "when": DatePicker("When?"),
            }
            bodies: dict[str, Stored | Answer] = {
                "close": Closed(of),
                "delete": Deleted(of),
                **{letter: Answer(of, {"choice": [letter]}) for letter in ("s", "r", "b")},
            }
            body = Message(contents[what]) if what in contents else bodies.get(what, Message(Text("👍")))
            line = (
                by_customer(customer, body)
                if who == "customer"
                else by_staff(world, customer.conversation, body)
            )
            with suppress(AppError):  # of what does not ask that, or not them
                await say(world, line)
            told = await page(customer, after=0)
            known.append((told.through, told.entries))
        fresh = (await page(customer, after=0)).entries
        for have, entries in known:
            told = await page(customer, after=have)
            newer = {one.seq: one for one in told.amended}
            assert [newer.get(one.seq, one) for one in entries] + told.entries == fresh
