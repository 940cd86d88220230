"""How a draft moves: an answer kept, a question shown, a way out taken."""

from collections.abc import Sequence
from dataclasses import replace

from handlers import form_screens, intake
from handlers.asked import AskBack, Got, Problem, Reading
from handlers.fields import Contact, SeveralOf, Step, files_in, keys_of, say
from handlers.form_model import (
    KEYS_UP,
    MOVED,
    REVIEW,
    Form,
    Forms,
    asked,
    before,
    has_answers,
    next_step,
    typed_control,
    with_answer,
    without,
)
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice
from programme.text import best_choice, fold
from storage import drafts, media
from storage.drafts import Answer, Draft

# How people say that all is right.
_RIGHT = frozenset(
    {
        *("dung", "dung roi", "dung het", "dung ca", "dung het roi", "duoc", "duoc roi", "chuan"),
        *("xong", "xong roi", "ok", "oke", "okay", "roi", "vang", "co", "dong y"),
        *("yes", "right", "correct"),
    }
)


async def take(
    turn: Turn, forms: Forms, form: Form, draft: Draft, step: Step, reading: Reading
) -> None:
    """Go on with what a message or a button meant."""
    if isinstance(reading, Got):
        await answer_with(turn, forms, form, draft, step, reading.answer)
        return
    if isinstance(reading, AskBack):
        draft = with_answer(draft, f"{step.key}?", reading.pending)
        _keep(turn, draft)
    say_trouble(turn, form, draft, step, reading)


def say_trouble(
    turn: Turn, form: Form, draft: Draft, step: Step, reading: Problem | AskBack
) -> None:
    """Say what is needed; the question stays."""
    choices = reading.choices if isinstance(reading, AskBack) else None
    turn.show(form_screens.trouble(turn, form, draft, step, reading.text, choices))


async def answer_with(
    turn: Turn, forms: Forms, form: Form, draft: Draft, step: Step, answer: Answer
) -> None:
    """Keep an answer and go on to what is not answered yet."""
    draft = without(with_answer(draft, step.key, answer), f"{step.key}?")
    if step.then is not None:
        step.then(turn, answer)
    note = None
    if isinstance(step.kind, Contact):
        said = say(turn.voice, turn.world.territory, step.kind, answer)
        note = turn.voice.gettext("I have written down: {contact}.", contact=said)
    await advance(turn, forms, form, draft, note)


async def advance(
    turn: Turn, forms: Forms, form: Form, draft: Draft, note: Html | None = None
) -> None:
    step = next_step(form, draft)
    if step != REVIEW or form.review:
        await go(turn, form, draft, step, note)
        return
    _drop_keys(turn, draft, note)
    drafts.remove(turn.tx, draft)
    turn.draft = None
    await form.finish(turn, draft, forms)


async def receive_photo(turn: Turn, form: Form, draft: Draft, step: Step, photos: Step) -> None:
    """Add a photo while `step` is asked. An album comes as several messages and gets one answer."""
    taken = await intake.add_photo(turn, draft, photos)
    if isinstance(taken, Html):
        # One answer, however many photos an album has.
        screen = form_screens.trouble(turn, form, draft, step, taken)
        turn.send(screen, latest=f"photos:{draft.id}")
        return
    draft = with_answer(draft, photos.key, taken)
    _keep(turn, draft)
    note = None if step is photos else intake.added(turn, photos)
    screen = form_screens.question(turn, form, draft, step, note)
    turn.send(screen, latest=f"photos:{draft.id}")


def toggle(
    turn: Turn, form: Form, draft: Draft, step: Step, kind: SeveralOf, key: str, *, on: bool
) -> bool:
    order = [choice.key for choice in kind.choices]
    if key not in order:
        return False
    chosen = set(keys_of(draft.answers.get(step.key))) - {key}
    if on and key == kind.alone:
        chosen = {key}
    elif on:
        chosen = (chosen - {kind.alone}) | {key}
    draft = with_answer(draft, step.key, [key for key in order if key in chosen])
    _keep(turn, draft)
    page = order.index(key) // kind.page
    turn.show(form_screens.question(turn, form, draft, step, page=page))
    return True


def turn_page(turn: Turn, form: Form, draft: Draft, step: Step, kind: SeveralOf, page: str) -> bool:
    if not page.isdecimal() or int(page) * kind.page >= len(kind.choices):
        return False
    turn.show(form_screens.question(turn, form, draft, step, page=int(page)))
    return True


