"""The count finds every way in which a promise can be broken."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from msgspec.structs import replace

from causerie.contacts.model import ContactCard
from causerie.content import Text
from causerie.conversations.model import Author, DeskHead, Entry, Message, Note
from causerie.conversations.readers import contact_may_see
from causerie.replay.count import Count, counted
from causerie.replay.dialogues import Dialogue, Turn
from causerie.replay.play import Played

CONVERSATION, CONTACT, AGENT = UUID(int=1), UUID(int=2), UUID(int=3)
CUSTOMER, STAFF = Author("contact", CONTACT), Author("staff", AGENT)
TURNS = [Turn("customer", "One"), Turn("agent", "Two"), Turn("note", "Three"), Turn("customer", "Four")]


def entry(seq: int, turn: Turn) -> Entry:
    content = Text(turn.text)
    body = Note(content) if turn.who == "note" else Message(content)
    author = CUSTOMER if turn.who == "customer" else STAFF
    return Entry(
        CONVERSATION, seq, datetime(2026, 1, 1, tzinfo=UTC), author, "web", f"run-7-{seq - 1:04}", body
    )


def stand() -> list[Entry]:
    return [entry(number, turn) for number, turn in enumerate(TURNS, 1)]


def head(name: str = "Ada", contact: UUID = CONTACT) -> DeskHead:
    card = ContactCard(contact, name, None, None, True, erased=False)
    return DeskHead(CONVERSATION, card, "open", 1, None, 4, datetime(2026, 1, 1, tzinfo=UTC), None, 0, None)


def played(entries: list[Entry]) -> Played:
    dialogue = Dialogue("7", "Ada", None, TURNS)
    shown = [one for one in entries if contact_may_see(one.body)]
    return Played(dialogue, "run", True, AGENT, CONVERSATION, [1, 2, 3, 4], shown, entries)


def test_what_stands_as_it_was_said_has_no_fault() -> None:
    assert counted(played(stand()), head(), stand()) == Count(4, 4, 0, 0, 0, 0, 0, 0)


Broken = Callable[[list[Entry]], list[Entry]]


@pytest.mark.parametrize(
    ("fault", "broken"),
    [
        pytest.param("missing", lambda e: e[:3], id="the last is cut off"),
        pytest.param("doubled", lambda e: [*e, replace(e[3], seq=5)], id="one stands twice"),
        pytest.param(
            "misplaced", lambda e: [e[0], replace(e[2], seq=2), replace(e[1], seq=3), e[3]], id="swapped"
        ),
        pytest.param("misplaced", lambda e: [*e[:3], replace(e[3], seq=5)], id="a hole"),
        pytest.param("wrong", lambda e: [*e[:3], replace(e[3], body=Message(Text("For")))], id="other words"),
        pytest.param(
            "wrong", lambda e: [*e[:2], replace(e[2], body=Message(Text("Three"))), e[3]], id="a note told"
        ),
        pytest.param("wrong", lambda e: [replace(e[0], author=STAFF), *e[1:]], id="another author"),
        pytest.param(
            "strange", lambda e: [*e, replace(e[3], seq=5, client_id="nobody")], id="nobody said it"
        ),
    ],
)
def test_each_fault_is_counted(fault: str, broken: Broken) -> None:
    entries = broken(stand())
    assert getattr(counted(played(entries), head(), entries), fault) > 0


def test_another_customers_conversation_is_wrong() -> None:
    for other in (head("Grace"), head(contact=UUID(int=9)), None):
        assert counted(played(stand()), other, stand()).wrong > 0


def test_what_did_not_come_live_as_it_stands_is_unseen() -> None:
    assert counted(played(stand()[1:]), head(), stand()).unseen > 0
    leaked = replace(played(stand()), visitor_read=stand())
    assert counted(leaked, head(), stand()).unseen == 1
