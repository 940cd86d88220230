"""Reading editions from programme/data/edition-*.toml; the set of editions is that listing."""

import re
import tomllib
from collections.abc import Collection, Iterable
from datetime import date
from importlib import resources

from programme.editions import (
    ENDS,
    LEVELS,
    STEPS,
    Certificate,
    ClassPlan,
    Deadline,
    Decision,
    Edition,
    Editions,
    Group,
    Named,
    Paper,
    Part,
    PeriodTargets,
    Round,
    Stage,
    Targets,
    Threshold,
)
from programme.reader import DataError, Table

_KEY = re.compile(r"[a-z0-9_]{1,16}")
"""Keys of stages and rounds stand in buttons, which have 64 bytes."""


def load_editions(fixed: str | None = None) -> Editions:
    """Read the packaged editions. DataError where one cannot be used or `fixed` is none of them."""
    files = [
        file
        for file in (resources.files("programme") / "data").iterdir()
        if file.name.startswith("edition-") and file.name.endswith(".toml")
    ]
    read = [parse_edition(file.read_text("utf-8"), file.name) for file in files]
    return collect(read, fixed)


def collect(editions: Iterable[Edition], fixed: str | None = None) -> Editions:
    """Put editions in order. DataError if two have one key or `fixed` is none of them."""
    ordered = tuple(sorted(editions, key=lambda edition: edition.start))
    keys = [edition.key for edition in ordered]
    for key in keys:
        if keys.count(key) > 1:
            raise DataError(f"two files are edition {key}")
    if fixed is not None and fixed not in keys:
        raise DataError(f"there is no edition {fixed}, only {', '.join(keys)}")
    return Editions(ordered, fixed)


def parse_edition(text: str, file: str) -> Edition:
    """Read one edition, or raise DataError naming file, key and what is expected there."""
    try:
        table = Table(tomllib.loads(text), file)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{file}: not TOML: {error}") from error
    stage_tables, round_tables = table.tables("stages"), table.tables("rounds")
    groups = tuple(map(_group, table.tables("groups")))
    keys = _keys(table, "stages", stage_tables)
    _keys(table, "rounds", round_tables)
    edition = Edition(
        key=table.text("key"),
        start=table.date("from"),
        end=table.date("until") if "until" in table else None,
        levels=table.words("levels", LEVELS),
        decision=_decision(table.table("decision")),
        begins=table.word("begins", keys),
        again=table.word("again", keys),
        stages=tuple(_stage(one, keys) for one in stage_tables),
        rounds=tuple(_round(one, keys) for one in round_tables),
        targets=_targets(table.table("targets")) if "targets" in table else None,
        period_targets=_period(table.table("period_targets"))
        if "period_targets" in table
        else None,
        classes=tuple(map(_class, table.tables("classes", needed=False))),
        parts=tuple(map(_part, table.tables("parts", needed=False))),
        stars=tuple(map(_threshold, table.tables("stars", needed=False))),
        certificate=_certificate(table.table("certificate")) if "certificate" in table else None,
        producers=tuple(map(_named, table.tables("producers"))),
        groups=groups,
        support=tuple(map(_named, table.tables("support"))),
        papers=tuple(
            _paper(one, [group.key for group in groups])
            for one in table.tables("papers", needed=False)
        ),
    )
    table.done()
    _check(table, edition)
    return edition


def _keys(table: Table, where: str, tables: tuple[Table, ...]) -> tuple[str, ...]:
    keys = tuple(one.peek("key") for one in tables)
    if len(set(keys)) < len(keys):
        raise table.wrong(where, "a different key in each")
    return keys


def _check(table: Table, edition: Edition) -> None:
    """Raise for what is well-formed but makes no sense."""
    if edition.end is not None and edition.end < edition.start:
        raise table.wrong("until", "a day not before the one in 'from'")
    for number, stage in enumerate(edition.stages, start=1):
        if not (stage.next or stage.ends):
            raise table.wrong(f"stages[{number}].next", "a way on, here or in 'ends',")
    if not any("rated" in stage.ends for stage in edition.stages):
        raise table.wrong("stages", "one with 'rated' among its ends")
    lost = {stage.key for stage in edition.stages} - _reached(edition)
    for key in sorted(lost):
        if edition.order(key) > edition.order(edition.begins):
            raise table.wrong("stages", f"a way from '{edition.begins}' to '{key}'")
    points = [threshold.from_points for threshold in edition.stars]
    stars = [threshold.stars for threshold in edition.stars]
    if sorted(points, reverse=True) != points or sorted(set(stars), reverse=True) != stars:
        raise table.wrong("stars", "fewer stars and fewer points from one to the next")


def _reached(edition: Edition) -> set[str]:
    seen, left = set[str](), [edition.begins]
    while left:
        stage = edition.stage(left.pop())
        if stage is not None and stage.key not in seen:
            seen.add(stage.key)
            left += stage.next
    return seen


