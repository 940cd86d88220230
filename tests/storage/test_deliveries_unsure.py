"""Whoever may get an announcement twice is counted, also where she blocks the bot in between."""

from storage import deliveries, outbox, people
from storage.database import Database
from storage.deliveries import State
from storage.outbox import Call, Lane
from tests.announcing import CHANNEL, NOON, NOW, sending, stored, written
from tests.storage.test_deliveries import crowd, take


async def test_who_blocks_and_returns_while_a_call_is_unsure_may_get_it_twice(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        sure, unsure = await crowd(tx, 2)
        made = await sending(tx, written(sure))
        for number, person_id in enumerate(await take(tx, made)):
            call = Call("sendMessage", {}, f"announcement:{made.id}:{person_id}")
            row = await outbox.add_begun(tx, CHANNEL, str(number), call, NOW, Lane.BULK)
            outbox.again(tx, row.id, NOON, unknown=person_id == unsure)
        for chat in ("0", "1"):
            people.block(tx, CHANNEL, chat, NOW)
            outbox.drop_blocked(tx, CHANNEL, chat, NOW)
            people.unblock(tx, CHANNEL, chat)
        assert await take(tx, made) == [sure, unsure]
        for person_id in (sure, unsure):
            deliveries.ended(tx, made.id, person_id, State.SENT, NOW, maybe_twice=False)
        report = await deliveries.report(tx, await stored(tx, made))
    assert report.maybe_twice == 1
