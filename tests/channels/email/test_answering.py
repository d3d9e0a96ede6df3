"""Questions that were mailed, and the page on which they are answered."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from causerie.channels.email.answer_links import AnswerLinks
from causerie.channels.model import WebSettings
from causerie.content import (
    Answered,
    Buttons,
    Content,
    DatePicker,
    Form,
    ListPicker,
    Poll,
    QuickReplies,
    Rating,
)
from causerie.content.buttons import LinkButton, ReplyButton
from causerie.content.fields import (
    ChoiceField,
    ConsentField,
    EmailField,
    NumberField,
    Option,
    Section,
    Values,
)
from causerie.conversations.model import Answer, Closed, Entry, Message
from causerie.kit.ids import new_id
from causerie.office_hours import OfficeHours, Opening
from tests.helpers.mail import Post
from tests.helpers.server import Server
from tests.helpers.world import Customer, World

SIZES = [Option("s", "Small"), Option("m", "Medium <b>")]
SIZE = QuickReplies("Which size?", SIZES)
FORM = Form(
    "Who are you?",
    [
        EmailField("mail", "E-mail", required=True),
        NumberField("age", "Age", whole=True),
        ChoiceField("ways", "How?", sections=[Section(SIZES)], multiple=True),
        ConsentField("terms", "I agree", required=True),
    ],
)
KINDS: list[tuple[Content, dict[str, object], Values]] = [
    (SIZE, {"choice": "m"}, {"choice": ["m"]}),
    (Buttons("Next?", [ReplyButton("go", "Go on")]), {"choice": "go"}, {"choice": ["go"]}),
    (
        ListPicker("Which?", [Section(SIZES, "Sizes")], multiple=True),
        {"choice": ["s", "m"]},
        {"choice": ["s", "m"]},
    ),
    (DatePicker("When?"), {"when": "2027-03-01"}, {"when": "2027-03-01"}),
    (DatePicker("When?", time=True), {"when": "2027-03-01T10:30"}, {"when": "2027-03-01T10:30:00+00:00"}),
    (Poll("Which?", SIZES), {"choice": "s"}, {"choice": ["s"]}),
    (Rating(), {"score": "4", "comment": "Quick"}, {"score": 4, "comment": "Quick"}),
    (
        FORM,
        {"mail": "maria@mail.example", "age": "41", "ways": ["s", "m"], "terms": "yes"},
        {"mail": "maria@mail.example", "age": 41, "ways": ["s", "m"], "terms": True},
    ),
]


async def ask(customer: Customer, content: Content) -> int:
    world = customer.world
    line = structs.replace(world.answer(customer.conversation, "x"), body=Message(content))
    _, seq = await world.runtime.conversations.say(line)
    return seq


async def said(customer: Customer, after: int) -> list[Entry]:
    conversations = customer.world.runtime.conversations
    return (await conversations.entries(customer.reader, customer.conversation, after=after)).entries


class Page:
    """The page of one question."""

    def __init__(self, server: Server, customer: Customer, seq: int) -> None:
        settings = server.runtime.settings
        links = AnswerLinks("", settings.secret.encode())
        assert customer.visitor.contact_id is not None
        self.path = links.make(customer.conversation, customer.visitor.contact_id, seq)
        self._url = server.url

    async def get(self, query: str = "") -> httpx2.Response:
        async with httpx2.AsyncClient(base_url=self._url) as http:
            return await http.get(f"{self.path}{query}")

    async def post(self, fields: dict[str, object]) -> httpx2.Response:
        async with httpx2.AsyncClient(base_url=self._url) as http:
            return await http.post(self.path, data=fields)


@pytest.mark.parametrize(
    ("content", "filled", "values"),
    KINDS,
    ids=[f"{number} {type(kind[0]).__name__}" for number, kind in enumerate(KINDS)],
)
async def test_every_kind_is_shown_and_answered_once(
    server: Server, served_world: World, content: Content, filled: dict[str, object], values: Values
) -> None:
    customer = await served_world.customer()
    seq = await ask(customer, content)
    page = Page(server, customer, seq)
    shown = await page.get()
    assert shown.status_code == 200
    assert "script" not in shown.text
    client_id = re.search(r'name="client_id" value="(\w+)"', shown.text)
    assert client_id is not None
    assert await said(customer, seq) == []  # looking does nothing
    for _ in range(2):
        sent = await page.post(filled | {"client_id": client_id[1]})
        assert (sent.status_code, "Thank you!" in sent.text) == (200, True)
    (answer,) = [one for one in await said(customer, seq) if isinstance(one.body, Message)]
    assert isinstance(answer.body, Message)
    assert isinstance(answer.body.content, Answered)
    assert (answer.channel, answer.author.kind, answer.body.content.values) == ("email", "contact", values)
    again = await page.get()
    assert ("<form" in again.text) == isinstance(content, Buttons)


async def test_a_time_is_by_the_clock_of_the_business_and_the_page_says_so(
    server: Server, served_world: World
) -> None:
    hours = OfficeHours("Europe/Chisinau", [[Opening(540, 1080)]] * 7)
    await served_world.runtime.channels.set_web_settings(
        served_world.workspace, served_world.channel, WebSettings(hours=hours)
    )
    customer = await served_world.customer()
    seq = await ask(customer, DatePicker("When?", time=True))
    page = Page(server, customer, seq)
    assert "Times by the clock of Europe/Chisinau." in (await page.get()).text
    for wrong in ("2027-07-01T25:00", "soon"):
        assert 'id="when-flaw"' in (await page.post({"when": wrong})).text
    assert "Thank you!" in (await page.post({"when": "2027-07-01T10:30"})).text
    (answer,) = [one for one in await said(customer, seq) if isinstance(one.body, Message)]
    assert isinstance(answer.body, Message)
    assert isinstance(answer.body.content, Answered)
    assert answer.body.content.values == {"when": "2027-07-01T10:30:00+03:00"}
    slot = datetime(2027, 1, 5, 8, 0, tzinfo=UTC)
    slots = Page(server, customer, await ask(customer, DatePicker("Which?", slots=[slot])))
    assert "5 Jan 2027, 10:00 (UTC+02:00)" in (await slots.get()).text


async def test_what_does_not_fit_is_said_beside_its_field_and_nothing_is_lost(
    server: Server, served_world: World
) -> None:
    customer = await served_world.customer()
    seq = await ask(customer, FORM)
    sent = await Page(server, customer, seq).post({"mail": "maria@", "age": "old", "ways": "m"})
    assert sent.status_code == 400
    for name in ("mail", "age", "terms"):
        assert f'id="{name}-flaw"' in sent.text
        assert f'aria-describedby="{name}-flaw" aria-invalid="true"' in sent.text
    assert 'value="maria@"' in sent.text
    assert re.search(r'value="m" checked', sent.text)
    assert await said(customer, seq) == []


async def test_what_was_answered_elsewhere_or_closed_takes_no_answer(
    server: Server, served_world: World
) -> None:
    customer = await served_world.customer()
    conversations = served_world.runtime.conversations
    seq, poll = await ask(customer, SIZE), await ask(customer, Poll("Which?", SIZES))
    await conversations.say(structs.replace(customer.line("x"), body=Answer(seq, {"choice": ["s"]})))
    closing = structs.replace(served_world.answer(customer.conversation, "x"), body=Closed(poll))
    await conversations.say(closing)
    for of in (seq, poll):
        page = Page(server, customer, of)
        assert "takes no more answers" in (await page.get()).text
        late = await page.post({"choice": "m"})
        assert (late.status_code, "takes no more answers" in late.text) == (409, True)


async def test_a_link_that_is_none_leads_nowhere(server: Server, served_world: World) -> None:
    mine, theirs = await served_world.customer(), await served_world.customer()
    seq = await ask(mine, SIZE)
    page = Page(server, mine, seq)
    right = page.path
    other = AnswerLinks("", b"another key of an installation 123")
    assert mine.visitor.contact_id is not None
    assert theirs.visitor.contact_id is not None
    wrong = [
        right[:-2] + ("AA" if right[-2:] != "AA" else "BB"),
        "/answer/x",
        other.make(mine.conversation, mine.visitor.contact_id, seq),
        AnswerLinks("", server.runtime.settings.secret.encode()).make(
            mine.conversation, theirs.visitor.contact_id, seq
        ),
        AnswerLinks("", server.runtime.settings.secret.encode()).make(
            mine.conversation, mine.visitor.contact_id, 99
        ),
        AnswerLinks("", server.runtime.settings.secret.encode()).make(new_id(), mine.visitor.contact_id, seq),
    ]
    for path in wrong:
        page.path = path
        assert (await page.get()).status_code == 404
        assert (await page.post({"choice": "m"})).status_code == 404
    assert await said(mine, seq) == []


async def test_a_form_of_one_field_says_what_it_is_for(server: Server, served_world: World) -> None:
    customer = await served_world.customer()
    seq = await ask(customer, Form("Where to?", [EmailField("mail", "E-mail")]))
    assert "<h1>Where to?</h1>" in (await Page(server, customer, seq).get()).text


async def test_what_people_wrote_is_no_markup_and_nothing_runs(server: Server, served_world: World) -> None:
    customer = await served_world.customer()
    evil = '"><img src=x onerror=alert(1)>'
    seq = await ask(customer, Form(evil, [EmailField("mail", evil, hint=evil)]))
    page = Page(server, customer, seq)
    for shown in (await page.get("?mail=" + evil.replace("=", "%3D")), await page.post({"mail": evil})):
        assert "<img" not in shown.text
        policy = shown.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert shown.headers["Referrer-Policy"] == "no-referrer"


async def test_a_link_fills_in_what_was_tapped(server: Server, served_world: World) -> None:
    customer = await served_world.customer()
    page = Page(server, customer, await ask(customer, SIZE))
    assert re.search(r'value="m" checked', (await page.get("?choice=m")).text)


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=120))
def test_no_text_is_taken_for_a_link(token: str) -> None:
    assert AnswerLinks("", b"x" * 32).verify(token) is None


async def test_a_mail_shows_what_can_be_tapped(post: Post) -> None:
    customer = await post.customer(locale="ro")
    link = LinkButton("Mărimi", "https://shop.example/sizes")
    for content in (SIZE, Buttons("Vedeți:", [link]), FORM, Rating()):
        await ask(customer, content)
    answered = await ask(customer, QuickReplies("Already?", [Option("y", "Yes indeed")]))
    line = structs.replace(customer.line("x"), body=Answer(answered, {"choice": ["y"]}))
    await post.runtime.conversations.say(line)
    await post.notify(customer)
    (mail,) = post.mailbox.mails()
    read = await post.mailbox.read(mail.id)
    base = post.runtime.settings.base_url
    for label in ("Small", "Medium &lt;b&gt;", "Răspundeți", "★★★★★"):
        assert re.search(
            rf'href="{re.escape(base)}/answer/[\w-]+[^"]*"[^>]*>{re.escape(label)}</a>', read.html
        )
    assert 'href="https://shop.example/sizes"' in read.html
    assert "Cum ne-am descurcat?" in read.text
    assert re.search(rf"^Small: {re.escape(base)}/answer/[\w-]+\?choice=s$", read.text, re.MULTILINE)
    assert "Yes indeed" not in unescape(read.html)
