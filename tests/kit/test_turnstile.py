"""However many come at once, those who are here are served in between."""

import asyncio

from causerie.kit.turnstile import AT_ONCE, Turnstile


async def test_others_are_served_between_a_few_who_enter() -> None:
    turnstile = Turnstile()
    entered = 0
    between: list[int] = []

    async def come() -> None:
        nonlocal entered
        await turnstile.enter()
        entered += 1

    many = [asyncio.create_task(come()) for _ in range(AT_ONCE * 5 + 1)]
    while entered < len(many):
        before = entered
        await asyncio.sleep(0)
        between.append(entered - before)
    assert max(between) == AT_ONCE


async def test_who_came_first_enters_first_and_who_left_holds_up_nobody() -> None:
    turnstile = Turnstile()
    entered: list[int] = []

    async def come(number: int) -> None:
        await turnstile.enter()
        entered.append(number)

    many = [asyncio.create_task(come(number)) for number in range(AT_ONCE * 2)]
    await asyncio.sleep(0)
    many[1].cancel()
    await asyncio.gather(*many, return_exceptions=True)
    assert entered == [number for number in range(AT_ONCE * 2) if number != 1]
