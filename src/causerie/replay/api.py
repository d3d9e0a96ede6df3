"""HTTP from outside the server, over any number of its restarts."""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2
import msgspec

from causerie.errors import AppError, ErrorCode, Problem

T = TypeVar("T")

PATIENCE_SECONDS = 120.0
PAUSE_SECONDS = 0.5
AGAIN = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


class Api:
    """One person's requests; keeps the cookies that it is given. Use as a context."""

    def __init__(self, base_url: str) -> None:
        self._http = httpx2.AsyncClient(base_url=base_url, trust_env=False, timeout=30)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    @property
    def cookie(self) -> str:
        """The Cookie header of this person."""
        return "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())

    async def get(self, path: str, answer: type[T], **query: str | int) -> T:
        """Asks. Raises AppError as `post` does."""
        return await self._call("GET", path, answer, params=query)

    async def post(self, path: str, answer: type[T], body: object = None, *, token: str | None = None) -> T:
        """Does something that may be done twice. `token`: a visitor's.

        Raises AppError for the server's refusal, and `unavailable` where it can't be reached for two minutes.
        """
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {token}"} if token else {}
        )
        content = msgspec.json.encode(body) if body is not None else None
        return await self._call("POST", path, answer, content=content, headers=headers)

    async def _call(self, method: str, path: str, answer: type[T], **request: Any) -> T:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                response = await self._http.request(method, "/api/v1" + path, **request)
            except httpx2.TransportError as error:
                if time.monotonic() > deadline:
                    words = f"{self._http.base_url} can't be reached: {error or type(error).__name__}"
                    raise AppError(ErrorCode.UNAVAILABLE, words) from error
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            if response.is_success:
                return msgspec.json.decode(response.content, type=answer)
            if response.status_code not in AGAIN or time.monotonic() > deadline:
                raise _refusal(response)
            await asyncio.sleep(float(response.headers.get("retry-after", PAUSE_SECONDS)))


def _refusal(response: httpx2.Response) -> AppError:
    problem = msgspec.json.decode(response.content, type=Problem)
    return AppError(problem.code, problem.detail, retry_after_ms=problem.retry_after_ms)
