"""The demo as a process of its own, started as `make demo` starts it."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
_READY = re.compile(r"OCOP bot: open (http://127\.0\.0\.1:(\d+)/)")
LONGEST_STOP = 15.0
"""Seconds: the bot itself promises ten."""


class Demo:
    """`ocop-bot demo` on a folder; it keeps its port when it is started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = "0"
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> None:
        """Start it and wait until the page can be opened. RuntimeError if it dies before."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
        env |= {"OCOP_DATA_DIR": str(self._folder), "PYTHONPATH": str(ROOT)}
        program = (sys.executable, "-c", "from bot.cli import main; main()")
        process = subprocess.Popen(
            [*program, "demo", "--port", self._port],
            # Where no .env of a developer lies.
            cwd=self._folder,
            env=env,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._process = process
        assert process.stdout is not None
        found = _READY.match(process.stdout.readline())
        if found is None:
            self.end(signal.SIGKILL)
            raise RuntimeError("the demo did not say that it is ready")
        self.url, self._port = found[1], found[2]

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send the process a signal, wait for its end and return its exit status."""
        process = self._process
        assert process is not None
        process.send_signal(number)
        status = process.wait(LONGEST_STOP)
        if process.stdout is not None:
            process.stdout.close()
        self._process = None
        return status

    def start_over(self) -> None:
        """Everything as it was on the first day, without the page's button."""
        request = urllib.request.Request(f"{self.url}sandbox/start-over", b"", method="POST")  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=20):  # noqa: S310 - loopback
            pass

    @property
    def running(self) -> bool:
        return self._process is not None


@contextmanager
def demo_in(folder: Path) -> Iterator[Demo]:
    """A running demo; one that is alive at the end must stop well when it is told to."""
    demo = Demo(folder)
    demo.start()
    try:
        yield demo
    except BaseException:
        if demo.running:
            demo.end(signal.SIGKILL)
        raise
    if demo.running:
        status = demo.end()
        assert status == 0, status
