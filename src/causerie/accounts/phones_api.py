"""Signing in by a phone number, and the account's own number."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, Router, delete, post, put

from causerie.accounts.api import client_address, signed_in
from causerie.accounts.model import Me, PhoneAnswer, PhoneRequest, PhoneSent, Session
from causerie.accounts.phones import Phones
from causerie.settings import Settings

AnyRequest = Request[Any, Any, Any]


@post("/sign-in/phone", permission="public", status_code=202)
async def request_phone_code(data: PhoneRequest, request: AnyRequest, phones: Phones) -> PhoneSent:
    """Sends a one-time code by SMS. The answer is the same whether the number is known or not."""
    return await phones.request_code(data.phone, data.locale, client_address(request))


@post("/sign-in/phone/verify", permission="public", status_code=200)
async def sign_in_by_phone(
    data: PhoneAnswer, request: AnyRequest, phones: Phones, settings: Settings
) -> Response[Me]:
    """Signs in by the code that was sent, and sets the session's cookie."""
    me, token = await phones.sign_in(data.phone, data.code, client_address(request))
    return signed_in(me, token, settings)


@post("/me/phone/code", permission="account", status_code=202)
async def begin_phone(data: PhoneRequest, session: Session, request: AnyRequest, phones: Phones) -> PhoneSent:
    """Sends a code to a number that is to be the account's; needs a fresh proof."""
    return await phones.begin_adding(session, data.phone, client_address(request))


@put("/me/phone", permission="account")
async def set_phone(data: PhoneAnswer, session: Session, phones: Phones) -> Me:
    """The number is the account's from now on; needs a fresh proof."""
    return await phones.add(session, data.phone, data.code)


@delete("/me/phone", permission="account", status_code=200)
async def remove_phone(session: Session, phones: Phones) -> Me:
    """The account has no number any more; needs a fresh proof."""
    return await phones.remove(session)


router = Router(
    path="/",
    route_handlers=[request_phone_code, sign_in_by_phone, begin_phone, set_phone, remove_phone],
    tags=["accounts"],
)
