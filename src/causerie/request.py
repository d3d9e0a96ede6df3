"""A request whose JSON body is exactly what its route asks for."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import State

from causerie.errors import AppError, ErrorCode


class StrictRequest(Request[Any, Any, State]):
    """Litestar alone would take `"1"` for 1, `"null"` for nothing, and JSON that says it is text."""

    async def json(self) -> Any:
        """The body as what the route's `data` is.

        Raises AppError: unsupported_media for another content type. A form on a foreign page could sign its visitor in
        as somebody else otherwise: a browser asks nobody before it sends text/plain, and asks us, who say no, before it
        sends JSON. Invalid for anything but the one shape.
        """
        kind, _ = self.content_type
        if kind != "application/json":
            raise AppError(ErrorCode.UNSUPPORTED_MEDIA, "Send the body as application/json.")
        wanted = self.route_handler.parsed_fn_signature.parameters["data"].annotation
        try:
            return msgspec.json.decode(await self.body(), type=wanted)
        except RecursionError as error:
            raise AppError(ErrorCode.INVALID, "The body is nested too deeply.") from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise AppError(ErrorCode.INVALID, f"The body can't be used: {error}") from error
