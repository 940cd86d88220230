"""Ask an officer: a question goes to the officers of one's commune, the answer comes back here."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from telegram import Message as Received
from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import ask_news, ask_screens, form, start, threads
from handlers.commands import on_command
from handlers.fields import Step
from handlers.form_model import Form, Forms
from handlers.media import take_photo
from handlers.menu import leave
from handlers.passing import passing
from handlers.screen import Screen
from handlers.threads import ALBUM_MS, NOTE, about_of, words_of
from handlers.turn import Handler, Turn
from handlers.voice import Html
from locales import N_
from storage import drafts, question_lists, questions
from storage.drafts import Answer, Draft
from storage.questions import Question, State, Words

DAY = 24 * 60 * 60 * 1000
MOST_A_DAY = 10
"""New questions that a person may ask in 24 hours."""
MOST_MESSAGES_A_DAY = 40
"""What she may write to all of them together."""

_DATA = re.compile(r"q:([a-z]+):([0-9]{1,18})(?::([0-9]{1,18}))?")


async def begin(turn: Turn, about: tuple[str, int] | None = None) -> None:
    """Ask for a question, about something the person may see (its kind and number) or nothing in
    particular. Consent and place come first."""
    await _begin(turn, about_of(about))


async def _begin(turn: Turn, about: str | None) -> None:
    if await start.ask_first(turn, FORM.name, about):
        return
    form.leave(turn)
    if await too_many(turn):
        return
    known: dict[str, Answer] = {} if about is None else {start.ABOUT: about}
    await form.begin(turn, FORM, known, note=await threads.about_line(turn, about))


async def _agreed_first(turn: Turn, then: str) -> bool:
    """As start.agreed_first; what the question is about is not forgotten meanwhile."""
    if turn.person.consent:
        return False
    kept = await drafts.of_person(turn.tx, turn.person.id, then)
    about = kept.answers.get(start.ABOUT) if kept else None
    return await start.ask_first(turn, then, about if isinstance(about, str) else None)


async def show(turn: Turn) -> None:
    """Show a producer her questions; who has none yet is asked for one."""
    leave(turn)
    if await question_lists.count_of_person(turn.tx, turn.person.id) == 0:
        await begin(turn)
    else:
        turn.show(await ask_screens.listed(turn, 0))


async def show_one(
    turn: Turn, question: Question, intro: Html | None = None, number: int = 0
) -> None:
    """Show a thread, `intro` above it; page 0 has the newest messages."""
    turn.show(await ask_screens.thread(turn, question, intro, number))


async def _see(turn: Turn, question: Question, page: int) -> None:
    await show_one(turn, question, number=page)


async def _more(turn: Turn, question: Question, _: int) -> None:
    """Ask for one more message of this thread."""
    if await start.ask_first(turn, FORM.name):
        return
    if await too_much(turn):
        return
    await form.begin(turn, MORE, subject=question.id)


async def _end(turn: Turn, question: Question, revision: int) -> None:
    if revision != question.revision or question.state is State.CLOSED:
        turn.toast(turn.voice.plain("There is something new here. Please look first."))
        await show_one(turn, question)
        return
    closed = await questions.close(turn.tx, question, turn.person.id, turn.now)
    if closed is not None:
        intro = turn.voice.gettext("It is closed. If you write more, it opens again.")
        await show_one(turn, closed, intro)


async def _file(turn: Turn, question: Question, number: int) -> None:
    """Send a photo or a recording of the thread, and the thread below it."""
    message = await questions.message(turn.tx, question.id, number)
    call = None
    if message is not None and message.words.media_id is not None:
        text = message.words.text or ""
        call = await passing(turn.tx, message.words.media_id, turn.chat_id, text)
    if call is None:
        turn.toast(turn.voice.plain("This file is not here any more."))
        return
    turn.call(call)
    turn.send(await ask_screens.thread(turn, question))


ACTIONS: Mapping[str, Callable[[Turn, Question, int], Awaitable[None]]] = MappingProxyType(
    {"see": _see, "more": _more, "end": _end, "file": _file}
)
"""The buttons on a question: `q:<name>:<id>[:<page, revision or message>]`."""


async def _press(update: Update, turn: Turn) -> None:
    match = _DATA.fullmatch((turn.query.data if turn.query else None) or "")
    if match and match[1] == "list":
        leave(turn)
        turn.show(await ask_screens.listed(turn, int(match[2][:9])))
        return
    if match and match[1] == "new":
        await begin(turn)
        return
    act = ACTIONS.get(match[1]) if match else None
    question = await questions.one(turn.tx, int(match[2])) if match and act else None
    if match is None or act is None or question is None or question.person_id != turn.person.id:
        turn.toast(turn.voice.plain("I do not find this question among yours."))
        return
    leave(turn)
    await act(turn, question, int(match[3] or 0))


async def too_many(turn: Turn) -> bool:
    """Whether she has asked all that officers are asked to read in a day; then she hears it."""
    asked = await question_lists.asked_since(turn.tx, turn.person.id, turn.now - DAY)
    if asked < MOST_A_DAY:
        return await too_much(turn)
    text = turn.voice.gettext(
        "You have asked {n} questions today. Please ask the next one tomorrow, or write on in one "
        "of those you have asked.",
        n=MOST_A_DAY,
    )
    turn.show(Screen(text, ask_screens.ways_on(turn.voice)))
    return True


async def too_much(turn: Turn) -> bool:
    """Whether she has written all that officers are asked to read in a day; then she hears it."""
    written = await question_lists.written_since(turn.tx, turn.person.id, turn.now - DAY)
    if written < MOST_MESSAGES_A_DAY:
        return False
    text = turn.voice.gettext(
        "You have written {n} messages to officers today, and they are all kept. Please write on "
        "tomorrow.",
        n=MOST_MESSAGES_A_DAY,
    )
    turn.show(Screen(text, ask_screens.ways_on(turn.voice)))
    return True


async def _asked(turn: Turn, draft: Draft, forms: Forms) -> None:
    """Send a new question to the officers."""
    words, commune = words_of(draft.answers.get("words")), turn.person.commune
    if words is None or commune is None or not turn.person.consent:
        await start.ask_first(turn, FORM.name)
        return
    if await too_many(turn):
        await threads.release(turn.tx, words)
        return
    about = draft.answers.get(start.ABOUT)
    question = await questions.ask(
        turn.tx, turn.person.id, commune, words, about if isinstance(about, str) else None, turn.now
    )
    await _passed_on(turn, question, words)


async def _wrote(turn: Turn, draft: Draft, forms: Forms) -> None:
    """Go on with a thread."""
    words = words_of(draft.answers.get("words"))
    question = None if draft.subject is None else await questions.one(turn.tx, draft.subject)
    if question is None or words is None or question.person_id != turn.person.id:
        await threads.release(turn.tx, words)
        text = turn.voice.gettext("I do not find this question among yours.")
        turn.show(Screen(text, ask_screens.ways_on(turn.voice)))
        return
    written = await questions.write(turn.tx, question, words, turn.now)
    if written is not None:
        await _passed_on(turn, written, words)


async def _passed_on(turn: Turn, question: Question, words: Words) -> None:
    voice = turn.voice
    reached = await ask_news.arrived(turn.post, question, words)
    # How far up it went to find somebody is in the database by now.
    now = await questions.one(turn.tx, question.id) or question
    place = threads.upper_office(turn.world, voice, now.commune, now.reach)
    intro = (
        voice.gettext(
            "I have passed it on to the officers of {place}. The answer comes here.", place=place
        )
        if reached
        else voice.gettext(
            "There is no officer here yet for {place}. Your question waits safely for one.",
            place=threads.upper_office(turn.world, voice, now.commune, questions.COMMUNE),
        )
    )
    await show_one(turn, now, intro)


async def one_more_photo(turn: Turn, received: Received) -> bool:
    """Take a photo that was sent along with the one a question was just asked by. False if it is
    no such photo; true as well when she is told that the day's messages are used up."""
    album = received.media_group_id
    if album is None or not received.photo or not turn.person.consent:
        return False
    known = await questions.of_album(
        turn.tx, turn.person.id, album, turn.now - ALBUM_MS, by_officer=False
    )
    question = None if known is None else await questions.one(turn.tx, known)
    if question is None or question.person_id != turn.person.id:
        return False
    if await too_much(turn):
        return True
    taken = await take_photo(turn, received)
    if isinstance(taken, Html):
        turn.send(Screen(taken, ask_screens.ways_on(turn.voice)), latest=f"photos:{question.id}")
        return True
    words = Words(None, taken, album)
    questions.add_photo(turn.tx, question, words, turn.now)
    note = turn.voice.gettext("I have added the photo.")
    turn.send(await ask_screens.thread(turn, question, note), latest=f"photos:{question.id}")
    return True


