"""What a contender is asked for and what it answers: the contract between the harness and a run.

One run is one process: it reads a job from its command line, prints one JSON object of figures and
ends. A fresh process and a fresh directory for every run, because the alternative, a contender
kept warm, carries over what we want to compare: the pickle that grows with every person, the pages
of a database, the heap. Imports and start-up lie outside the clock, and each run warms itself up
before it starts the clock.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Job:
    """One run. Which of the numbers count depends on the case."""

    case: str
    contender: str
    directory: str
    port: int = 0
    users: int = 200
    batch: int = 1
    sends: int = 1000
    replies: float = 1.0
    """A second, beside a broadcast."""
    under_way: int = 64
    limit: int = 30
    seconds: float = 8.0
    waiting: int = 100_000

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def path(self) -> Path:
        return Path(self.directory)

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @staticmethod
    def load(text: str) -> "Job":
        return Job(**json.loads(text))


TOKEN = "1:benchmark"
TEXT = (
    "Bà con nhận được thông báo: lớp tập huấn OCOP mở ngày 15/3 tại nhà văn hóa xã. "
    "Bấm nút bên dưới để giữ chỗ."
)
