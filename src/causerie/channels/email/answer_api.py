"""The page of a question that was mailed: looking at it does nothing, sending its form answers."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from litestar import Request, Response, Router, get, post

from causerie.channels.email.answer_page import (
    HEADERS,
    gone_page,
    question_page,
    thanks_page,
    values_of,
)
from causerie.channels.email.service import EmailChannel
from causerie.errors import STATUS, AppError, ErrorCode
from causerie.kit.ids import new_id

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")
MAX_FORM_BYTES = 64 * 1024


def _html(page: str, status: int = 200) -> Response[str]:
    return Response(page, media_type="text/html", headers=HEADERS, status_code=status)


@get("/answer/{token:str}", permission="public")
async def show_question(token: str, request: Request[Any, Any, Any], email: EmailChannel) -> Response[str]:
    """The question, with what the link fills in."""
    try:
        asked = await email.answering.asked(token)
    except AppError as error:
        return _refused(error)
    filled = {name: request.query_params.getall(name) for name in request.query_params}
    return _html(question_page(asked, new_id().hex, filled, {}))


@post("/answer/{token:str}", permission="public", status_code=200, request_max_body_size=MAX_FORM_BYTES)
async def take_answer(token: str, request: Request[Any, Any, Any], email: EmailChannel) -> Response[str]:
    """Keeps the answer; what is wrong with it is said beside each field, and nothing that was filled in is lost."""
    form = await request.form()
    filled = {name: [str(one) for one in form.getall(name)] for name in form}
    client_id = filled.pop("client_id", [""])[0]
    if not _CLIENT_ID.match(client_id):
        client_id = new_id().hex
    try:
        asked = await email.answering.asked(token)
    except AppError as error:
        return _refused(error)
    try:
        await email.answering.answer(token, client_id, values_of(asked, filled))
    except AppError as error:
        if error.code is ErrorCode.CONFLICT:
            asked = msgspec.structs.replace(asked, taken=True)
        elif error.errors is None:
            return _refused(error)
        page = question_page(asked, client_id, filled, error.errors or {})
        return _html(page, STATUS[error.code])
    return _html(thanks_page(asked))


def _refused(error: AppError) -> Response[str]:
    """Raises again what is no question's being gone."""
    if error.code is not ErrorCode.NOT_FOUND:
        raise error
    return _html(gone_page(), STATUS[error.code])


router = Router(path="/", route_handlers=[show_question, take_answer], include_in_schema=False)
