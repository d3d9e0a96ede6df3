"""Recorded dialogues become what can be played, or the file's fault is named."""

from pathlib import Path

import msgspec
import pytest

from causerie.replay.dialogues import Format, Turn, UnreadableDialogues, read

RECORDED = {
    "train": [
        {
            "convo_id": 17,
            "scenario": {
                "personal": {"customer_name": "ada lovelace", "email": "ada17@email.com"},
                "flow": "x",
            },
            "original": [
                ["agent", "Hello!"],
                ["agent", "How can I help?"],
                ["customer", "My jeans are too small."],
                ["action", "Account has been pulled up for Ada Lovelace."],
                ["agent", "  "],
                ["customer", "Still there?"],
            ],
            "delexed": [],
        },
        {
            "convo_id": 18,
            "scenario": {"personal": {"customer_name": "b"}},
            "original": [["agent", "Anybody?"]],
        },
    ],
    "metadata": {"source": "nobody"},
}


def written(path: Path, content: object) -> Path:
    path.write_bytes(msgspec.json.encode(content))
    return path


def test_a_dialogue_begins_with_its_customer_and_writes_to_no_real_mailbox(tmp_path: Path) -> None:
    (dialogue,) = read(written(tmp_path / "a.json", RECORDED), Format.ABCD)
    assert (dialogue.id, dialogue.name, dialogue.email) == ("17", "Ada Lovelace", "ada17@customer.example")
    assert dialogue.turns == [
        Turn("customer", "My jeans are too small."),
        Turn("agent", "Hello!"),
        Turn("agent", "How can I help?"),
        Turn("note", "Account has been pulled up for Ada Lovelace."),
        Turn("customer", "Still there?"),
    ]


@pytest.mark.parametrize("content", [[], {"train": [{"convo_id": 1}]}, {"train": []}, "words"])
def test_another_file_is_refused_by_name(tmp_path: Path, content: object) -> None:
    path = written(tmp_path / "other.json", content)
    with pytest.raises(UnreadableDialogues, match=r"other\.json holds no dialogue"):
        read(path, Format.ABCD)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDialogues, match="No such file"):
        read(tmp_path / "none.json", Format.ABCD)
