"""The front ends: their packages and their bundles, made again only when what they come from has changed."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from scripts import node, steps
from scripts.node import Node
from scripts.steps import ROOT

WEB = ROOT / "web"
MODULES = WEB / "node_modules"
STATIC = ROOT / "src" / "causerie" / "static"
STAMP = STATIC / ".sources"
APPS = ("widget", "messenger", "desk", "demo-shop")


def ensure() -> None:
    """Builds every front end into src/causerie/static, if its sources differ from those of the last build."""
    sources = _digest(_sources())
    if _read(STAMP) == sources and all((STATIC / app).is_dir() for app in APPS):
        return
    forget()
    run("Building the front ends", "build")
    # The digest of before: what is edited during the build is built by the next one.
    STAMP.write_text(sources)


def forget() -> None:
    """Says that what is built may not be what the sources say, so that the next `ensure` builds."""
    STAMP.unlink(missing_ok=True)


def packages(tools: Node) -> None:
    """Installs exactly the packages of web/package-lock.json, if that file has changed since."""
    stamp = MODULES / ".causerie-lock"
    wanted = _digest([WEB / "package-lock.json", WEB / ".npmrc"])
    if _read(stamp) == wanted:
        return
    steps.run("Installing the front ends' packages", [*tools.npm, "ci"], log="npm-ci", cwd=WEB, env=tools.env)
    stamp.write_text(wanted)


def run(title: str, script: str, *arguments: str, always: bool = False) -> None:
    """Runs a script of web/package.json, with its packages installed."""
    tools = node.ensure()
    packages(tools)
    command = [*tools.npm, "run", script, *(["--", *arguments] if arguments else [])]
    steps.run(title, command, log=f"web-{script.replace(':', '-')}", cwd=WEB, env=tools.env, always=always)


def _sources() -> Iterator[Path]:
    for folder, folders, files in os.walk(WEB):
        folders[:] = sorted(name for name in folders if name not in {"node_modules", "dist"})
        yield from (Path(folder, name) for name in sorted(files))


def _digest(paths: Iterator[Path] | list[Path]) -> str:
    known = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        known.update(f"{path.relative_to(WEB)}\0{len(content)}\0".encode())
        known.update(content)
    return known.hexdigest()


def _read(path: Path) -> str | None:
    try:
        return path.read_text()
    except FileNotFoundError:
        return None
