"""The harness: rounds of all contenders in turn, medians, ratios, and the promises kept or missed.

Every round runs every contender once (A B C, A B C, …), so that whatever else the machine does
hits all of them alike; each run is a process of its own (``job.py`` says why). The table gives
medians with the least and the most; ratios are taken within a round and then their median.
"""

import argparse
import importlib.metadata
import importlib.util
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from benchmarks.job import Figures, Job
from benchmarks.pacing import achieved, largest_in_a_second
from benchmarks.report import BROADCASTS, OURS, Column, Run, Table, number, render, targets
from benchmarks.run import Server, run, server

PTB = "python-telegram-bot"
RATE = (Column("rate", "a second"),)
PACE = (Column("rate", "a second"), Column("largest", "largest in any second"))
LIBRARIES = (PTB, "aiogram", "aiohttp", "httpx", "aiosqlite", "aiolimiter")


def table(
    key: str, title: str, columns: tuple[Column, ...], names: Iterable[str], run: Run
) -> Table:
    """The same work for each of the named contenders that can be run here."""
    there = [n for n in names if n != OURS or importlib.util.find_spec("benchmarks.ours")]
    return Table(
        key, title, columns, tuple(replace(run, job=replace(run.job, contender=n)) for n in there)
    )


def tables(port: int, seconds: float) -> list[Table]:
    """All comparisons, in the order they are run and printed."""
    job = Job(case="", contender="", directory="", port=port)
    inbound = replace(job, case="inbound")
    outbound = replace(job, case="outbound")
    pace = replace(job, case="pace", seconds=seconds)
    senders = ("raw client", PTB, "aiogram", OURS)
    limiters = ("AIORateLimiter", OURS)
    return [
        table(
            "inbound-1",
            "Inbound, one update at a time",
            RATE,
            (PTB, "aiogram", OURS),
            Run(inbound),
        ),
        table(
            "inbound-100",
            "Inbound, 100 updates at a time",
            RATE,
            (PTB, "aiogram", OURS),
            Run(replace(inbound, batch=100)),
        ),
        table(
            "outbound-0",
            "Outbound, 64 under way, the server answers at once",
            RATE,
            senders,
            Run(outbound),
        ),
        table(
            "outbound-50",
            "Outbound, 64 under way, the server answers after 50 ms",
            RATE,
            senders,
            Run(outbound, 0.05),
        ),
        table(
            "outbound-wide",
            "Outbound, 50 ms, as many under way as each has by default",
            RATE,
            ("aiogram", OURS),
            Run(replace(outbound, sends=4000, under_way=0), 0.05),
        ),
        table("pace-30", "Pace, at most 30 a second", PACE, limiters, Run(pace)),
        table(
            "pace-1000",
            "Pace, at most 1,000 a second",
            PACE,
            limiters,
            Run(replace(pace, limit=1000)),
        ),
        table(
            "memory",
            "Memory, 100,000 messages waiting",
            (Column("more MB", "more MB"), Column("more MB at peak", "more MB at peak")),
            limiters,
            Run(replace(job, case="memory", seconds=3)),
        ),
        *broadcasts(job),
    ]


def broadcasts(job: Job) -> list[Table]:
    """What only our engine does. They take long, so there are fewer rounds of them."""
    queue = replace(job, case="queue", waiting=1_000_000)
    found = table(
        "broadcast-queue",
        "A broadcast to 1,000,000 people is queued",
        (
            Column("seconds", "seconds"),
            Column("longest", "longest wait of another who writes, ms"),
            Column("more MB at peak", "more MB at peak"),
        ),
        (OURS,),
        Run(queue),
    )
    columns = (
        Column("quiet ms", "95 % of replies within ms, quiet"),
        Column("busy ms", "during the broadcast"),
        Column("ratio", "times as late"),
        Column("broadcast", "messages of the broadcast a second"),
        Column("replies", "replies a second"),
        Column("largest", "largest in any second"),
    )
    running = replace(job, case="broadcast")
    busy = [
        table(
            one.key,
            f"To 100,000: {one.title}, the server answers after 50 ms",
            columns,
            (OURS,),
            Run(replace(running, limit=one.limit, replies=one.replies, seconds=one.seconds), 0.05),
        )
        for one in BROADCASTS
    ]
    return [replace(one, most_rounds=3) for one in (found, *busy)]


