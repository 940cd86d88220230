"""What is said of products by the clock: rounds, certificates, the limit on a stage. Each once.

A job that was put for another stage or another certificate than the present one says nothing.
"""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from handlers import status_words as words
from handlers.post import Post
from handlers.product_news import tell_officers
from handlers.screen import Screen
from handlers.status_news import news_screen
from handlers.status_todo import todo
from handlers.voice import Html, Voice, lines
from locales import N_
from locales.formats import format_day, local_day
from programme.deadlines import limit, next_due
from programme.stages import Outcome
from programme.vietnam_time import day_at
from storage import people, product_papers, products
from storage.jobs import Job
from storage.outbox import Lane
from storage.products import Product

LONGEST_NAME = 40


async def round_ends(post: Post, job: Job) -> None:
    """Remind a producer of the last day of her round at her present stage."""
    product = await _at_stage(post, job)
    if product is None:
        return
    edition, on = words.edition_of(post.world, product), local_day(post.at)
    due = next_due(edition, product.stage, on, product.round, product.round_year)
    if due is None or (due.round.key, due.year) != (product.round, product.round_year):
        return
    papers = await product_papers.papers(post.tx, product.id)

    def say(voice: Voice) -> Html:
        return lines(
            voice.gettext(
                "⭐ “{product}” is still at the step “{stage}”, and the round closes soon.",
                product=words.name(product, LONGEST_NAME),
                stage=words.stage_name(voice, post.world, product),
            ),
            words.due_line(voice, post.world, product, post.at),
            "",
            todo(voice, post.world, product, papers, post.at),
        )

    await _tell_producer(post, product, say)


async def window_opens(post: Post, job: Job) -> None:
    """Tell a producer that papers for another rating are taken now."""
    await _of_certificate(post, job, N_("⭐ “{product}” may be rated again from now on."))


async def window_closes(post: Post, job: Job) -> None:
    """Remind a producer that papers for another rating are taken for a few days more."""
    text = N_("⭐ “{product}” may be rated again only for a few days more.")
    await _of_certificate(post, job, text)


async def certificate_ends(post: Post, job: Job) -> None:
    """Tell a producer that her certificate has ended."""
    text = N_("⭐ The certificate of “{product}” has ended.")
    await _of_certificate(post, job, text, also_on_road=True)


async def limit_near(post: Post, job: Job) -> None:
    """Remind officers of a dossier whose limit ends in a few working days."""
    product = await _at_stage(post, job)
    if product is None:
        return
    found = limit(
        words.edition_of(post.world, product),
        product.stage,
        day_at(product.stage_since),
        local_day(post.at),
    )
    if found is None:
        return

    def say(voice: Voice) -> Html:
        return voice.ngettext(
            "⭐ {n} working day is left for “{product}” ({code}) at the step “{stage}”. The last "
            "one is {day}.",
            "⭐ {n} working days are left for “{product}” ({code}) at the step “{stage}”. The last "
            "one is {day}.",
            max(0, found.left),
            product=words.name(product, LONGEST_NAME),
            code=product.code,
            stage=words.stage_name(voice, post.world, product),
            day=format_day(found.last_day, local_day(post.at), voice.language),
        )

    await tell_officers(post, product, say)


async def limit_over(post: Post, job: Job) -> None:
    """Tell officers, once, that the limit of a dossier is over."""
    product = await _at_stage(post, job)
    if product is None:
        return

    def say(voice: Voice) -> Html:
        return lines(
            voice.gettext(
                "⭐ “{product}” ({code}) has been too long at the step “{stage}”.",
                product=words.name(product, LONGEST_NAME),
                code=product.code,
                stage=words.stage_name(voice, post.world, product),
            ),
            words.waiting_line(voice, post.world, product, post.at),
        )

    await tell_officers(post, product, say)


async def _of_certificate(
    post: Post, job: Job, opening: str, *, also_on_road: bool = False
) -> None:
    """Tell a producer something about the certificate that a job was put for. Whoever is on the way
    to another rating already is not reminded of it, unless `also_on_road`."""
    product = await products.one(post.tx, job.number)
    if product is None:
        return
    # Whoever has been rated again needs no reminder to ask for it, only of the day it ends.
    paper = product.last_certificate if also_on_road else product.certificate
    if paper is None or paper.expires.isoformat() != job.data.get("expires"):
        return
    if product.outcome is not Outcome.RATED and not (also_on_road and product.outcome is None):
        return
    papers = await product_papers.papers(post.tx, product.id)

    def say(voice: Voice) -> Html:
        return lines(
            voice.gettext(opening, product=words.name(product, LONGEST_NAME)),
            *words.certificate_lines(voice, post.world, product, post.at),
            "",
            todo(voice, post.world, product, papers, post.at),
        )

    await _tell_producer(post, product, say)


async def _at_stage(post: Post, job: Job) -> Product | None:
    """The product of a job, if it is still where it was when the job was put."""
    product = await products.one(post.tx, job.number)
    if product is None or product.outcome is not None:
        return None
    put_for = (job.data.get("stage"), job.data.get("since"))
    return product if put_for == (product.stage, product.stage_since) else None


async def _tell_producer(post: Post, product: Product, say: Callable[[Voice], Html]) -> None:
    """Write to her, unless she has taken her agreement back."""
    owner = await people.one(post.tx, product.person_id)
    if owner is None or not owner.consent:
        return

    def screen(voice: Voice) -> Screen:
        return news_screen(voice, product, say(voice))

    await post.tell(product.person_id, screen, Lane.BULK)


JOBS: Mapping[str, Callable[[Post, Job], Awaitable[None]]] = MappingProxyType(
    {
        "product.round14": round_ends,
        "product.round3": round_ends,
        "product.window": window_opens,
        "product.closing": window_closes,
        "product.expiry": certificate_ends,
        "product.limit_near": limit_near,
        "product.limit_over": limit_over,
    }
)
