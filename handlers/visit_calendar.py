"""A visit for the calendar of the producer's phone: put in, moved, taken out again."""

from datetime import UTC, datetime, timedelta

from handlers.calendar_file import MIME, Event, calendar_file
from handlers.files import File, tell_file
from handlers.post import Post
from handlers.sheets import file_name
from handlers.voice import Html, Voice, clip
from storage import people
from storage.products import Product

VISIT_LASTS = timedelta(hours=2)


async def put_in(post: Post, product: Product) -> None:
    """Send the producer the visit that is set."""
    if product.visit_at is not None:
        await _send(post, product, product.visit_at, product.visit_place, cancelled=False)


async def take_out(post: Post, before: Product, now: Product) -> None:
    """Have her take a visit out that is set no more, if it was still to come."""
    at = before.visit_at
    if at is not None and now.visit_at is None and at > post.now:
        await _send(post, now, at, before.visit_place, cancelled=True)


async def _send(
    post: Post, product: Product, at: int, place: str | None, *, cancelled: bool
) -> None:
    owner = await people.one(post.tx, product.person_id)
    if owner is not None and owner.consent is False:
        return
    commune = post.world.territory.full_name(product.commune)

    def file(voice: Voice) -> File:
        where = place or voice.plain("at the producer's place")
        begins = datetime.fromtimestamp(at / 1000, UTC)
        event = Event(
            key=f"product-{product.id}-{product.created_at}",
            start=begins,
            end=begins + VISIT_LASTS,
            summary=voice.plain("Visit: {product}", product=clip(product.name, 60)),
            place=f"{where}, {commune}",
            revision=product.revision,
            cancelled=cancelled,
        )
        return File(calendar_file([event], post.at), file_name(product.name, ending="ics"), MIME)

    def caption(voice: Voice) -> Html:
        if cancelled:
            return voice.gettext("Open this to take the visit out of your calendar.")
        return voice.gettext("Open this to put the visit into your calendar.")

    await tell_file(post, product.person_id, file, caption)
