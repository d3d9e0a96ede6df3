"""The `causerie` command."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer
from rich.console import Console

from causerie import demo as demo_shop
from causerie.errors import AppError
from causerie.kit import log
from causerie.kit.postgres import PostgresError
from causerie.main import create_app, document
from causerie.observe import monitoring
from causerie.replay.dialogues import Format
from causerie.runtime import running
from causerie.serving import web_server
from causerie.settings import Settings, SettingsError
from causerie.workspaces import NewWorkspace, create_workspace, slug_of

app = typer.Typer(
    help="Causerie: the self-hosted place where a business and its customers talk.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
OUT = Console(highlight=False)


def read_settings() -> Settings:
    """The settings of the environment; a wrong one ends the program with a sentence."""
    try:
        return Settings.from_env(os.environ)
    except SettingsError as error:
        raise typer.Exit(_fail(str(error))) from None


def _fail(words: str) -> int:
    typer.echo(f"causerie: {words}", err=True)
    return 2


@app.command()
def serve(
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share the port.")] = 1,
) -> None:
    """Serve the API, the live sockets and the pages, and do the jobs. Settings: docs/settings.md."""
    settings = read_settings()
    if workers > 1:
        # Their parent lives long and needs little: it begins without all that this program has loaded.
        os.execv(sys.executable, [sys.executable, "-m", "causerie.workers", str(workers)])
    log.configure(settings.log_level, settings.log_format)
    web_server(create_app(settings), settings).run()


@app.command()
def worker() -> None:
    """Do jobs alone (mails, merges), beside servers that share the same database (CAUSERIE_DATABASE_URL)."""
    settings = read_settings()
    log.configure(settings.log_level, settings.log_format)
    if not settings.database_url:
        raise typer.Exit(
            _fail(
                "a worker shares a database with servers: set CAUSERIE_DATABASE_URL; alone, `causerie serve` works too"
            )
        )
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    # Mail comes in at the servers; their port is taken.
    settings = msgspec.structs.replace(settings, mail_listen="")
    async with running(settings) as runtime, monitoring(settings, runtime):
        await runtime.work(stop)


@app.command()
def demo(
    empty: Annotated[
        bool, typer.Option("--empty", help="Without the conversations that make it alive.")
    ] = False,
) -> None:
    """Serve a clothes shop with its widget, a desk, a messenger and a mailbox, to try everything on one machine."""
    demo_shop.run(read_settings(), OUT, empty=empty)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="The business, as its customers know it.")],
    site: Annotated[
        list[str], typer.Option(help="The origin of a site that shows the widget; repeat it for more.")
    ],
    owner: Annotated[str, typer.Option(help="The owner's e-mail address.")],
    owner_name: Annotated[str, typer.Option(help="The owner's name, as customers see it.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
    slug: Annotated[
        str, typer.Option(help="The short name in addresses; made from the name where it is not given.")
    ] = "",
    colour: Annotated[str, typer.Option(help="The business's colour, #rrggbb.")] = "#4f46e5",
) -> None:
    """Make a workspace with its owner and a widget, and print the tag for the site's pages."""
    wish = NewWorkspace(name, slug or slug_of(name), site, owner, owner_name, password, colour)
    settings = read_settings()
    try:
        channel = asyncio.run(create_workspace(settings, wish))
    except (AppError, ValueError) as error:
        raise typer.Exit(_fail(str(error))) from None
    OUT.print(f"{name} is there: {settings.base_url}/desk, as {owner}. For the site's pages:", soft_wrap=True)
    OUT.print(
        f'  <script async src="{settings.base_url}/widget/{channel}/widget.js"></script>',
        soft_wrap=True,
    )


@app.command()
def doctor() -> None:
    """Say what is wrong with the configuration and how to mend it. Ends with 1 where something is."""
    from causerie.doctor import (
        command,  # here, because a server's start does not wait for what it doesn't need
    )

    raise typer.Exit(command.run(os.environ, OUT))


@app.command()
def reports(
    what: Annotated[Literal["rebuild"], typer.Argument(help="Compute all facts from the entries anew.")],
) -> None:
    """Compute what the reports show from the entries anew. Beside running servers, where the database is one of its own
    (CAUSERIE_DATABASE_URL)."""
    settings = read_settings()
    log.configure(settings.log_level, settings.log_format)

    async def rebuild() -> None:
        async with running(msgspec.structs.replace(settings, mail_listen="")) as runtime:
            await runtime.bookkeeper.rebuild()

    try:
        asyncio.run(rebuild())
    except PostgresError as error:
        raise typer.Exit(_fail(str(error))) from None
    OUT.print("The reports are computed anew.")


def _email_and_password(given: str) -> tuple[str, str]:
    email, colon, password = given.partition(":")
    if not colon or "@" not in email:
        raise typer.BadParameter("give an agent as e-mail:password")
    return email, password


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="The recorded dialogues.")],
    form: Annotated[Format, typer.Option("--format", help="What the file is.")] = Format.ABCD,
    url: Annotated[str, typer.Option(help="The installation.")] = "http://127.0.0.1:8000",
    speed: Annotated[
        float, typer.Option(min=0, help="Times faster than people; 0: as fast as possible.")
    ] = 1.0,
    limit: Annotated[int | None, typer.Option(min=1, help="Play the first N dialogues.")] = None,
    agents: Annotated[
        list[str] | None,
        typer.Option("--as", help="An agent, as e-mail:password. May be given more than once."),
    ] = None,
    identify_secret: Annotated[
        str | None,
        typer.Option(
            help="What the channel's shop signs its customers' names with; the demo keeps its own in its data folder. "
            "Without it the customers are nameless."
        ),
    ] = None,
) -> None:
    """Play recorded dialogues from outside, customers by widget and agents by desk, all at once; then count.

    Ends with 1 where a message is missing, doubled, out of order or under another customer.
    """
    from causerie.replay import command  # here, as above

    given = agents or [f"{email}:{demo_shop.PASSWORD}" for email, _, _ in demo_shop.STAFF]
    wish = command.Wish(
        file,
        form,
        url.rstrip("/"),
        [_email_and_password(one) for one in given],
        speed,
        limit,
        identify_secret,
    )
    raise typer.Exit(command.run(wish, OUT))


@app.command()
def openapi(
    path: Annotated[Path, typer.Argument(help="The file to write.")],
) -> None:
    """Write the API's OpenAPI document, the live frames included."""
    text = msgspec.json.format(msgspec.json.encode(document(), order="deterministic"), indent=2)
    path.write_bytes(text + b"\n")
