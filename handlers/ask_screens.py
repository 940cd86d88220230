"""A producer's questions on her screen: the list, and one of them with what was written to it."""

from handlers import threads
from handlers.menu import back_button
from handlers.screen import Button, Screen
from handlers.threads import STATE_LABELS, briefly
from handlers.turn import Turn
from handlers.voice import Html, Voice, lines
from storage import question_lists, questions
from storage.questions import Question, State

PAGE = 6
ROOM = 420
"""Characters of messages on a page, where not a single one is longer."""


async def listed(turn: Turn, page: int) -> Screen:
    """A page of her questions, or the last one where there are fewer by now."""
    count = await question_lists.count_of_person(turn.tx, turn.person.id)
    page = min(page, max(0, (count - 1) // PAGE))
    found = await question_lists.of_person(turn.tx, turn.person.id, page * PAGE, PAGE)
    first_words = await questions.first_words(turn.tx, found)
    voice, first = turn.voice, page * PAGE + 1
    rows = [[Button(voice.plain("💬 Ask a new question"), "q:new:0")]]
    rows += [
        [Button(f"{number}. {briefly(voice, first_words.get(one.id), 40)}", f"q:see:{one.id}")]
        for number, one in enumerate(found, first)
    ]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Newer"), f"q:list:{page - 1}"))
    if first + PAGE <= count:
        pager.append(Button(voice.plain("Older ▶"), f"q:list:{page + 1}"))
    rows += [pager] if pager else []
    rows.append([back_button(voice)])
    if not found:
        text = voice.gettext(
            "💬 You have not asked anything yet. Press the button: an officer answers you here."
        )
        return Screen(text, rows)
    text = lines(
        voice.ngettext(
            "💬 You have asked {n} question.", "💬 You have asked {n} questions.", count
        ),
        "",
        *(
            voice.gettext(
                "{number}. “{words}”: {state}",
                number=number,
                words=briefly(voice, first_words.get(one.id), 40),
                state=voice.gettext(STATE_LABELS[one.state]),
            )
            for number, one in enumerate(found, first)
        ),
    )
    return Screen(text, rows)


async def thread(
    turn: Turn, question: Question, intro: Html | None = None, number: int = 0
) -> Screen:
    """A page of one question, `intro` above it; page 0 has the newest messages."""
    voice = turn.voice
    page = await threads.page(turn, question, number, ROOM, "q:file")
    text = lines(
        *((intro, "") if intro else ()),
        voice.gettext(
            "💬 <b>Your question</b> · {state}", state=voice.gettext(STATE_LABELS[question.state])
        ),
        await threads.about_line(turn, question.about),
        page.text,
    )
    rows: list[list[Button]] = [[button] for button in page.files]
    turns = []
    if page.number + 1 < page.count:
        turns.append(Button(voice.plain("◀ Earlier"), f"q:see:{question.id}:{page.number + 1}"))
    if page.number > 0:
        turns.append(Button(voice.plain("Later ▶"), f"q:see:{question.id}:{page.number - 1}"))
    rows += [turns] if turns else []
    rows.append([Button(voice.plain("✍️ Write more"), f"q:more:{question.id}")])
    if question.state is not State.CLOSED:
        data = f"q:end:{question.id}:{question.revision}"
        rows.append([Button(voice.plain("✅ That is all"), data)])
    rows.append([Button(voice.plain("💬 My questions"), "q:list:0"), back_button(voice)])
    return Screen(text, rows)


def ways_on(voice: Voice) -> list[list[Button]]:
    """What comes after a question."""
    return [[Button(voice.plain("💬 My questions"), "q:list:0")], [back_button(voice)]]
