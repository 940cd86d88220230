"""What the operator can watch: counters in the format of Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge

# Longer than that in the inbox or outbox means nobody works on it.
STUCK_MS = 5 * 60 * 1000


class Metrics:
    """The numbers of one running bot."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.received = Counter(
            "ocop_updates_received", "Updates written into the inbox", registry=registry
        )
        self.handled = Counter("ocop_updates_handled", "Updates done", registry=registry)
        self.failed = Counter("ocop_updates_failed", "Failed tries of an update", registry=registry)
        self.set_aside = Counter("ocop_updates_set_aside", "Updates given up", registry=registry)
        self.calls = Counter(
            "ocop_calls", "Calls of the Bot API by how they ended", ["ending"], registry=registry
        )
        self.jobs = Counter(
            "ocop_jobs",
            "Jobs by how they ended: done, dropped, failed",
            ["ending"],
            registry=registry,
        )
        self.waiting = Gauge("ocop_waiting", "Rows that wait", ["table"], registry=registry)
