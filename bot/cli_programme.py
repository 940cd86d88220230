"""The command line's view of the rules: criteria sets, and the stars that answers make."""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, NoReturn

import typer

from bot import clock
from programme.criteria import Criteria, CriteriaSet, Criterion, Kind
from programme.criteria_files import load_all_criteria
from programme.deadlines import Sitting, calendar
from programme.edition_files import load_editions
from programme.editions import Edition
from programme.next_steps import next_steps
from programme.reader import DataError
from programme.stars import AnswersError, Rating, rate
from programme.vietnam_time import day_at

WRONG_INPUT = 2
YEARS = range(2000, 2101)
_EXAMPLE = '{"1.1": 2, "1.2": 0}'


class Format(StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"


class Language(StrEnum):
    """The language of questions and answers."""

    VI = "vi"
    EN = "en"


SetNumber = Annotated[int, typer.Option("--set", help="The number of the criteria set, from 1.")]
Printed = Annotated[Format, typer.Option("--format", help="For people or for programs.")]
Words = Annotated[Language, typer.Option(help="The language of questions and answers.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("criteria")(print_criteria)
    app.command("stars")(print_stars)
    app.command("calendar")(print_calendar)


def print_criteria(
    number: SetNumber, printed: Printed = Format.TEXT, language: Words = Language.VI
) -> None:
    """Print a criteria set: its questions, points and the stars that need an answer."""
    criteria, one = _find(number)
    if printed is Format.JSON:
        typer.echo(json.dumps(_as_data(criteria, one), ensure_ascii=False))
    else:
        typer.echo("\n".join(_as_text(criteria, one, language)))


def print_stars(
    number: SetNumber, printed: Printed = Format.TEXT, language: Words = Language.VI
) -> None:
    """Count the stars that answers make, read as JSON from standard input.

    The answers are an object: criterion to the number of its option, from 0. A criterion left out
    is worth nothing.
    """
    criteria, one = _find(number)
    answers = _answers()
    try:
        rating = rate(one, answers, criteria.edition.stars)
    except AnswersError as error:
        _refuse(str(error))
    if printed is Format.JSON:
        typer.echo(json.dumps(_rating_data(rating), ensure_ascii=False))
    else:
        typer.echo("\n".join(_rating_text(criteria, one, answers, rating, language)))


def print_calendar(
    edition: Annotated[str, typer.Option(help="The key of the edition, such as 2026.")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day to count from.")],
    printed: Printed = Format.TEXT,
    language: Words = Language.VI,
) -> None:
    """Print the rounds that are under way or can still be joined, with the days that are left."""
    if on.year not in YEARS:
        _refuse(f"Give a day of the years {YEARS[0]} to {YEARS[-1]}, for example 2026-04-20.")
    try:
        rules = load_editions(edition).of(edition)
    except DataError as error:
        _refuse(str(error))
    sittings = calendar(rules, on.date())
    if printed is Format.JSON:
        typer.echo(json.dumps(_calendar_data(rules, on.date(), sittings), ensure_ascii=False))
    else:
        typer.echo("\n".join(_calendar_text(sittings, language)))


def _calendar_data(rules: Edition, on: date, sittings: Iterable[Sitting]) -> dict[str, object]:
    return {
        "edition": rules.key,
        "decision": rules.decision.number,
        "on": on.isoformat(),
        "rounds": [
            {
                "round": one.round.key,
                "year": one.year,
                "name": one.round.name.vi,
                "deadlines": [
                    {
                        "level": due.deadline.level,
                        "step": due.deadline.step,
                        "stage": due.deadline.stage,
                        "name": due.deadline.name.vi,
                        "date": due.day.isoformat(),
                        "before": due.deadline.before,
                        "last_day": due.last_day.isoformat(),
                        "days_left": due.days_left,
                    }
                    for due in one.dues
                ],
            }
            for one in sittings
        ],
    }


def _calendar_text(sittings: Iterable[Sitting], language: Language) -> Iterator[str]:
    for one in sittings:
        yield f"{one.round.name.said_in(language)} {one.year}"
        for due in one.dues:
            name, by = (
                due.deadline.name.said_in(language),
                "before" if due.deadline.before else "by",
            )
            left = "over" if due.over else f"{due.days_left} days"
            yield f"  {by:6} {due.day.isoformat()}  {left:>9}  {name}"


def _find(number: int) -> tuple[Criteria, CriteriaSet]:
    criteria = _in_force()
    one = criteria.set(number)
    if one is None:
        last = criteria.sets[-1].number
        _refuse(f"There is no criteria set {number}: they run from 1 to {last}.")
    return criteria, one


def _in_force() -> Criteria:
    """The criteria of the last edition that has begun; before any has, those of the first."""
    try:
        editions = load_editions()
        found = load_all_criteria(editions)
    except DataError as error:
        _refuse(str(error))
    today = day_at(clock.now())
    with_criteria = [one for one in editions.all if one.key in found]
    begun = [one for one in with_criteria if one.start <= today]
    return found[(begun or with_criteria[:1])[-1].key]


def _answers() -> dict[str, int]:
    try:
        # PowerShell puts a mark of UTF-8 before what it hands on.
        read: object = json.loads(sys.stdin.read().removeprefix("\ufeff"))
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or a tower of brackets
        read = None
    if not isinstance(read, dict):
        _refuse(f"Give the answers on standard input as JSON, for example: {_EXAMPLE}")
    answers: dict[str, int] = {}
    for key, index in read.items():
        if not isinstance(index, int) or isinstance(index, bool):
            _refuse(f"The answer to {key} must be the number of an option, as in {_EXAMPLE}")
        answers[str(key)] = index
    return answers


def _refuse(sentence: str) -> NoReturn:
    sys.stderr.write(f"{' '.join(sentence.split())}\n")
    raise typer.Exit(WRONG_INPUT)


def _as_data(criteria: Criteria, one: CriteriaSet) -> dict[str, object]:
    return {
        "edition": criteria.edition.key,
        "set": one.number,
        "criteria": [
            {
                "id": criterion.id,
                "max": criterion.max,
                "options": [
                    {"points": option.points, "min_star": option.min_star}
                    for option in criterion.options
                ],
            }
            for criterion in one.criteria
        ],
    }


def _as_text(criteria: Criteria, one: CriteriaSet, language: str) -> Iterator[str]:
    decision, place = criteria.decision.number, criteria.place.said_in(language)
    yield f"{one.number}. {one.name.said_in(language)} ({decision}, {place})"
    for condition, kind in one.conditions():
        yield f"\n[{kind.value}] {condition.ask.said_in(language)}"
        yield f"    + {condition.good.said_in(language)}"
        yield f"    - {condition.bad.said_in(language)}: {condition.way_out.said_in(language)}"
    for section in one.sections:
        yield f"\n{section.id} {section.name.said_in(language)} ({section.max})"
        for criterion in section.criteria:
            yield f"  {criterion.id} {criterion.question.ask.said_in(language)} ({criterion.max})"
            for answer, option in zip(criterion.question.answers, criterion.options, strict=True):
                stars = "*" * (option.min_star or 0)
                yield f"    {option.points:>2} {answer.said_in(language)} {stars}".rstrip()
            for note in one.notes_on(criterion.id):
                yield f"       ({note.said_in(language)})"
    for doubt in one.doubts:
        yield f"\n! {doubt.where}: {doubt.note.said_in(language)}"


def _rating_data(rating: Rating) -> dict[str, object]:
    data: dict[str, object] = {
        "points": {**rating.points, "total": rating.total},
        "stars": rating.stars,
        "stars_by_points": rating.stars_by_points,
        "held_back_by": [
            {"id": miss.id, "needed_for": miss.needed_for} for miss in rating.held_back_by
        ],
    }
    if rating.knocked_out:  # stars by points and minimums stand above; the rating ends all the same
        data["knocked_out"] = [
            {"kind": out.kind.value, "scope": out.scope} for out in rating.knocked_out
        ]
    return data


def _rating_text(
    criteria: Criteria,
    one: CriteriaSet,
    answers: dict[str, int],
    rating: Rating,
    language: str,
) -> Iterator[str]:
    parts = ", ".join(f"{part} {points}" for part, points in rating.points.items())
    yield f"{one.number}. {one.name.said_in(language)}: {rating.total} points ({parts})"
    yield f"{rating.stars} stars; by points alone {rating.stars_by_points}. An estimate only."
    for out in rating.knocked_out:
        what = "thrown out" if out.kind is Kind.DISQUALIFY else "not rated any further"
        yield f"But {what}: {out.scope} {out.note.said_in(language) if out.note else ''}".rstrip()
    for miss in rating.held_back_by:
        needed = _needed(one.by_id[miss.id], miss.needed_for, language)
        yield f"{miss.needed_for} stars need {miss.id}: {needed}"
    plan = next_steps(one, answers, criteria.edition.stars)
    if plan is None:
        return
    yield f"To reach {plan.target} stars ({plan.lacking} points more):"
    for step in plan.shown:
        answer = step.criterion.question.answers[step.better].said_in(language)
        papers = "; ".join(criteria.papers[key].name.said_in(language) for key in step.papers)
        topic = step.criterion.question.topic.said_in(language)
        yield f"  {step.criterion.id} {topic}: {answer} (+{step.gain}, {step.why.value}; {papers})"


def _needed(criterion: Criterion, stars: int, language: str) -> str:
    index = criterion.needed_for(stars)
    topic, answers = criterion.question.topic, criterion.question.answers
    least = answers[index].said_in(language) if index is not None else ""
    return f"{topic.said_in(language)}: {least}"
