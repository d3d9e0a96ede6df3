"""Who may read and write what in a group, whatever its members do, in whichever order."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from causerie.content import Text
from causerie.conversations import frames as f
from causerie.conversations.frames import Ack, Refused
from causerie.conversations.model import Happened
from causerie.errors import AppError, ErrorCode
from causerie.events import MemberRole
from causerie.groups.standing import RANK
from causerie.runtime import Runtime
from tests.helpers.talkers import Talker, seqs, talker
from tests.helpers.world import new_client_id

PEOPLE = 4
someone = st.integers(0, PEOPLE - 1)
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("join"), someone),
        st.tuples(st.just("leave"), someone),
        st.tuples(st.just("say"), someone),
        st.tuples(st.just("remove"), someone, someone),
        st.tuples(st.just("role"), someone, someone, st.sampled_from(["owner", "admin", "member"])),
    ),
    min_size=4,
    max_size=14,
)


@dataclass
class Model:
    """What should be so: the roles of who is in, how far those read who left, and how far the timeline goes."""

    roles: dict[int, MemberRole] = field(default_factory=lambda: {0: "owner"})
    until: dict[int, int] = field(default_factory=dict)
    last: int = 1

    def may_read(self, who: int, seq: int) -> bool:
        return who in self.roles or seq <= self.until.get(who, 0)

    def strands(self, who: int) -> bool:
        """Whether others would be left without an owner."""
        owners = [one for one, role in self.roles.items() if role == "owner"]
        return owners == [who] and len(self.roles) > 1

    def goes(self, who: int) -> None:
        self.last += 1
        del self.roles[who]
        self.until[who] = self.last


class Play:
    """Does things to a real group, and asks the model what must come of them."""

    def __init__(self, people: list[Talker], conversation: UUID, token: str) -> None:
        self.people, self.conversation, self.token = people, conversation, token
        self.model = Model()
        self.contacts: dict[int, UUID] = {}

    async def do(self, deed: tuple[object, ...]) -> None:
        name, who, *rest = deed
        await getattr(self, f"_{name}")(who, *rest)
        for number, person in enumerate(self.people):
            heard = seqs(person.news())
            assert all(self.model.may_read(number, seq) for seq in heard), (deed, number, heard)

    async def _join(self, who: int) -> None:
        person = self.people[who]
        if who not in self.model.roles:
            # The one that every new member gets: who was put out can't come back by an older one.
            inside = [one for one, role in self.model.roles.items() if RANK[role] > 0]
            if not inside and self.model.roles:
                return
            if inside:
                self.token = await self.people[inside[0]].invitation(self.conversation)
        known = who in self.model.roles
        try:
            await person.join(self.token)
        except AppError as error:
            # Everybody left, and who comes was put out before.
            if error.code is not ErrorCode.FORBIDDEN or self.model.roles:
                raise
            return
        if not known:
            self.model.last += 1
            self.model.roles[who] = "member" if "owner" in self.model.roles.values() else "owner"
        await person.watch(self.conversation)

    async def _leave(self, who: int) -> None:
        allowed = who in self.model.roles and not self.model.strands(who)
        with Expected(allowed=allowed):
            await self.people[who].runtime.groups.leave(self.people[who].id, self.conversation)
        if allowed:
            self.model.goes(who)

    async def _remove(self, who: int, whom: int) -> None:
        roles = self.model.roles
        allowed = who in roles and whom in roles and RANK[roles[who]] > RANK[roles[whom]]
        with Expected(allowed=allowed):
            await self.people[who].runtime.groups.remove(
                self.people[who].id, self.conversation, await self._contact(whom)
            )
        if allowed:
            self.model.goes(whom)

    async def _role(self, who: int, whom: int, role: MemberRole) -> None:
        roles = self.model.roles
        same = who in roles and roles.get(whom) == role
        allowed = same or (
            roles.get(who) == "owner"
            and whom in roles
            and not (roles[whom] == "owner" and self.model.strands(whom))
        )
        with Expected(allowed=allowed):
            await self.people[who].runtime.groups.give_role(
                self.people[who].id, self.conversation, await self._contact(whom), role
            )
        if allowed and not same:
            self.model.last += 1
            roles[whom] = role

    async def _say(self, who: int) -> None:
        answer = await self.people[who].say(self.conversation, "hello")
        if who not in self.model.roles:
            assert isinstance(answer, Refused)
            assert answer.code in (ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND)
            return
        assert isinstance(answer, Ack)
        self.model.last += 1
        assert answer.seq == self.model.last
        for number, person in enumerate(self.people):
            heard = seqs(person.told) | seqs(person.news())
            assert (answer.seq in heard) == (number in self.model.roles), number

    async def _contact(self, who: int) -> UUID:
        try:
            self.contacts[who] = await self.people[who].contact(self.conversation)
        except AppError:
            self.contacts.setdefault(who, UUID(int=who))
        return self.contacts[who]

    async def assert_as_modelled(self) -> None:
        """What everybody finds now is what the model says."""
        for number, person in enumerate(self.people):
            until = self.model.last if number in self.model.roles else self.model.until.get(number, 0)
            if until == 0:
                with pytest.raises(AppError, match="no such conversation"):
                    await person.read(self.conversation)
                continue
            assert [entry.seq for entry in await person.read(self.conversation)] == list(range(1, until + 1))
            found = await person.runtime.groups.group(person.id, self.conversation)
            assert found.role == self.model.roles.get(number)
            assert len(found.members) == (len(self.model.roles) if found.role else 0)
            [head] = (await person.runtime.conversations.inbox(person.id, after=None, limit=5)).heads
            assert (head.last_seq, head.left) == (until, number not in self.model.roles)


class Expected:
    """That something is refused, or is not."""

    def __init__(self, *, allowed: bool) -> None:
        self.allowed = allowed

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if self.allowed or error is None:
            assert self.allowed == (error is None), "it was not refused"
            return False
        return isinstance(error, AppError)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=deeds)
async def test_everybody_reads_what_is_theirs_and_hears_nothing_else(
    runtime: Runtime, plan: list[tuple[object, ...]]
) -> None:
    people = [await talker(runtime, f"P{number}") for number in range(PEOPLE)]
    conversation = await people[0].group()
    play = Play(people, conversation, await people[0].invitation(conversation))
    await people[0].watch(conversation)
    for deed in plan:
        await play.do(deed)
    await play.assert_as_modelled()


async def test_what_is_said_beside_a_removal_reaches_who_was_removed_up_to_it_alone(runtime: Runtime) -> None:
    anna, boris, clara = [await talker(runtime, name) for name in ("Anna", "Boris", "Clara")]
    conversation = await anna.group()
    token = await anna.invitation(conversation)
    for person in (boris, clara):
        await person.join(token)
    for person in (anna, boris, clara):
        await person.watch(conversation)
    whom = await boris.contact(conversation)
    removed = asyncio.create_task(runtime.groups.remove(anna.id, conversation, whom))
    said = 0
    while not removed.done() or said < 10:
        appends = [f.Append(new_client_id(), Text("hello"), conversation) for _ in range(5)]
        await clara.frames(*appends)
        said += len(appends)
    await removed
    [left] = [one.seq for one in await boris.read(conversation) if isinstance(one.body, Happened)][-1:]
    heard = seqs(boris.told) | seqs(boris.news())
    assert heard == set(range(1, left + 1))
    assert isinstance(await boris.say(conversation, "Let me in"), Refused)
    assert len(await clara.read(conversation)) == said + 4


async def test_who_was_removed_comes_back_by_a_newer_link_alone(runtime: Runtime) -> None:
    anna, boris = await talker(runtime, "Anna"), await talker(runtime, "Boris")
    conversation = await anna.group()
    token = await anna.invitation(conversation)
    await boris.join(token)
    await runtime.groups.remove(anna.id, conversation, await boris.contact(conversation))
    await anna.say(conversation, "He is gone")
    with pytest.raises(AppError, match="ask for a new link"):
        await boris.join(token)
    assert len(await boris.read(conversation)) == 3
    await boris.join(await anna.invitation(conversation))
    assert len(await boris.read(conversation)) == 5
