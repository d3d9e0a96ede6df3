"""The command: examines everything and prints a table."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from causerie.doctor import configuration, network, storage
from causerie.doctor.finding import Finding

SIGNS = {"fine": "[green]✓[/]", "wrong": "[red]✗[/]", "note": "[yellow]·[/]"}


def run(environ: Mapping[str, str], out: Console) -> int:
    """Prints what was found, and returns the exit status: 1 where something is wrong."""
    found = asyncio.run(examine(environ))
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(no_wrap=True)
    table.add_column()
    for one in found:
        table.add_row(SIGNS[one.verdict], one.what, one.words)
        if one.mend:
            table.add_row("", "", f"[bold]→[/] {one.mend}")
    out.print(table)
    count = sum(one.verdict == "wrong" for one in found)
    out.print(f"\n{count} {'thing' if count == 1 else 'things'} to mend" if count else "\nall is well")
    return 1 if count else 0


async def examine(environ: Mapping[str, str]) -> list[Finding]:
    """Everything that can be said of the configuration in `environ`. Where it can't be read, only why."""
    settings, found = configuration.read(environ)
    if settings is None:
        return found
    found += storage.folder(settings)
    found += await storage.database(settings)
    found += await storage.files(settings)
    found += storage.front_ends()
    found += configuration.address(settings)
    found += await network.web_port(settings)
    found += await network.bus(settings)
    found += configuration.secret(settings)
    found += await network.mail_out(settings)
    found += await network.mail_in(settings)
    found += configuration.clock()
    return found