FORM = Form(
    "ask",
    version=1,
    emoji="💬",
    title=N_("your question"),
    steps=(
        Step(
            "words",
            NOTE,
            N_(
                "<b>What would you like to ask?</b> Type it, hold the microphone 🎤 and speak, or "
                "send a photo. I pass it on to the officers at once."
            ),
            N_("Question"),
            N_("What papers do I need to sell my honey in a shop?"),
        ),
    ),
    finish=_asked,
    enter=begin,
    enter_about=_begin,
    review=False,
    first=_agreed_first,
)
MORE = replace(
    FORM,
    name="ask_more",
    title=N_("what you are writing to the officer"),
    steps=(
        replace(
            FORM.steps[0],
            prompt=N_(
                "<b>What would you like to add?</b> Type it, speak, or send a photo. I pass it on "
                "at once."
            ),
            example="",
        ),
    ),
    finish=_wrote,
    enter=show,
    origin=(N_("See the whole question"), "q:see:{subject}"),
)
FORMS = (FORM, MORE)


async def _show(update: Update, turn: Turn) -> None:
    await show(turn)


def handlers() -> list[Handler]:
    return [
        on_command("hoicanbo", _show),
        CallbackQueryHandler(_show, r"^m:ask$"),
        CallbackQueryHandler(_press, r"^q:"),
    ]
