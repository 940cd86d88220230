"""News of products for officers: to who holds one, or else to the officers of the level at which it
lies, or of the next one up where somebody can be told."""

from collections.abc import Callable, Sequence

from handlers import status_words as words
from handlers.post import Post
from handlers.screen import Button, Screen
from handlers.voice import Html, Voice
from programme.roles import Level, Right, entitled
from storage import officers
from storage.people import PersonId
from storage.products import Product

UPWARDS = (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)
Say = Callable[[Voice], Html]


async def tell_officers(post: Post, product: Product, say: Say) -> bool:
    """Tell those who work on a product something, with a button to it. False if nobody can be told.
    Of one product an officer has at most one piece of news waiting."""
    holder = product.officer_id
    if (
        holder is not None
        and await _works_on(post, holder, product)
        and await _tell(post, holder, product, say)
    ):
        return True
    start = next((at for at, level in enumerate(UPWARDS) if level == product.holder), len(UPWARDS))
    for level in UPWARDS[min(start, len(UPWARDS) - 1) :]:
        told = [
            await _tell(post, person_id, product, say)
            for person_id in await _near(post, product, level)
        ]
        if any(told):
            return True
    return False


async def taken_back(post: Post, product: Product) -> None:
    """Tell officers that the producer has taken her product back; `product` is as it was before."""

    def say(voice: Voice) -> Html:
        return voice.gettext(
            "⭐ The producer has taken back “{product}” ({code}). Its dossier stops here.",
            product=words.name(product, 40),
            code=product.code,
        )

    await tell_officers(post, product, say)


async def _near(post: Post, product: Product, level: Level) -> Sequence[PersonId]:
    """The officers of a level whose area covers a product's commune; nobody works on her own."""
    unit = product.commune if level is Level.COMMUNE else None
    found = await officers.at_level(post.tx, level, unit)
    contains = post.world.territory.contains
    mine = (one.person_id for one in found if contains(one.role.unit, product.commune))
    return [one for one in dict.fromkeys(mine) if one != product.person_id]


async def _works_on(post: Post, person_id: PersonId, product: Product) -> bool:
    roles = await officers.areas(post.tx, person_id)
    covers = post.world.territory.covers
    return bool(entitled(covers, roles, Right.WORK_DOSSIER, product.commune))


async def _tell(post: Post, person_id: PersonId, product: Product, say: Say) -> bool:
    def screen(voice: Voice) -> Screen:
        rows = [[Button(voice.plain("Open it"), f"o:p.see:{product.id}")]]
        return Screen(say(voice), rows)

    return await post.tell(person_id, screen, latest=f"dossier:{product.id}")