async def act(turn: Turn, forms: Forms, form: Form, draft: Draft, step: Step, control: str) -> None:
    answer = draft.answers.get(step.key)
    earlier = before(form, draft)
    match control:
        case "!done" | "!keep":
            await answer_with(turn, forms, form, draft, step, answer)
        case "!skip":
            await answer_with(turn, forms, form, draft, step, None)
        case "!undo" | "!unfile":
            draft = with_answer(draft, step.key, list(keys_of(answer)[:-1]))
            await go(turn, form, draft, step.key)
            await media.release(turn.tx, files_in(step.kind, answer)[-1:])
        case "!back" if earlier is not None:
            await go(turn, form, draft, earlier.key)
        case "!again" | "!stay":
            await go(turn, form, without(draft, f"{step.key}?"), step.key)
        case "!back" | "!later" | "!cancel" if not form.later:
            await depart(turn, form, draft)
        case _:
            await way_out(turn, form, draft, control)


async def way_out(turn: Turn, form: Form, draft: Draft, control: str) -> bool:
    match control:
        case "!later":
            turn.draft = draft
            leave(turn)
            kept = has_answers(draft)
            voice = turn.voice
            turn.show(form_screens.put_away(voice, form) if kept else _kept(voice, form, draft))
        case "!cancel":
            cancel(turn, form, draft)
        case "!drop":
            drafts.remove(turn.tx, draft)
            await media.release(turn.tx, _files_of(form, draft))
            turn.draft = None
            turn.show(_dropped(turn.voice, form, draft))
        case "!stay":
            await go(turn, form, draft, draft.step)
        case _:
            return False
    return True


async def press_on_review(turn: Turn, forms: Forms, form: Form, draft: Draft, pressed: str) -> bool:
    wanted = form.step(pressed.removeprefix("@"))
    if wanted is not None and wanted in asked(form, draft.answers):
        await go(turn, form, draft, wanted.key)
    elif pressed == "!send":
        await send(turn, forms, form, draft)
    else:
        return await way_out(turn, form, draft, pressed)
    return True


async def send(turn: Turn, forms: Forms, form: Form, draft: Draft) -> None:
    if (missing := next_step(form, draft)) != REVIEW:
        await go(turn, form, draft, missing)
        return
    drafts.remove(turn.tx, draft)
    turn.draft = None
    await form.finish(turn, draft, forms)


async def typed_on_review(turn: Turn, forms: Forms, form: Form, draft: Draft, typed: str) -> None:
    voice = turn.voice
    if fold(typed) in {fold(voice.plain(form.send)), fold(form.send), "gui", "gui di", "send"}:
        await send(turn, forms, form, draft)
        return
    control = typed_control(voice, typed)
    if control in ("!later", "!cancel"):
        await way_out(turn, form, draft, control)
        return
    if fold(typed) in _RIGHT:
        send_it = voice.plain(form.send)
        note = voice.gettext("Then press <b>{send}</b>, please.", send=send_it)
        turn.send(await form_screens.review(turn, form, draft, note))
        return
    labels = {s.key: (voice.plain(s.label), s.label) for s in asked(form, draft.answers)}
    # A number would mean a place in a list that has no numbers.
    key = None if fold(typed).isdecimal() else best_choice(typed, labels)
    if key is not None:
        await go(turn, form, draft, key)
        return
    photos = intake.late_photos(form, draft, turn.message)
    if photos is None:
        note = voice.gettext(
            "Press the answer you would like to change, or <b>{send}</b>.",
            send=voice.plain(form.send),
        )
        turn.send(await form_screens.review(turn, form, draft, note))
        return
    taken = await intake.add_photo(turn, draft, photos)
    note = taken if isinstance(taken, Html) else intake.added(turn, photos)
    if not isinstance(taken, Html):
        draft = with_answer(draft, photos.key, taken)
        _keep(turn, draft)
    screen = await form_screens.review(turn, form, draft, note)
    turn.send(screen, latest=f"photos:{draft.id}")


