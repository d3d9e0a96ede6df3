"""Load programs and their report: `make bench`, `make bench FULL=1`. docs/bench.md tells how to read it."""
