"""Phone numbers over real HTTP: a code by SMS signs in its number's owner, and nobody makes us send many."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from causerie.channels.sms.codes import code_text
from causerie.settings import Settings, SettingsError
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.sms_gateway import SmsGateway, sms_gateway
from tests.helpers.waiting import until

Json = dict[str, Any]
MARIA, ION = "+37369123456", "+37379123457"


@pytest.fixture
async def gateway() -> AsyncIterator[SmsGateway]:
    async with sms_gateway() as gateway:
        yield gateway


@asynccontextmanager
async def texting(
    database_url: str, folder: Path, gateway: SmsGateway, **changes: object
) -> AsyncIterator[Server]:
    hosts = [gateway.url.removeprefix("http://")]
    settings = settings_for(database_url, folder, allow_hosts=hosts, **(gateway.settings() | changes))
    async with serving(settings) as server:
        yield server


@pytest.fixture
async def server(database_url: str, tmp_path: Path, gateway: SmsGateway) -> AsyncIterator[Server]:
    async with texting(database_url, tmp_path, gateway, sms_countries=["MD", "RO"]) as server:
        yield server


@asynccontextmanager
async def browser(server: Server) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=f"{server.url}/api/v1", trust_env=False) as http:
        yield http


async def ask(http: httpx2.AsyncClient, phone: str, **more: str) -> httpx2.Response:
    return await http.post("/sign-in/phone", json={"phone": phone, **more})


async def texts(gateway: SmsGateway, phone: str, many: int = 1) -> list[str]:
    await until(lambda: len(gateway.phones.get(phone, [])) >= many)
    return gateway.phones[phone]


async def enter(http: httpx2.AsyncClient, gateway: SmsGateway, phone: str) -> Json:
    """Signs in by a code."""
    many = len(gateway.phones.get(phone, []))
    assert (await ask(http, phone)).status_code == 202
    await texts(gateway, phone, many + 1)
    answer = await http.post("/sign-in/phone/verify", json={"phone": phone, "code": gateway.code(phone)})
    me: Json = answer.raise_for_status().json()
    http.headers["X-CSRF-Token"] = me["csrf"]
    return me


async def by_mail(server: Server, http: httpx2.AsyncClient, email: str) -> Json:
    async with server.runtime.database.system() as connection:
        token = await server.runtime.accounts.new_link(connection, email)
    me: Json = (await http.post("/sign-in/link", json={"token": token})).raise_for_status().json()
    http.headers["X-CSRF-Token"] = me["csrf"]
    return me


async def add(http: httpx2.AsyncClient, gateway: SmsGateway, phone: str) -> httpx2.Response:
    (await http.post("/me/phone/code", json={"phone": phone})).raise_for_status()
    await texts(gateway, phone)
    return await http.put("/me/phone", json={"phone": phone, "code": gateway.code(phone)})


async def hour_passes(server: Server) -> None:
    async with server.runtime.database.system() as connection:
        await connection.execute("update session set proved_at = proved_at - interval '1 hour'")


async def test_a_code_by_sms_signs_in_and_the_same_number_is_the_same_person(
    server: Server, gateway: SmsGateway
) -> None:
    async with browser(server) as first, browser(server) as second:
        asked = await ask(first, "069 123 456", locale="ro")  # a number that names no country
        assert asked.json() == {"phone": MARIA, "shown": "+373 691 23 456"}
        (text,) = await texts(gateway, MARIA)
        assert text.startswith("Codul dvs.")
        assert text.endswith(f"\n\n@127.0.0.1 #{gateway.code(MARIA)}")
        code = {"phone": MARIA, "code": gateway.code(MARIA)}
        me = (await first.post("/sign-in/phone/verify", json=code)).raise_for_status().json()
        assert (me["account"]["phone"], me["account"]["email"]) == (MARIA, None)
        assert (await first.post("/sign-in/phone/verify", json=code)).status_code == 401  # it works once
        assert (await enter(second, gateway, MARIA))["account"]["id"] == me["account"]["id"]


async def test_nobody_learns_which_numbers_are_known_and_no_code_is_kept(
    server: Server, gateway: SmsGateway
) -> None:
    async with browser(server) as http, browser(server) as stranger:
        await enter(http, gateway, MARIA)
        known, unknown = await ask(stranger, MARIA), await ask(stranger, ION)
        assert known.status_code == unknown.status_code == 202
        assert known.json().keys() == unknown.json().keys()
        wrong = [
            await stranger.post("/sign-in/phone/verify", json={"phone": phone, "code": "000000"})
            for phone in (MARIA, ION)
        ]
        assert wrong[0].status_code == 401
        assert wrong[0].content == wrong[1].content
    await texts(gateway, ION)
    async with server.runtime.database.acquire() as connection:
        for table in ("phone_code", "jobs.pgqueuer", "jobs.pgqueuer_log"):
            rows = await connection.fetchval(f"select coalesce(string_agg(t::text, ''), '') from {table} t")
            assert gateway.code(ION) not in rows.replace(ION, ""), table


async def test_five_wrong_attempts_end_a_code_sent_by_sms_and_it_expires(
    server: Server, gateway: SmsGateway
) -> None:
    async with browser(server) as http:
        await ask(http, MARIA)
        await texts(gateway, MARIA)
        right = gateway.code(MARIA)
        wrong = f"{(int(right) + 1) % 1_000_000:06d}"
        for code in [wrong] * 5 + [right]:
            answer = await http.post("/sign-in/phone/verify", json={"phone": MARIA, "code": code})
            assert answer.status_code == 401
        await ask(http, ION)
        await texts(gateway, ION)
        async with server.runtime.database.system() as connection:
            await connection.execute("update phone_code set expires_at = now() where phone = $1", ION)
        late = {"phone": ION, "code": gateway.code(ION)}
        assert (await http.post("/sign-in/phone/verify", json=late)).status_code == 401


async def test_a_number_is_added_by_its_owner_after_a_proof_and_signs_in_from_then_on(
    server: Server, gateway: SmsGateway
) -> None:
    async with browser(server) as http, browser(server) as other, browser(server) as phone:
        me = await by_mail(server, http, "maria@mail.example")
        assert (await add(http, gateway, MARIA)).json()["account"]["phone"] == MARIA
        assert (await enter(phone, gateway, MARIA))["account"]["id"] == me["account"]["id"]

        await by_mail(server, other, "ion@mail.example")
        (await other.post("/me/phone/code", json={"phone": MARIA})).raise_for_status()
        await texts(gateway, MARIA, 3)
        body = {"phone": MARIA, "code": gateway.code(MARIA)}
        assert (await other.post("/sign-in/phone/verify", json=body)).status_code == 401  # not for that
        assert (await other.put("/me/phone", json=body)).status_code == 409  # another's

        await hour_passes(server)
        assert (await http.post("/me/phone/code", json={"phone": ION})).status_code == 403
        assert (await http.put("/me/phone", json={"phone": ION, "code": "000000"})).status_code == 403
        assert (await http.delete("/me/phone")).status_code == 403


async def test_who_has_only_a_number_proves_by_it_and_keeps_it(server: Server, gateway: SmsGateway) -> None:
    async with browser(server) as http:
        await enter(http, gateway, MARIA)
        await hour_passes(server)
        (await http.post("/me/proof/code")).raise_for_status()
        await texts(gateway, MARIA, 2)
        proof = {"kind": "code", "code": gateway.code(MARIA)}
        assert (await http.post("/me/proof", json=proof)).status_code == 204
        assert (await http.delete("/me/phone")).status_code == 409  # the last way in
        assert (await http.get("/me")).json()["account"]["phone"] == MARIA


async def test_a_number_that_was_removed_signs_nobody_in(server: Server, gateway: SmsGateway) -> None:
    async with browser(server) as http, browser(server) as phone:
        me = await by_mail(server, http, "maria@mail.example")
        await add(http, gateway, MARIA)
        assert (await http.delete("/me/phone")).json()["account"]["phone"] is None
        assert (await enter(phone, gateway, MARIA))["account"]["id"] != me["account"]["id"]


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        ("maria", "not a phone number"),
        ("+373 22 123 456", "not the number of a mobile phone"),
        ("+40 900 123 456", "not the number of a mobile phone"),  # whoever calls it pays more
        ("+7 912 345 67 89", "No SMS is sent to this country"),
        ("+373 69", "not the number of a mobile phone"),
    ],
)
async def test_toll_fraud_no_sms_goes_where_none_should(
    server: Server, gateway: SmsGateway, phone: str, words: str
) -> None:
    async with browser(server) as http:
        answer = await ask(http, phone)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
        assert words in answer.json()["detail"]


async def test_toll_fraud_a_number_a_country_and_an_address_get_so_many_and_no_more(
    database_url: str, tmp_path: Path, gateway: SmsGateway
) -> None:
    async with texting(database_url, tmp_path, gateway, sms_per_hour=4) as server, browser(server) as http:
        assert [(await ask(http, MARIA)).status_code for _ in range(4)] == [202, 202, 202, 429]
        assert [(await ask(http, f"+3736912345{n}")).status_code for n in (7, 8)] == [202, 429]
        again = await ask(http, "+40712345678")  # another country's
        assert again.status_code == 202
        for n in range(3):
            await ask(http, f"+4071234560{n}")
        last = await ask(http, "+79123456789")
        assert (last.status_code, last.json()["code"]) == (429, "rate_limited")  # the address
        assert int(last.headers["retry-after"]) > 0


async def test_a_gateway_that_is_busy_is_asked_again_and_brings_the_same_code(
    server: Server, gateway: SmsGateway
) -> None:
    gateway.busy = 1
    async with browser(server) as http:
        await enter(http, gateway, MARIA)
    assert gateway.refused == [20503]


async def test_a_refusal_of_the_gateway_is_logged_without_the_number(
    database_url: str, tmp_path: Path, gateway: SmsGateway, caplog: pytest.LogCaptureFixture
) -> None:
    async with texting(database_url, tmp_path, gateway, sms_token="old") as server, browser(server) as http:
        assert (await ask(http, MARIA)).status_code == 202
        await until(lambda: "20003" in caplog.text)
    assert MARIA not in caplog.text


async def test_weakness_11_a_gateway_at_a_private_address_is_not_gone_to(
    database_url: str, tmp_path: Path, gateway: SmsGateway, caplog: pytest.LogCaptureFixture
) -> None:
    private = gateway.url.replace("http://127.0.0.1", "https://localhost")
    async with (
        texting(database_url, tmp_path, gateway, sms_url=private) as server,
        browser(server) as http,
    ):
        assert (await ask(http, MARIA)).status_code == 202
        await until(lambda: "an address that we don't go to" in caplog.text)
    assert gateway.phones == {}


async def test_without_a_gateway_no_number_is_asked_for(database_url: str, tmp_path: Path) -> None:
    async with serving(settings_for(database_url, tmp_path)) as server, browser(server) as http:
        assert (await http.get("/sign-in/ways")).json()["phone"] is False
        assert (await ask(http, MARIA)).status_code == 404


async def test_a_number_is_of_one_account(server: Server, gateway: SmsGateway) -> None:
    async with browser(server) as http:
        await enter(http, gateway, MARIA)
    async with server.runtime.database.system() as connection:
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute("insert into account (id, phone) values (gen_random_uuid(), $1)", MARIA)


def test_a_gateway_is_configured_whole_and_by_https() -> None:
    with pytest.raises(SettingsError, match="set all four or none"):
        Settings.from_env({"CAUSERIE_SMS_URL": "https://sms.example"})
    whole = {f"CAUSERIE_SMS_{name}": "x" for name in ("ACCOUNT", "TOKEN", "FROM")}
    with pytest.raises(SettingsError, match="must be https"):
        Settings.from_env(whole | {"CAUSERIE_SMS_URL": "http://sms.example"})
    settings = Settings.from_env(
        whole | {"CAUSERIE_SMS_URL": "https://sms.example/", "CAUSERIE_SMS_COUNTRIES": "MD, RO"}
    )
    assert (settings.sms_url, settings.sms_countries) == ("https://sms.example", ["MD", "RO"])


@pytest.mark.parametrize("locale", ["en", "ru", "ro"])
def test_the_text_is_one_sms_and_names_the_page(locale: Any) -> None:
    text = code_text("123456", locale, "https://chat.acme.example")
    assert text.endswith("\n\n@chat.acme.example #123456")
    longest = 160 if text.isascii() else 2 * 67  # UCS-2, in two parts at most
    assert len(text) <= longest
