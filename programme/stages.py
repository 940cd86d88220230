"""A product's road: where it may go from a stage, who may send it there, how many stars it gets.

Everything follows from an edition's data; no stage is named here.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from programme.editions import Edition, Stage
from programme.roles import Level, Role
from programme.text import N_, clean


class Outcome(StrEnum):
    """How a product's road ended."""

    RATED = "rated"
    NOT_RATED = "not_rated"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """Ways to move a product. A rating moves it too, but by its points: see `after_rating`."""

    FORWARD = "forward"
    BACK = "back"
    HOLD = "hold"
    """It stays where it is until its producer has done something."""

    RESUME = "resume"
    NOT_RATED = "not_rated"
    WITHDRAW = "withdraw"
    AGAIN = "again"
    """A road that has ended begins once more: to improve, or to be rated again."""


OUTCOME_LABELS: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.RATED: N_("Rated"),
        Outcome.NOT_RATED: N_("Not rated this time"),
        Outcome.WITHDRAWN: N_("Taken back"),
    }
)

NEEDS_REASON = frozenset({Kind.BACK, Kind.HOLD, Kind.NOT_RATED})
"""Bad news always says why."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a product stands. `stars` are those of its last rating on this road, or None."""

    stage: str
    outcome: Outcome | None = None
    held: bool = False
    stars: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One way on. `to` is the key of the stage that it leads to, which may be the present one."""

    kind: Kind
    to: str

    @property
    def needs_reason(self) -> bool:
        return self.kind in NEEDS_REASON


def moves(
    edition: Edition, at: Standing, levels: Collection[str] | None = None
) -> tuple[Move, ...]:
    """Return what officers of some levels may do now, the way on first; None is any officer."""
    stage = edition.stage(at.stage)
    if at.outcome is not None:
        again = edition.stage(edition.again)
        allowed = again is not None and _may(again, levels)
        return (Move(Kind.AGAIN, edition.again),) if allowed else ()
    if stage is None or not _may(stage, levels):
        return ()
    found = [Move(Kind.FORWARD, key) for key in stage.next if _open(edition, key, at.stars)]
    found += [Move(Kind.BACK, key) for key in stage.back]
    found.append(Move(Kind.RESUME if at.held else Kind.HOLD, stage.key))
    if Outcome.NOT_RATED in stage.ends:
        found.append(Move(Kind.NOT_RATED, stage.key))
    found.append(Move(Kind.WITHDRAW, stage.key))
    return tuple(found)


def producer_moves(at: Standing) -> tuple[Move, ...]:
    """Return what the producer herself may do: take back what is under way."""
    return (Move(Kind.WITHDRAW, at.stage),) if at.outcome is None else ()


def _may(stage: Stage, levels: Collection[str] | None) -> bool:
    return levels is None or any(level in stage.movers for level in levels)


def _open(edition: Edition, key: str, stars: int | None) -> bool:
    stage = edition.stage(key)
    needed = None if stage is None else stage.needs_stars
    return stage is not None and (needed is None or (stars is not None and stars >= needed))


def end_of(kind: Kind) -> Outcome | None:
    """Return the end that a move makes, or None."""
    return {Kind.NOT_RATED: Outcome.NOT_RATED, Kind.WITHDRAW: Outcome.WITHDRAWN}.get(kind)


def may_rate(edition: Edition, at: Standing, levels: Collection[str] | None = None) -> bool:
    """Say whether points may be written down now: a council sits at this stage, and its result is
    not a withdrawal. A result may be corrected where it was made."""
    stage = edition.stage(at.stage)
    return (
        stage is not None
        and stage.awards is not None
        and at.outcome in (None, Outcome.RATED)
        and _may(stage, levels)
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rating leads to: the stars it stands at, whether that is the end of the road, and else
    the stage it goes on to by itself (None: it waits for an officer to send it on)."""

    stars: int
    final: bool
    goes_to: str | None


