"""What no form and no command took: words at the menu, other kinds of messages, odd presses."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from handlers import (
    ask,
    ask_follow,
    claim,
    form,
    idea,
    language,
    menu,
    mine,
    mydata,
    news,
    papers,
    start,
    status,
    training,
)
from handlers.form_model import Forms
from handlers.help import screen as help_screen
from handlers.officer import answers, classes, desk, detail, dossier, queue, results
from handlers.selfcheck import presses as selfcheck_presses
from handlers.turn import Handler, Turn
from handlers.voice import Html, clip
from programme.claim_code import parse_claim_code
from programme.ideas import IdeaCode, parse_idea_code
from programme.intents import assent, intent
from programme.roles import Right
from storage import ideas

# What others said in the chat is no message to us: a pinned message, a changed timer.
SAID = filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL


async def odd_press(update: Update, turn: Turn) -> None:
    """A button of another release, or none of ours: say so, change nothing."""
    turn.toast(turn.voice.plain("This button is too old. Press /menu to begin anew."))


async def open_idea(turn: Turn, code: IdeaCode) -> None:
    """Open the idea of a code that was typed, for whom it belongs to and for her officers. To
    everybody else it is an unknown one."""
    found = await ideas.by_code(turn.tx, str(code))
    if found is not None and found.person_id == turn.person.id:
        await mine.show_one(turn, found)
        return
    opened = None
    if found is not None and turn.is_officer:
        opened = await desk.find(turn, found.id, Right.READ)
    if opened is not None:
        await detail.open_up(turn, opened.what, opened.roles)
        return
    voice = turn.voice
    text = (
        voice.gettext(
            "I find no idea {code} in your area. Please look at the code again.", code=code
        )
        if turn.is_officer
        else voice.gettext(
            "I find no idea {code} among yours. Please look at the code again.", code=code
        )
    )
    await menu.answer(turn, text)


async def do_what_was_meant(update: Update, turn: Turn, forms: Forms) -> None:
    """Do what a message means that answers no question, or show the menu with one sentence."""
    text = turn.message.text if turn.message else None
    if turn.message is not None and await ask.one_more_photo(turn, turn.message):
        return
    if turn.message is not None and await answers.one_more_photo(turn, turn.message):
        return
    if text is None:
        if await results.on_file(turn):
            return
        back = await _for_returned(turn)
        if back is None and await ask_follow.offer(turn):
            return
        await menu.answer(turn, back or _not_words(turn))
        return
    if await status.open_code(turn, text):
        return
    if turn.is_officer and await dossier.open_code(turn, text):
        return
    if turn.is_officer and await classes.open_code(turn, text):
        return
    code = parse_idea_code(text)
    if code is not None:
        await open_idea(turn, code)
        return
    if parse_claim_code(text) is not None:
        await claim.by_code(turn, text)
        return
    match intent(text):
        case "ask":
            await ask.show(turn)
        case "stars":
            await selfcheck_presses.show(turn)
        case "training":
            await training.show(turn)
        case "news":
            await news.show(turn)
        case "idea":
            await idea.begin(turn)
        case "queue" if turn.is_officer:
            await queue.show(turn)
        case "status" | "queue":
            await status.show(turn)
        case "help" | "thanks" if ask_follow.says_more(text) and await ask_follow.offer(turn):
            return
        case "help":
            turn.show(help_screen(turn, forms))
        case "profile":
            await mydata.show_profile(turn)
        case "privacy":
            await mydata.show_privacy(turn)
        case "language":
            await language.ask(update, turn)
        case "menu" | "cancel" | "greeting":
            await menu.show(turn)
        case "thanks":
            await menu.answer(turn, _welcome(turn))
        case _:
            back = await _for_returned(turn)
            if back is None and await ask_follow.offer(turn):
                return
            await menu.answer(turn, back or _unclear(turn))


def _welcome(turn: Turn) -> Html:
    if turn.is_officer:
        return turn.voice.gettext("You are welcome. Write to me whenever there is work.")
    return turn.voice.gettext("You are welcome. I am here whenever you like.")


def _unclear(turn: Turn) -> Html:
    if turn.is_officer:
        return turn.voice.gettext("I did not understand that. Please press a button below.")
    return turn.voice.gettext("I am not sure what you mean. Please choose something below.")


async def _for_returned(turn: Turn) -> Html | None:
    """What she is told who sends a photo or words while an officer waits for one idea of hers to be
    completed: most likely they belong to that."""
    message, ideas_back = turn.message, await menu.returned(turn)
    if len(ideas_back) != 1 or not turn.person.consent or message is None:
        return None
    product = clip(ideas_back[0].product, 60)
    if message.text:
        return turn.voice.gettext(
            "Is this for “{product}”? Then press Correct it below, and change the answer there.",
            product=product,
        )
    if message.photo or message.document:
        return turn.voice.gettext(
            "Is this photo for “{product}”? Then press Correct it below, and send it at the "
            "question about photos.",
            product=product,
        )
    return None


def _not_words(turn: Turn) -> Html:
    message = turn.message
    if turn.is_officer:
        return turn.voice.gettext("I only read words here. Please press a button below.")
    if message and (message.photo or message.voice or message.document or message.video):
        return turn.voice.gettext(
            "Photos and voice are for when you write an idea, or ask an officer; photos also for "
            "the papers of your dossier. Please choose something below."
        )
    return turn.voice.gettext("I have no use for this yet. Please choose something below.")


def is_new(turn: Turn) -> bool:
    """Whether a person has not been asked anything yet."""
    return turn.person.consent is None and not turn.is_officer


def first() -> list[Handler]:
    """What must be asked before all others: python-telegram-bot lets every CallbackQueryHandler
    with a pattern take a press that carries no data."""
    return [CallbackQueryHandler(odd_press, lambda data: False)]


def handlers(forms: Forms) -> list[Handler]:
    async def said(update: Update, turn: Turn) -> None:
        if await selfcheck_presses.on_message(turn) or await papers.on_message(turn):
            return
        if await form.on_message(turn, forms):
            return
        agreed = assent(turn.message.text or "") if turn.message else None
        if agreed is not None and turn.answers(agreed=agreed):
            return
        if is_new(turn) and turn.draft is None:
            await start.begin(turn)
            return
        if await papers.on_other_photo(turn):
            return
        await do_what_was_meant(update, turn, forms)

    async def changed(update: Update, turn: Turn) -> None:
        await form.on_change(turn, forms)

    return [
        CallbackQueryHandler(odd_press),
        MessageHandler(SAID, said),
        MessageHandler(filters.UpdateType.EDITED_MESSAGE & filters.TEXT, changed),
    ]
