"""Help that knows where a person is: in a form, before her agreement, an officer, or at large."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import menu
from handlers.commands import COMMANDS, on_command
from handlers.fields import (
    Amount,
    Contact,
    Custom,
    Day,
    Files,
    Kind,
    Moment,
    Note,
    OneOf,
    Photos,
    Place,
    SeveralOf,
    Text,
    TextOrVoice,
    Words,
)
from handlers.form_model import CONTROLS, REVIEW, Form, Forms
from handlers.screen import Button, Screen
from handlers.turn import Handler, Turn
from handlers.voice import Html, Voice, lines
from locales import N_
from storage.drafts import Draft

DONE, LATER = CONTROLS["!done"], CONTROLS["!later"]
LISTED = (
    *("ytuong", "trangthai", "chamdiem", "taphuan", "thongbao", "hoicanbo"),
    *("hoso", "rieng_tu", "ngonngu", "huy"),
)
"""The commands that help names, in order; the menu button is there anyway."""


def screen(turn: Turn, forms: Forms) -> Screen:
    """The help for where the person is now."""
    voice, draft = turn.voice, turn.draft
    if draft is not None and draft.form in forms:
        rows = [
            [Button(voice.plain("↩️ Back to the question"), "m:resume")],
            [menu.back_button(voice)],
        ]
        return Screen(_in_form(voice, forms[draft.form], draft), rows)
    if turn.is_officer:
        return Screen(_for_officer(voice), [[menu.back_button(voice)]])
    if not turn.person.consent:
        rows = [
            [Button(voice.plain("👍 See and agree"), "d:agree")],
            [menu.back_button(voice)],
        ]
        return Screen(_before_consent(voice), rows)
    rows = [[Button(voice.plain("💡 Send an idea"), "m:idea")], [menu.back_button(voice)]]
    return Screen(_at_large(voice), rows)


def _in_form(voice: Voice, form: Form, draft: Draft) -> Html:
    step = form.step(draft.step)
    if draft.step == REVIEW or step is None:
        how = voice.gettext(
            "You have answered everything. Read it through: a button below each answer changes it. "
            "Then send it."
        )
        asked = None
    else:
        asked = voice.gettext(
            "The question is: <i>{question}</i>", question=voice.gettext(step.prompt)
        )
        done = voice.plain(DONE)
        how = voice.gettext(how_to_answer(step.kind), done=done)
    skip = voice.gettext("You may skip this question.") if step and step.optional else None
    ways = None
    if form.later:
        ways = voice.gettext(
            "<b>{later}</b> keeps what you have written. <b>{stop}</b> throws it away.",
            later=voice.plain(LATER),
            stop=voice.plain(form.says("!cancel")),
        )
    return lines(voice.gettext("❓ <b>Help</b>"), asked, how, skip, ways)


def how_to_answer(kind: Kind) -> str:
    """How a kind of question is answered (a msgid); `{done}` is what that button says."""
    match kind:
        case Text():
            return N_("Type a few words and send them.")
        case Note():
            return N_("Type it, hold the microphone 🎤 and tell me, or send a photo.")
        case TextOrVoice():
            return N_("Type it, or hold the microphone 🎤 and tell me.")
        case Amount():
            return N_("Type a number and its unit, for example: 500 kg. About right is enough.")
        case OneOf():
            return N_("Press one of the buttons, or type what it says.")
        case SeveralOf():
            return N_(
                "Press every button that fits; press it again to take it away. "
                "Then press <b>{done}</b>."
            )
        case Place():
            return N_(
                "Type a part of your commune's name, old or new, with or without accents. "
                "Then press the right one."
            )
        case Contact(key=False):
            return N_("Type a name and a phone number.")
        case Contact():
            return N_(
                "Press the button at the bottom to send your own number, "
                "or type a name and a number."
            )
        case Words():
            return N_("Type it in your own words, several lines if you like, and send it.")
        case Files():
            return N_("Press the paper clip 📎 and choose files. Then press <b>{done}</b>.")
        case Photos():
            return N_("Press the paper clip 📎 and choose photos. Then press <b>{done}</b>.")
        case Custom(how=how):
            return how
        case Day():
            return N_("Type the day and the month, for example: 30/6.")
        case Moment():
            return N_("Type the day and the time, for example: Saturday next week 8h30.")


def _for_officer(voice: Voice) -> Html:
    return lines(
        voice.gettext("❓ <b>Help for officers</b>"),
        voice.gettext(
            "/{queue} shows the ideas of your area, the oldest first.", queue=_queue(voice)
        ),
        voice.gettext(
            "Press <b>{take}</b> before you decide, so that nobody changes it meanwhile.",
            take=voice.plain("Take it up"),
        ),
        voice.gettext(
            "Then <b>{accept}</b>, or <b>{back}</b> with a reason: the producer reads it at once.",
            accept=voice.plain("Accept"),
            back=voice.plain("Send back to be completed"),
        ),
        voice.gettext(
            "Cannot decide now? Press <b>{put}</b>, and a colleague can take it.",
            put=voice.plain("Put it back in the queue"),
        ),
        voice.gettext(
            "<b>{desk}</b> has the rest: dossiers, questions, classes, announcements, the report.",
            desk=voice.plain("🗂 My desk"),
        ),
        voice.gettext("Everything you do to an idea is kept in its story."),
    )


def _before_consent(voice: Voice) -> Html:
    return lines(
        voice.gettext("❓ <b>Why I ask for your agreement</b>"),
        voice.gettext(
            "I carry your product ideas to the Farmers' Union. For that I must keep your name, "
            "phone, place and what you send."
        ),
        voice.gettext(
            "The law says that you decide. You can see it, correct it and erase it at any time."
        ),
        voice.gettext("If you do not agree, nothing is lost: come back whenever you like."),
    )


def _at_large(voice: Voice) -> Html:
    english = voice.language == "en"
    named = {command.vi: command for command in COMMANDS}
    listed = [
        Html(f"/{named[name].en if english else name} – ") + voice.gettext(named[name].description)
        for name in LISTED
    ]
    return lines(
        voice.gettext("❓ <b>What I can do</b>"),
        voice.gettext(
            "I help you bring your product into OCOP: from the idea to its stars, with classes, "
            "news and officers who answer you."
        ),
        voice.gettext("Press a button, or just type what you want, for example: “my ideas”."),
        "",
        *listed,
    )


def _queue(voice: Voice) -> str:
    return "queue" if voice.language == "en" else "hangdoi"


def handlers(forms: Forms) -> list[Handler]:
    async def show(update: Update, turn: Turn) -> None:
        turn.show(screen(turn, forms))

    return [on_command("trogiup", show), CallbackQueryHandler(show, r"^m:help$")]
