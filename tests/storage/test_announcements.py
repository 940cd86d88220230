"""Announcements in the database: drafts, release, what the people to whom they went find."""

from dataclasses import replace

import pytest

from programme.announcements import Action, State
from programme.audience import Audience
from storage import acts, announcements, deliveries, filling, jobs, media
from storage.announcements import START, Announcement, File
from storage.database import Database, Transaction
from storage.people import PersonId
from tests.announcing import HERE, NOON, NOW, person, sending, stored, written


async def draft(tx: Transaction, author: PersonId) -> Announcement:
    return await announcements.create(tx, written(author), NOW)


async def test_a_draft_comes_back_as_it_was_written(database: Database) -> None:
    async with database.transaction() as tx:
        author = await person(tx, "c1", "1")
        new = written(author, Audience(areas=("c1",), kinds=("farm",)), number="26/2026/QĐ-TTg")
        made = await announcements.create(tx, new, NOW)
        assert await stored(tx, made) == made
        log = await acts.of_subject(tx, announcements.subject(made.id))
    assert (made.text, made.number, made.audience) == (new.text, new.number, new.audience)
    assert (made.state, made.revision, made.total) == (State.DRAFT, 1, 0)
    assert [act.action for act in log] == ["announcement.create"]


async def test_only_its_author_changes_a_draft_and_only_the_newest_one(database: Database) -> None:
    async with database.transaction() as tx:
        author, other = [await person(tx, "c1", chat) for chat in "12"]
        made = await draft(tx, author)
        better = written(author, text="Lớp dời sang ngày 16/3", urgent=True)
        assert await announcements.change(tx, made.id, 1, better, other, NOW) is None
        changed = await announcements.change(tx, made.id, 1, better, author, NOW)
        assert changed is not None
        assert (changed.text, changed.urgent, changed.revision) == (better.text, True, 2)
        assert await announcements.change(tx, made.id, 1, better, author, NOW) is None
        assert not await announcements.discard(tx, made, author, NOW)
        assert await announcements.discard(tx, changed, author, NOW)
        assert await announcements.one(tx, made.id) is None


