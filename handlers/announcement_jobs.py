"""Beginning to send an announcement at its time, and the one message that shows how far it is."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType

from handlers.announcement_orphans import is_orphan, tell_colleagues
from handlers.announcement_progress import progress_screen
from handlers.news_message import title
from handlers.post import Post
from handlers.screen import Button, Screen
from handlers.voice import Voice
from programme import audience as whom
from programme.announcements import Action, State
from storage import announcements, audience, corrected, deliveries, filling, jobs, outbox, people
from storage.acts import THE_BOT
from storage.announcements import PROGRESS, START, Announcement
from storage.jobs import Job
from storage.outbox import Call, Lane

EVERY_MS = 5_000
SELDOM_MS = 60_000
"""When nothing leaves, as at night, nobody watches a bar."""

SETTLE_MS = 2_000
"""So long after what it corrects was stopped a correction begins: who is being written to in that
moment is known by then."""

TOO_LATE_MS = 12 * 60 * 60 * 1000
"""What could not be sent for so long after its time may be wrong by now: its author decides."""


async def start(post: Post, job: Job) -> None:
    """Begin to send a scheduled announcement. If it is far too late for it, or if it has grown
    above the size for which a second officer is needed, it is not sent and its author is told; if
    she has no right over its area any more, her colleagues are."""
    tx, now = post.tx, post.now
    found = await announcements.one(tx, job.number)
    if found is None or found.state is not State.SCHEDULED:
        return
    if await is_orphan(tx, post.world.territory.covers, found):
        await announcements.move(tx, found, Action.SEND_BACK, THE_BOT, now)
        await tell_colleagues(post, found)
        return
    found = await corrected.for_all(tx, found)
    communes = whom.communes(post.world.territory, found.audience)
    if found.send_at is not None and now - found.send_at > TOO_LATE_MS:
        await announcements.move(tx, found, Action.SEND_BACK, THE_BOT, now)
        await post.tell(found.author, lambda voice: _not_sent(voice, found, late=True))
    elif found.released_by is None and await audience.more_than(
        tx,
        post.world.release_above,
        found.audience,
        communes,
        found.topic,
        correction=found.corrects is not None,
    ):
        await announcements.move(tx, found, Action.SEND_BACK, THE_BOT, now)
        await post.tell(found.author, lambda voice: _not_sent(voice, found, late=False))
    elif not await _stop_earlier(post, found):
        jobs.put(tx, START, job.subject, now + SETTLE_MS)
    else:
        begun = await filling.begin(tx, found, communes, now)
        if begun is not None:
            await _show_first(post, begun)


async def _stop_earlier(post: Post, found: Announcement) -> bool:
    """Stop what an announcement corrects; the authors of that hear of it. False if it was going
    out until now, so that the correction waits a moment."""
    if found.corrects is None:
        return True
    stopped, going = await corrected.stop_earlier(post.tx, found, found.author, post.now)
    for one in stopped:
        watch(post, one.id)
        if one.author != found.author:
            await post.tell(one.author, partial(_stopped, one=one, by=found))
    return not going


def _stopped(voice: Voice, *, one: Announcement, by: Announcement) -> Screen:
    text = voice.gettext(
        "✏️ A colleague has corrected your announcement <b>{title}</b>, so I have stopped it. Who "
        "has got it gets the correction.",
        title=title(voice, one),
    )
    return Screen(text, [[Button(voice.plain("✏️ See the correction"), f"o:b.see:{by.id}")]])


async def fill(post: Post, job: Job) -> None:
    """Make the next deliveries of an announcement that has begun."""
    found = await announcements.one(post.tx, job.number)
    done, last = job.data.get("done"), job.data.get("last")
    if found is None or not isinstance(done, int) or not isinstance(last, int):
        raise LookupError(f"nothing to fill for {job.subject}")
    found = await corrected.for_all(post.tx, found)
    communes = whom.communes(post.world.territory, found.audience)
    await filling.fill(post.tx, found, communes, done, last, post.now)


def _not_sent(voice: Voice, found: Announcement, *, late: bool) -> Screen:
    name = title(voice, found)
    if late:
        text = voice.gettext(
            "⚠️ I could not send the announcement <b>{title}</b> at its time, and now it is long "
            "past. It is a draft again. Please look at it and send it once more.",
            title=name,
        )
    else:
        text = voice.gettext(
            "⚠️ The announcement <b>{title}</b> now concerns more people than when you scheduled "
            "it, so that a second officer must release it. It is a draft again. Please look at it "
            "and send it once more.",
            title=name,
        )
    return Screen(text, [[Button(voice.plain("Open it"), f"o:b.see:{found.id}")]])


async def _show_first(post: Post, begun: Announcement) -> None:
    author = await people.one(post.tx, begun.author)
    chat = await deliveries.last_chat(post.tx, begun.author)
    if author is None or chat is None:
        return
    report = await deliveries.report(post.tx, begun)
    screen = progress_screen(post.world.voice(author.language), begun, report, post.now)
    channel, chat_id = chat
    name = announcements.progress_subject(begun.id)
    post.call(channel, chat_id, Call("sendMessage", screen.params(chat_id), name))
    watch(post, begun.id, in_ms=EVERY_MS)


def watch(post: Post, id: int, *, in_ms: int = 1_000) -> None:
    """Have the message that shows the progress of an announcement brought up to date soon, and
    then again and again while it is being sent."""
    jobs.put(post.tx, PROGRESS, announcements.subject(id), post.now + in_ms)


async def show_progress(post: Post, job: Job) -> None:
    """Edit the message that shows how far an announcement is; while it is being sent, do so again
    in a few seconds."""
    found = await announcements.one(post.tx, job.number)
    if found is None or found.started_at is None:
        return
    report = await deliveries.report(post.tx, found)
    done = report.total - report.waiting - report.under_way
    before, since = job.data.get("done"), job.data.get("at")
    rate = None
    if isinstance(before, int) and isinstance(since, int) and post.now > since:
        rate = (done - before) * 1000 / (post.now - since)
    author = await people.one(post.tx, found.author)
    if author is not None and found.shown is not None:
        channel, chat_id, number = found.shown
        voice = post.world.voice(author.language)
        screen = progress_screen(voice, found, report, post.now, rate=rate)
        name = announcements.progress_subject(found.id)
        outbox.drop_waiting(post.tx, channel, chat_id, name)
        params = {**screen.params(chat_id), "message_id": number}
        # In the lane of the broadcast itself: people's replies come first.
        post.call(channel, chat_id, Call("editMessageText", params, name), Lane.BULK)
    if found.state is State.SENDING:
        pause = SELDOM_MS if before == done else EVERY_MS
        data = {"done": done, "at": post.now}
        jobs.put(post.tx, PROGRESS, job.subject, post.now + pause, data=data)


async def tell_given_up(post: Post, job: Job) -> None:
    """Tell the author that her announcement did not begin, or goes to a part of its people only,
    because that failed again and again."""
    found = await announcements.one(post.tx, job.number)
    if found is not None:
        await post.tell(found.author, lambda voice: _given_up(voice, found))


def _given_up(voice: Voice, found: Announcement) -> Screen:
    name = title(voice, found)
    if found.started_at is None:
        text = voice.gettext(
            "😔 I could not send the announcement <b>{title}</b>: something is wrong with me. "
            "Nobody has got it yet. Please tell whoever looks after the bot.",
            title=name,
        )
    else:
        text = voice.gettext(
            "😔 I could not send the announcement <b>{title}</b> to everybody: something is wrong "
            "with me. Some people have not got it yet. Please tell whoever looks after the bot.",
            title=name,
        )
    return Screen(text, [[Button(voice.plain("Open it"), f"o:b.see:{found.id}")]])


JOBS: Mapping[str, Callable[[Post, Job], Awaitable[None]]] = MappingProxyType(
    {START: start, filling.FILL: fill, PROGRESS: show_progress}
)

GIVEN_UP: Mapping[str, Callable[[Post, Job], Awaitable[None]]] = MappingProxyType(
    {START: tell_given_up, filling.FILL: tell_given_up}
)
"""What is said when one of them has failed for good."""
