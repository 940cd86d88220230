"""How a self-check is said: questions, replies, stars, minimums. For producers and officers."""

from collections.abc import Sequence

from handlers.occasion import Occasion
from handlers.screen import Button
from handlers.selfcheck.opened import Opened
from handlers.status_words import day_of, number, stars
from handlers.voice import Html, Voice, clip
from programme import selfcheck
from programme.criteria import Condition, Criterion
from programme.selfcheck import BAD, GOOD, NONE, UNSURE, Ask
from programme.stars import meets
from storage.products import Product
from storage.selfchecks import Check

MOST = 700
"""Characters of a producer's screen."""


def asks(voice: Voice, ask: Ask) -> str:
    """The question itself."""
    asked = ask.condition.ask if ask.condition else ask.criterion and ask.criterion.question.ask
    return asked.said_in(voice.language) if asked else ask.key


def topic(voice: Voice, ask: Ask) -> str:
    """What the question is about, for a list."""
    if ask.criterion is not None:
        return ask.criterion.question.topic.said_in(voice.language)
    return asks(voice, ask)


def says(voice: Voice, ask: Ask, code: int) -> str:
    """A reply in the words of its question."""
    return "; ".join(_says(voice.language, ask, code) or (voice.plain("I am not sure"),))


def both(ask: Ask, code: int) -> tuple[str, ...]:
    """The words of a reply in every language."""
    return (*_says("vi", ask, code), *_says("en", ask, code))


def _says(language: str, ask: Ask, code: int) -> tuple[str, ...]:
    if code == UNSURE:
        return ()
    if ask.condition is not None:
        said = {GOOD: ask.condition.good, BAD: ask.condition.bad}[code]
        return (said.said_in(language),)
    if ask.criterion is None:
        return ()
    question = ask.criterion.question
    said = question.none if code == NONE and question.none else question.answers[max(code, 0)]
    return (said.said_in(language),)


def answer(voice: Voice, criterion: Criterion, index: int) -> str:
    """An option of a criterion in words."""
    return criterion.question.answers[index].said_in(voice.language)


def standing(voice: Voice, check: Check) -> Html:
    """What a finished check came to: "66 điểm, 3 sao"."""
    if check.stars is None:
        return voice.gettext("{points} points, not rated yet", points=check.points or 0)
    return voice.gettext(
        "{points} points, {stars}", points=check.points or 0, stars=stars(voice, check.stars)
    )


def missing(of: Opened) -> tuple[Criterion, ...]:
    """The criteria whose required answer for the next star is not reached."""
    level = of.rating.stars + 1
    answers = selfcheck.answers(of.one, of.check.replies)
    return tuple(c for c in of.one.criteria if not meets(c, answers.get(c.id), level))


def minimum(voice: Voice, criterion: Criterion, level: int) -> Html:
    """A required answer: what it is about, its number in the decision, and what is needed."""
    needed = criterion.needed_for(level)
    return voice.gettext(
        "{topic} (criterion {id}): at least “{answer}”",
        topic=criterion.question.topic.said_in(voice.language),
        id=criterion.id,
        answer=answer(voice, criterion, needed or 0),
    )


def stops(voice: Voice, of: Opened) -> list[str]:
    """What ends the rating, each with the way out."""
    failed = selfcheck.failed(of.one, of.check.replies)
    said: list[str] = []
    for requirement in of.rating.knocked_out:
        ways = [way_out(voice, c) for c in requirement.asks if c.key in failed]
        if not ways and requirement.note is not None:
            ways = [requirement.note.said_in(voice.language)]
        said += ways
    return list(dict.fromkeys(said))


def repairs(voice: Voice, of: Opened) -> list[str]:
    """What must be put right before filing."""
    failed = selfcheck.failed(of.one, of.check.replies)
    said = [
        way_out(voice, condition)
        for requirement in of.rating.unmet
        for condition in requirement.asks
        if condition.key in failed
    ]
    return list(dict.fromkeys(said))


def way_out(voice: Voice, condition: Condition) -> str:
    """A condition that is not met, and what to do: its question, her answer, the way."""
    texts = (condition.ask, condition.bad, condition.way_out)
    ask, bad, way = (text.said_in(voice.language) for text in texts)
    return f"{ask} {bad}. {way}"


def source(voice: Voice, of: Opened) -> Html:
    """By which rules it was counted."""
    return voice.gettext(
        "An estimate by Decision {decision}, {place}, set {number}: “{name}”.",
        decision=of.criteria.decision.number,
        place=of.criteria.place.said_in(voice.language),
        number=of.one.number,
        name=of.one.name.said_in(voice.language),
    )


def council(voice: Voice, product: Product | None) -> Html | None:
    """What a council gave the product, once it has."""
    if product is None or product.stars is None:
        return None
    total = product.points.total
    if total is None:
        return voice.gettext("The council gave it {stars}.", stars=stars(voice, product.stars))
    return voice.gettext(
        "The council gave it {points} points, {stars}.",
        points=number(voice, total),
        stars=stars(voice, product.stars),
    )


def last_time(turn: Occasion, voice: Voice, earlier: Check | None) -> Html | None:
    """What the check before this one came to."""
    if earlier is None or earlier.done_at is None:
        return None
    return voice.gettext(
        "Last time ({day}): {standing}.",
        day=day_of(earlier.done_at, turn.at, voice),
        standing=standing(voice, earlier),
    )


def in_parts(of: Opened, voice: Voice) -> list[Html]:
    """A line for each part: its points and the most there are."""
    points = of.rating.points
    return [
        voice.gettext(
            "{part}. {name}: {given} of {most}",
            part=part.key,
            name=part.name.said_in(voice.language),
            given=points.get(part.key, 0),
            most=part.most,
        )
        for part in of.edition.parts
    ]


def pages(said: Sequence[Html], room: int) -> list[list[Html]]:
    """Put lines on pages of at most `room` characters, in order; at least one line a page."""
    made: list[list[Html]] = [[]]
    for line in said:
        if made[-1] and sum(len(one) + 1 for one in made[-1]) + len(line) > room:
            made.append([])
        made[-1].append(line)
    return made


def pager(voice: Voice, page: int, of: int, data: str) -> list[list[Button]]:
    """The buttons between pages; `data` gets the page's number behind it."""
    row = []
    if page > 0:
        row.append(Button(voice.plain("◀ Previous page"), f"{data}:{page - 1}"))
    if page + 1 < of:
        row.append(Button(voice.plain("Next page ▶"), f"{data}:{page + 1}"))
    return [row] if row else []


def short(text: str, most: int) -> str:
    """Text on one line, cut."""
    return clip(" ".join(text.split()), most)
