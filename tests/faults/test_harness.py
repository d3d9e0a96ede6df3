"""The fault runs see what they are there to see."""

import secrets

import msgspec
import pytest

from faults.cluster import Shape
from faults.run import run
from faults.scenario import every_scenario

pytestmark = [pytest.mark.proof, pytest.mark.timeout(300)]


async def test_a_database_that_acknowledges_before_it_syncs_is_found_out() -> None:
    honest = every_scenario()["power-cut"]
    if missing := honest.missing():
        pytest.skip(f"this machine can't: {'; '.join(missing)}")
    careless = msgspec.structs.replace(honest, shape=Shape(nodes=1, platter=True, careless=True))
    outcome = await run(careless, secrets.randbits(31), 4)
    assert "I1" in {violation.invariant for violation in outcome.violations}
