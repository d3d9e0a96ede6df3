"""Kills, stops and cuts under load, and the checker of what was promised: `make faults`. docs/faults.md tells more."""
