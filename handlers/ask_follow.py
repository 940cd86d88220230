"""What a producer writes without a button while a question of hers is open: it is kept, and she
says whether it belongs to that question, is a new one, or is not for an officer at all."""

import re

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import ask, ask_screens, intake, start, threads
from handlers.asked import Got
from handlers.menu import back_button, leave
from handlers.screen import Button, Screen, no, yes
from handlers.threads import NOTE, briefly, words_of
from handlers.turn import Handler, Turn
from handlers.voice import Html, lines
from programme.text import clean, fold
from storage import drafts, question_lists, questions
from storage.drafts import Answer, Draft
from storage.questions import Question, State

FOLLOWED_MS = 14 * ask.DAY
"""So long after the last word in an open question, what she writes may belong to it."""
LEAST_WORDS = 6
"""Who says less than this, and asks for help or thanks, means just that."""

_DATA = re.compile(r"qf:(add|new|drop):([0-9]{1,18})")


def says_more(text: str) -> bool:
    """Whether a message that asks for help, or thanks, is long enough to say something besides."""
    return len(fold(text).split()) >= LEAST_WORDS


async def offer(turn: Turn) -> bool:
    """Keep what she sent, words, a photo or a recording, and ask what it is for. False, and nothing
    kept, if no question of hers is open or a form is on the screen."""
    message, person = turn.message, turn.person
    if turn.draft is not None or message is None or turn.is_officer or not person.consent:
        return False
    question = await _open(turn)
    if question is None:
        return False
    reading = await intake.read(turn, ask.MORE.steps[0], message, None)
    if not isinstance(reading, Got):
        if len(clean(message.text or "", lines=True)) <= NOTE.most:
            return False
        turn.send(Screen(reading.text, ask_screens.ways_on(turn.voice)))
        return True
    waiting = await drafts.of_person(turn.tx, person.id, ask.MORE.name)
    before = waiting.answers.get("words") if waiting else None
    if waiting is not None and before is not None:
        question = await questions.one(turn.tx, waiting.subject or question.id) or question
    answer, note = joined(before, reading.answer), None
    if answer is None:
        await threads.release(turn.tx, words_of(reading.answer))
        answer = before
        note = turn.voice.gettext(
            "Please choose first what becomes of what you sent before. Then send me this once more."
        )
    draft = Draft(0, ask.MORE.name, ask.MORE.version, "words", {"words": answer}, question.id)
    await drafts.begin(turn.tx, person.id, draft, turn.now)
    # It waits without being on the screen: what she writes next is read as always.
    drafts.put_away(turn.tx, person.id)
    turn.send(await _screen(turn, question, answer, note), latest=f"follow:{question.id}")
    return True


def joined(before: Answer, new: Answer) -> Answer:
    """Two answers of a Note as one: words to words or to a photo, photos of one album. None if they
    do not fit into one."""
    if before is None:
        return new
    texts = [one if isinstance(one, str) else _text(one) for one in (before, new)]
    text = "\n".join(part for part in texts if part)
    if len(text) > NOTE.most:
        return None
    files = [one for one in (before, new) if isinstance(one, dict)]
    if not files:
        return text
    first = files[0]
    if any("photo" not in file for file in files):
        return None
    if len(files) == 2:
        if not first.get("album") or first["album"] != files[1].get("album"):
            return None
        first = {**first, "more": f"{first.get('more', '')} {files[1]['photo']}".strip()}
    return {**first, "text": text} if text else first


def _text(answer: Answer) -> str:
    return answer.get("text", "") if isinstance(answer, dict) else ""


async def _open(turn: Turn) -> Question | None:
    """Her question that was written in last, if it is open and that was not long ago."""
    for question in await question_lists.of_person(turn.tx, turn.person.id, 0, 1):
        fresh = turn.now - question.updated_at < FOLLOWED_MS
        return question if question.state is not State.CLOSED and fresh else None
    return None


async def _screen(turn: Turn, question: Question, answer: Answer, note: Html | None) -> Screen:
    voice = turn.voice
    first = (await questions.first_words(turn.tx, [question])).get(question.id)
    text = lines(
        note,
        voice.gettext(
            "💬 I keep what you wrote, it is not passed on yet: “{words}”",
            words=briefly(voice, words_of(answer), NOTE.most),
        ),
        voice.gettext(
            "Does it belong to your question “{question}”?", question=briefly(voice, first, 60)
        ),
    )
    rows = [
        [yes(voice.plain("Yes, add it there"), f"qf:add:{question.id}")],
        [Button(voice.plain("Ask it as a new question"), f"qf:new:{question.id}")],
        [no(voice.plain("It is not for an officer"), f"qf:drop:{question.id}")],
        [back_button(voice)],
    ]
    return Screen(text, rows)


async def _press(update: Update, turn: Turn) -> None:
    match = _DATA.fullmatch((turn.query.data if turn.query else None) or "")
    leave(turn)
    kept = await drafts.of_person(turn.tx, turn.person.id, ask.MORE.name)
    words = words_of(kept.answers.get("words")) if kept else None
    if match is None or kept is None or words is None or match[2] != str(kept.subject):
        turn.toast(turn.voice.plain("This is finished. Please look at the latest message."))
        return
    if match[1] == "drop":
        drafts.remove(turn.tx, kept)
        await threads.release(turn.tx, words)
        text = turn.voice.gettext("All right, I do not pass it on.")
        turn.show(Screen(text, ask_screens.ways_on(turn.voice)))
        return
    if await start.ask_first(turn, ask.MORE.name):
        return
    new = match[1] == "new"
    # What the day has no room for waits, like all that is half written.
    if await (ask.too_many(turn) if new else ask.too_much(turn)):
        return
    drafts.remove(turn.tx, kept)
    await (ask.FORM if new else ask.MORE).finish(turn, kept, {})


def handlers() -> list[Handler]:
    return [CallbackQueryHandler(_press, r"^qf:")]
