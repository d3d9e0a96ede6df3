"""Nobody's message gets in front of one that they said before it, whatever is refused between."""

from typing import Literal
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from causerie.conversations.turns import PATIENCE_SECONDS, Turns
from causerie.errors import AppError, ErrorCode

CONVERSATION = UUID(int=1)
LATER = AppError(ErrorCode.UNAVAILABLE, "later", retry_after_ms=10)
NEVER = AppError(ErrorCode.INVALID, "never")


def said(number: int) -> str:
    """The client_id of what was said as the n-th."""
    return f"message-{number}"


def takes(turns: Turns, number: int, conversation: UUID | None = CONVERSATION) -> bool:
    """Whether it is its turn."""
    try:
        turns.check(conversation, said(number))
    except AppError:
        return False
    return True


class Talk(RuleBasedStateMachine):
    """A client that sends on without waiting, and sends again what was refused, oldest first; a server that refuses by
    chance, at once or later."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = Turns()
        self.said = 0
        self.to_repeat: list[int] = []
        self.taken: list[int] = []
        self.kept: list[int] = []
        self.given_up: list[int] = []

    def _arrives(self, number: int) -> None:
        try:
            self.turns.check(CONVERSATION, said(number))
        except AppError as error:
            self.turns.refused(CONVERSATION, said(number), error)
            self.to_repeat.append(number)
        else:
            self.taken.append(number)

    @rule()
    def says(self) -> None:
        """Something new."""
        self.said += 1
        self._arrives(self.said)

    @precondition(lambda self: self.to_repeat)
    @rule(many=st.integers(1, 5))
    def repeats(self, many: int) -> None:
        """What was refused first, a few at a time; new ones may come between."""
        self.to_repeat.sort()
        some, self.to_repeat = self.to_repeat[:many], self.to_repeat[many:]
        for number in some:
            self._arrives(number)

    @precondition(lambda self: self.taken)
    @rule(fate=st.sampled_from(["kept", "kept", "all lost", "never"]))
    def answers(self, fate: Literal["kept", "all lost", "never"]) -> None:
        """The oldest that waits is kept or refused for ever; or it is lost with all behind it."""
        if fate == "kept":
            number = self.taken.pop(0)
            self.kept.append(number)
            self.turns.kept(CONVERSATION, said(number))
        elif fate == "never":
            number = self.taken.pop(0)
            self.given_up.append(number)
            self.turns.refused(CONVERSATION, said(number), NEVER)
        else:
            lost, self.taken = self.taken, []
            for number in lost:
                self.turns.refused(CONVERSATION, said(number), LATER)
            self.to_repeat += lost

    def teardown(self) -> None:
        """Everything gets there in the end, in the order in which it was said."""
        while self.to_repeat or self.taken:
            if self.to_repeat:
                self.repeats(5)
            while self.taken:
                self.answers("kept")
        assert self.kept == sorted(self.kept)
        assert sorted(self.kept + self.given_up) == list(range(1, self.said + 1))


TestTalk = Talk.TestCase
TestTalk.settings = settings(max_examples=200, stateful_step_count=40)


def test_another_conversation_does_not_wait() -> None:
    turns = Turns()
    turns.refused(CONVERSATION, said(1), LATER)
    assert takes(turns, 2, UUID(int=2))
    assert not takes(turns, 2)


def test_a_client_that_gave_up_is_not_refused_for_ever() -> None:
    now = [0.0]
    turns = Turns(clock=lambda: now[0])
    turns.refused(CONVERSATION, said(1), LATER)
    assert not takes(turns, 2)
    now[0] = PATIENCE_SECONDS + 1
    assert takes(turns, 2)


def test_who_keeps_sending_what_is_new_is_not_waited_for_longer() -> None:
    now = [0.0]
    turns = Turns(clock=lambda: now[0])
    turns.refused(CONVERSATION, said(1), LATER)
    for number in range(2, 100):
        now[0] += 1
        if takes(turns, number):
            break
        turns.refused(CONVERSATION, said(number), LATER)
    assert now[0] <= PATIENCE_SECONDS + 2


def test_a_flood_of_refusals_is_not_remembered_without_end() -> None:
    turns = Turns()
    for number in range(5_000):
        turns.refused(CONVERSATION, said(number), LATER)
    for number in range(1_000):
        assert takes(turns, number)
        turns.kept(CONVERSATION, said(number))
    assert takes(turns, 9_999)
