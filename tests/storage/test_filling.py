"""Deliveries are made slice by slice: each person once, whatever happens between two slices."""

import pytest

from programme.announcements import Action
from programme.announcements import State as Stage
from storage import announcements, claims, deliveries, filling, jobs, news_choices
from storage.announcements import Announcement
from storage.database import Database, Transaction
from storage.deliveries import State
from tests.announcing import CHANNEL, NOON, NOW, person, sending, states, stored, written


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "SLICE", 3)


async def next_slice(tx: Transaction, made: Announcement) -> bool:
    """Do the job that makes the next deliveries; false if there is none."""
    job = await jobs.one(tx, filling.FILL, announcements.subject(made.id))
    if job is None or not await jobs.take(tx, job):
        return False
    await filling.fill(tx, made, ("c1",), job.data["done"], job.data["last"], NOON)
    return True


async def cut_off(database: Database, made: Announcement) -> None:
    """Make the next deliveries, and come to nothing before they are committed."""
    async with database.transaction() as tx:
        assert await next_slice(tx, made)
        raise ZeroDivisionError


async def test_each_person_is_in_one_slice_and_who_comes_later_in_none(database: Database) -> None:
    async with database.transaction() as tx:
        who = [await person(tx, "c2" if n % 4 == 3 else "c1", str(n)) for n in range(10)]
        made = await sending(tx, written(who[0]))
        assert made.total == 3
        late = await person(tx, "c1", "late")
    slices = 0
    async with database.transaction() as tx:
        while await next_slice(tx, made):
            slices += 1
        assert (await stored(tx, made)).total == 8
    assert slices == 3
    found = await states(database, made)
    assert set(found) == {one for n, one in enumerate(who) if n % 4 != 3}
    assert late not in found


async def test_a_slice_that_is_rolled_back_is_made_again(database: Database) -> None:
    async with database.transaction() as tx:
        who = [await person(tx, "c1", str(n)) for n in range(5)]
        made = await sending(tx, written(who[0]))
    with pytest.raises(ZeroDivisionError):
        await cut_off(database, made)
    async with database.transaction() as tx:
        assert (await stored(tx, made)).total == 3
        assert await next_slice(tx, made)
        assert not await next_slice(tx, made)
        assert (await stored(tx, made)).total == 5
    assert len(await states(database, made)) == 5


@pytest.mark.parametrize("told", [False, True])
async def test_who_takes_hers_over_between_two_slices_has_one_delivery(
    database: Database, told: bool
) -> None:
    async with database.transaction() as tx:
        officer = await person(tx, "c2", "officer")
        assisted = await claims.add_person(
            tx, name="Lan", phone="+84912345678", commune="c1", by=officer, how="spoken", now=NOW
        )
        claims.add_code(tx, assisted, "c1", "CODE", officer, NOW)
        early = await person(tx, "c1", "early")
        she = await person(tx, "c1", "she")
        later = [await person(tx, "c1", str(n)) for n in range(3)]
        made = await sending(tx, written(officer))
        if told:
            assert await deliveries.tell(tx, made.id, assisted, officer, NOW)
    assert await states(database, made) == {assisted: State.NO_CHAT, early: State.WAITING}
    async with database.transaction() as tx:
        claim = await claims.find(tx, "CODE")
        assert claim is not None
        assert await claims.take_over(tx, claim, she, NOW)
    async with database.transaction() as tx:
        while await next_slice(tx, made):
            pass
        found = await stored(tx, made)
        report = await deliveries.report(tx, found)
    assert await states(database, made) == {
        early: State.WAITING,
        # Who was told by phone is not written to; nobody can say that of the other one.
        she: State.NO_CHAT if told else State.WAITING,
        **dict.fromkeys(later, State.WAITING),
    }
    assert (found.total, report.waiting, report.no_chat) == (5, 4 if told else 5, int(told))


async def test_it_is_not_done_before_everybody_has_a_row(database: Database) -> None:
    async with database.transaction() as tx:
        who = [await person(tx, "c1", str(n)) for n in range(5)]
        made = await sending(tx, written(who[0]))
        for one in await deliveries.take(tx, made.id, CHANNEL, 1, NOON, 10):
            state = deliveries.State.SENT
            deliveries.ended(tx, made.id, one.person_id, state, NOON, maybe_twice=False)
        assert not await deliveries.finish(tx, made.id, NOON)
        assert await next_slice(tx, made)
        assert not await deliveries.finish(tx, made.id, NOON)
        for one in await deliveries.take(tx, made.id, CHANNEL, 1, NOON, 10):
            state = deliveries.State.SENT
            deliveries.ended(tx, made.id, one.person_id, state, NOON, maybe_twice=False)
        assert await deliveries.finish(tx, made.id, NOON)


async def test_stopped_between_two_slices_the_report_still_knows_everybody(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        who = [await person(tx, "c1", str(n)) for n in range(5)]
        made = await sending(tx, written(who[0]))
        news_choices.choose(tx, who[4], "policy", follows=False)
        stopped = await deliveries.halt(tx, made, Action.STOP, who[0], NOW)
        assert stopped is not None
        assert await next_slice(tx, stopped)
        found = await stored(tx, made)
        assert (found.state, found.total) == (Stage.STOPPED, 4)
        assert (await deliveries.report(tx, found)).waiting == 4
        assert await deliveries.take(tx, made.id, CHANNEL, 1, NOON, 10) == []
