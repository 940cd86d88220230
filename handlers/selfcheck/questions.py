"""The questions of a self-check, one a screen, and what happens with their answers."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.form_model import typed_control
from handlers.menu import back_button
from handlers.screen import Button, Screen
from handlers.selfcheck import results, words
from handlers.selfcheck.opened import Opened, hold, is_today
from handlers.turn import Turn
from handlers.voice import Html, Voice, lines
from programme import selfcheck
from programme.intents import intent
from programme.said import gist
from programme.selfcheck import BAD, GOOD, UNSURE, Ask
from programme.text import best_choice, fold
from storage import selfchecks

BUTTON = 30
"""Characters of an answer that fits a button; longer ones stand in the text, by number."""
A_MINUTE = 4
"""Questions answered in a minute, about."""
# As programme.said.gist has it.
_UNSURE = (
    *("chua ro", "khong ro", "chua biet", "khong biet", "khong nho", "khong chac", "chua chac"),
    *("khong biet ro", "khong ro co khong", "not sure", "unsure", "do not know", "dont know"),
    *("am not sure", "don t know"),
)
_YES = ("co", "co a", "vang", "da", "da co", "dung", "u", "yes", "y", "ok")
_NO = ("khong", "chua", "khong co", "chua co", "ko", "no", "n")


def screen(voice: Voice, of: Opened, ask: Ask, note: Html | None = None) -> Screen:
    """A question with its answers as buttons; `note` stands above it."""
    given = of.check.replies.get(ask.key)
    labels = [words.says(voice, ask, code) for code in ask.codes]
    numbered = any(len(label) > BUTTON for label in labels)
    hint = ask.criterion.question.hint if ask.criterion else None
    text = lines(
        voice.gettext("⭐ <b>{name}</b>", name=of.title(voice)),
        _where(voice, of, ask),
        *(("", note) if note else ()),
        "",
        voice.gettext("<b>{question}</b>", question=words.asks(voice, ask)),
        voice.gettext("<i>{hint}</i>", hint=hint.said_in(voice.language)) if hint else None,
        *(_numbered(labels) if numbered else ()),
        *_given(voice, ask, given),
    )
    rows = _answers(of, ask, labels, given, numbered=numbered)
    return Screen(text, [*rows, *_ways(voice, of, ask)])


def _where(voice: Voice, of: Opened, ask: Ask) -> Html:
    """How far she is."""
    if ask.criterion is None:
        return voice.gettext("First of all, {place}/{of}", place=ask.place, of=ask.of)
    return voice.gettext(
        "Question {place}/{of} · {section} (criterion {id})",
        place=ask.place,
        of=ask.of,
        section=of.one.section_of(ask.key).name.said_in(voice.language),
        id=ask.key,
    )


def _numbered(labels: Sequence[str]) -> list[Html]:
    listed = [Html(f"{number}. ") + label for number, label in enumerate(labels, 1)]
    return [Html(""), *listed]


def _given(voice: Voice, ask: Ask, given: int | None) -> list[Html]:
    """What she answered before, where she has come back."""
    if given is None:
        return []
    said = words.says(voice, ask, given)
    return [Html(""), voice.gettext("So far: {answer}", answer=said)]


def _answers(
    of: Opened, ask: Ask, labels: Sequence[str], given: int | None, *, numbered: bool
) -> list[list[Button]]:
    buttons = []
    for number, (code, label) in enumerate(zip(ask.codes, labels, strict=True), 1):
        shown = str(number) if numbered else label
        mark = "✓ " if code == given else ""
        buttons.append(Button(f"{mark}{shown}", f"k:a:{of.check.id}:{ask.key}:{code}"))
    return [buttons] if numbered else [[button] for button in buttons]


def _ways(voice: Voice, of: Opened, ask: Ask) -> list[list[Button]]:
    check = of.check
    rows = [[Button(voice.plain("I am not sure"), f"k:a:{check.id}:{ask.key}:{UNSURE}")]]
    if check.done_at is not None:
        rows.append([Button(voice.plain("Keep it"), f"k:keep:{check.id}:{ask.key}")])
        return [*rows, [back_button(voice)]]
    along = [Button(voice.plain("Save for later"), f"k:later:{check.id}")]
    if selfcheck.before(of.one, check.replies, ask.key) is not None or not check.replies:
        along.insert(0, Button(voice.plain("‹ Back"), f"k:back:{check.id}:{ask.key}"))
    return [*rows, along, [back_button(voice)]]


# --- going on ----------------------------------------------------------------------------------


async def go_on(turn: Turn, of: Opened, note: Html | None = None) -> None:
    """Show the question that is next; the result where all are answered."""
    step = of.step or selfcheck.first_open(of.one, of.check.replies)
    if step is None:
        await results.finish(turn, of)
        return
    await put(turn, of, step, note)


async def put(turn: Turn, of: Opened, ask: Ask, note: Html | None = None) -> None:
    """Put a question on the screen."""
    check = of.check
    if check.step != ask.key:
        check = selfchecks.save(turn.tx, replace(check, step=ask.key), turn.now)
    await hold(turn, check)
    turn.show(screen(turn.voice, of.now(check), ask, note))


def opening(voice: Voice, of: Opened) -> Html:
    """What stands above the first question."""
    count = len(selfcheck.asked(of.one, {}))
    return voice.gettext(
        "I ask {n} short questions, about {minutes} minutes. Stop whenever you like, I keep your "
        "answers. Where you are not sure, say so.",
        n=count,
        minutes=max(1, round(count / A_MINUTE)),
    )


async def back(turn: Turn, of: Opened, ask: Ask) -> bool:
    """Show the question before. False at the first one."""
    before = selfcheck.before(of.one, of.check.replies, ask.key)
    if before is None:
        return False
    await put(turn, of, before)
    return True


async def reply(turn: Turn, of: Opened, ask: Ask, code: int) -> None:
    """Keep an answer and go on to what has none yet."""
    check = of.check
    if check.done_at is not None and not is_today(turn, check.done_at):
        # What was counted on another day stays as it was, to be compared with.
        check = await selfchecks.begin(turn.tx, replace(check, done_at=turn.now), turn.now)
    replies = {**check.replies, ask.key: code}
    following = selfcheck.first_open(of.one, replies)
    step = "" if following is None else following.key
    check = selfchecks.save(turn.tx, replace(check, replies=replies, step=step), turn.now)
    if following is None:
        await results.finish(turn, of.now(check), again=check.done_at is not None)
        return
    await put(turn, of.now(check), following, note_on(turn.voice, of.now(check), ask, following))


def note_on(voice: Voice, of: Opened, ask: Ask, following: Ask) -> Html | None:
    """What is to be said of an answer, and where a portion ends."""
    if ask.condition is not None and of.check.replies.get(ask.key) == BAD:
        way = ask.condition.way_out.said_in(voice.language)
        return voice.gettext("{way} Let us go on, to see what else there is.", way=way)
    left = following.of - following.place + 1
    if following.criterion is None:
        return None
    if ask.criterion is None:
        return voice.ngettext(
            "That was the beginning. Now {n} question about points.",
            "That was the beginning. Now {n} questions about points.",
            left,
        )
    part, next_part = of.one.section_of(ask.key).part, of.one.section_of(following.key).part
    if part == next_part:
        return None
    return voice.ngettext(
        "Part {part} is done. {n} question left.",
        "Part {part} is done. {n} questions left.",
        left,
        part=part,
    )


# --- what is typed -----------------------------------------------------------------------------


async def typed(turn: Turn, of: Opened, ask: Ask, text: str) -> bool:
    """Take a typed answer. False if it is for others to understand."""
    voice = turn.voice
    code = meant(voice, ask, text)
    if code is not None:
        await reply(turn, of, ask, code)
        return True
    match typed_control(voice, text):
        case "!menu" | "!help":
            return False
        case "!back" if of.check.done_at is None and await back(turn, of, ask):
            return True
        case "!later" | "!cancel":
            results.put_away(turn, of)
            return True
    if intent(text) in ("menu", "help"):
        return False
    note = voice.gettext(
        "I did not understand that as an answer. Please press a button, or type its number."
    )
    turn.send(screen(voice, of, ask, note))
    return True


def meant(voice: Voice, ask: Ask, text: str) -> int | None:
    """The reply that a typed text means, by its number or by its words in either language."""
    if gist(text) in _UNSURE or fold(text) == fold(voice.plain("I am not sure")):
        return UNSURE
    said = fold(text) if fold(text) in (*_YES, *_NO) else gist(text)
    if ask.condition is not None and said in (*_YES, *_NO):
        # "Does dirt ever get into it?" is the one kind of question where no is the good answer.
        inverted = fold(ask.condition.good.vi).split()[0] in _NO
        return GOOD if (said in _YES) != inverted else BAD
    labels = {str(code): words.both(ask, code) for code in ask.codes}
    found = best_choice(text, labels)
    return None if found is None else int(found)


def no_words(turn: Turn, of: Opened, ask: Ask) -> None:
    """The answer to a photo or a sticker."""
    note = turn.voice.gettext("Here a button is enough, or the number of the answer.")
    turn.send(screen(turn.voice, of, ask, note), latest=f"selfcheck:{of.check.id}")
