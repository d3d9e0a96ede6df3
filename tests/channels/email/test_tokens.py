"""Reply addresses: nobody writes into a conversation who wasn't given its address."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.channels.email.tokens import ReplyAddresses
from causerie.kit.ids import new_id

OURS = ReplyAddresses("Mail.Shop.example", b"k" * 32)
ids = st.uuids()


@given(ids, ids, st.booleans())
def test_an_address_means_the_conversation_and_contact_it_was_made_for(
    conversation: UUID, contact: UUID, shouted: bool
) -> None:
    address = OURS.make(conversation, contact)
    reply_to = OURS.verify(address.upper() if shouted else address)
    assert reply_to is not None
    assert reply_to.conversation_id == conversation
    assert reply_to.is_by(contact)


def test_contacts_of_one_conversation_are_told_apart() -> None:
    conversation, anna, boris = new_id(), new_id(), new_id()
    reply_to = OURS.verify(OURS.make(conversation, anna))
    assert reply_to is not None
    assert reply_to.is_by(anna)
    assert not reply_to.is_by(boris)


@given(ids, ids, st.data())
def test_no_changed_address_is_valid(conversation: UUID, contact: UUID, data: st.DataObject) -> None:
    address = OURS.make(conversation, contact)
    local, domain = address.split("@")
    at = data.draw(st.integers(6, len(local) - 1))
    other = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz234567").filter(lambda c: c != local[at]))
    assert OURS.verify(f"{local[:at]}{other}{local[at + 1 :]}@{domain}") is None


@given(st.text(max_size=80))
def test_anything_else_is_no_address_of_ours(text: str) -> None:
    assert OURS.verify(text) is None
    assert OURS.verify(f"reply+{text}@mail.shop.example") is None


def test_an_address_of_another_key_or_domain_is_invalid() -> None:
    conversation, contact = new_id(), new_id()
    assert OURS.verify(ReplyAddresses("mail.shop.example", b"x" * 32).make(conversation, contact)) is None
    assert OURS.verify(ReplyAddresses("other.example", b"k" * 32).make(conversation, contact)) is None


def test_an_address_fits_the_64_octets_of_a_local_part() -> None:
    assert len(OURS.make(new_id(), new_id()).partition("@")[0]) <= 64


@pytest.mark.parametrize("key", [b"", b"short", b"k" * 31])
def test_weakness_44_a_missing_or_short_key_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        ReplyAddresses("mail.shop.example", key)
