"""What moves the line of a class, and whom it concerns: they are told in the same transaction.

Officers' conversations and jobs come through here too, so everything works with a Post.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from handlers import training_files
from handlers import training_news as news
from handlers.files import tell_file
from handlers.post import Post
from programme.seats import COUNTED, State
from storage import attendance, classes, signups
from storage.classes import ClassState, NewClass, TrainingClass
from storage.jobs import Job
from storage.outbox import Lane
from storage.people import PersonId
from storage.signups import Counts, Moved, Signup


async def create(post: Post, new: NewClass, person_id: PersonId) -> TrainingClass:
    """Plan a class."""
    return await classes.create(post.tx, new, person_id, post.now)


async def change(
    post: Post, before: TrainingClass, new: NewClass, person_id: PersonId
) -> TrainingClass | None:
    """Change a class as it was read: seats that are added are offered, and those who have a place
    hear of another time, place or topic; who has a seat gets the new days for her calendar. None,
    and no change, if it has changed since."""
    after = await classes.change(post.tx, before.id, before.revision, new, person_id, post.now)
    if after is None:
        return None
    if (before.topic, before.place, before.days) != (after.topic, after.place, after.days):
        for who, theirs in _by_person(await _having(post, after.id, _PLACES)):
            await post.tell(who, news.changed(post, before, after, theirs), Lane.BULK)
            if any(signup.state is State.SIGNED for signup in theirs):
                # In her calendar it takes the place of the old one.
                await tell_file(
                    post,
                    who,
                    lambda voice: training_files.calendar(post, voice, after),
                    lambda voice: training_files.calendar_caption(voice, after),
                    Lane.BULK,
                )
    await settle(post, after.id)
    return after


async def cancel(
    post: Post, klass: TrainingClass, reason: str | None, person_id: PersonId
) -> tuple[TrainingClass, int] | None:
    """Cancel a class as it was read; `reason` goes to everybody who had a place, as it is. Returns
    the class and how many were told; None, and no change, if it has changed since."""
    cancelled = await classes.cancel(post.tx, klass.id, klass.revision, reason, person_id, post.now)
    if cancelled is None:
        return None
    gone = await signups.call_off(post.tx, cancelled, post.now)
    told = 0
    for who, _ in _by_person(gone):
        told += await post.tell(who, news.cancelled(post, cancelled))
    return cancelled, told


async def write(post: Post, klass: TrainingClass, text: str, states: Collection[State]) -> int:
    """Send an officer's words to the people of a class whose sign-ups are in these states, each
    once; returns how many can be reached."""
    reached = 0
    for who, theirs in _by_person(await _having(post, klass.id, states)):
        reached += await post.tell(who, news.written(klass, text, theirs), Lane.BULK)
    return reached


async def settle(post: Post, class_id: int) -> None:
    """End the offers that are over and offer the free seats, and tell those concerned."""
    moved = await signups.settle(post.tx, class_id, post.now)
    if moved is not None:
        await tell_others(post, moved)


async def tell_others(post: Post, moved: Moved) -> None:
    """Tell those whose places have changed by what somebody else did."""
    for signup in moved.others:
        if signup.person_id is None:
            continue
        if signup.state is State.OFFERED:
            await post.tell(signup.person_id, news.offered(post, moved.klass, signup))
        elif signup.state is State.LAPSED:
            await post.tell(signup.person_id, news.lapsed(post, moved.klass, signup))


_PLACES = frozenset({State.SIGNED, State.OFFERED, State.WAITING})


async def _having(post: Post, class_id: int, states: Collection[State]) -> list[Signup]:
    """The sign-ups of a class in some states whose people may be written to."""
    roster = await signups.roster(post.tx, class_id)
    return [one.signup for one in roster if one.signup.state in states and not one.locked]


def _by_person(found: Iterable[Signup]) -> Sequence[tuple[PersonId, list[Signup]]]:
    """Sign-ups by who made them; nobody is told twice."""
    people: dict[PersonId, list[Signup]] = {}
    for signup in found:
        if signup.person_id is not None:
            people.setdefault(signup.person_id, []).append(signup)
    return list(people.items())


# At its time


async def _offer_over(post: Post, job: Job) -> None:
    signup = await signups.one(post.tx, job.number)
    if signup is not None:
        await settle(post, signup.class_id)


async def _settle(post: Post, job: Job) -> None:
    await settle(post, job.number)


async def _remind(post: Post, job: Job) -> None:
    klass = await classes.one(post.tx, int(job.data["class"]))
    if klass is None or klass.state is not ClassState.OPEN:
        return
    for who, theirs in _by_person(await _having(post, klass.id, {State.SIGNED})):
        await post.tell(who, news.reminder(post, klass, theirs), Lane.BULK)


async def _start(post: Post, job: Job) -> None:
    moved = await signups.start(post.tx, job.number, post.now)
    if moved is None:
        return
    for who, theirs in _by_person(moved.others):
        await post.tell(who, news.no_seat(post, moved.klass, theirs), Lane.BULK)


async def _ask_feedback(post: Post, job: Job) -> None:
    """Ask those who came; where nobody was checked in, those who had a seat."""
    klass = await classes.one(post.tx, job.number)
    if klass is None or klass.state is not ClassState.OPEN:
        return
    counts = (await signups.tally(post.tx, [klass.id])).get(klass.id, Counts())
    states = {State.SIGNED}
    if counts.attended or counts.walk_ins:
        await attendance.mark_absent(post.tx, klass.id, post.now)
        states = {State.ATTENDED, State.WALK_IN}
    for who, _ in _by_person(await _having(post, klass.id, states & COUNTED)):
        if not await classes.has_feedback(post.tx, klass.id, who):
            await post.tell(who, news.how_was_it(klass), Lane.BULK)


JOBS: Mapping[str, Callable[[Post, Job], Awaitable[None]]] = MappingProxyType(
    {
        signups.OFFER: _offer_over,
        signups.SETTLE: _settle,
        classes.REMIND: _remind,
        classes.START: _start,
        classes.FEEDBACK: _ask_feedback,
    }
)
"""What is done about classes at its time."""
