"""How calls ended: written down with what follows from it, in the sender's own transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil

import structlog

from bot.broadcasts import Feeder
from bot.channels import Channel, Ending, Outcome
from bot.edits import Edits
from bot.metrics import Metrics
from storage import announcements, media, outbox, people
from storage.database import Transaction
from storage.outbox import Call, Lane, Outgoing, State

log = structlog.get_logger()

# Back-off after a failed try, doubling, in seconds; and how often in all: about four hours.
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
TRIES = 60
# An answer to a press is worth nothing after a few seconds.
ANSWER_TRIES = 4
# So long what no message waits for is gathered, so that it shares a transaction.
GATHER = 0.01


@dataclass(frozen=True, slots=True)
class Finished:
    """A call that has ended; `slot_free_at` (`timer` seconds) is when its slot may serve again,
    None if it took none."""

    outgoing: Outgoing
    outcome: Outcome
    slot_free_at: float | None


def weight(call: Call) -> int:
    """How many messages a call counts for: an album is as many as it has pictures."""
    pictures = call.params.get("media")
    return len(pictures) if isinstance(pictures, list) else 1


class Endings:
    """Writes down how the calls of one channel ended. `come_back` asks for a round of the sender at
    a moment (`timer` seconds)."""

    def __init__(
        self,
        channel: Channel,
        clock: Callable[[], int],
        timer: Callable[[], float],
        metrics: Metrics,
        edits: Edits,
        feeder: Feeder | None,
        come_back: Callable[[float], None],
    ) -> None:
        self._channel = channel
        self._clock = clock
        self._timer = timer
        self._counters = {ending: metrics.calls.labels(ending.value) for ending in Ending}
        self._edits = edits
        self._feeder = feeder
        self._come_back = come_back

    def record(self, tx: Transaction, ended: Finished) -> None:
        """Write down how a call ended."""
        outgoing, outcome = ended.outgoing, ended.outcome
        now = self._clock()
        name = self._channel.name
        self._counters[outcome.ending].inc()
        if ended.slot_free_at is not None:
            self._rest(tx, ended, ended.slot_free_at, now)
        match outcome.ending:
            case Ending.SENT:
                self._finish(tx, outgoing, State.SENT, now, message_id=outcome.message_id)
                self._keep(tx, outgoing, outcome)
                self._edits.made(outgoing.call)
            case Ending.BLOCKED:
                people.block(tx, name, outgoing.chat_id, now)
                self._finish(tx, outgoing, State.BLOCKED, now, error=str(outcome.code))
                outbox.drop_blocked(tx, name, outgoing.chat_id, now)
            case Ending.REFUSED:
                self._refused(tx, outgoing, outcome, now)
            case Ending.RETRY | Ending.UNKNOWN:
                self._again(tx, outgoing, outcome, now)

    def _finish(
        self,
        tx: Transaction,
        outgoing: Outgoing,
        state: State,
        now: int,
        *,
        message_id: int | None = None,
        error: str | None = None,
    ) -> None:
        outbox.finish(tx, outgoing.id, state, now, message_id=message_id, error=error)
        if self._feeder:
            self._feeder.ended(tx, outgoing, state, now, error)

    def _rest(self, tx: Transaction, ended: Finished, slot_free_at: float, now: int) -> None:
        """Let the chat rest, counted like a slot: from when this call may have arrived."""
        call = ended.outgoing.call
        if not call.method.startswith("send"):
            return
        gap = self._channel.limits.chat_gap * weight(call)
        seconds = slot_free_at - self._timer() - 1.0 + gap
        if ended.outcome.retry_after is not None:
            seconds = max(seconds, ended.outcome.retry_after)
        outbox.rest(tx, self._channel.name, ended.outgoing.chat_id, now + int(seconds * 1000) + 1)
        again = self._timer() + seconds + 0.002
        if ended.outgoing.lane is Lane.BULK:
            # A round for each of a thousand chats a second would be too many.
            again = ceil(again / GATHER) * GATHER
        self._come_back(again)

    def _keep(self, tx: Transaction, outgoing: Outgoing, outcome: Outcome) -> None:
        kind, _, number = (outgoing.call.subject or "").partition(":")
        if kind == "media" and outcome.content is not None:
            media.keep(tx, int(number), outcome.content)
        if kind == "progress" and outcome.message_id is not None:
            place = (outgoing.channel, outgoing.chat_id, outcome.message_id)
            announcements.shown(tx, int(number), *place)

    def _refused(self, tx: Transaction, outgoing: Outgoing, outcome: Outcome, now: int) -> None:
        edit = outgoing.call.method == "editMessageText"
        if edit and outgoing.maybe_twice:
            # An earlier try was carried out after all: an edit that changes nothing is refused.
            outbox.finish(tx, outgoing.id, State.SENT, now)
        elif edit:
            # The message is gone or too old to edit: what it should say is said below.
            params = {k: v for k, v in outgoing.call.params.items() if k != "message_id"}
            outbox.replace(tx, outgoing.id, Call("sendMessage", params), now)
            self._come_back(self._timer())
        else:
            # An answer to a press that was given before, or comes too late, is no trouble.
            answer = outgoing.call.method == "answerCallbackQuery"
            say = log.info if answer else log.warning
            say("call refused", id=outgoing.id, method=outgoing.call.method, code=outcome.code)
            self._finish(tx, outgoing, State.REFUSED, now, error=str(outcome.code))

    def _again(self, tx: Transaction, outgoing: Outgoing, outcome: Outcome, now: int) -> None:
        tries = outgoing.attempts + 1
        answer = outgoing.call.method == "answerCallbackQuery"
        unknown = outcome.ending is Ending.UNKNOWN
        if tries >= (ANSWER_TRIES if answer else TRIES):
            error = f"given up: {outcome.code}"
            # This last try may have arrived: if it is sent again, it may come twice.
            last = replace(outgoing, maybe_twice=outgoing.maybe_twice or unknown)
            self._finish(tx, last, State.REFUSED, now, error=error)
            return
        pause = outcome.retry_after
        if pause is None:
            pause = min(FIRST_PAUSE * 2 ** min(outgoing.attempts, 10), LONGEST_PAUSE)
        outbox.again(
            tx,
            outgoing.id,
            now + int(pause * 1000),
            unknown=unknown,
            error=None if outcome.code is None else str(outcome.code),
        )
        self._come_back(self._timer() + pause + 0.002)
