"""Rules over a real database: each does what it says, once, and leaves alone what people did."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from causerie.answering.model import NewReply
from causerie.conversations.model import (
    Assignment,
    DeskHead,
    Entry,
    Happened,
    Label,
    LabelsChange,
    Message,
    Note,
)
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode
from causerie.events import LabelsChanged
from causerie.kit.ids import new_id
from causerie.rules import runner as running_rules
from causerie.rules.jobs import RunRules, RunTimedRule, TryRule
from causerie.rules.model import (
    DoAssign,
    DoCall,
    DoLabels,
    DoNote,
    DoPriority,
    DoResolve,
    DoSay,
    DoSnooze,
    DoTeam,
    Firing,
    IfAssignee,
    IfLabel,
    IfWords,
    NewRule,
    Rule,
    RuleAction,
    RuleCondition,
    RuleTrial,
    RuleWhen,
    Trigger,
)
from causerie.webhooks.model import NewWebhook
from tests.helpers.server import Server
from tests.helpers.waiting import until
from tests.helpers.world import Customer, World

LABELS = ("refund", "vip", "a", "b", "c", "d", "e", "f", "g")


def rule(
    on: Trigger,
    *then: RuleAction,
    name: str = "",
    minutes: int | None = None,
    when: Sequence[RuleCondition] = (),
) -> NewRule:
    return NewRule(name or f"On {on}", RuleWhen(on, minutes), list(then), conditions=list(when))


@pytest.fixture
async def shop(world: World) -> World:
    """A business with labels."""
    for name in LABELS:
        await world.runtime.casework.define_label(world.workspace, Label(name, "#336699"))
    return world


async def stands(world: World, *rules: NewRule) -> list[Rule]:
    """These rules are on."""
    written = [await world.runtime.rules.write(world.workspace, one) for one in rules]
    return [await world.runtime.rules.switch(world.workspace, one.id, enabled=True) for one in written]


async def run(customer: Customer) -> None:
    """Rules are asked about everything up to now, and about what they brought about, as jobs would."""
    world = customer.world
    job = RunRules(world.workspace, customer.conversation)
    before = -1
    while (now := (await head_of(customer)).last_seq) != before:
        before = now
        await world.runtime.rule_runner.catch_up(job)


async def head_of(customer: Customer) -> DeskHead:
    world = customer.world
    return (await world.runtime.conversations.detail(world.workspace, customer.conversation)).head


async def entries(customer: Customer) -> list[Entry]:
    world = customer.world
    reader = Reader(world.workspace, world.agent.person)
    return (await world.runtime.conversations.entries(reader, customer.conversation)).entries


async def by_rules(customer: Customer) -> list[Entry]:
    return [one for one in await entries(customer) if one.source and one.source.rule]


async def log(customer: Customer) -> list[Firing]:
    """What rules did there, the first first."""
    world = customer.world
    page = await world.runtime.rules.log(world.workspace, None, customer.conversation, None)
    return page.firings[::-1]


async def said(world: World, text: str) -> Customer:
    customer = await world.customer()
    await world.runtime.conversations.say(customer.line(text))
    return customer


# what is done ------------------------------------------------------------------------------------------------------


async def test_what_matches_is_done_in_the_timeline_by_the_rules_name(shop: World) -> None:
    await stands(
        shop,
        rule(
            "customer_wrote",
            DoLabels(["refund"]),
            DoPriority("high"),
            DoAssign(shop.colleague.account.id),
            DoNote("Look at the order first"),
            DoSay("Thank you, {{contact.first_name | dear customer}}."),
            name="Refunds",
            when=[IfWords(["refund"])],
        ),
    )
    other = await said(shop, "Is it in size M?")
    customer = await said(shop, "I want two refunds!")
    for one in (other, customer):
        await run(one)
    head = await head_of(customer)
    assert (head.labels, head.priority) == (["refund"], "high")
    assert head.assignee is not None
    assert head.assignee.name == "Adam"
    did = await by_rules(customer)
    assert {one.source.rule.name for one in did if one.source and one.source.rule} == {"Refunds"}
    assert [type(one.body) for one in did] == [Happened, Happened, Happened, Note, Message]
    assert isinstance(did[-1].body, Message)
    assert did[-1].body.content.as_text() == "Thank you, dear customer."
    assert did[-1].author.kind == "bot"
    assert await by_rules(other) == []
    [firing] = await log(customer)
    assert [one.what for one in firing.found] == ["words"]
    assert [deed.not_done for deed in firing.deeds] == [None] * 5


async def test_a_rule_that_is_off_or_of_before_does_nothing(shop: World) -> None:
    early = await said(shop, "hello")
    written = await shop.runtime.rules.write(shop.workspace, rule("customer_wrote", DoLabels(["vip"])))
    await run(early)
    assert not written.enabled
    await shop.runtime.rules.switch(shop.workspace, written.id, enabled=True)
    await run(early)
    assert (await head_of(early)).labels == []
    await shop.runtime.conversations.say(early.line("hello again"))
    await run(early)
    assert (await head_of(early)).labels == ["vip"]


async def test_doing_it_twice_at_once_is_doing_it_once(shop: World) -> None:
    await stands(shop, rule("customer_wrote", DoSay("We are there."), DoLabels(["vip"])))
    customer = await said(shop, "hello")
    job = RunRules(shop.workspace, customer.conversation)
    await asyncio.gather(*(shop.runtime.rule_runner.catch_up(job) for _ in range(8)))
    assert len(await by_rules(customer)) == 2
    assert len(await log(customer)) == 1


async def test_what_a_killed_process_began_is_finished_once(shop: World) -> None:
    """What it did stands, and that it did is not kept: it is done again from the beginning."""
    await stands(shop, rule("customer_wrote", DoSay("We are there."), DoLabels(["vip"]), DoResolve()))
    customer = await said(shop, "hello")
    await run(customer)
    async with shop.runtime.database.system() as connection:
        for table in ("rule_place", "rule_firing"):
            await connection.execute(f"delete from {table} where workspace_id = $1", shop.workspace)
    await run(customer)
    assert len(await by_rules(customer)) == 3
    assert len(await log(customer)) == 1


async def test_a_rule_sees_what_the_one_before_it_did(shop: World) -> None:
    await stands(
        shop,
        rule("case_opened", DoAssign(shop.agent.account.id), name="First"),
        rule(
            "case_opened",
            DoAssign(shop.colleague.account.id),
            name="Second",
            when=[IfAssignee(nobody=True)],
        ),
    )
    customer = await said(shop, "hello")
    await run(customer)
    assert [firing.name for firing in await log(customer)] == ["First"]


async def test_other_processes_and_jobs_run_them_by_themselves(server: Server, served_world: World) -> None:
    world = served_world
    await world.runtime.casework.define_label(world.workspace, Label("vip", "#336699"))
    await stands(world, rule("conversation_began", DoLabels(["vip"]), when=[IfWords(["gold"])]))
    customer = await said(world, "Do you have golden ones? Gold, I mean")

    async def labelled() -> bool:
        return (await head_of(customer)).labels == ["vip"]

    await until(labelled)
    assert [firing.on for firing in await log(customer)] == ["conversation_began"]


# people come first -------------------------------------------------------------------------------------------------


async def test_what_somebody_did_meanwhile_stands(shop: World) -> None:
    await stands(
        shop,
        rule(
            "customer_wrote",
            DoAssign(shop.colleague.account.id),
            DoLabels(["vip"]),
            DoSay("Nobody is there."),
            DoPriority("low"),
        ),
    )
    customer = await said(shop, "hello")
    where = (shop.agent, customer.conversation)
    await shop.runtime.conversations.say(shop.answer(customer.conversation, "I am here"))
    await shop.runtime.casework.label(*where, LabelsChange(["vip"]))
    await shop.runtime.casework.label(*where, LabelsChange([], ["vip"]))
    await run(customer)
    head = await head_of(customer)
    assert head.assignee is not None
    assert head.assignee.id == shop.agent.account.id
    assert (head.labels, head.priority) == ([], "low")
    [firing] = await log(customer)
    assert [deed.not_done for deed in firing.deeds] == ["people", "people", "people", None]


async def test_of_a_rule_and_a_person_at_the_same_instant_the_person_wins(shop: World) -> None:
    """Whoever comes first: an agent who takes a case has it, or is told who does and takes it from the rule."""
    await stands(shop, rule("case_opened", DoAssign(shop.colleague.account.id)))
    for _ in range(10):
        customer = await said(shop, "hello")
        wanted = Assignment(shop.agent.account.id)
        await asyncio.gather(
            run(customer), shop.runtime.casework.assign(shop.agent, customer.conversation, wanted)
        )
        await run(customer)
        head = await head_of(customer)
        assert head.assignee is not None
        assert head.assignee.id == shop.agent.account.id


# no loops ----------------------------------------------------------------------------------------------------------


async def test_no_rule_starts_itself_again_however_long_the_way(shop: World) -> None:
    """Two rules that undo each other's work end after one round."""
    await stands(
        shop,
        rule("customer_wrote", DoLabels(["a"]), name="Begins"),
        rule("labelled", DoLabels(["b"], ["a"]), name="Back", when=[IfLabel(["a"])]),
        rule("labelled", DoLabels(["a"], ["b"]), name="Forth", when=[IfLabel(["b"])]),
    )
    customer = await said(shop, "hello")
    await run(customer)
    assert [firing.name for firing in await log(customer)] == ["Begins", "Back", "Forth"]
    changes = [one.body.event for one in await by_rules(customer) if isinstance(one.body, Happened)]
    assert changes == [LabelsChanged(["a"], []), LabelsChanged(["b"], ["a"]), LabelsChanged(["a"], ["b"])]


