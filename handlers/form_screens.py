"""How a form looks: its questions, its review page, and what a draft that waits says."""

from collections.abc import Sequence

from handlers.fields import (
    Amount,
    Answers,
    Contact,
    Files,
    OneOf,
    Photos,
    Place,
    SeveralOf,
    Step,
    keys_of,
    say,
)
from handlers.form_model import REVIEW, Form, asked, controls, given, is_answered
from handlers.screen import Button, Key, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from locales import LANGUAGES
from programme.units import Territory
from storage.drafts import Answer, Draft


def data(draft: Draft, value: str, step: str | None = None) -> str:
    """Callback data: the draft, the question it belongs to, and the answer or the control."""
    return f"f:{draft.id}:{step or draft.step}:{value}"


def button(voice: Voice, form: Form, draft: Draft, control: str) -> Button:
    to = "m:menu" if control == "!menu" else data(draft, control)
    return Button(voice.plain(form.says(control)), to)


def question(
    turn: Turn,
    form: Form,
    draft: Draft,
    step: Step,
    note: Html | None = None,
    *,
    choices: Sequence[tuple[str, str]] = (),
    page: int = 0,
) -> Screen:
    """The screen of a question; `note` stands above it, `choices` (value, label) are offered in
    the place of its own."""
    voice = turn.voice
    answer = draft.answers.get(step.key)
    old = None
    if answer and not isinstance(step.kind, SeveralOf | OneOf | Photos):
        was = say(voice, turn.world.territory, step.kind, answer, 200)
        old = voice.gettext("So far: {answer}", answer=was)
    prompts = _prompts(turn, step, answer)
    count = progress(form, draft, step, voice)
    if count is None:
        prompts[0] = Html(f"{form.emoji} {prompts[0]}")
    text = lines(
        note,
        None if note is None else "",
        count,
        *prompts,
        *_explained(voice, step),
        example(voice, step),
        old,
        _received(voice, step, answer),
    )
    if isinstance(step.kind, Contact) and step.kind.key:
        return Screen(text, keys=_keys(form, draft, step, voice))
    return Screen(text, _rows(form, draft, step, voice, choices, page))


def trouble(
    turn: Turn,
    form: Form,
    draft: Draft,
    step: Step,
    text: Html,
    choices: Sequence[tuple[str, str]] | None = None,
) -> Screen:
    """What is needed, in one sentence, above the question, its example and the same buttons. What
    is asked back brings an example of its own, and perhaps `choices`."""
    again = (
        ("", *_prompts(turn, step, draft.answers.get(step.key)), example(turn.voice, step))
        if choices is None
        else ()
    )
    shown = lines(text, *again)
    if isinstance(step.kind, Contact) and step.kind.key:
        return Screen(shown, keys=_keys(form, draft, step, turn.voice))
    return Screen(shown, _rows(form, draft, step, turn.voice, choices or (), 0))


def progress(form: Form, draft: Draft, step: Step, voice: Voice) -> Html | None:
    """Which question of how many this is; nothing where a single answer is being changed."""
    mine = [s for s in asked(form, draft.answers) if s.key not in given(draft.answers)]
    if draft.reviewed or step not in mine or len(mine) == 1:
        return None
    count = Html(f"{mine.index(step) + 1}/{len(mine)}")
    return voice.gettext("{emoji} <i>Question {count}</i>", emoji=form.emoji, count=count)


def example(voice: Voice, step: Step) -> Html | None:
    if not step.example:
        return None
    return voice.gettext("<i>For example: {example}</i>", example=voice.gettext(step.example))


def _prompts(turn: Turn, step: Step, answer: Answer) -> list[Html]:
    """What is asked; how to go on without an answer is said only where none is there."""
    voices = [turn.world.voice(one, officer=turn.is_officer) for one in LANGUAGES]
    asked_in = voices if step.bilingual else [turn.voice]
    said = [step.prompt] if answer or not step.empty else [step.prompt, step.empty]
    return [Html(" ".join(v.gettext(one) for one in said)) for v in asked_in]


def _explained(voice: Voice, step: Step) -> list[Html]:
    """What each choice covers, for those who cannot tell from its name."""
    if not isinstance(step.kind, OneOf):
        return []
    return [
        Html(f"• {voice.gettext(choice.label)}: {voice.gettext(choice.example)}")
        for choice in step.kind.choices
        if choice.example
    ]


def _received(voice: Voice, step: Step, answer: Answer) -> Html | None:
    if not isinstance(step.kind, Photos) or not answer:
        return None
    count = len(keys_of(answer))
    if isinstance(step.kind, Files):
        return _files_received(voice, count, step.kind.most)
    if count >= step.kind.most:
        return voice.gettext("I have {n} photos, and that is enough. Press <b>Done</b>.", n=count)
    return voice.ngettext(
        "I have {n} photo. Send more, or press <b>Done</b>.",
        "I have {n} photos. Send more, or press <b>Done</b>.",
        count,
    )


def _files_received(voice: Voice, count: int, most: int) -> Html:
    if count >= most:
        return voice.gettext("I have {n} files, and that is enough. Press <b>Done</b>.", n=count)
    return voice.ngettext(
        "I have {n} file. Send more, or press <b>Done</b>.",
        "I have {n} files. Send more, or press <b>Done</b>.",
        count,
    )


def _keys(form: Form, draft: Draft, step: Step, voice: Voice) -> list[list[Key]]:
    rows = [[Key(voice.plain("📱 Send my name and number"), asks="contact")]]
    below = controls(form, draft, step)
    rows += [[Key(voice.plain(form.says(control))) for control in row] for row in below]
    return rows


