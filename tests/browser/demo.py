"""The demo as a process of its own, started as `make demo` starts it."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.channels.sandbox.shapes import as_list, as_object
from tests.browser import crowd
from tests.browser.crowd import Neighbour
from tests.browser.launch import AHEAD, milliseconds

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
ROOT = Path(__file__).parents[2]
_READY = re.compile(r"OCOP bot: open (http://127\.0\.0\.1:(\d+)/)")
LONGEST_STOP = 15.0
"""Seconds: the bot itself promises ten."""


_AS_PEOPLE_DO = ("-c", "from bot.cli import main; main()", "demo", "--port")
_STAGED = ("-m", "tests.browser.launch")


@dataclass(frozen=True, slots=True)
class Staging:
    """What a test's demo has that people's does not: a clock that can be set ahead, more people
    from the beginning, other settings of the environment."""

    neighbours: Sequence[Neighbour] = ()
    settings: Mapping[str, str] = field(default_factory=dict)


class Demo:
    """`ocop-bot demo` on a folder; it keeps its port when it is started again."""

    def __init__(self, folder: Path, staging: Staging | None = None) -> None:
        self.folder = folder
        self._program = _AS_PEOPLE_DO if staging is None else _STAGED
        self.settings = dict(staging.settings) if staging else {}
        if staging is not None:
            crowd.note_down(folder, staging.neighbours)
        self._port = "0"
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> None:
        """Start it and wait until the page can be opened. RuntimeError if it dies before."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
        env |= {"OCOP_DATA_DIR": str(self.folder), "PYTHONPATH": str(ROOT)} | self.settings
        process = subprocess.Popen(
            [sys.executable, *self._program, self._port],
            # Where no .env of a developer lies.
            cwd=self.folder,
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
        self._ahead.unlink(missing_ok=True)
        request = urllib.request.Request(f"{self.url}sandbox/start-over", b"", method="POST")  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=20):  # noqa: S310 - loopback
            pass

    @property
    def _ahead(self) -> Path:
        return self.folder / AHEAD

    def now(self) -> datetime:
        """The time by the clock of a staged demo, in Vietnam."""
        return datetime.now(VIETNAM) + timedelta(milliseconds=milliseconds(self._ahead))

    def later(self, time: timedelta) -> None:
        """Let so much time pass for a staged demo; what comes due is done within a second."""
        fresh = self._ahead.with_suffix(".new")
        fresh.write_text(str(milliseconds(self._ahead) + int(time / timedelta(milliseconds=1))))
        fresh.replace(self._ahead)

    def until(self, moment: datetime) -> None:
        """Let time pass until a moment that is still to come."""
        self.later(moment - self.now())

    def by_day(self) -> None:
        """Let time pass until people are up, if they are not."""
        now = self.now()
        if not 8 <= now.hour < 16:
            morning = now.replace(hour=9, minute=0)
            self.until(morning if morning > now else morning + timedelta(days=1))

    @property
    def database(self) -> Path:
        return self.folder / "demo" / "ocop.db"

    def chats(self) -> dict[str, list[str]]:
        """What stands in everybody's chat now, by their names on the page."""
        with urllib.request.urlopen(f"{self.url}sandbox/state", timeout=20) as answer:  # noqa: S310 - loopback
            state = as_object(json.load(answer), "state")
        names = {
            str(person["id"]): str(person["first_name"])
            for person in map(as_object, as_list(state["people"]))
        }
        return {
            names[number]: [
                str(as_object(message).get("text"))
                for message in as_list(as_object(chat)["messages"])
            ]
            for number, chat in as_object(state["chats"]).items()
        }

    @property
    def running(self) -> bool:
        return self._process is not None


@contextmanager
def demo_in(folder: Path, staging: Staging | None = None) -> Iterator[Demo]:
    """A running demo; one that is alive at the end must stop well when it is told to."""
    demo = Demo(folder, staging)
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
