"""What a process counts of itself, for Prometheus. docs/deploy.md says what each figure is good for."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_FAST = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0)
_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)

APPENDS = Counter("causerie_appends", "Entries committed to timelines.")
BATCH = Histogram("causerie_append_batch_entries", "Entries of one commit.", buckets=_SIZES)
COMMIT = Histogram(
    "causerie_commit_seconds", "From the statement that keeps a batch to its commit.", buckets=_FAST
)
INDEXED = Counter("causerie_entries_indexed", "Entries that search finds since.")

LINES = Gauge("causerie_live_lines", "Open lines: sockets, streams and polls that wait.")
TOPICS = Gauge("causerie_live_topics", "Topics that somebody in this process hears.")

BUS_SENT = Counter("causerie_bus_sent", "Hints told to the other processes.")
BUS_HEARD = Counter("causerie_bus_heard", "Hints of other processes that came.")
BUS_MISSED = Counter("causerie_bus_missed", "Changes that were found by polling, because no hint had come.")
BUS_CONNECTED = Gauge("causerie_bus_connected", "1 while the bus has a connection.")
BUS_LAG = Histogram(
    "causerie_bus_lag_seconds", "Age of other processes' beats when they came.", buckets=_FAST
)
PEERS = Gauge("causerie_peers", "Other processes of the installation that are heard.")

JOBS = Counter("causerie_jobs", "Jobs that ended.", ["name", "outcome"])
JOB_SECONDS = Histogram("causerie_job_seconds", "How long a job took.", ["name"])

REQUESTS = Counter("causerie_http_requests", "Answers.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram(
    "causerie_http_seconds", "Until the answer began.", ["method", "route"], buckets=_FAST
)
