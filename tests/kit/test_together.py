"""Questions that come at once are one statement, and nobody's fault is another's."""

import asyncio

import pytest

from causerie.kit.together import LANES, MOST, Together


class Source:
    """Answers with what it was asked, when it is let."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[int]]] = []
        self.open = asyncio.Event()
        self.at_once = self.most_at_once = 0

    async def load(self, group: str, questions: list[int]) -> list[int | Exception]:
        self.asked.append((group, questions))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.open.wait()
        self.at_once -= 1
        if group == "broken":
            raise ConnectionError
        return [LookupError(question) if question < 0 else question for question in questions]


async def test_what_waits_is_asked_together() -> None:
    source = Source()
    together = Together(source.load)
    answers = [asyncio.create_task(together.ask("a", number)) for number in range(MOST + 5)]
    await asyncio.sleep(0)
    source.open.set()
    assert await asyncio.gather(*answers) == list(range(MOST + 5))
    assert source.asked == [("a", list(range(MOST))), ("a", list(range(MOST, MOST + 5)))]


async def test_a_storm_holds_few_connections_and_groups_take_turns() -> None:
    source = Source()
    together = Together(source.load)
    groups = [f"group {number}" for number in range(10)]
    answers = [asyncio.create_task(together.ask(group, 1)) for group in groups for _ in range(MOST * 2)]
    while len(source.asked) < LANES:  # noqa: ASYNC110  (the lanes' own turns)
        await asyncio.sleep(0)
    source.open.set()
    await asyncio.gather(*answers)
    assert source.most_at_once == LANES
    assert [group for group, _ in source.asked] == groups * 2


async def test_one_refusal_is_one_questions_alone() -> None:
    source = Source()
    source.open.set()
    together = Together(source.load)
    answers = await asyncio.gather(
        together.ask("a", 1), together.ask("a", -1), together.ask("a", 2), return_exceptions=True
    )
    assert (answers[0], answers[2]) == (1, 2)
    assert isinstance(answers[1], LookupError)


async def test_after_a_failure_the_next_is_answered() -> None:
    source = Source()
    source.open.set()
    together = Together(source.load)
    with pytest.raises(ConnectionError):
        await together.ask("broken", 1)
    assert await together.ask("a", 1) == 1


async def test_who_left_is_not_waited_for() -> None:
    source = Source()
    together = Together(source.load)
    stays, leaves = (asyncio.create_task(together.ask("a", number)) for number in (1, 2))
    await asyncio.sleep(0)
    leaves.cancel()
    source.open.set()
    assert await stays == 1
    with pytest.raises(asyncio.CancelledError):
        await leaves


async def test_a_question_asked_as_a_lane_ends_is_answered() -> None:
    source = Source()
    source.open.set()
    together = Together(source.load)
    for number in range(100):
        assert await together.ask("a", number) == number
