"""The command: reads, plays, counts and tells."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from causerie.accounts.model import Me, SignIn
from causerie.errors import AppError
from causerie.replay.api import Api
from causerie.replay.count import Count, count
from causerie.replay.dialogues import Format, UnreadableDialogues, read
from causerie.replay.play import Played, Replay, ReplayFailed, workspace_of

# How far this machine's clock and the server's may be apart.
CLOCKS_APART = timedelta(minutes=5)
# What is shown of a Count, in words that fit into 80 columns.
COLUMNS = {
    "said": "said",
    "kept": "kept",
    "missing": "missing",
    "doubled": "doubled",
    "misplaced": "order",
    "wrong": "wrong",
    "strange": "strange",
    "unseen": "unseen",
}


class Wish(Struct, frozen=True):
    """What to replay, where and as whom. `agents`: e-mails and passwords."""

    file: Path
    form: Format
    url: str
    agents: list[tuple[str, str]]
    speed: float
    limit: int | None
    identify_secret: str | None


def run(wish: Wish, out: Console) -> int:
    """Replays, prints the count, and returns the exit status: 1 where a promise was broken, 2 where it can't run."""
    status = 2
    try:
        status = asyncio.run(_run(wish, out))
    except* (UnreadableDialogues, AppError, ReplayFailed) as group:
        for error in _leaves(group):
            out.print(f"causerie: {error or type(error).__name__}")
    return status


def _leaves(group: BaseExceptionGroup[Exception]) -> list[Exception]:
    found: list[Exception] = []
    for error in group.exceptions:
        found += _leaves(error) if isinstance(error, BaseExceptionGroup) else [error]
    return found


async def _run(wish: Wish, out: Console) -> int:
    dialogues = read(wish.file, wish.form, wish.limit)
    replay = Replay(wish.url, speed=wish.speed, identify_secret=wish.identify_secret)
    since, began = datetime.now(UTC) - CLOCKS_APART, time.monotonic()
    with Progress(console=out, transient=True) as progress:
        task = progress.add_task("Playing", total=sum(len(dialogue.turns) for dialogue in dialogues))
        played = await replay.play(dialogues, wish.agents, lambda: progress.advance(task))
    seconds = time.monotonic() - began
    async with Api(wish.url) as api:
        email, password = wish.agents[0]
        me = await api.post("/sign-in", Me, SignIn(email, password))
        counts, stray = await count(api, workspace_of(me), played, since)
    _tell(out, played, counts)
    said, faults = sum(one.said for one in counts), sum(one.faults for one in counts) + stray
    lines = len(played) + len(wish.agents)
    out.print(
        f"{said} messages and notes of {len(played)} customers in {seconds:.1f} s ({said / seconds:.0f} a second) "
        f"over {replay.connections} connections, {max(0, replay.connections - lines)} of them again after a loss"
    )
    if stray:
        out.print(f"{stray} stand in conversations of somebody else")
    out.print(
        "every one is there once, in order, under the right customer" if not faults else f"{faults} faults"
    )
    return 1 if faults else 0


def _tell(out: Console, played: list[Played], counts: list[Count]) -> None:
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("customer", no_wrap=True, max_width=24)
    for title in COLUMNS.values():
        table.add_column(title, justify="right", no_wrap=True)
    for one, counted in zip(played, counts, strict=True):
        name = f"{one.dialogue.name} ({one.dialogue.id})"
        table.add_row(name, *(str(getattr(counted, column)) for column in COLUMNS))
    out.print(table)
