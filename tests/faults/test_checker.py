"""The checker itself: no clean history is blamed, and no defect goes unseen."""

import random
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from faults.checker import check
from faults.history import History, Log, Sent, load
from tests.faults.synthetic import DEFECTS, Defect, Honest

seeds = st.integers(0, 2**32)


@given(seeds)
def test_a_clean_history_is_clean(seed: int) -> None:
    assert check(Honest(random.Random(seed)).run()) == []


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.__name__)
@given(seed=seeds)
def test_every_defect_is_seen(defect: Defect, seed: int) -> None:
    rng = random.Random(seed)
    events = Honest(rng).run()
    assume(defect(events, rng))
    assert DEFECTS[defect] in {violation.invariant for violation in check(events)}


def test_an_append_whose_outcome_nobody_learnt_may_stand_or_not() -> None:
    events = Honest(random.Random(2)).run()
    end = next(at for at, event in enumerate(events) if isinstance(event, Log))
    unanswered = Sent(1e6, "agent0", "nobody-knows")
    assert check([*events[:end], unanswered, *events[end:]]) == []


def test_a_history_can_be_kept_and_read_again(tmp_path: Path) -> None:
    history = History()
    history.events = Honest(random.Random(3)).run()
    history.save(tmp_path / "history.jsonl")
    assert load(tmp_path / "history.jsonl") == history.events
