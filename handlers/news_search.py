"""Looking for an announcement by words of it, with or without diacritics."""

import re

from handlers import form
from handlers.fields import Step, Text
from handlers.form_model import Form, Forms
from handlers.menu import back_button
from handlers.news_list import PAGE, all_button, page_of, unknown
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import clip
from locales import N_
from programme.text import fold
from storage import announcements
from storage.drafts import Draft

LONGEST = 40
"""Bytes of the words that are looked for: the buttons of the pages carry them."""

_FOUND = re.compile(r"([0-9]{1,9}):(.+)", re.DOTALL)


def _cut(words: str) -> str:
    """Words as they are looked for, no longer than a button can carry."""
    return fold(words).encode()[:LONGEST].decode(errors="ignore").strip()


async def found_by(turn: Turn, words: str, page: int) -> None:
    """What has these words in it."""
    voice, typed = turn.voice, clip(words.strip(), 80)
    words = _cut(words)
    count, _ = await announcements.count_of_person(turn.tx, turn.person.id, words=words)
    if not fold(words) or count == 0:
        text = voice.gettext(
            "🔎 I find nothing with “{words}”. Try a shorter word, for example: loans.",
            words=typed,
        )
        rows = [
            [Button(voice.plain("🔎 Search again"), "t:search")],
            [all_button(voice)],
            [back_button(voice)],
        ]
        turn.show(Screen(text, rows))
        return
    page = min(page, (count - 1) // PAGE)
    hits = await announcements.of_person(
        turn.tx, turn.person.id, words=words, offset=page * PAGE, limit=PAGE
    )
    head = voice.ngettext(
        "🔎 I find {n} announcement with “{words}”.",
        "🔎 I find {n} announcements with “{words}”.",
        count,
        words=typed,
    )
    turn.show(page_of(turn, head, hits, page, count, lambda to: f"t:found:{to}:{words}"))


async def found(turn: Turn, given: str) -> None:
    match = _FOUND.fullmatch(given)
    if match is None:
        unknown(turn)
        return
    await found_by(turn, match[2], int(match[1]))


async def search(turn: Turn, given: str) -> None:
    await form.begin(turn, FORM)


async def _typed(turn: Turn, draft: Draft, forms: Forms) -> None:
    await found_by(turn, str(draft.answers["words"]), 0)


async def _enter(turn: Turn) -> None:
    await form.begin(turn, FORM)


async def _back(turn: Turn, draft: Draft) -> None:
    turn.show(
        Screen(
            turn.voice.gettext("📢 Here is all your news."),
            [[all_button(turn.voice)], [back_button(turn.voice)]],
        )
    )


FORM = Form(
    name="news_search",
    version=1,
    emoji="🔎",
    title=N_("your search"),
    steps=(
        Step(
            "words",
            Text(1, 80),
            N_("<b>What are you looking for?</b> Type a word or two, accents do not matter."),
            N_("Words"),
            N_("loans"),
            out=("!back",),
        ),
    ),
    finish=_typed,
    enter=_enter,
    review=False,
    later=False,
    back=_back,
)
