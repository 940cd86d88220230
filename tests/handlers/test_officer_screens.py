"""Every screen that officers' buttons lead to, in both languages: it fits, it can be read and
pressed, and the English ones say nothing in Vietnamese but what people wrote themselves."""

import re
from collections import deque
from collections.abc import AsyncIterator, Collection
from pathlib import Path

import pytest

from handlers.registry import OFFICER_ACTIONS
from handlers.world import World
from locales.catalogues import catalogue_files, read_catalogue
from locales.extract import forms_of_string
from programme.ideas import Action
from programme.roles import Level, Role
from programme.units import Territory
from storage import officers
from tests.handlers.announce_cast import draft
from tests.handlers.claim_cast import write_down
from tests.handlers.desk_cast import BAC_NINH, SON_DONG_DISTRICT, moved, officer, person_of
from tests.handlers.pressing import Shown, presser
from tests.handlers.subjects import FACTORIES, SECRET
from tests.harness import LONGEST, Running, running

LABEL = 64
DEEP = 5
"""Buttons pressed one after another, each on the screen that the one before has brought."""
NO_SCREEN = {"a.file", "b.told", "c.sheet", "m.form", "p.form", "p.photo", "r.file"}
"""What answers with a file, or acts on what nobody of this cast has sent."""
SEVERAL_ROLES = (
    (Level.DISTRICT, SON_DONG_DISTRICT),
    (Level.PROVINCE, BAC_NINH),
    (Level.SECRETARY, BAC_NINH),
    (Level.ADMINISTRATOR, BAC_NINH),
)
WRITTEN = (
    SECRET,
    "Ba kích tím Sơn Động",
    "Ba kích tím",
    "Trồng dưới tán rừng",
    "tin nháp",
    "Nguyễn Thị Lan",
    "Dũng",
    "Tiếng Việt",
    "26/2026/QĐ-TTg",
)
"""What people of the cast have written, or are called; a language's own name for itself, and the
number of the decision that the criteria stand in."""
_NUMBER = re.compile(r"[0-9]+")
_MARKUP = re.compile(r"</?[a-z][^>]*>")
_VIETNAMESE = re.compile(
    r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.I
)


@pytest.fixture
async def bot(tmp_path: Path, world: World) -> AsyncIterator[Running]:
    """A bot on one engine: what a screen says does not depend on it."""
    async with running(f"sqlite:///{tmp_path / 'ocop.db'}", world) as found:
        yield found


def kind_of(data: str) -> str:
    """Buttons that differ but in their numbers lead to the same kind of screen."""
    return _NUMBER.sub("#", data)


def looks_right(shown: Shown, own: Collection[str]) -> None:
    """A screen that people can read and press; in the bot's own words there are none of `own`."""
    for text in shown.texts:
        plain = _MARKUP.sub("", text)
        assert 0 < len(plain) <= LONGEST, plain
        for sign in (": None", "None,", "{", "}"):
            assert sign not in plain, plain
        assert _foreign(plain, own) == set(), plain
    for label, data in shown.buttons:
        assert 0 < len(label) <= LABEL, label
        assert len(data.encode()) <= LABEL, data
        assert "{" not in label, label
        assert _foreign(label, own) == set(), label
    assert _foreign(shown.notice, own) == set(), shown.notice


def _foreign(text: str, known: Collection[str]) -> set[str]:
    """The Vietnamese words of a text, where some are known to belong there; none if all may."""
    return {word for word in _words(text) if word not in known} if known else set()


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if _VIETNAMESE.search(word)}


def expected(territory: Territory) -> set[str]:
    """The Vietnamese words on English screens: of places, of people, in the English sentences."""
    found = _words(" ".join(WRITTEN))
    for unit in territory.units.values():
        found |= _words(str(unit))
    for path in catalogue_files("en"):
        for message in read_catalogue(path, "en"):
            found |= _words(" ".join(forms_of_string(message)))
    return found


@pytest.mark.many
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_screen_of_officers(bot: Running, language: str) -> None:
    an = await officer(bot, "An")
    made = {name: await make(bot) for name, make in FACTORIES.items()}
    person_id = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        for level, unit in SEVERAL_ROLES:
            officers.grant(tx, person_id, Role(level, unit), "An", 1)
        await tx.run("UPDATE people SET language = :language", language=language)
    hers = await presser(bot)
    own = expected(bot.service.world.territory) if language == "en" else set[str]()
    # What she has begun herself she may change, and what came back to her she may correct.
    made["announcement"] = (await draft(bot, an, f"{SECRET}: tin nháp")).id
    assisted = await moved(bot, await write_down(bot, an, SECRET), Action.TAKE_UP, an)
    returned = await moved(bot, assisted, Action.RETURN, an, SECRET)
    await bot.calm()
    starts = ["m:desk", "m:queue", f"o:see:{returned.id}:0"]
    for action in OFFICER_ACTIONS:
        about = "" if action.subject is None else f":{made[action.subject]}"
        starts.append(f"o:{action.name}{about}")
    todo, seen, brought = deque[tuple[str, ...]]((data,) for data in starts), set[str](), set[str]()
    while todo:
        path = todo.popleft()
        if kind_of(path[-1]) in seen:
            continue
        seen.add(kind_of(path[-1]))
        async with hers.undone() as tx:
            for data in path[:-1]:
                await hers.press(tx, an, data)
            shown = await hers.press(tx, an, path[-1])
        # A preview is shown as its readers will see it.
        looks_right(shown, set() if path[-1].startswith("o:b.view") else own)
        if shown.texts:
            brought.add(path[-1].split(":")[1])
        if len(path) < DEEP:
            todo += [(*path, data) for _, data in shown.buttons if data.startswith("o:")]
    assert {action.name for action in OFFICER_ACTIONS} - brought == NO_SCREEN
