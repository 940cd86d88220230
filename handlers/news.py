"""News: what officers have announced, on a producer's phone: a list, by topic, found by words; one
of them with its files; "I have read it"; and the way to ask an officer about it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler

from handlers import ask, news_choice, news_message, news_search
from handlers.commands import on_command
from handlers.menu import back_button, leave
from handlers.news_files import send_files
from handlers.news_list import ALL, PAGE, all_button, page_of, unknown
from handlers.officer.broadcast_desk import find
from handlers.screen import Button, Screen, chat_id_of
from handlers.turn import Handler, Turn
from handlers.voice import lines
from programme.ideas import label_of
from programme.topics import TOPIC_KEYS, TOPICS
from storage import announcements, deliveries
from storage.announcements import News
from storage.outbox import Call, Lane
from storage.people import Language

DOUBLE_TAP_MS = 3_000

_DATA = re.compile(r"t:([a-z]+)(?::(.*))?", re.DOTALL)
_LIST = re.compile(r"([a-z]+):([0-9]{1,9})")
_NUMBER = re.compile(r"[0-9]{1,18}")


async def show(turn: Turn) -> None:
    """Show a person the latest announcements that went to her."""
    leave(turn)
    await _list(turn, ALL, 0)


async def _list(turn: Turn, topic: str, page: int) -> None:
    voice = turn.voice
    wanted = None if topic == ALL else topic
    count, unread = await announcements.count_of_person(turn.tx, turn.person.id, topic=wanted)
    if count == 0:
        _show_none(turn, topic)
        return
    page = min(page, (count - 1) // PAGE)
    found = await announcements.of_person(
        turn.tx, turn.person.id, topic=wanted, offset=page * PAGE, limit=PAGE
    )
    head = (
        voice.gettext("📢 <b>News for you</b>")
        if wanted is None
        else voice.gettext("📢 <b>{topic}</b>", topic=voice.gettext(label_of(TOPICS, topic)))
    )
    new = voice.ngettext("{n} is new.", "{n} are new.", unread) if unread else None
    if turn.person.commune is None and not turn.is_officer:
        new = voice.gettext("I do not know where you live, so this is the news of all areas.")
    here = f"t:list:{topic}:"
    turn.show(page_of(turn, lines(head, new), found, page, count, lambda to: f"{here}{to}"))


def _show_none(turn: Turn, topic: str) -> None:
    voice = turn.voice
    if turn.is_officer and not turn.person.consent:
        text = voice.gettext(
            "📢 No news has been sent to you. What you announce to producers is on your desk."
        )
        rows = [[Button(voice.plain("🗂 My desk"), "m:desk")], [back_button(voice)]]
        turn.show(Screen(text, rows))
        return
    if turn.person.commune is None:
        text = voice.gettext(
            "📢 I do not know yet in which commune you live, so officers' news cannot reach you. "
            "Press <b>See and agree</b>, it takes a minute."
        )
        rows = [[Button(voice.plain("👍 See and agree"), "d:agree")], [back_button(voice)]]
        turn.show(Screen(text, rows))
        return
    if topic != ALL:
        text = voice.gettext(
            "📢 Nothing has come about “{topic}” yet.",
            topic=voice.gettext(label_of(TOPICS, topic)),
        )
        rows = [[all_button(voice)], [back_button(voice)]]
        turn.show(Screen(text, rows))
        return
    text = voice.gettext(
        "📢 No news has come for you yet. As soon as officers announce something for your area, I "
        "write it to you here."
    )
    rows = [[Button(voice.plain("⚙️ What I want to get"), "t:topics")], [back_button(voice)]]
    turn.show(Screen(text, rows))


async def _pages(turn: Turn, given: str) -> None:
    match = _LIST.fullmatch(given)
    if match is None or (match[1] != ALL and match[1] not in TOPIC_KEYS):
        unknown(turn)
        return
    await _list(turn, match[1], int(match[2]))


async def _by_topic(turn: Turn, given: str) -> None:
    """The topics with how much there is of each."""
    voice = turn.voice
    rows = []
    for topic in TOPICS:
        count, unread = await announcements.count_of_person(
            turn.tx, turn.person.id, topic=topic.key
        )
        mark = "🔵 " if unread else ""
        label = f"{mark}{voice.plain(topic.label)} ({count})"
        rows.append([Button(label, f"t:list:{topic.key}:0")])
    rows += [[all_button(voice)], [back_button(voice)]]
    turn.show(Screen(voice.gettext("📢 What would you like to read about?"), rows))


async def _mine(turn: Turn, given: str) -> News | None:
    """An announcement that went to this person; says so if it is none."""
    number = int(given) if _NUMBER.fullmatch(given) else None
    news = None
    if number is not None:
        news = await announcements.one_of_person(turn.tx, turn.person.id, number)
    if news is None:
        unknown(turn)
    return news


async def _see(turn: Turn, given: str) -> None:
    """Show one, or a page of it: `12:1`."""
    number, _, page = given.partition(":")
    news = await _mine(turn, number)
    if news is None:
        return
    voice, what = turn.voice, news.announcement
    made = news_message.message(
        voice,
        turn.world.territory,
        what,
        read=news.read_at is not None,
        page=_page(page),
        turn_by="t:see",
    )
    below = []
    if news.corrected_by is not None:
        label = voice.plain("✏️ It was corrected: read that")
        below.append([Button(label, f"t:see:{news.corrected_by}")])
    below.append([all_button(voice), back_button(voice)])
    markup = made.params.get("reply_markup")
    keyboard = markup.get("inline_keyboard") if isinstance(markup, dict) else []
    rows = [*(keyboard or []), *[[button.as_json() for button in row] for row in below]]
    _put(turn, made, {**made.params, "reply_markup": {"inline_keyboard": rows}})


def _page(given: str) -> int:
    return int(given) if given.isdecimal() and len(given) < 4 else 0


def _put(turn: Turn, made: news_message.Message, params: Mapping[str, object]) -> None:
    """Show an announcement in the place of the message whose button was pressed, if that is a
    text too."""
    pressed = turn.query.message if turn.query else None
    if made.method == "sendMessage" and isinstance(pressed, Message) and pressed.text:
        at = {"chat_id": chat_id_of(turn.chat_id), "message_id": pressed.message_id}
        turn.call(Call("editMessageText", {**params, **at}))
        return
    turn.call(Call(made.method, {**params, "chat_id": chat_id_of(turn.chat_id)}))


async def _turn_page(turn: Turn, given: str, language: Language | None = None) -> None:
    """Turn the page of what was sent, or of an officer's preview in a language, in its place."""
    number, _, page = given.partition(":")
    news = opened = None
    if _NUMBER.fullmatch(number):
        news = await announcements.one_of_person(turn.tx, turn.person.id, int(number))
        opened = None if news else await find(turn, int(number))
    what = news.announcement if news else opened.what if opened else None
    if what is None:
        unknown(turn)
        return
    read = news is not None and news.read_at is not None
    made = news_message.message(
        turn.voice if language is None else turn.world.voice(language),
        turn.world.territory,
        what,
        read=read,
        page=_page(page),
        turn_by=news_message.PAGE if language is None else f"t:{language}",
    )
    _put(turn, made, made.params)


