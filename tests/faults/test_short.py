"""Every fault once, for a few seconds, over real processes: `make faults` is the same for longer, with many seeds."""

import secrets

import pytest

from faults.run import run
from faults.scenario import Scenario, every_scenario

# A few seconds each on a machine of its own; longer where others work too.
pytestmark = [pytest.mark.proof, pytest.mark.timeout(300)]


SHORT = [scenario for scenario in every_scenario().values() if scenario.short_seconds]


@pytest.mark.parametrize("scenario", SHORT, ids=lambda scenario: scenario.name)
async def test_nothing_is_lost(scenario: Scenario) -> None:
    if missing := scenario.missing():
        pytest.skip(f"this machine can't: {'; '.join(missing)}")
    outcome = await run(scenario, secrets.randbits(31), scenario.short_seconds)
    assert outcome.violations == [], f"seed {outcome.seed}, kept in {outcome.kept}"
    assert outcome.figures.acknowledged > 0