async def go(turn: Turn, form: Form, draft: Draft, key: str, note: Html | None = None) -> None:
    """Put a question, or the review page, on the screen."""
    step = form.step(key)
    has_keys = step is not None and isinstance(step.kind, Contact) and step.kind.key
    if not has_keys and _drop_keys(turn, draft, note):
        note = None
    draft = with_answer(draft, KEYS_UP, "yes") if has_keys else without(draft, KEYS_UP)
    draft = _moved(turn, draft)
    draft = replace(draft, step=key, reviewed=draft.reviewed or key == REVIEW, open=True)
    _keep(turn, draft)
    turn.show(await now_asked(turn, form, draft, note))


async def now_asked(turn: Turn, form: Form, draft: Draft, note: Html | None = None) -> Screen:
    """The question, or the review page, that is on a draft's screen."""
    step = form.step(draft.step)
    if step is None:
        return await form_screens.review(turn, form, draft, note)
    return form_screens.question(turn, form, draft, step, note)


async def show_again(turn: Turn, form: Form, draft: Draft) -> None:
    """Send the question on the screen once more, below everything else."""
    step = form.step(draft.step)
    if step is None:
        turn.send(await form_screens.review(turn, form, draft, None))
    else:
        turn.send(form_screens.question(turn, form, draft, step))


def cancel(turn: Turn, form: Form, draft: Draft) -> None:
    """Throw the answers away, after asking if there are any."""
    _drop_keys(turn, draft, None)
    if has_answers(draft):
        draft = _moved(turn, without(draft, KEYS_UP))
        _keep(turn, draft)
        turn.show(form_screens.confirm_cancel(turn.voice, form, draft))
        return
    drafts.remove(turn.tx, draft)
    turn.draft = None
    turn.show(_dropped(turn.voice, form, draft))


def _files_of(form: Form, draft: Draft) -> list[int]:
    """The media in a draft's answers."""
    answers = [(step.kind, draft.answers.get(step.key)) for step in form.steps]
    return [file for kind, answer in answers for file in files_in(kind, answer)]


async def depart(turn: Turn, form: Form, draft: Draft) -> None:
    """Leave a form whose questions may not wait; nothing of it is kept."""
    _drop_keys(turn, draft, None)
    drafts.remove(turn.tx, draft)
    turn.draft = None
    if form.back is not None:
        await form.back(turn, draft)
    elif form.away is None:
        turn.show(_kept(turn.voice, form, draft))
    else:
        await form.away(turn)


def _drop_keys(turn: Turn, draft: Draft, text: Html | None) -> bool:
    """Take our keyboard off the phone. It needs a message of its own: a message has one keyboard,
    and the next one brings buttons."""
    if KEYS_UP not in draft.answers:
        return False
    turn.send(Screen(text or turn.voice.gettext("I have put the phone key away."), drop_keys=True))
    return True


def _moved(turn: Turn, draft: Draft) -> Draft:
    """The draft with the time of the press that brings other buttons under the finger."""
    return without(draft, MOVED) if turn.query is None else with_answer(draft, MOVED, turn.now)


def _dropped(voice: Voice, form: Form, draft: Draft) -> Screen:
    return Screen(voice.gettext(form.dropped), _ways_back(voice, form, draft))


def _kept(voice: Voice, form: Form, draft: Draft) -> Screen:
    """What a person reads who leaves a form before she has answered anything."""
    return Screen(voice.gettext("Nothing has changed."), _ways_back(voice, form, draft))


def _ways_back(voice: Voice, form: Form, draft: Draft) -> Sequence[Sequence[Button]]:
    rows = list(_to_menu(voice))
    if form.origin is not None and draft.subject is not None:
        label, target = form.origin
        rows.insert(0, [Button(voice.plain(label), target.format(subject=draft.subject))])
    return rows


def nothing_open(voice: Voice) -> Screen:
    return Screen(voice.gettext("Nothing is half written here."), _to_menu(voice))


def _to_menu(voice: Voice) -> Sequence[Sequence[Button]]:
    return [[Button(voice.plain("🏠 Menu"), "m:menu")]]


def leave(turn: Turn) -> None:
    """Take the form off the screen and our keyboard off the phone; what was answered is kept.
    Commands and the menu call it."""
    draft, turn.draft = turn.draft, None
    if draft is None:
        return
    _drop_keys(turn, draft, None)
    if has_answers(draft):
        drafts.save(turn.tx, replace(without(draft, KEYS_UP), open=False), turn.now)
    else:
        drafts.remove(turn.tx, draft)


def _keep(turn: Turn, draft: Draft) -> None:
    drafts.save(turn.tx, draft, turn.now)
    turn.draft = draft
