"""The feeder: hands the deliveries of announcements to the sender, just as many as may leave now.

A delivery becomes a call of the outbox in the transaction in which the sender begins it. So nothing
of a broadcast waits in the outbox but what failed and is to be tried again: pause and stop count at
once, a crash skips nobody, and a million deliveries cost other calls nothing.
"""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable

from handlers.news_message import Message, message
from handlers.world import World
from locales.formats import local_time
from programme.topics import awake
from programme.vietnam_time import moment
from storage import announcements, deliveries, outbox
from storage.database import Transaction
from storage.deliveries import Next
from storage.outbox import Lane, Outgoing
from storage.people import Language

KIND = "announcement"
# So many seconds of a channel's rate may wait to be tried again; then nothing new is begun.
BACKLOG_SECONDS = 2
# Who could not be written to, as her chat rested or it was night, is looked for again so soon.
PATIENCE = 0.5
# Rendered messages that are remembered: two languages of what is being sent.
REMEMBERED = 20

_STATES = {
    outbox.State.SENT: deliveries.State.SENT,
    outbox.State.BLOCKED: deliveries.State.BLOCKED,
    outbox.State.REFUSED: deliveries.State.REFUSED,
}


class Feeder:
    """Takes deliveries of one channel in the order in which announcements were begun."""

    def __init__(
        self,
        world: World,
        channel: str,
        per_second: int,
        *,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._world = world
        self._channel = channel
        self._most_waiting = per_second * BACKLOG_SECONDS
        self._timer = timer
        self._messages: OrderedDict[tuple[int, Language], Message] = OrderedDict()
        # Until when (by `timer`) there is no use in looking at the people of one night.
        self._nobody: dict[tuple[int, int], float] = {}
        # Calls under way of each announcement that this process has begun.
        self._open: Counter[int] = Counter()
        self._sent: Counter[int] = Counter()

    async def feed(self, tx: Transaction, now: int, most: int) -> list[Outgoing]:
        """Begin the calls to the next people, at most so many."""
        begun: list[Outgoing] = []
        sending = await deliveries.sending(tx)
        # Who is being sent again is looked at without delay.
        self._nobody = {key: until for key, until in self._nobody.items() if key[0] in sending}
        if not sending:
            return begun
        waiting = await deliveries.backlog(tx, self._channel, self._most_waiting)
        if waiting >= self._most_waiting:
            return begun
        nights = awake(local_time(moment(now)))
        for number in sending:
            looked = False
            for night in nights:
                if self._timer() < self._nobody.get((number, night), 0.0):
                    continue
                looked = True
                room = most - len(begun)
                if room <= 0:
                    return begun
                taken = await deliveries.take(tx, number, self._channel, night, now, room)
                if not taken:
                    self._nobody[number, night] = self._timer() + PATIENCE
                begun += [await self._begin(tx, number, person, now) for person in taken]
            if looked and not begun:
                await deliveries.finish(tx, number, now)
        return begun

    async def _begin(self, tx: Transaction, id: int, person: Next, now: int) -> Outgoing:
        said = await self._message(tx, id, person.language)
        call = said.call(person.chat_id, f"{KIND}:{id}:{person.person_id}")
        self._open[id] += 1
        return await outbox.add_begun(tx, self._channel, person.chat_id, call, now, Lane.BULK)

    async def _message(self, tx: Transaction, id: int, language: Language) -> Message:
        """What is said does not change once it is being sent, so it is rendered once."""
        known = self._messages.get((id, language))
        if known is not None:
            return known
        found = await announcements.one(tx, id)
        if found is None:
            raise LookupError(f"no announcement {id}")
        voice = self._world.voice(language)
        made = self._messages[id, language] = message(voice, self._world.territory, found)
        if len(self._messages) > REMEMBERED:
            self._messages.popitem(last=False)
        return made

    def ended(
        self, tx: Transaction, outgoing: Outgoing, state: outbox.State, now: int, error: str | None
    ) -> None:
        """Write down how a call ended that may be a delivery."""
        kind, _, numbers = (outgoing.call.subject or "").partition(":")
        if kind != KIND:
            return
        number, _, person_id = numbers.partition(":")
        deliveries.ended(
            tx,
            int(number),
            int(person_id),
            _STATES[state],
            now,
            maybe_twice=outgoing.maybe_twice,
            error=error,
        )
        if state is outbox.State.SENT:
            self._sent[int(number)] += 1
        self._drained(int(number))

    def _drained(self, id: int) -> None:
        """One call less is under way: with the last one the announcement may be over, so its people
        are looked at in the next round."""
        self._open[id] -= 1
        if self._open[id] <= 0:
            del self._open[id]
            for number, night in list(self._nobody):
                if number == id:
                    del self._nobody[number, night]

    def count(self, tx: Transaction) -> None:
        """Add what ended in this transaction to the announcements' counts, a statement each."""
        for number, sent in self._sent.items():
            deliveries.count_sent(tx, number, sent)
        self.forget()

    def forget(self) -> None:
        """The transaction was rolled back: what ended is told once more."""
        self._sent.clear()
