"""Corrections in the database: who gets them, and that what they correct goes to nobody more."""

from dataclasses import replace

from programme.announcements import Action
from programme.announcements import State as Stage
from programme.audience import Audience
from storage import announcements, corrected, deliveries, filling, outbox
from storage.announcements import Announcement
from storage.database import Database, Transaction
from storage.deliveries import State
from storage.outbox import Lane
from storage.people import PersonId
from tests.announcing import CHANNEL, NOON, NOW, person, sending, states, stored, written


async def scheduled(tx: Transaction, author: PersonId, wrong: Announcement) -> Announcement:
    new = written(author, Audience(received=(wrong.id,)), corrects=wrong.id)
    made = await announcements.create(tx, new, NOW)
    moved = await announcements.move(tx, made, Action.SCHEDULE, author, NOW)
    assert moved is not None
    return moved


async def correct(tx: Transaction, author: PersonId, wrong: Announcement, now: int) -> Announcement:
    """A correction that begins now, as its job does it."""
    whom = await corrected.for_all(tx, await scheduled(tx, author, wrong))
    await corrected.stop_earlier(tx, whom, author, now)
    begun = await filling.begin(tx, whom, (), now)
    assert begun is not None
    return begun


async def test_it_goes_to_all_who_got_it_may_have_got_it_or_are_about_to(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        got, going, perhaps, by_phone, waits, refused = [
            await person(tx, "c1", chat) for chat in "123456"
        ]
        wrong = await sending(tx, written(got))
        deliveries.ended(tx, wrong.id, got, State.SENT, NOW, maybe_twice=False)
        for who, ending in ((by_phone, State.REFUSED), (refused, State.REFUSED)):
            deliveries.ended(tx, wrong.id, who, ending, NOW, maybe_twice=False, error="400")
        assert await deliveries.tell(tx, wrong.id, by_phone, got, NOW)
        await tx.run("UPDATE deliveries SET state = 1 WHERE person_id = :id", id=going)
        # Tried, and nobody knows what came of it; it waits to be tried again.
        await tx.run("UPDATE deliveries SET state = 1 WHERE person_id = :id", id=perhaps)
        call = outbox.Call("sendMessage", {}, f"announcement:{wrong.id}:{perhaps}")
        tried = await outbox.add_begun(tx, CHANNEL, "3", call, NOW, Lane.BULK)
        outbox.again(tx, tried.id, NOON, unknown=True)
        right = await correct(tx, got, wrong, NOON)
        assert (await stored(tx, wrong)).state is Stage.STOPPED
        assert (await outbox.counts(tx)).waiting == 0
    found = await states(database, right)
    assert set(found) == {got, going, perhaps, by_phone}
    assert waits not in found


async def test_a_correction_of_a_correction_goes_to_those_of_the_first_one_too(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        early, late, never = [await person(tx, "c1", chat) for chat in "123"]
        first = await sending(tx, written(early))
        for who in (early, late):
            deliveries.ended(tx, first.id, who, State.SENT, NOW, maybe_twice=False)
        second = await correct(tx, early, first, NOON)
        deliveries.ended(tx, second.id, early, State.SENT, NOON, maybe_twice=False)
        # Another one of the first, written beside it: the newest counts for all.
        third = await correct(tx, late, await stored(tx, first), NOON + 1)
        assert (await stored(tx, second)).state is Stage.STOPPED
        for one in (first, second):
            newest = await corrected.newest(tx, await stored(tx, one))
            assert newest is not None
            assert newest.id == third.id
        assert await corrected.newest(tx, third) is None
        fourth = await correct(tx, early, third, NOON + 2)
        assert await corrected.newest(tx, fourth) is None
    for one in (third, fourth):
        assert set(await states(database, one)) == {early, late}
    assert never


async def test_what_asks_to_go_on_in_the_same_moment_comes_too_late(database: Database) -> None:
    async with database.transaction() as tx:
        her = await person(tx, "c1", "1")
        wrong = await sending(tx, written(her))
        stopped = await deliveries.halt(tx, wrong, Action.STOP, her, NOW)
        assert stopped is not None
        await correct(tx, her, stopped, NOON)
        # Read before the correction began, as another process may have.
        assert await announcements.move(tx, stopped, Action.AGAIN, her, NOON) is None
        now = await stored(tx, wrong)
        assert (now.state, now.revision) == (Stage.STOPPED, stopped.revision + 1)


async def test_what_is_no_correction_keeps_its_audience(database: Database) -> None:
    async with database.transaction() as tx:
        her = await person(tx, "c1", "1")
        made = await sending(tx, written(her))
        assert await corrected.for_all(tx, made) == made
        assert await corrected.newest(tx, made) is None
        waits = replace(made, started_at=None)
        assert await corrected.newest(tx, waits) is None
