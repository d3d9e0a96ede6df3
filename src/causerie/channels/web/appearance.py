"""What the owner decided about a widget, as its loader is told. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from causerie.channels.model import WebChannel, WebSettings
from causerie.errors import AppError, ErrorCode
from causerie.office_hours import check as check_hours


def for_loader(channel: WebChannel, colour: str) -> dict[str, Any]:
    """What goes to pages with the loader: the channel, its colour (the business's own is `colour`), and what differs
    from the loader's own choice.

    `more` are settings of the SDK, which is fetched for them; `triggers` says that there are some to fetch.
    """
    settings = channel.settings
    launcher = {locale: texts.launcher for locale, texts in settings.texts.items() if texts.launcher}
    more: dict[str, Any] = {}
    if settings.icon != "chat":
        more["launcherIcon"] = settings.icon
    if launcher:
        more["launcherTitles"] = launcher
    owner: dict[str, Any] = {"channel": str(channel.id), "colour": settings.colour or colour}
    if settings.position != "right":
        owner["position"] = settings.position
    if more:
        owner["more"] = more
    if any(trigger.on for trigger in settings.triggers):
        owner["triggers"] = True
    return owner


def for_triggers(settings: WebSettings) -> list[Any]:
    """The triggers that are on, for the page that decides by them."""
    return [msgspec.to_builtins(trigger) for trigger in settings.triggers if trigger.on]


def check(settings: WebSettings) -> None:
    """Raises AppError(invalid) for settings that can't be followed."""
    if settings.hours is not None:
        check_hours(settings.hours)
    ids = [trigger.id for trigger in settings.triggers]
    if len(ids) != len(set(ids)):
        raise AppError(ErrorCode.INVALID, "Two triggers have the same id.")
    for trigger in settings.triggers:
        if trigger.on and not any(words.strip() for words in trigger.words.values()):
            raise AppError(ErrorCode.INVALID, f"The trigger {trigger.name!r} says nothing.")
