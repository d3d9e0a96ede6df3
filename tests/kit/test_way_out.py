"""kit/http.py is the only way out: its checks are worth nothing if another module has a way of its own."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import causerie

PACKAGE = Path(causerie.__file__).parent
WAY_OUT = "kit/http.py"
# What a person starts on their own machine, to speak to the installation that they named: not the server, and to no
# address that a stranger gave.
PROGRAMS = {"client.py", "replay/api.py"}
LIBRARIES = {
    "httpx",
    "httpx2",
    "httpcore",
    "httpcore2",
    "aiohttp",
    "requests",
    "niquests",
    "urllib3",
    "websockets.asyncio.client",
    "websockets.client",
    "websockets.sync.client",
}
MODULES = {"urllib.request", "http.client", "ftplib", "telnetlib"}
CALLS = {"create_connection", "open_connection"}


def ways_out(source: str) -> Iterator[str]:
    """Whatever in a module opens connections to addresses of its choice."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if forbidden(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            yield from (name for name in names if forbidden(name))
        elif isinstance(node, ast.Attribute) and node.attr in CALLS:
            yield node.attr


def forbidden(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in LIBRARIES | MODULES)


def test_no_other_module_speaks_to_the_internet() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}: {way}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).as_posix() not in {WAY_OUT, *PROGRAMS}
        for way in ways_out(path.read_text(encoding="utf-8"))
    ]
    assert not found, "use causerie.kit.http.HttpClient instead:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "import httpx2",
        "from websockets.asyncio.client import connect",
        "from urllib import request",
        "from urllib.request import urlopen",
        "import http.client as c",
        "import socket; socket.create_connection(('a', 1))",
        "import asyncio; asyncio.open_connection('a', 1)",
    ],
)
def test_the_check_sees_each_way(source: str) -> None:
    assert list(ways_out(source))


@pytest.mark.parametrize("program", sorted(PROGRAMS))
def test_the_programs_that_are_let_through_need_it(program: str) -> None:
    assert list(ways_out((PACKAGE / program).read_text(encoding="utf-8")))


def test_the_server_uses_none_of_the_programs() -> None:
    programs = {"causerie." + path.removesuffix(".py").replace("/", ".") for path in PROGRAMS}
    served = "import causerie.main, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", served], capture_output=True, text=True, check=True)
    assert programs.isdisjoint(loaded.stdout.split())


def test_the_check_sees_the_way_out() -> None:
    assert set(ways_out((PACKAGE / WAY_OUT).read_text(encoding="utf-8"))) == {"httpcore2", "httpx2"}
