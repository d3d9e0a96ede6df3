"""The code that proves a mailbox arrives there, or whoever waits for it hears that it will not."""

import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from causerie.accounts.model import Locale
from causerie.channels.email.codes import CodeMailer
from causerie.errors import AppError, ErrorCode
from causerie.settings import Settings, SettingsError
from tests.helpers.mail import ADDRESS, Post
from tests.helpers.smtp import Outside


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en", "Your sign-in code"), ("ru", "Ваш код для входа"), ("ro", "Codul dvs. de conectare")],
)
async def test_the_code_and_the_link_sign_in(post: Post, locale: Locale, words: str) -> None:
    await post.runtime.accounts.request_code(ADDRESS, locale, "test")
    [summary] = post.mailbox.mails()
    mail = message_from_bytes(await post.original(summary), policy=default)
    code = re.fullmatch(rf"{re.escape(words)}: (\d{{6}})", summary.subject)
    assert code
    assert (summary.to_address, mail["Auto-Submitted"]) == (ADDRESS, "auto-generated")
    assert mail["Content-Language"] == locale
    for part in mail.iter_parts():
        assert code[1] in part.get_content()
    link = re.search(rf"{post.runtime.settings.base_url}/messenger/in#([\w-]+)", part.get_content())
    assert link
    by_code, _ = await post.runtime.accounts.verify_code(ADDRESS, code[1], "test")
    assert by_code.account.email == ADDRESS
    with pytest.raises(AppError, match="used"):  # one mail signs in once
        await post.runtime.accounts.use_link(link[1], "test")


async def test_without_a_mail_server_the_person_hears_so() -> None:
    mailer = CodeMailer(Settings().completed())
    with pytest.raises(AppError, match="can't send e-mail") as refused:
        await mailer.send(ADDRESS, "123456", "token", "en")
    assert refused.value.code is ErrorCode.UNAVAILABLE


@pytest.mark.parametrize(
    ("behaviour", "code"), [("refuse", ErrorCode.INVALID), ("later", ErrorCode.UNAVAILABLE)]
)
async def test_a_mail_server_that_says_no_is_told_at_once(
    bad_day: Post, outside: Outside, behaviour: str, code: ErrorCode
) -> None:
    outside.behaviour = "refuse" if behaviour == "refuse" else "later"
    with pytest.raises(AppError) as refused:
        await bad_day.runtime.accounts.request_code(ADDRESS, "en", "test")
    assert refused.value.code is code


def test_a_wrong_smtp_url_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CAUSERIE_SMTP_URL"):
        CodeMailer(Settings(smtp_url="mail.example.com:25").completed())