async def test_its_files_stay_with_it_though_their_sender_has_hers_erased(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        author = await person(tx, "c1", "1")
        medium = await media.add_made(
            tx, author, content=b"x", mime="image/png", file_name="a.png", now=NOW
        )
        loose = await media.add_made(
            tx, author, content=b"y", mime="image/png", file_name="b.png", now=NOW
        )
        new = written(author)
        files = (File(medium, "photo"),)
        made = await announcements.create(tx, replace(new, files=files), NOW)
        assert (await stored(tx, made)).files == files
        media.remove_of_person(tx, author)
        assert await media.one(tx, medium) is not None
        assert await media.one(tx, loose) is None


async def test_a_second_officer_releases_it_and_it_goes_out_at_its_time(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        author, other = [await person(tx, "c1", chat) for chat in "12"]
        made = await draft(tx, author)
        waits = await announcements.move(tx, made, Action.SUBMIT, author, NOW, send_at=NOON)
        assert waits is not None
        assert waits.state is State.WAITING_RELEASE
        assert await jobs.one(tx, START, announcements.subject(made.id)) is None
        # What was pressed on the earlier screen comes to nothing.
        assert await announcements.move(tx, made, Action.SCHEDULE, author, NOW) is None
        released = await announcements.move(tx, waits, Action.RELEASE, other, NOW)
        assert released is not None
        assert (released.state, released.released_by) == (State.SCHEDULED, other)
        job = await jobs.one(tx, START, announcements.subject(made.id))
        assert job is not None
        assert job.due_at == released.send_at == NOON


async def test_what_is_released_after_its_time_goes_out_at_once(database: Database) -> None:
    async with database.transaction() as tx:
        author, other = [await person(tx, "c1", chat) for chat in "12"]
        made = await draft(tx, author)
        waits = await announcements.move(tx, made, Action.SUBMIT, author, NOW, send_at=NOW)
        assert waits is not None
        released = await announcements.move(tx, waits, Action.RELEASE, other, NOON)
        assert released is not None
        assert released.send_at == NOON


async def test_sent_back_it_is_a_draft_with_the_reason_and_is_not_sent(database: Database) -> None:
    async with database.transaction() as tx:
        author, other = [await person(tx, "c1", chat) for chat in "12"]
        made = await announcements.move(tx, await draft(tx, author), Action.SUBMIT, author, NOW)
        assert made is not None
        back = await announcements.move(tx, made, Action.SEND_BACK, other, NOW, reason="Sai ngày")
        assert back is not None
        assert (back.state, back.returned_reason) == (State.DRAFT, "Sai ngày")
        scheduled = await announcements.move(tx, back, Action.SCHEDULE, author, NOW)
        assert scheduled is not None
        assert scheduled.returned_reason is None
        called_off = await announcements.move(tx, scheduled, Action.SEND_BACK, author, NOW)
        assert called_off is not None
        assert await jobs.one(tx, START, announcements.subject(made.id)) is None
        assert await filling.begin(tx, called_off, ("c1",), NOW) is None


@pytest.mark.parametrize("action", [Action.RELEASE, Action.PAUSE, Action.RESUME, Action.STOP])
async def test_a_draft_is_not_released_paused_or_stopped(
    database: Database, action: Action
) -> None:
    async with database.transaction() as tx:
        author = await person(tx, "c1", "1")
        made = await draft(tx, author)
        assert await announcements.move(tx, made, action, author, NOW) is None
        assert await stored(tx, made) == made


async def test_people_find_what_went_to_them_the_newest_first(database: Database) -> None:
    async with database.transaction() as tx:
        her, other = [await person(tx, "c1", chat) for chat in "12"]
        first = await sending(tx, written(her, text="Vay vốn ưu đãi", topic="support"), now=NOW)
        second = await sending(
            tx, written(her, text="Hội chợ ở Hà Nội", number="12/TB-HND"), now=NOW + 1
        )
        await draft(tx, her)
        for made in (first, second):
            deliveries.ended(tx, made.id, her, deliveries.State.SENT, NOW, maybe_twice=False)
        found = await announcements.of_person(tx, her)
        assert [news.announcement.id for news in found] == [second.id, first.id]
        # What has not reached her yet she does not see.
        assert await announcements.of_person(tx, other) == []
        assert await announcements.one_of_person(tx, other, first.id) is None
        for words in ("hoi cho", "HỘI CHỢ", "12/tb", "ha noi", "Nội chợ", "hnd hà, hội", "hoi hoi"):
            [news] = await announcements.of_person(tx, her, words=words)
            assert news.announcement.id == second.id
            assert await announcements.count_of_person(tx, her, words=words) == (1, 1)
        assert await announcements.of_person(tx, her, words="hội vốn") == []
        # What is no letter is no pattern either.
        for words in ("100%_", "vay%ha", "x_y"):
            assert await announcements.of_person(tx, her, words=words) == [], words
        [news] = await announcements.of_person(tx, her, topic="support")
        assert news.announcement.id == first.id
        assert await announcements.count_of_person(tx, her) == (2, 2)
        assert await deliveries.read(tx, first.id, her, NOON)
        assert not await deliveries.read(tx, first.id, her, NOON + 5)
        assert await announcements.count_of_person(tx, her) == (2, 1)
        one = await announcements.one_of_person(tx, her, first.id)
        assert one is not None
        assert (one.read_at, one.corrected_by) == (NOON, None)


async def test_a_corrected_one_leads_to_its_correction(database: Database) -> None:
    async with database.transaction() as tx:
        her = await person(tx, "c1", "1")
        wrong = await sending(tx, written(her))
        deliveries.ended(tx, wrong.id, her, deliveries.State.SENT, NOW, maybe_twice=False)
        right = await sending(
            tx, written(her, Audience(received=(wrong.id,)), corrects=wrong.id), ()
        )
        assert right.total == 1
        found = await announcements.one_of_person(tx, her, wrong.id)
        assert found is not None
        assert found.corrected_by == right.id


async def test_officers_find_those_of_their_units(database: Database) -> None:
    async with database.transaction() as tx:
        author = await person(tx, "c1", "1")
        going = await sending(tx, written(author))
        waits = await draft(tx, author)
        await announcements.create(tx, replace(written(author, HERE), unit="c2"), NOW)
        found = await announcements.of_units(tx, ["c1"], list(State))
        assert {one.id for one in found} == {waits.id, going.id}
        assert await announcements.counts_of_units(tx, ["c1", "c9"]) == {
            State.DRAFT: 1,
            State.SENDING: 1,
        }
        assert await announcements.of_units(tx, ["c1"], [State.DRAFT]) == [waits]
        assert await announcements.of_units(tx, [], [State.DRAFT]) == []
