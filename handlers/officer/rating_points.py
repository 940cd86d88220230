"""What a council gives, as it is typed: points by part, and the stars that follow from them; where
a requirement is not met it may give fewer, with a reason.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from handlers.fields import Answers, Custom, OneOf, Step, Words
from handlers.voice import Html, Voice
from locales import N_
from locales.formats import format_number
from programme.editions import Edition
from programme.ideas import Choice
from programme.result_columns import Cell
from programme.result_values import read_number
from programme.stages import Points, most_points, stars_for
from storage.drafts import Answer

PARTS = ("A", "B", "C")
HUNDREDTH = Decimal("0.01")
STARS = tuple(
    Choice(str(number), label)
    for number, label in enumerate(
        (N_("1 star"), N_("2 stars"), N_("3 stars"), N_("4 stars"), N_("5 stars")), start=1
    )
)

# --- points ------------------------------------------------------------------------------------


def points_kind(most: int) -> Custom:
    """A number of points, at most so many, with two decimals at most: kept as "33.5"."""

    def read(voice: Voice, typed: str, now: datetime) -> Answer | Html:
        found = read_number(Cell(typed.strip()))
        if found is None or found < 0:
            return voice.gettext("I need a number of points here.")
        if found > most:
            return voice.gettext("This part gives at most {most} points.", most=most)
        if found != found.quantize(HUNDREDTH):
            return voice.gettext("Two decimals at most, please.")
        return format(found.normalize(), "f")

    def fits(answer: Answer) -> bool:
        found = points_of(answer)
        return found is not None and 0 <= found <= most

    return Custom(read, fits, _say_points, N_("Type the points as a number, for example 33,5."))


def points_of(answer: Answer) -> Decimal | None:
    """The points of an answer, or None if it is none."""
    try:
        found = Decimal(answer) if isinstance(answer, str) else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def _say_points(voice: Voice, answer: Answer) -> str:
    found = points_of(answer)
    return "–" if found is None else format_number(found, voice.language)


def points_in(answers: Answers) -> Points | None:
    """The points of all three parts, if they are there."""
    found = [points_of(answers.get(part.lower())) for part in PARTS]
    return None if None in found else Points(*found)


def stars_made(edition: Edition, answers: Answers) -> int | None:
    """The stars that the points make by themselves."""
    given = points_in(answers)
    total = None if given is None else given.total
    return None if total is None else stars_for(edition, total)


def stars_given(edition: Edition, answers: Answers) -> int | None:
    """The stars that follow from the points, or the fewer that the council gives; where the edition
    says nothing, the council's."""
    made = stars_made(edition, answers)
    below, _ = _FEWER.get(made or 0, ("", ""))
    said = answers.get(below if edition.stars else "stars")
    council = int(said) if isinstance(said, str) and said.isdecimal() else None
    if not edition.stars:
        return council if points_in(answers) else None
    return made if made is None or council is None else min(made, council)


def reason_in(edition: Edition, answers: Answers) -> str | None:
    """Why there are fewer stars than the points make; None where there are as many."""
    said = answers.get("reason")
    fewer = stars_given(edition, answers) != stars_made(edition, answers) and bool(edition.stars)
    return said if fewer and isinstance(said, str) else None


# --- the questions -----------------------------------------------------------------------------


_PROMPTS: Mapping[str, tuple[str, str]] = {
    "A": (N_("How many points for part A, product and community?"), N_("Part A")),
    "B": (N_("How many points for part B, marketing?"), N_("Part B")),
    "C": (N_("How many points for part C, quality?"), N_("Part C")),
}

FEWER_LABEL = N_("Fewer stars")
_FEWER: Mapping[int, tuple[str, str]] = {
    5: ("below_five", N_("The points make 5 stars. How many does the council give?")),
    4: ("below_four", N_("The points make 4 stars. How many does the council give?")),
    3: ("below_three", N_("The points make 3 stars. How many does the council give?")),
    2: ("below_two", N_("The points make 2 stars. How many does the council give?")),
}
AS_MANY: Mapping[str, None] = dict.fromkeys(key for key, _ in _FEWER.values())
"""The answers by which a council gives as many stars as the points make."""


def _fewer(edition: Edition, made: int) -> Step:
    """The question for fewer stars than points make, which can only be so many."""
    key, prompt = _FEWER[made]
    return Step(
        key,
        OneOf(STARS[: made - 1], columns=2),
        prompt=prompt,
        label=FEWER_LABEL,
        optional=True,
        when=lambda answers: stars_made(edition, answers) == made,
    )


def questions(edition: Edition) -> tuple[Step, ...]:
    """What is asked for a result under an edition: its parts, and the stars if it must. Where they
    follow from the points, fewer can be given, with a reason."""
    parts = [
        Step(
            part.lower(),
            points_kind(most_points(edition, part)),
            prompt=prompt,
            label=label,
            # No part of any edition gives fewer points than this.
            example=N_("17,5"),
        )
        for part, (prompt, label) in _PROMPTS.items()
    ]
    stars = Step("stars", OneOf(STARS, columns=2), prompt=N_("How many stars?"), label=N_("Stars"))
    reason = Step(
        "reason",
        Words(5, 300),
        prompt=N_("Why fewer stars? The farmer reads it with the result."),
        label=N_("Why fewer stars"),
        example=N_("For 4 stars the product needs a test of all its safety figures."),
        when=lambda answers: stars_given(edition, answers) != stars_made(edition, answers),
    )
    given = (*(_fewer(edition, made) for made in _FEWER), reason) if edition.stars else (stars,)
    return (*parts, *given)
