"""The menu: what a person can do, one tap away from everywhere."""

from collections.abc import Sequence

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import form
from handlers.commands import on_command
from handlers.screen import Button, Screen
from handlers.turn import Handler, Turn
from handlers.voice import Html, Voice, clip, lines
from programme.ideas import State
from programme.roles import Right, Role, having
from storage import drafts, ideas, officers
from storage.drafts import Draft
from storage.ideas import Idea, Tally

LONGEST_TITLE = 24
"""Characters of a product's name on a button."""
LONGEST_NAME = 60
RECENT = 20
"""Ideas among which one that must be completed is looked for."""


LATEST = "menu"


async def show(turn: Turn, *, intro: Html | None = None) -> None:
    """Show the menu, `intro` above it. A form that is on the screen is put away with its answers
    kept, and the menu offers to go on with it."""
    leave(turn)
    turn.show(await _screen(turn, intro))


async def answer(turn: Turn, text: Html) -> None:
    """The menu below one sentence, as the answer to a message that led nowhere. Several such
    messages at once (five photos) get one answer, not five."""
    leave(turn)
    screen = await _screen(turn, None)
    turn.send(Screen(text, screen.rows), latest=LATEST)


def leave(turn: Turn) -> None:
    """Take the form off the screen; what was answered stays."""
    form.leave(turn)


def back_button(voice: Voice) -> Button:
    """The way to the menu, the same on every screen."""
    return Button(voice.plain("🏠 Menu"), "m:menu")


async def _screen(turn: Turn, intro: Html | None) -> Screen:
    voice = turn.voice
    rows: list[list[Button]] = []
    roles = await officers.areas(turn.tx, turn.person.id) if turn.is_officer else ()
    if having(roles, Right.READ):
        rows.append([Button(_queue_label(voice, await _tally(turn, roles)), "m:queue")])
    if roles:
        rows.append([Button(voice.plain("🗂 My desk"), "m:desk")])
    if turn.is_officer and not turn.person.consent:
        # She came by an invitation, to read other people's ideas; she files none herself. But a
        # class or an announcement of hers may be half written.
        if (draft := await drafts.latest(turn.tx, turn.person.id)) is not None:
            rows.append([Button(_draft_label(voice, draft), "m:resume")])
        rows += [
            [Button(voice.plain("📢 News"), "m:news")],
            [
                Button(voice.plain("👤 My information"), "m:data"),
                Button(voice.plain("🌐 Language"), "m:language"),
            ],
            [Button(voice.plain("❓ Help"), "m:help")],
        ]
        what = voice.gettext("Press a button below, or type the code of an idea.")
        return Screen(lines(*_opening(turn, intro), what), rows)
    if not turn.person.consent:
        rows += [
            [Button(voice.plain("👍 See and agree"), "d:agree")],
            [Button(voice.plain("⭐ Count my stars"), "m:stars")],
            [
                Button(voice.plain("🎓 Training classes"), "m:training"),
                Button(voice.plain("📢 News"), "m:news"),
            ],
            [
                Button(voice.plain("❓ Help"), "m:help"),
                Button(voice.plain("🌐 Language"), "m:language"),
            ],
        ]
        what = voice.gettext(
            "To send an idea, you first agree that I keep what you tell me. "
            "Press <b>See and agree</b> to read what it is about. You can read the help any time."
        )
        return Screen(lines(*_opening(turn, intro), what), rows)
    draft = await drafts.latest(turn.tx, turn.person.id)
    to_correct = await returned(turn)
    if to_correct and (draft is None or draft.form != "correction"):
        newest = to_correct[0]
        label = voice.plain("✍️ Correct “{name}”", name=clip(newest.product, LONGEST_TITLE))
        rows.append([Button(label, f"i:edit:{newest.id}:{newest.revision}")])
    if draft is not None:
        rows.append([Button(_draft_label(voice, draft), "m:resume")])
    rows += [
        [Button(voice.plain("💡 Send an idea"), "m:idea")],
        [
            Button(voice.plain("📄 My products"), "m:mine"),
            Button(voice.plain("⭐ Count my stars"), "m:stars"),
        ],
        [
            Button(voice.plain("🎓 Training classes"), "m:training"),
            Button(voice.plain("📢 News"), "m:news"),
        ],
        [Button(voice.plain("💬 Ask an officer"), "m:ask")],
        [
            Button(voice.plain("👤 My information"), "m:data"),
            Button(voice.plain("🌐 Language"), "m:language"),
        ],
        [Button(voice.plain("❓ Help"), "m:help")],
    ]
    if turn.is_officer:
        what = voice.gettext("Press a button below, or type the code of an idea.")
    else:
        what = voice.gettext("What would you like to do? Press a button below, or just type it.")
    return Screen(lines(*_opening(turn, intro), what), rows)


async def returned(turn: Turn) -> list[Idea]:
    """The person's newest ideas that an officer asked her to complete."""
    mine = await ideas.of_person(turn.tx, turn.person.id, 0, RECENT)
    return [idea for idea in mine if idea.state is State.RETURNED]


async def _tally(turn: Turn, roles: Sequence[Role]) -> Tally:
    """How many ideas of the officer's area nobody has taken up, and how many she holds."""
    territory = turn.world.territory
    reads = having(roles, Right.READ)
    communes = {unit.code for role in reads for unit in territory.communes_of(role.unit)}
    return await ideas.tally(turn.tx, communes, turn.person.id)


def _opening(turn: Turn, intro: Html | None) -> tuple[Html, ...]:
    """What stands above: the sentence that led here, or a greeting."""
    if intro is not None:
        return (intro, Html(""))
    if turn.person.name:
        return (turn.voice.gettext("Hello {name}!", name=clip(turn.person.name, LONGEST_NAME)),)
    return (turn.voice.gettext("Hello!"),)


def _queue_label(voice: Voice, tally: Tally) -> str:
    return voice.plain("📋 Ideas waiting: {new} · With me: {mine}", new=tally.new, mine=tally.mine)


def _draft_label(voice: Voice, draft: Draft) -> str:
    product = draft.answers.get("product")
    if draft.form == "idea" and isinstance(product, str) and product:
        return voice.plain("✍️ Go on with “{name}”", name=clip(product, LONGEST_TITLE))
    return voice.plain("✍️ Go on where I stopped")


async def _menu(update: Update, turn: Turn) -> None:
    await show(turn)


def handlers() -> list[Handler]:
    return [
        on_command("menu", _menu),
        CallbackQueryHandler(_menu, r"^m:menu$"),
    ]
