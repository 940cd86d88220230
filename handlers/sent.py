"""What a producer sent, read again: every answer in full, and her photos and voice message."""

from handlers.fields import SeveralOf, keys_of, say
from handlers.idea_questions import STEPS, answers_of
from handlers.menu import back_button
from handlers.officer import detail
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, html, lines
from programme.ideas import MAX_TEXT, label_of
from storage import ideas
from storage.ideas import Idea

MOST = 700
"""Characters of a producer's screen. Her own words may be longer; then they stand alone."""


async def show(turn: Turn, idea: Idea) -> None:
    """Show an idea's answers, none of them cut."""
    photos = await ideas.photos(turn.tx, idea.id)
    answers = _answers(turn, idea, photos)
    screen = _screen(turn.voice, idea, answers, len(photos))
    if len(screen.text) <= MOST:
        turn.show(screen)
        return
    turn.send(Screen(answers.pop("special")))
    turn.send(_screen(turn.voice, idea, answers, len(photos)))


async def show_files(turn: Turn, idea: Idea) -> None:
    """Send her photos and voice message, and the answers once more below them."""
    photos = await ideas.photos(turn.tx, idea.id)
    await detail.send_files(turn, idea, photos)
    answers = _answers(turn, idea, photos)
    screen = _screen(turn.voice, idea, answers, len(photos))
    if len(screen.text) > MOST:
        del answers["special"]
        screen = _screen(turn.voice, idea, answers, len(photos))
    turn.send(screen)


def _answers(turn: Turn, idea: Idea, photos: tuple[int, ...]) -> dict[str, Html]:
    voice, territory = turn.voice, turn.world.territory
    answers = answers_of(idea, photos)
    shown: dict[str, Html] = {}
    for step in STEPS:
        answer = answers.get(step.key)
        if isinstance(step.kind, SeveralOf):
            choices = step.kind.choices
            labels = [voice.plain(label_of(choices, key)) for key in keys_of(answer)]
            said = html("; ".join(labels) or "–")
        else:
            said = say(voice, territory, step.kind, answer, MAX_TEXT)
        shown[step.key] = Html(f"{voice.gettext(step.label)}: <b>{said}</b>")
    return shown


def _screen(voice: Voice, idea: Idea, answers: dict[str, Html], photos: int) -> Screen:
    text = lines(
        voice.gettext("💡 <b>What you sent</b> ({code})", code=idea.code), "", *answers.values()
    )
    rows = [[Button(voice.plain("Back to the idea"), f"i:see:{idea.id}")], [back_button(voice)]]
    spoken = idea.special_media is not None
    if photos and spoken:
        rows.insert(0, [Button(voice.plain("Photos and voice message"), f"i:files:{idea.id}")])
    elif photos:
        rows.insert(0, [Button(voice.plain("See the photos"), f"i:files:{idea.id}")])
    elif spoken:
        rows.insert(0, [Button(voice.plain("Hear the voice message"), f"i:files:{idea.id}")])
    return Screen(text, rows)