def figures_of(one: Run, far_end: Server) -> Figures:
    """One run, and for a pace what the server saw of it."""
    far_end.reset(one.latency)
    figures = run(one.job)
    if one.job.case == "broadcast":
        figures["largest"] = float(largest_in_a_second(far_end.arrivals()))
    if one.job.case == "pace":
        arrivals = far_end.arrivals()
        figures["rate"] = achieved(arrivals, one.job.seconds)
        figures["largest"] = float(largest_in_a_second(arrivals))
    return figures


def sync_time() -> float:
    """The median time of writing one page and syncing it to the disk, in milliseconds."""
    times: list[float] = []
    with tempfile.TemporaryFile() as file:
        for _ in range(100):
            before = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - before)
    return statistics.median(times) * 1000


def machine() -> str:
    """What the figures hang on, in two lines."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    return (
        f"{len(os.sched_getaffinity(0))} cores ({cpu}), Linux {platform.release()}, "
        f"load {os.getloadavg()[0]:.1f} at the start, page synced to disk in {sync_time():.2f} ms\n"
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="2 rounds, shorter paces")
    parser.add_argument("--only", choices=("inbound", "outbound", "pace", "memory", "broadcast"))
    parser.add_argument("--contender", action="append", help="only these contenders")
    parser.add_argument("--save", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args()
    rounds: int = 2 if options.quick else options.rounds
    started = time.monotonic()
    found: defaultdict[tuple[str, str], list[Figures]] = defaultdict(list)
    lines = [machine()]
    with server() as far_end:
        chosen = [
            replace(t, runs=runs)
            for t in tables(far_end.port, 4.0 if options.quick else 6.0)
            if not options.only or t.key.startswith(options.only)
            if (
                runs := tuple(
                    r
                    for r in t.runs
                    if not options.contender or r.job.contender in options.contender
                )
            )
        ]
        pipelined = Job("ceiling", "raw client", "", far_end.port, sends=40_000, under_way=256)
        ceiling = figures_of(Run(pipelined), far_end)["rate"]
        lines.append(f"The server answers {number(ceiling)} pipelined requests a second.")
        for index in range(rounds):
            for one in chosen:
                if index >= one.most_rounds:
                    continue
                for contender in one.runs:
                    figures = figures_of(contender, far_end)
                    found[one.key, contender.job.contender].append(figures)
                    shown = ", ".join(f"{key} {number(value)}" for key, value in figures.items())
                    print(
                        f"round {index + 1} of {rounds}: {one.key}, {contender.job.contender}: "
                        f"{shown}",
                        file=sys.stderr,
                        flush=True,
                    )
    minutes = (time.monotonic() - started) / 60
    lines.append(f"Medians of {rounds} rounds (least to most); all rounds took {minutes:.0f} min.")
    text = "\n\n".join(
        [
            "  \n".join("\n".join(lines).splitlines()),
            *(render(one, found) for one in chosen),
            "### What was promised\n\n" + "\n".join(t.render() for t in targets(found)),
        ]
    )
    print(text)
    if options.save:
        save(text)


PREFACE = """# Benchmarks

Written by `make bench`; the contenders and what each is asked to guarantee are described at the
head of `benchmarks/peer_aiogram.py`, `benchmarks/peer_ptb.py` and `benchmarks/ours.py`, and the
work itself in `benchmarks/work.py`.

"""


def save(text: str) -> None:
    path = Path("docs/benchmarks.md")
    path.parent.mkdir(exist_ok=True)
    path.write_text(PREFACE + text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
