"""Products in the file that a person takes along: how each stands and all that happened to it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from handlers import status_words as words
from handlers.status_steps import step_line
from handlers.voice import Html, Voice
from handlers.world import World
from locales.formats import format_date_only
from storage.product_owner import KeptProduct

Pairs = Sequence[tuple[str, object]]


def sections(
    voice: Voice, world: World, kept: Sequence[KeptProduct], at: datetime
) -> Iterator[tuple[Html, Pairs]]:
    """A heading and its facts for each product."""
    for one in kept:
        heading = voice.gettext("Product {code}", code=one.product.code)
        yield heading, list(_pairs(voice, world, one, at))


def _pairs(
    voice: Voice, world: World, kept: KeptProduct, at: datetime
) -> Iterator[tuple[str, object]]:
    product, edition = kept.product, words.edition_of(world, kept.product)
    yield voice.gettext("Product"), product.name
    yield voice.gettext("State"), words.standing(voice, world, product)
    yield voice.gettext("Points"), words.points_line(voice, edition, product.points)
    paper = product.last_certificate
    if paper is not None:
        expires = format_date_only(paper.expires, voice.language)
        said = voice.gettext("{number}, valid until {day}", number=paper.number, day=expires)
        yield voice.gettext("Certificate"), said
    yield (
        voice.gettext("Place of the visit"),
        product.visit_place,
    )
    labels = {paper.paper: paper.label for paper in kept.papers}
    names = {int(product.person_id): voice.plain("you")}
    told = [step_line(voice, world, product, step, names, at, labels) for step in kept.steps]
    yield voice.gettext("Everything that happened"), Html("\n".join(told))
    papers = [words.paper_name(voice, edition, one.paper, one.label) for one in kept.papers]
    yield voice.gettext("Papers"), "\n".join(papers)
