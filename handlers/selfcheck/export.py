"""Star self-checks in the file that a person takes along."""

from collections.abc import Iterator, Sequence

from handlers.selfcheck import words
from handlers.selfcheck.opened import open_up
from handlers.voice import Html, Voice
from handlers.world import World
from locales.formats import format_date_only
from programme import selfcheck
from programme.vietnam_time import day_at
from storage.selfchecks import Check

Pairs = Sequence[tuple[str, object]]


def sections(voice: Voice, world: World, checks: Sequence[Check]) -> Iterator[tuple[Html, Pairs]]:
    """A heading and its answers for each check; one whose rules have gone is told by its keys."""
    for check in checks:
        day = day_at(check.created_at)
        heading = voice.gettext("Star check of {day}", day=format_date_only(day, voice.language))
        yield heading, list(_pairs(voice, world, check))


def _pairs(voice: Voice, world: World, check: Check) -> Iterator[tuple[str, object]]:
    of = open_up(world, check)
    yield voice.gettext("Product"), check.name
    if check.done_at is not None:
        yield voice.gettext("What it came to"), words.standing(voice, check)
    if of is None:
        yield from check.replies.items()
        return
    yield voice.gettext("Set of criteria"), of.one.name.said_in(voice.language)
    for ask in selfcheck.asked(of.one, of.check.replies):
        if ask.key in of.check.replies:
            yield words.asks(voice, ask), words.says(voice, ask, of.check.replies[ask.key])
