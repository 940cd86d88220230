"""What news a person wants to get, and when she is left alone."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from handlers.menu import back_button
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Voice, lines
from programme.ideas import label_of
from programme.topics import NIGHTS, TOPIC_KEYS, TOPICS, Night
from storage import news_choices

SIGNS: Mapping[bool | None, str] = MappingProxyType({True: "⭐", None: "✅", False: "◻️"})
"""How a topic stands with her: followed, as usual, muted."""
_TOPIC = re.compile(r"([a-z]+):([01])")


async def show_topics(turn: Turn, given: str) -> None:
    """The topics: followed, as usual, or muted."""
    voice = turn.voice
    chosen = await news_choices.topics(turn.tx, turn.person.id)
    rows = []
    for topic in TOPICS:
        follows = chosen.get(topic.key)
        label = voice.plain(topic.label)
        star = Button(f"{SIGNS[follows]} {label}", f"t:follow:{topic.key}:{int(not follows)}")
        mute = (
            Button(voice.plain("🔔 Get it again"), f"t:mute:{topic.key}:0")
            if follows is False
            else Button(voice.plain("🔕 Do not get"), f"t:mute:{topic.key}:1")
        )
        rows.append([star, mute])
    rows += [
        [Button(_night_label(voice, await news_choices.night(turn.tx, turn.person.id)), "t:night")],
        [Button(voice.plain("📢 All news"), "t:list:all:0"), back_button(voice)],
    ]
    muted = [voice.plain(topic.label) for topic in TOPICS if chosen.get(topic.key) is False]
    text = lines(
        voice.gettext("⚙️ <b>What would you like to get?</b>"),
        "",
        voice.gettext(
            "✅ comes to you. Press a topic to follow it (⭐): you also get what only some are "
            "told."
        ),
        voice.gettext("◻️ does not come."),
        voice.gettext("Now you do not get: {topics}.", topics=", ".join(muted)) if muted else None,
    )
    turn.show(Screen(text, rows))


async def follow(turn: Turn, given: str) -> None:
    """Follow a topic (`market:1`), or neither follow nor mute it."""
    await _choose(turn, given, on=True)


async def mute(turn: Turn, given: str) -> None:
    """Mute a topic, or get it again."""
    await _choose(turn, given, on=False)


async def _choose(turn: Turn, given: str, *, on: bool) -> None:
    match = _TOPIC.fullmatch(given)
    if match is None or match[1] not in TOPIC_KEYS:
        turn.toast(turn.voice.plain("This button is from an older message."))
        return
    topic, voice = match[1], turn.voice
    news_choices.choose(turn.tx, turn.person.id, topic, follows=on if match[2] == "1" else None)
    name = voice.plain(label_of(TOPICS, topic))
    if match[2] == "0":
        turn.toast(voice.plain("{topic}: as usual again.", topic=name))
    elif on:
        turn.toast(voice.plain("You follow: {topic}.", topic=name))
    else:
        turn.toast(voice.plain("You do not get any more: {topic}.", topic=name))
    await show_topics(turn, "")


async def show_nights(turn: Turn, given: str) -> None:
    """Ask when she is left alone, or note it."""
    voice = turn.voice
    key = int(given) if given.isdecimal() and len(given) < 3 else None
    if key is not None and key in NIGHTS:
        news_choices.set_night(turn.tx, turn.person.id, key)
        turn.toast(voice.plain("Noted."))
        now = key
    else:
        now = await news_choices.night(turn.tx, turn.person.id)
    rows = []
    for each, night in NIGHTS.items():
        label = _hours(voice, night)
        rows.append([Button(f"✓ {label}" if each == now else label, f"t:night:{each}")])
    rows.append([Button(voice.plain("‹ Back"), "t:topics"), back_button(voice)])
    text = lines(
        voice.gettext("🌙 <b>When shall I leave you alone?</b>"),
        "",
        voice.gettext(
            "What comes at night waits until morning. Only what is urgent, a storm for example, "
            "comes at once."
        ),
    )
    turn.show(Screen(text, rows))


def _hours(voice: Voice, night: Night | None) -> str:
    if night is None:
        return voice.plain("Write at any hour")
    return voice.plain("From {start}:00 to {end}:00", start=night.start, end=night.end)


def _night_label(voice: Voice, key: int) -> str:
    night = NIGHTS.get(key)
    if night is None:
        return voice.plain("🌙 You may write at any hour")
    return voice.plain("🌙 Silent: {start}:00 to {end}:00", start=night.start, end=night.end)
