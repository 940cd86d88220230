"""Writing to people: what an update's handler and a job at its time have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.screen import Screen
from handlers.voice import Voice
from handlers.world import World
from programme.vietnam_time import moment
from storage import officers, outbox, people
from storage.database import Transaction
from storage.outbox import Call, Lane
from storage.people import PersonId


@dataclass(frozen=True, slots=True)
class Post:
    """A transaction in which people are written to; what is said leaves after it is committed.
    `now` is in milliseconds."""

    tx: Transaction
    world: World
    now: int

    @property
    def at(self) -> datetime:
        """`now` as an aware datetime in UTC."""
        return moment(self.now)

    def send_to(
        self,
        channel: str,
        chat_id: str,
        screen: Screen,
        lane: Lane = Lane.LIVE,
        *,
        latest: str | None = None,
    ) -> None:
        """Send a screen to a chat. Of screens with the same `latest`, those that have not left yet
        give way to this one."""
        if latest is not None:
            outbox.drop_waiting(self.tx, channel, chat_id, latest)
        call = Call("sendMessage", screen.params(chat_id), latest)
        self.call(channel, chat_id, call, lane)
        people.asked(self.tx, channel, chat_id, screen.asks())

    def call(self, channel: str, chat_id: str, call: Call, lane: Lane = Lane.LIVE) -> None:
        """Put any call of the Bot API for a chat in the outbox."""
        outbox.add(self.tx, channel, chat_id, call, self.now, lane)

    async def tell(
        self,
        person_id: PersonId,
        say: Callable[[Voice], Screen],
        lane: Lane = Lane.LIVE,
        *,
        latest: str | None = None,
    ) -> bool:
        """Tell a person something, in her language, on every channel she uses; `latest` as in
        `send_to`. False if she cannot be reached now."""
        person = await people.one(self.tx, person_id)
        if person is None:
            return False
        chats = await people.chats(self.tx, person_id)
        officer = bool(chats) and bool(await officers.areas(self.tx, person_id))
        for channel, chat_id in chats:
            screen = say(self.world.voice(person.language, officer=officer))
            self.send_to(channel, chat_id, screen, lane, latest=latest)
        return bool(chats)
