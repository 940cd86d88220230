"""News of questions: to the officers who may answer, level by level, and back to the producer."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from handlers.passing import passing
from handlers.post import Post
from handlers.screen import Button, Screen
from handlers.threads import briefly, upper_office
from handlers.voice import Html, Voice, clip, lines
from programme.roles import Level, Right, entitled
from storage import jobs, officers, people, questions
from storage.jobs import Job
from storage.people import PersonId
from storage.questions import (
    COMMUNE,
    DISTRICT,
    ESCALATE,
    ESCALATE_MS,
    PROVINCE,
    Question,
    State,
    Words,
)

LEVELS: Mapping[int, Level] = MappingProxyType(
    {COMMUNE: Level.COMMUNE, DISTRICT: Level.DISTRICT, PROVINCE: Level.PROVINCE}
)
SHOWN = 200
"""Characters of a question in the news of it."""


async def arrived(post: Post, question: Question, words: Words) -> bool:
    """Tell of a message by its producer: who takes care of the question, or else the officers of
    the level that it has reached, or of the next one up where somebody can be told. False if
    nobody can; it stands in the list all the same."""
    holder = question.officer_id
    if holder is not None and await _may_answer(post, holder, question):
        said = await _says(post, question, words)
        if await post.tell(holder, said, latest=f"asked:{question.id}"):
            return True
    reach = await _tell(post, question, question.reach, words)
    if (reach or PROVINCE) != question.reach:
        questions.reached(post.tx, question, reach or PROVINCE)
    return reach is not None


async def handed_up(post: Post, question: Question) -> None:
    """Tell the officers to whom a question was just handed; where none of them can be told, those
    of the next level up, who have it then."""
    reach = await _tell(post, question, question.reach, None)
    if reach is not None and reach != question.reach:
        questions.reached(post.tx, question, reach)


async def nobody_answered(post: Post, job: Job) -> None:
    """Carry a question one step up: nobody has answered it in time. The producer hears of it."""
    question = await questions.one(post.tx, job.number)
    if question is None or question.state is not State.WAITING or question.reach >= PROVINCE:
        return
    person = await people.one(post.tx, question.person_id)
    if person is None or not person.consent:
        return
    reach = await _tell(post, question, question.reach + 1, None)
    if reach is None:
        # Nobody there yet; somebody may be by then.
        jobs.put(post.tx, ESCALATE, job.subject, post.now + ESCALATE_MS)
        return
    questions.carried_up(post.tx, question, reach, post.now)
    if reach < PROVINCE:
        jobs.put(post.tx, ESCALATE, job.subject, post.now + ESCALATE_MS)

    def say(voice: Voice) -> Screen:
        text = voice.gettext(
            "💬 Nobody has answered your question yet, so I have passed it on to the officers of "
            "{place} as well.",
            place=upper_office(post.world, voice, question.commune, reach),
        )
        return Screen(text, [[Button(voice.plain("See it"), f"q:see:{question.id}")]])

    await post.tell(question.person_id, say)


JOBS = MappingProxyType({ESCALATE: nobody_answered})


async def higher(post: Post, question: Question) -> int | None:
    """The next level up at which somebody can answer a question; None if there is none."""
    for reach in range(question.reach + 1, PROVINCE + 1):
        if await _officers(post, question, reach):
            return reach
    return None


async def _tell(post: Post, question: Question, reach: int, words: Words | None) -> int | None:
    """Tell the officers of a level, or of the next one up with anybody; returns that level."""
    say = await _says(post, question, words)
    for level in range(reach, PROVINCE + 1):
        near = await _officers(post, question, level)
        told = [await post.tell(one, say, latest=f"asked:{question.id}") for one in near]
        if any(told):
            return level
    return None


async def _officers(post: Post, question: Question, reach: int) -> Sequence[PersonId]:
    """The officers of a level who may answer a question; nobody answers her own."""
    found = await officers.at_level(
        post.tx, LEVELS[reach], question.commune if reach == COMMUNE else None
    )
    contains = post.world.territory.contains
    mine = (o.person_id for o in found if contains(o.role.unit, question.commune))
    return [one for one in dict.fromkeys(mine) if one != question.person_id]


async def _may_answer(post: Post, person_id: PersonId, question: Question) -> bool:
    roles = await officers.areas(post.tx, person_id)
    return bool(entitled(post.world.territory.covers, roles, Right.ANSWER, question.commune))


async def _says(post: Post, question: Question, words: Words | None) -> Callable[[Voice], Screen]:
    """The news for officers: who asks, and the beginning of what she wrote."""
    person = await people.one(post.tx, question.person_id)
    if words is None:
        words = (await questions.first_words(post.tx, [question])).get(question.id)
    unit = post.world.territory.unit(question.commune)

    def say(voice: Voice) -> Screen:
        text = lines(
            voice.gettext(
                "💬 A question from {name}, {place}:",
                name=clip(person.name, 40) if person and person.name else voice.plain("Producer"),
                place=question.commune if unit is None else str(unit),
            ),
            voice.gettext("“{words}”", words=briefly(voice, words, SHOWN)),
        )
        rows = [
            [Button(voice.plain("Open it"), f"o:a.see:{question.id}")],
            [Button(voice.plain("💬 All questions"), "o:a.list:new:0")],
        ]
        return Screen(text, rows)

    return say


async def answered(post: Post, question: Question, officer: PersonId, words: Words) -> bool:
    """Bring the producer an answer: its files, then its words with the ways on. False if she cannot
    be reached."""
    person = await people.one(post.tx, question.person_id)
    chats = await people.chats(post.tx, question.person_id)
    if person is None or not chats:
        return False
    name = await officers.name(post.tx, officer)
    for channel, chat_id in chats:
        files = () if words.media_id is None else (words.media_id, *words.more)
        calls = [await passing(post.tx, file, chat_id) for file in files]
        for call in calls:
            if call is not None:
                post.call(channel, chat_id, call)
        shown = bool(calls) and None not in calls
        voice = post.world.voice(person.language)
        post.send_to(channel, chat_id, _answer(voice, question, name, words, shown=shown))
    return True


async def one_more_photo(post: Post, question: Question, officer: PersonId, words: Words) -> None:
    """Bring the producer one more photo of an answer that she has: what it belongs to stands above
    it already. Only a file that cannot be passed on needs words of its own."""
    person = await people.one(post.tx, question.person_id)
    if person is None or words.media_id is None:
        return
    name = await officers.name(post.tx, officer)
    for channel, chat_id in await people.chats(post.tx, question.person_id):
        call = await passing(post.tx, words.media_id, chat_id)
        if call is not None:
            post.call(channel, chat_id, call)
            continue
        voice = post.world.voice(person.language)
        screen = _answer(voice, question, name, words, shown=False)
        post.send_to(channel, chat_id, screen, latest=f"unseen:{question.id}")


def _answer(
    voice: Voice, question: Question, name: str | None, words: Words, *, shown: bool
) -> Screen:
    who = clip(name, 40) if name else voice.plain("An officer")
    said: Html | None = None
    if words.text:
        said = voice.gettext("“{words}”", words=words.text)
    elif not shown:
        said = voice.gettext("(a file that I could not look into, so I do not pass it on)")
    if said is None:  # A file alone, which has just come.
        text = voice.gettext("💬 {officer} has sent you this answer to your question.", officer=who)
    else:
        text = lines(voice.gettext("💬 {officer} answers your question:", officer=who), said)
    rows = [
        [Button(voice.plain("✍️ Write more"), f"q:more:{question.id}")],
        [Button(voice.plain("See the whole question"), f"q:see:{question.id}")],
    ]
    return Screen(text, rows)


async def closed(post: Post, question: Question) -> None:
    """Tell the producer that an officer has closed her question."""

    def say(voice: Voice) -> Screen:
        text = voice.gettext(
            "💬 The officer has closed your question. If something is still unclear, write on: it "
            "opens again."
        )
        rows = [
            [Button(voice.plain("✍️ Write more"), f"q:more:{question.id}")],
            [Button(voice.plain("See the whole question"), f"q:see:{question.id}")],
        ]
        return Screen(text, rows)

    await post.tell(question.person_id, say)
