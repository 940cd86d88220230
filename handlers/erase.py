"""Taking back one's agreement, and erasing everything: both asked twice, both done at once."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import commands, exports, form, menu, mydata, start
from handlers.form_model import KEYS_UP
from handlers.screen import Button, Screen
from handlers.turn import Handler, Turn
from handlers.voice import lines
from locales.formats import format_number
from programme.data_law import RequestKind
from storage import erasure, people
from storage.drafts import Answer

VALID_MS = 60 * 60 * 1000
"""How long a button that cannot be undone works: an hour later it is an old one."""
MOST_A_DAY = 3
"""How often one may erase everything. Whoever begins anew has all that is counted by the day anew:
tries of a code, ideas, questions, files."""


async def ask_withdraw(update: Update, turn: Turn) -> None:
    """Say what taking the agreement back means, and ask."""
    voice = turn.voice
    if not turn.person.consent:
        turn.toast(voice.plain("There is no agreement to take back."))
        await mydata.show_privacy(turn)
        return
    text = voice.gettext(
        "Do you take back your agreement? Then:\n"
        "• ideas that are not accepted yet are withdrawn,\n"
        "• your seats in classes are given back,\n"
        "• I send you no more news,\n"
        "• what I keep stays locked away until you erase it or agree again."
    )
    rows = [
        [Button(voice.plain("Yes, take it back"), _stamped("d:withdraw", turn))],
        [Button(voice.plain("No, leave it"), "d:privacy")],
    ]
    turn.show(Screen(text, rows))


async def withdraw(update: Update, turn: Turn) -> None:
    voice = turn.voice
    if not _fresh(turn):
        await _old(turn)
        return
    if not turn.person.consent:
        turn.toast(voice.plain("There is no agreement to take back."))
        return
    mydata.log(turn, RequestKind.WITHDRAW)
    turn.change(consent=False)
    people.add_consent(
        turn.tx, turn.person, given=False, text_version=start.CONSENT_TEXT, now=turn.now
    )
    menu.leave(turn)
    count = await erasure.stop(turn.tx, turn.person.id, turn.now)
    intro = voice.gettext("You have taken back your agreement. I use your information no more.")
    if count:
        intro = lines(
            intro,
            voice.ngettext("{n} idea was withdrawn.", "{n} ideas were withdrawn.", count),
        )
    await menu.show(turn, intro=intro)


async def ask_erase(update: Update, turn: Turn) -> None:
    """Say what will be gone and what stays, and offer the file first."""
    if await _too_often(turn):
        return
    voice = turn.voice
    text = lines(
        voice.gettext("🗑 <b>Erase everything?</b>"),
        voice.gettext(
            "Gone for good: your name, phone and place, photos and recordings, "
            "what you are writing and what you wrote in your ideas."
        ),
        voice.gettext("Ideas that are not accepted yet are withdrawn."),
        voice.gettext("Your seats in classes are given back."),
        voice.gettext(
            "I keep only the ideas' codes, an accepted product's name, and numbers without names."
        ),
        voice.gettext("Your role as an officer ends as well.") if turn.is_officer else None,
    )
    rows = [
        [Button(voice.plain("📥 Take it along first"), "d:export")],
        [Button(voice.plain("🗑 Erase everything"), _stamped("d:erase2", turn))],
        [Button(voice.plain("No, keep it"), "d:privacy")],
    ]
    turn.show(Screen(text, rows))


async def ask_erase_again(update: Update, turn: Turn) -> None:
    voice = turn.voice
    if not _fresh(turn):
        await _old(turn)
        return
    text = voice.gettext(
        "I ask once more, because nobody can bring it back: erase everything about you?"
    )
    rows = [
        [Button(voice.plain("No, keep it"), "d:privacy")],
        [Button(voice.plain("Yes, erase it for good"), _stamped("d:erase3", turn))],
    ]
    turn.show(Screen(text, rows))


async def erase(update: Update, turn: Turn) -> None:
    """Erase; afterwards the chat is as new."""
    voice = turn.voice
    if not _fresh(turn):
        await _old(turn)
        return
    if await _too_often(turn):
        return
    mydata.log(turn, RequestKind.ERASE)
    has_keys = turn.draft is not None and KEYS_UP in turn.draft.answers
    await erasure.erase(turn.tx, turn.person.id, turn.now)
    turn.draft = None
    if has_keys:  # said only now: what waited for her is gone with the rest
        turn.send(Screen(voice.gettext("I have put the phone key away."), drop_keys=True))
    commands.forget(turn)
    text = lines(
        voice.gettext("I have erased everything about you."),
        voice.gettext("The messages in this chat are on your phone: delete them there."),
        voice.gettext("Whenever you like, we begin anew."),
    )
    turn.show(Screen(text, [[Button(voice.plain("Begin anew"), "d:anew")]]))


async def agree(update: Update, turn: Turn) -> None:
    """Ask for the agreement (again); what she has told before is not asked again."""
    person = turn.person
    if person.consent:
        await mydata.show_privacy(turn)
    else:
        # The screen on which she pressed it speaks her language already.
        known: dict[str, Answer] = {"language": person.language}
        if person.commune is not None:
            known["place"] = person.commune
        await form.begin(turn, start.FORM, known)


async def anew(update: Update, turn: Turn) -> None:
    """Begin as a newcomer does, after everything was erased."""
    if turn.person.consent is None:
        await start.begin(turn)
    else:
        await menu.show(turn)


async def _too_often(turn: Turn) -> bool:
    """Say when she may erase everything again, if she has done so often enough for today."""
    times, first = await erasure.erased(turn.tx, turn.channel, turn.chat_id, turn.now)
    if times < MOST_A_DAY:
        return False
    voice = turn.voice
    text = voice.plain(
        "You have erased everything {n} times in a day. You can do it again from {when}.",
        n=format_number(times, voice.language),
        when=exports.a_day_after(first, turn.at, voice),
    )
    turn.toast(text, alert=True)
    return True


async def _old(turn: Turn) -> None:
    turn.toast(turn.voice.plain("This button is too old. Please start again from here."))
    await mydata.show_privacy(turn)


def _stamped(data: str, turn: Turn) -> str:
    """A button that works for this person for an hour: a second tap after everything was erased
    must not erase what has come since, nor one on a message from last year."""
    return f"{data}:{turn.person.id}:{turn.now // 1000}"


def _fresh(turn: Turn) -> bool:
    _, _, stamp = (turn.query.data or "").partition(":") if turn.query else ("", "", "")
    person, at = stamp.split(":")[1:]
    age = turn.now - int(at) * 1000
    return int(person) == turn.person.id and 0 <= age <= VALID_MS


def handlers() -> list[Handler]:
    stamp = r":\d{1,19}:\d{1,12}$"
    return [
        CallbackQueryHandler(ask_withdraw, r"^d:withdraw$"),
        CallbackQueryHandler(withdraw, rf"^d:withdraw{stamp}"),
        CallbackQueryHandler(ask_erase, r"^d:erase$"),
        CallbackQueryHandler(ask_erase_again, rf"^d:erase2{stamp}"),
        CallbackQueryHandler(erase, rf"^d:erase3{stamp}"),
        CallbackQueryHandler(agree, r"^d:agree$"),
        CallbackQueryHandler(anew, r"^d:anew$"),
    ]