async def test_a_chain_ends_after_five_and_says_so(shop: World) -> None:
    # Asked in this order, none sees at the same moment what the one before it did.
    steps = list(zip("fedcba", "gfedcb", strict=True))
    await stands(
        shop,
        rule("customer_wrote", DoLabels(["a"]), name="0"),
        *(
            rule(
                "labelled",
                DoLabels([then]),
                name=then,
                when=[IfLabel([given]), IfLabel([then], negated=True)],
            )
            for given, then in steps
        ),
    )
    customer = await said(shop, "hello")
    await run(customer)
    firings = await log(customer)
    assert [firing.stopped for firing in firings if firing.stopped] == ["chain"]
    assert (await head_of(customer)).labels == ["a", "b", "c", "d", "e"]


async def test_a_rule_that_does_too_much_is_paused_and_says_so(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running_rules, "MOST_HERE", 3)
    [made] = await stands(shop, rule("customer_wrote", DoSay("We are away.")))
    customer = await said(shop, "1")
    await run(customer)
    for text in ("2", "3", "4", "5"):
        await shop.runtime.conversations.say(customer.line(text))
        await run(customer)
    assert len(await by_rules(customer)) == 3
    assert [firing.stopped for firing in await log(customer)] == [None, None, None, "conversation"]
    [now] = await shop.runtime.rules.all(shop.workspace)
    assert (now.id, now.enabled, now.paused) == (made.id, False, "conversation")


