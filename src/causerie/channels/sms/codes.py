"""Sending one-time codes by the configured SMS gateway: Twilio's Messages resource, which many others offer as well
(https://www.twilio.com/docs/messaging/api/message-resource)."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.accounts.model import Locale
from causerie.accounts.phones import TextCode
from causerie.kit.http import HttpClient, HttpFailed, HttpRefused
from causerie.kit.jobs import Jobs
from causerie.settings import Settings

LOG = logging.getLogger(__name__)

RETRIES = 5  # half a minute: somebody waits for it in front of a screen

_WORDS: dict[Locale, str] = {
    "en": "Your Causerie code: {code}. Give it to nobody.",
    "ru": "Ваш код Causerie: {code}. Никому не сообщайте код.",
    "ro": "Codul dvs. Causerie: {code}. Nu-l dați nimănui.",
    "ar": "رمز Causerie الخاص بك: {code}. لا تعطه لأحد.",
}


class NotSentYet(Exception):
    """The gateway could not take it now: the job is to be done again later."""


class _Refusal(Struct):
    """What the gateway says of a message that it does not take."""

    code: int | None = None


def code_text(code: str, locale: Locale, base_url: str) -> str:
    """The text. Its last line names the page that browsers may fill the code into (https://wicg.github.io/sms-one-time-codes/)."""
    return f"{_WORDS[locale].format(code=code)}\n\n@{urlsplit(base_url).hostname} #{code}"


class CodeTexts:
    """Sends codes. `code_of`: what a code's id stands for."""

    def __init__(
        self, settings: Settings, jobs: Jobs, http: HttpClient, code_of: Callable[[UUID], str]
    ) -> None:
        self._settings = settings
        self._jobs = jobs
        self._http = http
        self._code_of = code_of

    def register(self) -> None:
        """Says who does this channel's jobs."""
        self._jobs.handler("text_code", TextCode, retries=RETRIES)(self.send)

    async def send(self, job: TextCode) -> None:
        """Sends the code, unless it is too old by now. Sent twice it is the same. Raises NotSentYet."""
        if job.expires_at < datetime.now(UTC):
            LOG.error("a code was too old before the SMS gateway took it")
            return
        settings = self._settings
        login = b64encode(f"{settings.sms_account}:{settings.sms_token}".encode()).decode()
        url = f"{settings.sms_url}/2010-04-01/Accounts/{quote(settings.sms_account, safe='')}/Messages.json"
        text = code_text(self._code_of(job.code_id), job.locale, settings.base_url)
        body = urlencode({"To": job.phone, "From": settings.sms_from, "Body": text}).encode()
        headers = {"authorization": f"Basic {login}", "content-type": "application/x-www-form-urlencoded"}
        try:
            answer = await self._http.request("POST", url, headers=headers, body=body)
        except HttpFailed as error:
            raise NotSentYet(str(error)) from error
        except HttpRefused as error:
            LOG.error("the SMS gateway is at an address that we don't go to: %s", error)
            return
        if answer.status == 429 or answer.status >= 500:
            raise NotSentYet(f"the SMS gateway answered {answer.status}")
        if answer.status >= 300:
            # Its words may name the number.
            LOG.error("the SMS gateway refused a code: %d, error %s", answer.status, _error(answer.body))


def _error(body: bytes) -> int | None:
    """Twilio's number for what is wrong, where the answer has one."""
    try:
        return msgspec.json.decode(body, type=_Refusal).code
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
