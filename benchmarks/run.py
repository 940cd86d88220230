"""Starts the server and the contenders as processes, and reads their figures."""

import http.client
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace

from benchmarks.job import Figures, Job

TIMEOUT = 300


class Failed(Exception):
    """A contender ended without figures."""


def environment() -> dict[str, str]:
    """Ours without proxies: everything measured is on the loopback."""
    return {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}


class Server:
    """The control side of a running ``benchmarks.server``."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        finally:
            connection.close()

    def reset(self, latency: float) -> None:
        self.get(f"/control/reset?{latency}")

    def arrivals(self) -> list[float]:
        times: list[float] = json.loads(self.get("/control/arrivals"))
        return times


@contextmanager
def server() -> Generator[Server]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    )
    try:
        if process.stdout is None or process.stdin is None:
            raise Failed("the server has no pipes")
        yield Server(int(process.stdout.readline()))
        process.stdin.close()
        process.wait(10)
    finally:
        process.kill()
        process.wait()


def run(job: Job) -> Figures:
    """One run in a fresh process and a fresh directory; Failed carries its standard error."""
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as directory:
        text = replace(job, directory=directory).dump()
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "benchmarks.contender", text],
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            env=environment(),
            check=False,
        )
    if done.returncode != 0:
        raise Failed(f"{job.contender}, {job.case}: {done.stderr[-2000:]}")
    figures: Figures = json.loads(done.stdout)
    return figures
