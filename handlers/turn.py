"""What a handler works with: one update, the person behind it, and the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from telegram import Bot, CallbackQuery, Message, Update
from telegram.ext import Application, BaseHandler, CallbackContext

from handlers.post import Post
from handlers.screen import Screen
from handlers.voice import Voice, html
from handlers.world import World
from storage import outbox, people
from storage.database import Transaction
from storage.drafts import Draft
from storage.outbox import Call, Lane
from storage.people import Person, PersonId

# Everything python-telegram-bot would keep for us in memory is in the database instead.
App: TypeAlias = Application[Bot, "Turn", dict[Any, Any], dict[Any, Any], dict[Any, Any], None]
Context: TypeAlias = CallbackContext[Bot, dict[Any, Any], dict[Any, Any], dict[Any, Any]]
Handler: TypeAlias = BaseHandler[Update, "Turn", None]

# So long after a press the same one is a second tap of a finger, or of somebody who saw nothing
# come yet; in milliseconds.
SECOND_TAP_MS = 10_000
# The id of a press that was typed: nothing on the phone waits for its answer.
TYPED = "typed"


class Turn(Context):
    """One update on its way through a handler; python-telegram-bot calls this the context.

    All it does is written into the update's transaction: what `show`, `send`, `tell` and `toast`
    say leaves only after the transaction is committed, and not at all if the handler fails.
    """

    def __init__(
        self,
        application: App,
        update: Update,
        tx: Transaction,
        world: World,
        visit: people.Visit,
        *,
        channel: str,
        chat_id: str,
        now: int,
    ) -> None:
        super().__init__(application, chat_id=None, user_id=None)
        self._update = update
        self.tx = tx
        self.world = world
        self.person: Person = visit.person
        self.draft: Draft | None = visit.draft
        self.is_officer = visit.is_officer
        self.channel = channel
        self.chat_id = chat_id
        self.now = now
        """Milliseconds since 1970, UTC; the time of this update's handling."""
        self._answered = False
        self._kept = False
        self._visit = visit
        self._said_below = False
        self._tapped_again = False
        self._asks: str | None = None
        self.typed_press: Update | None = None
        """The press for which a typed yes or no stands, once `press` has said so."""

    @property
    def voice(self) -> Voice:
        """How to speak to the person of this update."""
        return self.world.voice(self.person.language, officer=self.is_officer)

    @property
    def at(self) -> datetime:
        """`now` as an aware datetime in UTC."""
        return self.post.at

    @property
    def post(self) -> Post:
        """What writes to other people from within this update's transaction."""
        return Post(self.tx, self.world, self.now)

    @property
    def query(self) -> CallbackQuery | None:
        """The press of a button, if the update is one."""
        return self._update.callback_query

    @property
    def message(self) -> Message | None:
        """The message a person sent, if the update is one."""
        return self._update.message

    @property
    def _press(self) -> str | None:
        """Which button of which message was pressed, if the update is a press."""
        pressed = self.query.message if self.query else None
        return f"{pressed.message_id}:{self.query.data}" if self.query and pressed else None

    def second_tap(self) -> bool:
        """Whether the update is the same press as this chat's last one, and what that brought
        stands below already, or is on its way. It is answered, then."""
        before = self._visit
        if self._press is None or self._press != before.pressed:
            return False
        if self.now - before.pressed_at > SECOND_TAP_MS:
            return False
        self._tapped_again = True
        self.toast(self.voice.plain("You will find it below."))
        return True

    def answers(self, *, agreed: bool) -> bool:
        """Take a typed yes or no for a press of that button of the question asked last; False if
        none was asked. The dispatcher has it handled next, and what it brings comes below."""
        user = self._update.effective_user
        if self._visit.asks is None or user is None:
            return False
        yes, no = self._visit.asks.split("\n")
        query = CallbackQuery(TYPED, user, "", data=yes if agreed else no)
        self._update = self.typed_press = Update(self._update.update_id, callback_query=query)
        return True

    # What the person sees

    def keep_pressed(self) -> None:
        """Leave the message whose button was pressed as it is, for it is no screen but something
        to be read again: what is shown from now on comes below it."""
        self._kept = True

    def show(self, screen: Screen) -> None:
        """Show a screen: in the place of the message whose button was pressed, else below."""
        self._asks = screen.asks()
        pressed = None if self._kept or self.query is None else self.query.message
        if not isinstance(pressed, Message) or pressed.text is None or screen.keys:
            self.send(screen)
            return
        keyboard = pressed.reply_markup.to_dict() if pressed.reply_markup else None
        if screen.looks_like(pressed.text, keyboard):
            return
        params = screen.params(self.chat_id)
        params["message_id"] = pressed.message_id
        self.call(Call("editMessageText", params))

    def send(self, screen: Screen, *, latest: str | None = None) -> None:
        """Show a screen as a new message. Of screens with the same `latest`, those that have not
        left yet give way to this one (five photos at once need one answer, not five)."""
        if latest is not None:
            outbox.drop_waiting(self.tx, self.channel, self.chat_id, latest)
        self._asks = screen.asks()
        self.call(Call("sendMessage", screen.params(self.chat_id), latest))

    def toast(self, text: str, *, alert: bool = False) -> None:
        """Answer a press with a short text (200 characters) that leaves no message behind;
        `alert` makes it wait for a tap. Does nothing if the update is no press."""
        if self.query is None or self._answered:
            return
        self._answered = True
        if self.query.id == TYPED:
            if text:
                self.send(Screen(html(text)))
            return
        params: dict[str, object] = {"callback_query_id": self.query.id}
        if text:
            params |= {"text": text[:200], "show_alert": alert}
        self.call(Call("answerCallbackQuery", params), Lane.ANSWER)

    def will_come_below(self) -> None:
        """Note that what this press asks for is made elsewhere and comes below in a moment."""
        self._said_below = True

    def close(self) -> None:
        """Called after the handlers: a press is always answered, or its button keeps spinning; and
        one that brought something below is remembered until this chat does something else."""
        self.toast("")
        if self._tapped_again:
            return
        pressed = self._press if self._said_below else None
        if (pressed or self._visit.pressed) or self._asks != self._visit.asks:
            at = (self.channel, self.chat_id)
            people.note(self.tx, *at, pressed=pressed, asks=self._asks, now=self.now)

    # What others see

    def send_to(
        self,
        channel: str,
        chat_id: str,
        screen: Screen,
        lane: Lane = Lane.LIVE,
        *,
        latest: str | None = None,
    ) -> None:
        """Send a screen to another chat; `latest` as in `send`."""
        self.post.send_to(channel, chat_id, screen, lane, latest=latest)

    async def tell(
        self,
        person_id: PersonId,
        say: Callable[[Voice], Screen],
        lane: Lane = Lane.LIVE,
        *,
        latest: str | None = None,
    ) -> bool:
        """Tell another person something, in her language, on every channel she uses; `latest` as in
        `send`.

        False if she cannot be reached now.
        """
        return await self.post.tell(person_id, say, lane, latest=latest)

    def call(self, call: Call, lane: Lane = Lane.LIVE) -> None:
        """Put any call of the Bot API for this chat in the outbox."""
        self._said_below = self._said_below or call.method.startswith("send")
        outbox.add(self.tx, self.channel, self.chat_id, call, self.now, lane)

    # What is kept

    def change(self, **changes: object) -> None:
        """Change what we know of the person and keep it: `turn.change(name="Lan")`."""
        self.person = replace(self.person, **_checked(changes))
        people.save(self.tx, self.person)


def _checked(changes: Mapping[str, object]) -> dict[str, Any]:
    known = {"language", "consent", "commune", "name", "phone", "kind"}
    if not changes.keys() <= known:
        raise TypeError(f"a person has no {', '.join(sorted(changes.keys() - known))}")
    return dict(changes)