# time --------------------------------------------------------------------------------------------------------------


async def passed(customer: Customer, made: Rule, seq: int) -> None:
    """The time of a rule has come; what was said was said an hour ago."""
    world = customer.world
    async with world.runtime.database.system() as connection:
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(
            "update entry set at = at - interval '1 hour' where conversation_id = $1", customer.conversation
        )
        await connection.execute("update rule set since = since - interval '2 hours' where id = $1", made.id)
        await connection.execute("delete from rule_place where conversation_id = $1", customer.conversation)
    await world.runtime.rule_runner.run_timed(
        RunTimedRule(world.workspace, customer.conversation, made.id, seq)
    )


async def test_who_nobody_answered_is_told_so_once(shop: World) -> None:
    [made] = await stands(shop, rule("unanswered", DoSay("We are still looking."), minutes=30))
    customer = await said(shop, "hello")
    seq = (await head_of(customer)).last_seq
    await run(customer)
    assert await by_rules(customer) == []
    await passed(customer, made, seq)
    await passed(customer, made, seq)
    assert len(await by_rules(customer)) == 1
    answered = await said(shop, "hello")
    seq = (await head_of(answered)).last_seq
    await shop.runtime.conversations.say(shop.answer(answered.conversation, "Hi"))
    await passed(answered, made, seq)
    assert await by_rules(answered) == []


