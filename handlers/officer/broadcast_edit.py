"""Changing the words of a draft: its author only, and not what she has not seen."""

from dataclasses import replace

from handlers import form
from handlers.fields import Answers
from handlers.form_model import Form, Forms, given, has_answers
from handlers.menu import back_button
from handlers.officer import broadcast_page, broadcast_write
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.broadcast_change import changed, new_of, too_late
from handlers.officer.broadcast_desk import ANNOUNCEMENT, find, hers, see_button
from handlers.screen import Screen
from handlers.turn import Turn
from handlers.voice import clip, lines
from locales import N_
from programme.announcements import MAX_TEXT, State
from programme.roles import Right
from storage import drafts
from storage.announcements import Announcement
from storage.drafts import Draft

REVISION = "*revision"
"""Under this key a draft notes which revision of the announcement it changes."""


async def edit(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Put a draft's words on the review page, to be changed."""
    what = found.what
    if what.state is not State.DRAFT or not hers(turn, what):
        await too_late(turn, found)
        return
    known: Answers = {
        "text": what.text,
        "files": [str(file.media) for file in what.files],
        "topic": what.topic,
        "number": what.number,
        REVISION: what.revision,
    }
    kept = await drafts.of_person(turn.tx, turn.person.id, EDIT.name)
    if kept is None or kept.subject != what.id or not has_answers(kept):
        await form.begin(turn, EDIT, known, what.id)
        return
    if kept.answers.get(REVISION) != what.revision:
        # What she has changed herself is kept; the rest is as the announcement stands now.
        same = {key: known[key] for key in (REVISION, *given(kept.answers)) if key in known}
        kept = replace(kept, answers={**kept.answers, **same})
        drafts.save(turn.tx, kept, turn.now)
    await form.resume(turn, kept, {EDIT.name: EDIT})


async def _edited(turn: Turn, draft: Draft, forms: Forms) -> None:
    found = await find(turn, draft.subject)
    if found is None:
        broadcast_write.not_hers(turn)
        return
    what, voice = found.what, turn.voice
    if not hers(turn, what):
        _taken_over(turn, draft, what)
        return
    done = None
    if draft.answers.get(REVISION) == what.revision:
        new = await broadcast_write.written(turn, draft, new_of(what))
        done = await changed(turn, found, new)
    if done is not None:
        await broadcast_page.show(turn, done, voice.gettext("The text is changed."))
        return
    # It has been changed or sent off meanwhile, on another phone: what she wrote is not thrown
    # away.
    again = await drafts.begin(turn.tx, turn.person.id, draft, turn.now)
    drafts.save(turn.tx, replace(again, open=False), turn.now)
    if what.state is State.DRAFT:
        intro = voice.gettext(
            "The announcement has been changed meanwhile, so I have not put your text in yet. What "
            "you wrote is kept: press <b>Change the text</b> to look at it and keep it."
        )
    else:
        intro = voice.gettext(
            "It is no draft any more, so I have not changed it. What you wrote is kept for when "
            "you take it back and press <b>Change the text</b>."
        )
    await broadcast_page.show(turn, found, intro)


def _taken_over(turn: Turn, draft: Draft, what: Announcement) -> None:
    """The end of a form whose announcement is a colleague's by now; what was typed can be read."""
    voice = turn.voice
    typed = draft.answers.get("text")
    text = lines(
        voice.gettext(
            "A colleague has taken this announcement over, so I have not changed it. Please tell "
            "her what should be different."
        ),
        voice.gettext("You had written: “{text}”", text=clip(typed, MAX_TEXT))
        if isinstance(typed, str) and typed != what.text
        else None,
    )
    turn.show(Screen(text, [[see_button(voice, what)], [back_button(voice)]]))


async def _no_right(turn: Turn, name: str) -> bool:
    """Stop the form once its writer's right has ended, or the announcement is a colleague's."""
    if await broadcast_write.no_right(turn, name):
        return True
    draft = await drafts.of_person(turn.tx, turn.person.id, name)
    found = None if draft is None else await find(turn, draft.subject)
    if draft is None or found is None or hers(turn, found.what):
        return False
    drafts.remove(turn.tx, draft)
    turn.draft = None
    _taken_over(turn, draft, found.what)
    return True


EDIT: Form = replace(
    broadcast_write.NEW,
    name="announcement_edit",
    sends=False,
    finish=_edited,
    review=True,
    first=_no_right,
    send=N_("Keep it like this"),
    check=N_("{emoji} <b>Shall it say this?</b>"),
    ways=N_("Press a button to change something, or keep it."),
    origin=(N_("Back to the announcement"), "o:b.see:{subject}"),
)
FORMS: tuple[Form, ...] = (EDIT,)

ACTIONS: tuple[OfficerAction, ...] = (on("b.edit", Right.BROADCAST, ANNOUNCEMENT, edit),)
