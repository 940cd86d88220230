"""Which product has the certificate of a number: asked of what is typed and of result lists alike.

Each province numbers its own certificates, so the same number may be given once in every province.
"""

from collections.abc import Mapping

from handlers.world import World
from programme.text import fold
from storage import certificates
from storage.database import Transaction
from storage.products import Product


async def given(tx: Transaction, world: World) -> Mapping[str, Mapping[str, tuple[int, str]]]:
    """The certificates that products have, by province: each folded number with the product that
    has it and its code."""
    found: dict[str, dict[str, tuple[int, str]]] = {}
    for one in await certificates.given(tx):
        here = found.setdefault(province(world, one.commune), {})
        here[fold(one.number)] = (one.product, one.code)
    return found


async def taken_by(tx: Transaction, world: World, product: Product, number: str) -> str | None:
    """The code of another product of its province that has a certificate of this number."""
    here = (await given(tx, world)).get(province(world, product.commune), {})
    owner = here.get(fold(number))
    return owner[1] if owner is not None and owner[0] != product.id else None


def province(world: World, commune: str) -> str:
    """The code of a commune's province; "" for an unknown one."""
    unit = world.territory.province_of(commune)
    return "" if unit is None else unit.code
