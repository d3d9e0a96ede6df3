"""The log: one line an event, to the standard error. Never a secret, never what people wrote."""

from __future__ import annotations

import logging
import os
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

TEXT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
# Of the request or the live line that something is done for.
REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
FIELDS = "fields"
# These write whole frames, statements or addresses at their lower levels: what people wrote, and tokens.
TALKATIVE = (
    "websockets",
    "uvicorn",
    "uvicorn.error",
    "uvicorn.access",
    "httpx",
    "httpcore",
    "urllib3",
    "aiosmtplib",
    "mail",
)


def configure(level: str, form: Literal["text", "json"]) -> None:
    """Sends every logger's lines to the standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines(TEXT))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    hush()


def hush() -> None:
    """Lets the talkative libraries say only what is wrong, whatever the level is."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.getLogger().level, logging.WARNING))


def event(logger: logging.Logger, message: str, **fields: Any) -> None:
    """Logs a line for machines and people alike: `fields` stand in JSON by their names, in text after the message."""
    logger.info(message, extra={FIELDS: fields})


class TextLines(logging.Formatter):
    """For people."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (the library's name)
        """One line, with the request's id at its end."""
        fields = {**getattr(record, FIELDS, {}), "request": REQUEST_ID.get()}
        words = [f"{name}={value}" for name, value in fields.items() if value is not None]
        return " ".join([super().formatMessage(record), *words])


class JsonLines(logging.Formatter):
    """For programs: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Times are UTC, RFC 3339."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": os.getpid(),
            "message": record.getMessage(),
            "request": REQUEST_ID.get(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return msgspec.json.encode(
            {name: value for name, value in line.items() if value is not None}
        ).decode()
