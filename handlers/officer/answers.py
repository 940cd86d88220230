"""What an officer does with a question: takes care of it, answers, hands it up, closes it."""

import re
from collections.abc import Awaitable, Callable

from telegram import Message as Received

from handlers import ask_news, form, threads
from handlers.fields import Step
from handlers.form_model import Form, Forms
from handlers.media import take_photo
from handlers.menu import back_button
from handlers.officer import questions_desk as view
from handlers.officer.acts import OfficerAction, Opened, anywhere, on, opened, refuse
from handlers.officer.questions_desk import QUESTION
from handlers.passing import passing
from handlers.screen import Screen, no, yes
from handlers.threads import ALBUM_MS, NOTE, briefly, words_of
from handlers.turn import Turn
from handlers.voice import Html, clip, html
from locales import N_
from programme.contact import show_phone
from programme.roles import Right
from storage import people, questions
from storage.drafts import Draft
from storage.questions import Question, State, Words

_REST = re.compile(r"([0-9]{1,9})(?::(yes))?")
_NUMBER = re.compile(r"[0-9]{0,9}")

Run = Callable[[Turn, Opened[Question], str], Awaitable[None]]
May = Callable[[Turn, Opened[Question]], bool]


def _if(may: May, run: Run) -> Run:
    """`run`, for a button made for the question as it is now, where `may` allows it; else the
    officer sees where it stands by now. `run` gets what follows the revision."""

    async def checked(turn: Turn, found: Opened[Question], rest: str) -> None:
        match, question = _REST.fullmatch(rest), found.what
        if (
            match is None
            or match[1] != str(question.revision)
            or await view.locked(turn, question)
            or not may(turn, found)
        ):
            await too_late(turn, found)
            return
        await run(turn, found, match[2] or "")

    return checked


def _open_and_free(turn: Turn, found: Opened[Question]) -> bool:
    return found.what.state is not State.CLOSED and view.free(turn, found.what)


def _freeable(turn: Turn, found: Opened[Question]) -> bool:
    return view.may_free(turn, found.what, found.roles)


async def too_late(turn: Turn, found: Opened[Question]) -> None:
    """Somebody was quicker, or the button is old: say where the question stands, and show it."""
    now = await questions.one(turn.tx, found.what.id) or found.what
    turn.toast(await _standing(turn, now))
    await view.show(turn, now, found.roles)


async def _standing(turn: Turn, question: Question) -> str:
    voice = turn.voice
    if view.own(turn, question):
        return voice.plain("This is your own question: another officer must answer it.")
    if question.state is State.CLOSED:
        return voice.plain("This question is closed.")
    if question.officer_id not in (None, turn.person.id):
        name = await view.officer(turn, question)
        return voice.plain("{officer} takes care of it already.", officer=name)
    return voice.plain("There is something new here. Please look first.")


async def _see(turn: Turn, found: Opened[Question], rest: str) -> None:
    page = int(rest) if rest and _NUMBER.fullmatch(rest) else 0
    await view.show(turn, found.what, found.roles, number=page)


async def _file(turn: Turn, found: Opened[Question], rest: str) -> None:
    """Send a photo or a recording of the thread, and the thread below it."""
    message = None
    if rest and _NUMBER.fullmatch(rest) and not await view.locked(turn, found.what):
        message = await questions.message(turn.tx, found.what.id, int(rest))
    call = None
    if message is not None and message.words.media_id is not None:
        text = message.words.text or ""
        call = await passing(turn.tx, message.words.media_id, turn.chat_id, text)
    if call is None:
        turn.toast(turn.voice.plain("This file is not here any more."))
        return
    turn.call(call)
    turn.send(await view.screen(turn, found.what, found.roles))


async def _take(turn: Turn, found: Opened[Question], _: str) -> None:
    taken = await questions.take(turn.tx, found.what, turn.person.id, turn.now)
    if taken is None:
        await too_late(turn, found)
        return
    turn.toast(turn.voice.plain("You take care of this question."))
    await view.show(turn, taken, found.roles)


async def _put_back(turn: Turn, found: Opened[Question], _: str) -> None:
    freed = await questions.put_back(turn.tx, found.what, turn.person.id, turn.now)
    if freed is None:
        await too_late(turn, found)
        return
    turn.toast(turn.voice.plain("The question is back among those waiting."))
    await view.show(turn, freed, found.roles)


async def _hand_up(turn: Turn, found: Opened[Question], _: str) -> None:
    """Hand it to the next level with anybody who can be told."""
    question, voice = found.what, turn.voice
    reach = await ask_news.higher(turn.post, question)
    if reach is None:
        turn.toast(voice.plain("There is nobody further up here yet."))
        return
    moved = await questions.hand_up(turn.tx, question, reach, turn.person.id, turn.now)
    if moved is None:
        await too_late(turn, found)
        return
    await ask_news.handed_up(turn.post, moved)
    # How far up it went to find somebody is in the database by now.
    now = await questions.one(turn.tx, moved.id) or moved
    place = threads.upper_office(turn.world, voice, now.commune, now.reach)
    intro = voice.gettext("I have handed it to the officers of {place}.", place=place)
    await view.show(turn, now, found.roles, intro)


async def _close(turn: Turn, found: Opened[Question], sure: str) -> None:
    question, voice = found.what, turn.voice
    if not sure:
        text = voice.gettext(
            "Close this question? I tell the producer. If she writes on, it opens again."
        )
        at = f"{question.id}:{question.revision}"
        rows = [
            [yes(voice.plain("Yes, close it"), f"o:a.end:{at}:yes")],
            [no(voice.plain("Not yet"), f"o:a.see:{question.id}")],
        ]
        turn.show(Screen(text, rows))
        return
    closed = await questions.close(turn.tx, question, turn.person.id, turn.now)
    if closed is None:
        await too_late(turn, found)
        return
    await ask_news.closed(turn.post, closed)
    await view.show(turn, closed, found.roles, voice.gettext("It is closed."))