def _rows(
    form: Form,
    draft: Draft,
    step: Step,
    voice: Voice,
    choices: Sequence[tuple[str, str]],
    page: int,
) -> list[list[Button]]:
    rows: list[list[Button]] = []
    match step.kind:
        case OneOf(choices=own, columns=columns):
            answer = draft.answers.get(step.key)
            buttons = [
                Button(_ticked(voice.plain(c.label), c.key == answer), data(draft, f"={c.key}"))
                for c in own
            ]
            rows += [buttons[at : at + columns] for at in range(0, len(buttons), columns)]
        case SeveralOf():
            rows += _toggles(draft, step, step.kind, voice, page)
        case Place() if choices:
            rows += [[Button(clip(label, 60), data(draft, f"={v}"))] for v, label in choices]
            rows.append([Button(voice.plain("None of these"), data(draft, "!again"))])
        case Amount() if choices:
            buttons = [Button(label, data(draft, f"={value}")) for value, label in choices]
            rows += [buttons[at : at + 3] for at in range(0, len(buttons), 3)]
        case _:
            pass
    below = controls(form, draft, step)
    rows += [[button(voice, form, draft, control) for control in row] for row in below]
    return rows


def _toggles(
    draft: Draft, step: Step, kind: SeveralOf, voice: Voice, page: int
) -> list[list[Button]]:
    chosen = keys_of(draft.answers.get(step.key))
    rows = []
    for choice in kind.choices[page * kind.page : (page + 1) * kind.page]:
        on = choice.key in chosen
        # The data says what shall be, not what shall change: pressed twice, it does no harm.
        wanted = f"{'-' if on else '+'}{choice.key}"
        rows.append([Button(_ticked(voice.plain(choice.label), on), data(draft, wanted))])
    pages = -(-len(kind.choices) // kind.page)
    if page + 1 < pages:
        rows.append([Button(voice.plain("More choices ›"), data(draft, f"!page{page + 1}"))])
    elif page:
        rows.append([Button(voice.plain("‹ First choices"), data(draft, "!page0"))])
    return rows


def _ticked(label: str, on: bool) -> str:
    return f"✓ {label}" if on else label


async def review(turn: Turn, form: Form, draft: Draft, note: Html | None = None) -> Screen:
    """The page on which every answer can be looked at and changed."""
    voice = turn.voice
    preface = None if form.preface is None else await form.preface(turn, draft)
    steps = asked(form, draft.answers)
    # What stands alone is shown whole; several long answers would not fit.
    most = 500 if len(steps) == 1 else 40
    rows = [[Button(voice.plain(form.send), data(draft, "!send", REVIEW))]]
    edits = [
        Button(change_label(voice, step.label), data(draft, f"@{step.key}", REVIEW))
        for step in steps
    ]
    rows += [edits[at : at + 2] for at in range(0, len(edits), 2)]
    rows.append([button(voice, form, draft, control) for control in ("!later", "!cancel")])
    text = lines(
        note,
        preface,
        voice.gettext(form.check, emoji=form.emoji),
        *(_reviewed(voice, turn.world.territory, step, draft.answers, most) for step in steps),
        "",
        voice.gettext(form.ways),
    )
    return Screen(text, rows)


def change_label(voice: Voice, label: str) -> str:
    """What the button says that changes the answer of this label on the review page."""
    return voice.plain("Change: {what}", what=_lower(voice.plain(label)))


def _lower(label: str) -> str:
    """A label in the middle of a sentence; names of more capitals stay as they are."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _reviewed(voice: Voice, territory: Territory, step: Step, answers: Answers, most: int) -> Html:
    answer = say(voice, territory, step.kind, answers.get(step.key), most)
    return Html(f"{voice.gettext(step.label)}: <b>{answer}</b>")


def confirm_cancel(voice: Voice, form: Form, draft: Draft) -> Screen:
    """Ask before answers are thrown away."""
    text = voice.gettext(
        "Shall I throw away what you have written in {title}?", title=voice.gettext(form.title)
    )
    rows = [
        [Button(voice.plain("No, go on"), data(draft, "!stay"))],
        [Button(voice.plain("Yes, throw it away"), data(draft, "!drop"))],
    ]
    return Screen(text, rows)


def put_away(voice: Voice, form: Form) -> Screen:
    """What a person reads who leaves a form for later."""
    text = voice.gettext(
        "I keep what you have written in {title}. Press <b>Go on</b> whenever you like.",
        title=voice.gettext(form.title),
    )
    go_on, menu = Button(voice.plain("Go on"), "m:resume"), Button(voice.plain("🏠 Menu"), "m:menu")
    return Screen(text, [[go_on], [menu]])


def reminder(voice: Voice, form: Form, draft: Draft) -> Screen:
    """Remind of a draft that waits, once."""
    left = len([s for s in asked(form, draft.answers) if not is_answered(s, draft.answers)])
    title = voice.gettext(form.title)
    if left:
        text = voice.ngettext(
            "{emoji} You have begun {title}: {n} question is left. Shall we go on?",
            "{emoji} You have begun {title}: {n} questions are left. Shall we go on?",
            left,
            emoji=form.emoji,
            title=title,
        )
    elif not form.sends:
        text = voice.gettext(
            "{emoji} You have written {title}, but not finished it yet. Shall we go on?",
            emoji=form.emoji,
            title=title,
        )
    else:
        text = voice.gettext(
            "{emoji} You have written {title}, but not sent it yet. Shall we go on?",
            emoji=form.emoji,
            title=title,
        )
    return Screen(
        text,
        [
            [Button(voice.plain("Go on"), "m:resume")],
            [button(voice, form, draft, "!cancel")],
        ],
    )
