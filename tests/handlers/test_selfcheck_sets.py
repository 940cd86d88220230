"""Every set in both languages: each screen fits a phone, and Telegram takes each button."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from handlers.picture import WIDTH
from handlers.screen import Screen
from handlers.selfcheck import pages, picture, questions, results, words
from handlers.selfcheck.opened import Opened, rules
from handlers.voice import Voice
from handlers.world import World
from locales import LANGUAGES
from programme import selfcheck
from programme.criteria import CriteriaSet
from programme.selfcheck import BAD, GOOD, UNSURE, Ask
from storage.people import PersonId
from storage.selfchecks import Check

NOW = 1_790_000_000_000
LONGEST_BUTTON = 32
LONGEST = 700
LONGEST_WORD = "Mật ong hoa nhãn rừng già thượng hạng đóng lọ thuỷ tinh 500 g"
ID = 10**17

Choice = Callable[[Ask], int]
WAYS: Mapping[str, Choice] = {
    "worst": lambda ask: BAD if ask.criterion is None else ask.codes[0],
    "middle": lambda ask: GOOD if ask.criterion is None else ask.codes[len(ask.codes) // 2],
    "best": lambda ask: GOOD if ask.criterion is None else ask.codes[-1],
    "unsure": lambda ask: UNSURE,
}


def opened(world: World, number: int, name: str | None = LONGEST_WORD) -> Opened:
    criteria = rules(world, datetime.fromtimestamp(NOW / 1000, UTC))
    assert criteria is not None
    one = criteria.set(number)
    assert one is not None
    return Opened(Check(ID, PersonId(1), "2026", number, name, created_at=NOW), criteria, one)


def walked(world: World, voice: Voice, number: int, choose: Choice) -> Iterator[Screen]:
    """All screens from the first question of a set to the pages of its result."""
    of = opened(world, number)
    replies: dict[str, int] = {}
    while (ask := selfcheck.first_open(of.one, replies)) is not None:
        of = of.now(replace(of.check, replies=dict(replies), step=ask.key))
        if not replies:
            yield questions.screen(voice, of, ask, questions.opening(voice, of))
        replies[ask.key] = choose(ask)
        of = of.now(replace(of.check, replies=dict(replies)))
        following = selfcheck.first_open(of.one, replies)
        if following is not None:
            note = questions.note_on(voice, of, ask, following)
            yield questions.screen(voice, of, following, note)
        again = selfcheck.find(of.one, replies, ask.key)
        assert again is not None
        yield questions.screen(voice, of, again, results.verdict(voice, of))
    rating = of.rating
    of = of.now(replace(of.check, step="", done_at=NOW, points=rating.total, stars=rating.rated))
    yield from finished(voice, of)


def finished(voice: Voice, of: Opened) -> Iterator[Screen]:
    beside = [
        voice.gettext(
            "Last time ({day}): {standing}.", day="22/11", standing=words.standing(voice, of.check)
        ),
        voice.gettext("The council gave it {stars}.", stars=words.standing(voice, of.check)),
    ]
    yield results.in_one(voice, of, beside, voice.gettext("Officers do not see it any more."))
    for page in range(5):
        yield pages.steps(voice, of, page)
        yield pages.papers(voice, of, page)
        yield pages.look(voice, of, page, asks=True)
        for part in "0ABC":
            yield pages.answers(voice, of, part, page)


@pytest.mark.many
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", WAYS)
def test_every_screen_of_every_set_fits(world: World, language: str, way: str) -> None:
    voice = world.voice("en" if language == "en" else "vi")
    shown = 0
    for one in world.criteria["2026"].sets:
        for screen in walked(world, voice, one.number, WAYS[way]):
            check_fits(screen, one)
            shown += 1
    assert shown > 26 * 60


def check_fits(screen: Screen, one: CriteriaSet) -> None:
    assert len(screen.text) <= LONGEST, (one.number, len(screen.text), screen.text)
    assert screen.text.count("<b>") == screen.text.count("</b>")
    for button in (button for row in screen.rows for button in row):
        assert button.data
        assert len(button.label) <= LONGEST_BUTTON, (one.number, button.label)
    assert screen.rows[-1][-1].data == "m:menu" or "m:menu" in [b.data for b in screen.rows[-1]]


@pytest.mark.many
@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_stay_within_their_edges_and_light(world: World, language: str) -> None:
    voice = world.voice("en" if language == "en" else "vi")
    longest = max(world.criteria["2026"].sets, key=lambda one: len(one.name.said_in(language)))
    for number in (4, 16, longest.number):
        for choose in WAYS.values():
            of = opened(world, number, "W" * 60 if number == 16 else None)
            replies = {ask.key: choose(ask) for ask in selfcheck.asked(of.one, {})}
            content = picture.draw(voice, of.now(replace(of.check, replies=replies)), NOW)
            assert len(content) < 60_000
            with Image.open(BytesIO(content)) as image:
                assert image.width == WIDTH
                edge = image.convert("RGB").crop((WIDTH - 20, 0, WIDTH, image.height))
                assert edge.getextrema() == ((255, 255), (255, 255), (255, 255))