async def test_a_customer_who_says_nothing_more_is_not_waited_for(shop: World) -> None:
    [made] = await stands(shop, rule("silent", DoResolve(), minutes=30))
    customer = await said(shop, "hello")
    _, seq = await shop.runtime.conversations.say(shop.answer(customer.conversation, "Is it done?"))
    await passed(customer, made, seq)
    assert (await head_of(customer)).status == "resolved"


# what is refused ---------------------------------------------------------------------------------------------------


async def test_what_is_not_there_is_said_while_writing_and_in_the_log(shop: World) -> None:
    rules, gone = shop.runtime.rules, new_id()
    for action in (DoAssign(gone), DoTeam(gone), DoLabels(["no such"]), DoCall(gone), DoSay(reply=gone)):
        with pytest.raises(AppError) as caught:
            await rules.write(shop.workspace, rule("customer_wrote", action))
        assert caught.value.code is ErrorCode.INVALID
        assert list(caught.value.errors or {}) == ["then.0"]
    reply = NewReply("Hi", "hi", {"en": "Hi {{contact.email}}"}, "everyone")
    written = await shop.runtime.replies.write(shop.agent, reply)
    await stands(
        shop, rule("customer_wrote", DoSay(reply=written.id), DoSnooze(60), DoSay("{{contact.email}}"))
    )
    await shop.runtime.replies.delete(shop.agent, written.id)
    customer = await said(shop, "hello")
    await run(customer)
    [firing] = await log(customer)
    assert [deed.not_done for deed in firing.deeds] == ["gone", None, "unfilled"]
    assert (await head_of(customer)).status == "snoozed"


async def test_a_webhook_is_told_once_and_the_timeline_says_so(shop: World) -> None:
    made = await shop.runtime.webhooks.make(
        shop.agent, NewWebhook("https://crm.example/in", ["note.created"])
    )
    await stands(shop, rule("customer_wrote", DoCall(made.webhook.id), name="Tell the CRM"))
    customer = await said(shop, "hello")
    await run(customer)
    [told] = await shop.runtime.webhooks.messages(shop.workspace, made.webhook.id, None)
    assert told.event == "conversation.webhook_called"
    assert '"name":"Tell the CRM"' in told.body


# what it would do --------------------------------------------------------------------------------------------------


async def tried(world: World, new: NewRule) -> RuleTrial:
    begun = await world.runtime.rules.try_out(world.workspace, new)
    await world.runtime.rule_trials.run(TryRule(world.workspace, begun.id))
    return await world.runtime.rules.trial(world.workspace, begun.id)


async def test_a_dry_run_tells_what_the_rule_then_does_and_does_nothing(shop: World) -> None:
    new = rule("customer_wrote", DoLabels(["refund"]), DoSay("Sorry!"), when=[IfWords(["refund"])])
    customers = [await said(shop, text) for text in ("refund", "hello", "refunded?", "I want no fund")]
    before = [await entries(customer) for customer in customers]
    trial = await tried(shop, new)
    assert [await entries(customer) for customer in customers] == before
    assert (trial.state, trial.done, trial.total, trial.times, trial.conversations) == ("done", 4, 4, 2, 2)
    [made] = await stands(shop, new)
    async with shop.runtime.database.system() as connection:
        await connection.execute("update rule set since = now() - interval '1 day' where id = $1", made.id)
    for customer in customers:
        await run(customer)
    fired = [firing for customer in customers for firing in await log(customer)]
    assert {(one.conversation, one.seq) for one in fired} == {
        (one.conversation, one.seq) for one in trial.would
    }


async def test_a_dry_run_knows_what_only_time_brings_about(shop: World) -> None:
    customer = await said(shop, "hello")
    async with shop.runtime.database.system() as connection:
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(
            "update entry set at = at - interval '1 hour' where conversation_id = $1", customer.conversation
        )
    late = await tried(shop, rule("unanswered", DoPriority("high"), minutes=30))
    assert [one.conversation for one in late.would] == [customer.conversation]
    assert (await tried(shop, rule("unanswered", DoPriority("high"), minutes=90))).times == 0