def _decision(table: Table) -> Decision:
    issuer = table.names("issuer")
    return table.finish(Decision(table.text("number"), table.date("date"), issuer))


def _stage(table: Table, keys: Collection[str]) -> Stage:
    known = tuple(keys)
    holders = table.words("holders", LEVELS)
    key = table.text("key")
    if _KEY.fullmatch(key) is None:
        raise table.wrong("key", "1 to 16 small letters, digits and _")
    ends = table.words("ends", ENDS) if "ends" in table else ()
    awards = table.whole("awards", 1, 5) if "awards" in table else None
    if "rated" in ends and awards is None:
        raise table.wrong("awards", "the most stars its council may award, from 1 to 5,")
    return table.finish(
        Stage(
            key=key,
            name=table.names("name"),
            office=table.names("office"),
            now=table.names("now"),
            holders=holders,
            movers=table.words("movers", LEVELS) if "movers" in table else holders,
            next=table.words("next", known) if "next" in table else (),
            back=table.words("back", known) if "back" in table else (),
            ends=ends,
            working_days=table.whole("working_days", 1, 365) if "working_days" in table else None,
            awards=awards,
            needs_stars=table.whole("needs_stars", 1, 5) if "needs_stars" in table else None,
        )
    )


def _round(table: Table, stages: Collection[str]) -> Round:
    key = table.text("key")
    if _KEY.fullmatch(key) is None:
        raise table.wrong("key", "1 to 16 small letters, digits and _")
    return table.finish(
        Round(
            key=key,
            name=table.names("name"),
            deadlines=tuple(_deadline(one, stages) for one in table.tables("deadlines")),
            expected=table.whole("expected", 0, 10_000) if "expected" in table else None,
        )
    )


def _deadline(table: Table, stages: Collection[str]) -> Deadline:
    month, day = table.whole("month", 1, 12), table.whole("day", 1, 31)
    try:
        date(2024, month, day)
    except ValueError as error:
        raise table.wrong("day", f"a day of month {month}") from error
    return table.finish(
        Deadline(
            name=table.names("name"),
            stage=table.word("stage", tuple(stages)),
            level=table.word("level", LEVELS),
            step=table.word("step", STEPS) if "step" in table else "result",
            month=month,
            day=day,
            before=table.yes("before"),
            next_year=table.yes("next_year"),
        )
    )


def _targets(table: Table) -> Targets:
    new = table.whole("new_products", 0, 100_000)
    return table.finish(Targets(new, table.whole("maintained_products", 0, 100_000)))


def _period(table: Table) -> PeriodTargets:
    first, least = table.whole("first_year", 2000, 2100), table.whole("maintained_least", 0, 10_000)
    return table.finish(
        PeriodTargets(
            first_year=first,
            last_year=table.whole("last_year", first, 2100),
            new_a_year=table.whole("new_a_year", 0, 100_000),
            three_stars=table.whole("three_stars", 0, 100_000),
            maintained_a_year=(least, table.whole("maintained_most", least, 100_000)),
            online=table.whole("online", 0, 100_000),
        )
    )


def _class(table: Table) -> ClassPlan:
    return table.finish(
        ClassPlan(
            key=table.text("key"),
            audience=table.names("audience"),
            count=table.whole("count", 1, 1000),
            seats=table.whole("seats", 1, 1000),
            days=table.whole("days", 1, 365),
            month=table.whole("month", 1, 12),
        )
    )


def _part(table: Table) -> Part:
    name = table.names("name")
    return table.finish(Part(table.word("key", ("A", "B", "C")), name, table.whole("most", 1, 100)))


def _threshold(table: Table) -> Threshold:
    stars = table.whole("stars", 1, 5)
    return table.finish(Threshold(stars, table.whole("from_points", 0, 100)))


def _certificate(table: Table) -> Certificate:
    return table.finish(
        Certificate(
            from_stars=table.whole("from_stars", 1, 5),
            months=table.whole("months", 1, 600),
            rerate_from_days=table.whole("rerate_from_days", 1, 3660),
            rerate_until_days=table.whole("rerate_until_days", 0, 3660),
            decided_within_days=table.whole("decided_within_days", 1, 365),
        )
    )


def _named(table: Table) -> Named:
    name = table.names("name")
    return table.finish(Named(table.text("key"), name))


def _group(table: Table) -> Group:
    name = table.names("name")
    sets = table.wholes("sets", 1, 1000) if "sets" in table else ()
    return table.finish(Group(table.text("key"), name, sets))


def _paper(table: Table, groups: Collection[str]) -> Paper:
    key = table.text("key")
    if _KEY.fullmatch(key) is None:
        raise table.wrong("key", "1 to 16 small letters, digits and _")
    return table.finish(
        Paper(
            key=key,
            name=table.names("name"),
            must=table.yes("must"),
            groups=table.words("groups", tuple(groups)) if "groups" in table else (),
            idea_paper=table.text("idea_paper") if "idea_paper" in table else None,
        )
    )
