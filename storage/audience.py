"""Whom an announcement concerns: counted before it is sent, and turned into deliveries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from programme.audience import Audience
from storage.database import Transaction, Value
from storage.statements import load, with_lists

SQL = load("audience")


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people an audience holds: on which channel they are written to, how many have
    blocked the bot, and how many have no chat with it."""

    channels: Mapping[str, int]
    blocked: int
    nowhere: int

    @property
    def total(self) -> int:
        return sum(self.channels.values()) + self.blocked + self.nowhere


async def reach(
    tx: Transaction,
    audience: Audience,
    communes: Collection[str],
    topic: str,
    *,
    correction: bool = False,
) -> Reach:
    """Count an audience, of which `communes` are `programme.audience.communes`. Those who muted
    the topic do not count, but for a correction."""
    statement, values = _about(SQL["reach"], audience, communes, topic, correction=correction)
    channels: dict[str, int] = {}
    blocked = nowhere = 0
    for row in await tx.all(statement, **values):
        if not row["channel"]:
            nowhere += row["people"]
        elif row["blocked"]:
            blocked += row["people"]
        else:
            channels[row["channel"]] = row["people"]
    return Reach(channels, blocked, nowhere)


async def more_than(
    tx: Transaction,
    most: int,
    audience: Audience,
    communes: Collection[str],
    topic: str,
    *,
    correction: bool = False,
) -> bool:
    """Whether an audience holds more than so many people."""
    statement, values = _about(SQL["at_most"], audience, communes, topic, correction=correction)
    [row] = await tx.all(statement, most=most + 1, **values)
    return int(row["people"]) > most


async def deliver(
    tx: Transaction,
    id: int,
    audience: Audience,
    communes: Collection[str],
    topic: str,
    *,
    urgent: bool,
    correction: bool,
    after: int,
    upto: int,
) -> int:
    """Make the deliveries of an announcement to those of its people whose numbers are above
    `after` and at most `upto`; returns how many more there are now. Who has taken a delivery over
    from somebody of an earlier slice has one only."""
    statement, values = _about(SQL["deliver"], audience, communes, topic, correction=correction)
    bounds: dict[str, Value] = {"after": after, "upto": upto}
    replaced = await tx.run(SQL["make_way"], id=id, **bounds)
    return await tx.run(statement, id=id, urgent=int(urgent), **bounds, **values) - replaced


def _about(
    statement: str,
    audience: Audience,
    communes: Collection[str],
    topic: str,
    *,
    correction: bool,
) -> tuple[str, dict[str, Value]]:
    """A statement with the conditions of an audience in the place of `:whom`."""
    lists: dict[str, Collection[str | int]] = {}
    conditions: list[str] = []

    def add(name: str, **items: Collection[str | int]) -> None:
        conditions.append(SQL[name].rstrip("; \n"))
        lists.update(items)

    if communes:
        add("communes", communes=sorted(communes))
    elif audience.areas or not audience.named:
        # Areas without a commune of today, or none where there must be one.
        add("nobody")
    if audience.groups and audience.stages:
        add("groups_and_stages", groups=audience.groups, stages=audience.stages)
    elif audience.groups:
        add("groups", groups=audience.groups)
    elif audience.stages:
        add("stages", stages=audience.stages)
    for name, chosen in (
        ("kinds", audience.kinds),
        ("topics", audience.topics),
        ("classes", audience.classes),
        ("received", audience.received),
        ("missed", audience.missed),
        ("without_kinds", audience.without_kinds),
        ("without_groups", audience.without_groups),
        ("without_classes", audience.without_classes),
        ("without_received", audience.without_received),
    ):
        if chosen:
            add(name, **{name: chosen})
    values: dict[str, Value] = {}
    if not correction:
        add("not_muted")
        values["topic"] = topic
    whom = " AND ".join(f"({condition})" for condition in conditions) or "1 = 1"
    written, listed = with_lists(statement.replace(":whom", whom), **lists)
    return written, values | listed
