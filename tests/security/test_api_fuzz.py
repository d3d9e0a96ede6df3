"""Requests made from the API's own document, right and wrong: whatever comes, the server has no fault of its own."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from causerie.main import document
from tests.security.callers import Cast

API: Any = schemathesis.openapi.from_dict(document())
OPERATIONS = [result.ok() for result in API.get_all_operations()]
EXAMPLES = 12
# Trying these ends the session that the others need.
ENDS_SESSIONS = {"/api/v1/sign-out", "/api/v1/me/password"}
OWN = {"workspace", "conversation", "channel"}


def cases(operation: Any) -> list[Any]:
    """Some requests of this operation."""
    found: list[Any] = []

    @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck), deadline=None)
    @given(operation.as_strategy())
    def collect(case: Any) -> None:
        found.append(case)

    collect()
    return found


@pytest.mark.parametrize(
    "operation", OPERATIONS, ids=lambda operation: f"{operation.method} {operation.path}"
)
async def test_no_request_of_the_api_is_a_fault_of_ours(people: Cast, operation: Any) -> None:
    ids = {
        "workspace": str(people.mine.workspace),
        "conversation": str(people.customer.conversation),
        "channel": str(people.mine.channel),
    }
    ended = operation.path in ENDS_SESSIONS
    callers = [people["anonymous"]] if ended else [people["owner"], people["visitor"], people["messenger"]]
    for case in await asyncio.to_thread(cases, operation):
        path = operation.path.format(
            **(case.path_parameters or {}) | {key: ids[key] for key in OWN & set(ids)}
        )
        body: dict[str, Any] = {} if case.body.__class__.__name__ == "NotSet" else {"json": case.body}
        for caller in callers:
            answer = await request(caller.http, operation.method, path, case, body)
            assert answer is None or answer.status_code < 500, (case.as_curl_command(), answer.text)


async def request(
    http: httpx2.AsyncClient, method: str, path: str, case: Any, body: dict[str, Any]
) -> httpx2.Response | None:
    """The answer; none where the client itself refuses to send such a thing."""
    headers = {name: value for name, value in (case.headers or {}).items() if name.lower() != "host"}
    try:
        return await http.request(method, path, params=case.query or {}, headers=headers, **body)
    except (UnicodeEncodeError, ValueError, TypeError, httpx2.InvalidURL, httpx2.LocalProtocolError):
        return None
