"""Start the demo for a test: with a clock that can be set ahead, and with more people.

The bot adds what stands in the file `ahead` of its folder, in milliseconds, to the time of day.
"""

import sys
from functools import partial
from pathlib import Path

from bot import clock, demo
from bot.cli_work import go
from bot.settings import Settings
from tests.browser import crowd

AHEAD = "ahead"


def main(port: int) -> None:
    async def work(settings: Settings) -> None:
        ahead = settings.data_dir / AHEAD

        def now() -> int:
            return clock.now() + milliseconds(ahead)

        def ready(url: str) -> None:
            sys.stdout.write(f"OCOP bot: open {url}\n")
            sys.stdout.flush()

        fill = partial(crowd.fill, crowd.noted_down(settings.data_dir))
        await demo.run(settings, port, ready=ready, now=now, fill=fill)

    go(work)


def milliseconds(ahead: Path) -> int:
    """What stands in the file, 0 if there is none."""
    return int(ahead.read_text()) if ahead.exists() else 0


if __name__ == "__main__":
    main(int(sys.argv[1]))
