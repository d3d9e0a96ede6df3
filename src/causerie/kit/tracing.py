"""Traces by OpenTelemetry, where an installation wants them; otherwise nothing of it is imported."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

Value: TypeAlias = "str | int | float | bool"
Attributes = dict[str, Value]
_OFF = nullcontext(Attributes())
_tracer: Tracer | None = None


class TracesUnavailable(RuntimeError):
    """Traces are wanted, and the packages for them are not installed."""


@contextmanager
def tracing(url: str) -> Iterator[None]:
    """Meanwhile traces are sent to the collector at `url` (OTLP over HTTP); with an empty one nothing happens.

    Raises TracesUnavailable.
    """
    global _tracer  # noqa: PLW0603  (one a process, like the log)
    if not url:
        yield
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise TracesUnavailable(
            "CAUSERIE_OTLP_URL needs more packages: pip install 'causerie[traces]'"
        ) from error
    provider = TracerProvider(resource=Resource.create({"service.name": "causerie"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{url.rstrip('/')}/v1/traces")))
    _tracer = provider.get_tracer("causerie")
    try:
        yield
    finally:
        _tracer = None
        provider.shutdown()


def span(name: str) -> AbstractContextManager[Attributes]:
    """A span of what is done meanwhile. What is put into the dictionary becomes its attributes; never put anything
    into it that people wrote."""
    return _OFF if _tracer is None else _span(_tracer, name)


@contextmanager
def _span(tracer: Tracer, name: str) -> Iterator[Attributes]:
    attributes: Attributes = {}
    with tracer.start_as_current_span(name) as current:
        try:
            yield attributes
        finally:
            current.set_attributes(attributes)


def record(name: str, seconds: float, attributes: Attributes) -> None:
    """A span that has just ended."""
    if _tracer is not None:
        now = time.time_ns()
        ended = _tracer.start_span(name, start_time=now - int(seconds * 1e9), attributes=attributes)
        ended.end(now)