def after_rating(edition: Edition, stage_key: str, stars: int) -> Verdict:
    """Return what follows from so many stars at a stage. LookupError if no council sits there.

    A council that may not award so many stars passes the product on to the one that may; until
    then they are only proposed.
    """
    stage = edition.stage(stage_key)
    if stage is None or stage.awards is None:
        raise LookupError(f"edition {edition.key}: no council rates at stage {stage_key}")
    higher = [
        key
        for key in stage.next
        if (to := edition.stage(key)) is not None and to.needs_stars is not None
    ]
    for key in higher:
        if stars > stage.awards and _open(edition, key, stars):
            return Verdict(stars, final=False, goes_to=key)
    if Outcome.RATED not in stage.ends:
        return Verdict(stars, final=False, goes_to=None)
    return Verdict(min(stars, stage.awards), final=True, goes_to=None)


def stars_for(edition: Edition, points: Decimal) -> int | None:
    """Return the stars that points (of 100) give by themselves; None where the edition states no
    thresholds, so that the council's word counts."""
    for threshold in edition.stars:
        if points >= threshold.from_points:
            return threshold.stars
    return None


def stars_held_back(edition: Edition, points: Decimal, stars: int) -> int | None:
    """Return the stars that points make by themselves where a council gives fewer: an option that
    these stars need at least is not met (QĐ 26/2026/QĐ-TTg, Article 3). None where it gives what
    they make, or its word counts. ValueError for more: no council may give them."""
    made = stars_for(edition, points)
    if made is None or stars == made:
        return None
    if stars > made:
        raise ValueError(f"{points} points make {made} stars, not {stars}")
    return made


@dataclass(frozen=True, slots=True)
class Points:
    """A council's points by part. What is unknown is None."""

    a: Decimal | None = None
    b: Decimal | None = None
    c: Decimal | None = None

    @property
    def total(self) -> Decimal | None:
        """The sum, if all three are known."""
        if self.a is None or self.b is None or self.c is None:
            return None
        return self.a + self.b + self.c

    def of(self, part: str) -> Decimal | None:
        """The points of part A, B or C."""
        return {"A": self.a, "B": self.b, "C": self.c}[part]


def most_points(edition: Edition, part: str) -> int:
    """Return the most that part A, B or C can give; 100 where the edition does not say."""
    return next((one.most for one in edition.parts if one.key == part), 100)


def needs_certificate(edition: Edition, stars: int) -> bool:
    """Say whether a certificate is given for so many stars."""
    return edition.certificate is not None and stars >= edition.certificate.from_stars


def may_certify(edition: Edition, at: Standing) -> bool:
    """Say whether a product's result may have a certificate: it is final, and its stars are enough
    where the edition says how many it takes."""
    if at.outcome is not Outcome.RATED:
        return False
    return edition.certificate is None or needs_certificate(edition, at.stars or 0)


def acting_levels(roles: Iterable[Role], level_of: Callable[[str], str | None]) -> frozenset[str]:
    """Return the levels at which an officer acts; `level_of` says the level of a unit's code. The
    council's secretariat acts at the level of its unit."""
    found = set[str]()
    for role in roles:
        if role.level is Level.SECRETARY:
            level = level_of(role.unit)
            found |= {level} if level is not None else set()
        elif role.level is not Level.ADMINISTRATOR:
            found.add(role.level.value)
    return frozenset(found)


def holder_at(stage: Stage, *wished: str | None) -> str:
    """Return the level that holds a product when it comes to a stage: the first of some wished ones
    that may (the officer's who sends it, the one that held it before), else the stage's first."""
    return next((level for level in wished if level in stage.holders), stage.holders[0])


_CODE = re.compile(r"(?<![^\W_])sp[\W_]*(20\d\d)(?:[\W_]+(\d{1,9})|(\d{5,9}))(?!\d)", re.IGNORECASE)


def product_code(year: int, number: int) -> str:
    """Write a product's code: SP (sản phẩm), the year, the number with at least five digits."""
    return f"SP-{year:04}-{number:05}"


def parse_product_code(typed: str) -> str | None:
    """Find a product's code as people copy it ("sp 2026 7") and write it as it is stored."""
    match = _CODE.search(clean(typed))
    if match is None:
        return None
    year, number = (int(part) for part in match.groups() if part is not None)
    return product_code(year, number) if number else None
