"""Medians, ratios and tables: pure functions from the figures of the rounds to Markdown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.job import Figures, Job

OURS = "ocop-bot"


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of a run and how it is headed."""

    figure: str
    head: str


@dataclass(frozen=True, slots=True)
class Run:
    """A job, and how long the server takes for each reply to it, in seconds."""

    job: Job
    latency: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """Contenders doing the same work; the first column is compared with ours."""

    key: str
    title: str
    columns: tuple[Column, ...]
    runs: tuple[Run, ...]
    most_rounds: int = 99


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast at a limit, and how many write meanwhile."""

    key: str
    limit: int
    replies: float
    """A second."""
    often: str
    seconds: float
    """How long each stretch is measured: for so many replies that 95 in 100 means something."""
    keeps_95: bool = True
    """Whether these replies leave it 95 % of the limit at all: docs/decisions/0005 reckons that
    with a reply a second a limit of 30 does not, if replies are to be quick."""

    @property
    def title(self) -> str:
        return f"a broadcast at {self.limit:,} a second, {self.often}"


BROADCASTS = (
    Broadcast("broadcast-30", 30, 1 / 3, "a reply every three seconds", 15.0),
    Broadcast("broadcast-30-often", 30, 1.0, "a reply every second", 8.0, keeps_95=False),
    Broadcast("broadcast-1000", 1000, 20.0, "twenty replies a second", 4.0),
)

Rounds = Mapping[tuple[str, str], Sequence[Figures]]
"""The figures of each round, by table key and contender."""


def number(value: float) -> str:
    """Three figures are all that such a measurement carries."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def spread(values: Sequence[float]) -> str:
    """The median, and in brackets the least and the most."""
    return f"{number(median(values))} ({number(min(values))} to {number(max(values))})"


def ratios(ours: Sequence[Figures], theirs: Sequence[Figures], figure: str) -> list[float]:
    """Ours divided by theirs, round by round, so that a noisy minute hits both sides."""
    return [a[figure] / b[figure] for a, b in zip(ours, theirs, strict=True)]


def values(rounds: Sequence[Figures], figure: str) -> list[float]:
    return [figures[figure] for figures in rounds]


def render(table: Table, rounds: Rounds) -> str:
    """One Markdown table: medians with least and most, and ours compared with each peer."""
    ours = rounds.get((table.key, OURS)) if len(table.runs) > 1 else None
    heads = ["contender", *(column.head for column in table.columns)]
    if ours:
        heads.append(f"{OURS} is … times that")
    lines = [
        f"### {table.title}",
        "",
        "| " + " | ".join(heads) + " |",
        "|---" + "|--:" * (len(heads) - 1) + "|",
    ]
    for run in table.runs:
        name = run.job.contender
        figures = rounds[table.key, name]
        cells = [name, *(spread(values(figures, column.figure)) for column in table.columns)]
        if ours:
            first = table.columns[0].figure
            cells.append("" if name == OURS else spread(ratios(ours, figures, first)))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Target:
    """What we promised, what was measured, and whether that keeps the promise."""

    promise: str
    measured: str
    kept: bool

    def render(self) -> str:
        return (
            f"- {'kept' if self.kept else '**MISSED**'}: {self.promise}; measured {self.measured}"
        )


def at_least(
    promise: str, rounds: Rounds, table: str, peer: str | None, least: float
) -> list[Target]:
    """A target on the median of the rate or, with a peer, of the ratio of rates."""
    ours = rounds.get((table, OURS))
    theirs = rounds.get((table, peer)) if peer else None
    if not ours or (peer and not theirs):
        return []
    found = ratios(ours, theirs, "rate") if theirs else values(ours, "rate")
    return [Target(promise, spread(found), median(found) >= least)]


def pace_kept(rounds: Rounds, table: str, limit: int) -> list[Target]:
    """The limit must hold in every round, not in the middle one; the rate is a median."""
    ours = rounds.get((table, OURS))
    if not ours:
        return []
    largest, rates = values(ours, "largest"), values(ours, "rate")
    return [
        Target(
            f"never more than {limit} in any sliding second",
            f"{number(max(largest))} at most",
            max(largest) <= limit,
        ),
        Target(
            f"at least 98 % of {limit} a second",
            spread(rates),
            median(rates) >= 0.98 * limit,
        ),
    ]


def memory_kept(rounds: Rounds) -> list[Target]:
    ours = rounds.get(("memory", OURS))
    if not ours:
        return []
    found = values(ours, "more MB")
    return [Target("under 50 MB more with 100,000 waiting", spread(found), median(found) < 50)]


def broadcasts_kept(rounds: Rounds) -> list[Target]:
    """A million queued in time and memory; replies as quick as without a broadcast, which yet keeps
    its pace."""
    found: list[Target] = []
    if queued := rounds.get(("broadcast-queue", OURS)):
        seconds, more = values(queued, "seconds"), values(queued, "more MB at peak")
        found += [
            Target("1,000,000 queued in under 10 s", spread(seconds), median(seconds) < 10),
            Target("queued with under 100 MB more", spread(more), max(more) < 100),
        ]
    for one in BROADCASTS:
        if ours := rounds.get((one.key, OURS)):
            found += broadcast_kept(ours, one)
    return found


def broadcast_kept(ours: Sequence[Figures], one: Broadcast) -> list[Target]:
    """Replies as quick, the limit never exceeded and, if replies leave so much, the broadcast near
    it."""
    ratio, rates, largest = (values(ours, key) for key in ("ratio", "broadcast", "largest"))
    found = [
        Target(
            f"{one.title}: replies at most 1.2 times as late", spread(ratio), median(ratio) <= 1.2
        )
    ]
    if one.keeps_95:
        kept = median(rates) >= 0.95 * one.limit
        found.append(Target(f"{one.title}: itself at least 95 % of that", spread(rates), kept))
    most = Target(
        f"{one.title}: never more in any second",
        f"{number(max(largest))} at most",
        max(largest) <= one.limit,
    )
    return [*found, most]


def targets(rounds: Rounds) -> list[Target]:
    """Every promise the figures at hand can judge."""
    return [
        *at_least("inbound, 3 times aiogram", rounds, "inbound-100", "aiogram", 3),
        *at_least("inbound, 3 times aiogram, one at a time", rounds, "inbound-1", "aiogram", 3),
        *at_least("sends, 8 times the stock", rounds, "outbound-0", "python-telegram-bot", 8),
        *at_least(
            "sends at 50 ms, 8 times the stock", rounds, "outbound-50", "python-telegram-bot", 8
        ),
        *at_least("2,000 sends a second at 50 ms", rounds, "outbound-wide", None, 2000),
        *pace_kept(rounds, "pace-30", 30),
        *pace_kept(rounds, "pace-1000", 1000),
        *memory_kept(rounds),
        *broadcasts_kept(rounds),
    ]