async def _read(turn: Turn, given: str) -> None:
    """Note that she has read it, once, and take the button away."""
    news = await _mine(turn, given)
    if news is None:
        return
    what = news.announcement
    if await deliveries.read(turn.tx, what.id, turn.person.id, turn.now):
        turn.toast(turn.voice.plain("Thank you. The officers see that you know."))
    else:
        turn.toast(turn.voice.plain("You have told me already, thank you."))
        if news.read_at is not None and turn.now - news.read_at < DOUBLE_TAP_MS:
            # The second tap of a finger; the button is on its way out.
            return
    pressed = turn.query.message if turn.query else None
    markup = pressed.reply_markup if isinstance(pressed, Message) else None
    if not isinstance(pressed, Message) or markup is None:
        return
    mine = f"t:read:{what.id}"
    rows = [
        [button.to_dict() for button in row if button.callback_data != mine]
        for row in markup.inline_keyboard
    ]
    if all(len(row) == len(old) for row, old in zip(rows, markup.inline_keyboard, strict=True)):
        return
    params = {
        "chat_id": chat_id_of(turn.chat_id),
        "message_id": pressed.message_id,
        "reply_markup": {"inline_keyboard": [row for row in rows if row]},
    }
    turn.call(Call("editMessageReplyMarkup", params), Lane.LIVE)


async def _files(turn: Turn, given: str) -> None:
    """Send the files of an announcement to whom it went, or to an officer of its area."""
    number = int(given) if _NUMBER.fullmatch(given) else None
    what = None
    if number is not None:
        news = await announcements.one_of_person(turn.tx, turn.person.id, number)
        opened = None if news else await find(turn, number)
        what = news.announcement if news else opened.what if opened else None
    if what is None:
        unknown(turn)
        return
    turn.keep_pressed()
    if not await send_files(turn, what):
        turn.send(
            Screen(
                turn.voice.gettext(
                    "⚠️ One file is not what its name says, so I do not pass it on. Please ask an "
                    "officer."
                ),
                [[back_button(turn.voice)]],
            )
        )


async def _ask(turn: Turn, given: str) -> None:
    """Ask an officer about it; the announcement stays to be read again."""
    news = await _mine(turn, given)
    if news is not None:
        turn.keep_pressed()
        await ask.begin(turn, about=("announcement", news.announcement.id))


ACTIONS: Mapping[str, Callable[[Turn, str], Awaitable[None]]] = MappingProxyType(
    {
        "list": _pages,
        "by": _by_topic,
        "search": news_search.search,
        "found": news_search.found,
        "topics": news_choice.show_topics,
        "follow": news_choice.follow,
        "mute": news_choice.mute,
        "night": news_choice.show_nights,
        "see": _see,
        "page": _turn_page,
        "vi": partial(_turn_page, language="vi"),
        "en": partial(_turn_page, language="en"),
        "read": _read,
        "files": _files,
        "ask": _ask,
    }
)
"""The buttons of news: `t:<name>:<what>`."""


async def _press(update: Update, turn: Turn) -> None:
    match = _DATA.fullmatch((turn.query.data if turn.query else None) or "")
    act = ACTIONS.get(match[1]) if match else None
    if match is None or act is None:
        unknown(turn)
        return
    if match[1] not in ("read", "files", "page", "vi", "en"):
        leave(turn)
    await act(turn, match[2] or "")


async def _show(update: Update, turn: Turn) -> None:
    await show(turn)


def handlers() -> list[Handler]:
    return [
        on_command("thongbao", _show),
        CallbackQueryHandler(_show, r"^m:news$"),
        CallbackQueryHandler(_press, r"^t:"),
    ]