async def _answer(turn: Turn, found: Opened[Question], _: str) -> None:
    """Take care of the question and ask for the answer."""
    question = found.what
    if question.officer_id is None:
        taken = await questions.take(turn.tx, question, turn.person.id, turn.now)
        if taken is None:
            await too_late(turn, found)
            return
    await form.begin(turn, FORM, subject=question.id)


async def _preface(turn: Turn, draft: Draft) -> Html | None:
    """What stands above the review page: who reads this, and what she asked."""
    found = await _of(turn, draft)
    if found is None:
        return None
    words = (await questions.first_words(turn.tx, [found.what])).get(found.what.id)
    person = await people.one(turn.tx, found.what.person_id)
    return turn.voice.gettext(
        "{name} asked: “{words}”",
        name=clip(person.name, 40) if person and person.name else turn.voice.plain("Producer"),
        words=briefly(turn.voice, words, 150),
    )


async def _of(turn: Turn, draft: Draft) -> Opened[Question] | None:
    """The question that an answer is for, if this officer may answer it now."""
    if draft.subject is None:
        return None
    return await opened(turn, Right.ANSWER, QUESTION, draft.subject)


async def _finish(turn: Turn, draft: Draft, forms: Forms) -> None:
    """Send the answer, if the question is still this officer's to answer."""
    found, words = await _of(turn, draft), words_of(draft.answers.get("words"))
    if found is None or words is None:
        await threads.release(turn.tx, words)
        refuse(turn)
        turn.show(
            Screen(turn.voice.gettext("This is not in your area."), [[back_button(turn.voice)]])
        )
        return
    question = found.what
    answered = None
    if _open_and_free(turn, found) and not await view.locked(turn, question):
        answered = await questions.answer(turn.tx, question, turn.person.id, words, turn.now)
    if answered is None:
        await threads.release(turn.tx, words)
        await too_late(turn, found)
        return
    told = await ask_news.answered(turn.post, answered, turn.person.id, words)
    await view.show(turn, answered, found.roles, await _told_or_call(turn, answered, told))


async def _told_or_call(turn: Turn, question: Question, told: bool) -> Html:
    if told:
        return turn.voice.gettext("Done. I have told the farmer.")
    person = await people.one(turn.tx, question.person_id)
    phone = show_phone(person.phone) if person and person.phone else "–"
    return turn.voice.gettext(
        "Done, but I cannot reach the farmer here. Please call {phone}.", phone=phone
    )


async def one_more_photo(turn: Turn, received: Received) -> bool:
    """Take a photo that was sent along with the one of an answer that is on its way already, and
    bring it to the producer as well, if the question is still open and this officer's. False if it
    is no such photo."""
    album = received.media_group_id
    if album is None or not received.photo:
        return False
    known = await questions.of_album(
        turn.tx, turn.person.id, album, turn.now - ALBUM_MS, by_officer=True
    )
    found = None if known is None else await opened(turn, Right.ANSWER, QUESTION, known)
    if found is None or await view.locked(turn, found.what):
        return False
    if found.what.state is State.CLOSED or found.what.officer_id != turn.person.id:
        note = html(await _standing(turn, found.what))
    elif isinstance(taken := await take_photo(turn, received), Html):
        note = taken
    else:
        words = Words(None, taken, album)
        await questions.add_to_answer(turn.tx, found.what, turn.person.id, words, turn.now)
        await ask_news.one_more_photo(turn.post, found.what, turn.person.id, words)
        note = turn.voice.gettext("I have added the photo.")
    page = await view.screen(turn, found.what, found.roles, note)
    turn.send(page, latest=f"photos:{found.what.id}")
    return True


async def show_waiting(turn: Turn) -> None:
    """Show the questions that wait, or that there is no role."""
    for action in ACTIONS:
        if action.name == "a.list" and not await action.press(turn, "new:0"):
            refuse(turn)


FORM = Form(
    name="answer",
    version=1,
    emoji="💬",
    title=N_("your answer to the farmer"),
    steps=(
        Step(
            "words",
            NOTE,
            prompt=N_("<b>What do you answer?</b> Type it, speak, or send a photo."),
            label=N_("Answer"),
            example=N_("You need a food safety certificate. Come to the office on Tuesday."),
        ),
    ),
    finish=_finish,
    enter=show_waiting,
    send=N_("Send the answer"),
    preface=_preface,
    check=N_("{emoji} <b>Shall the farmer read this?</b>"),
    ways=N_("Press a button to change it, or send it."),
    origin=(N_("Back to the question"), "o:a.see:{subject}"),
)

ACTIONS: tuple[OfficerAction, ...] = (
    anywhere("a.list", Right.ANSWER, view.show_list),
    on("a.see", Right.ANSWER, QUESTION, _see),
    on("a.file", Right.ANSWER, QUESTION, _file),
    on("a.ans", Right.ANSWER, QUESTION, _if(_open_and_free, _answer)),
    on("a.take", Right.ANSWER, QUESTION, _if(_open_and_free, _take)),
    on("a.put", Right.ANSWER, QUESTION, _if(_freeable, _put_back)),
    on("a.up", Right.ANSWER, QUESTION, _if(_open_and_free, _hand_up)),
    on("a.end", Right.ANSWER, QUESTION, _if(_open_and_free, _close)),
)
"""Every button that an officer has on a question: `o:<name>:<id>:<revision>`."""
