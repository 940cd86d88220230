"""Two processes on one PostgreSQL write a certificate of the same number at the same time."""

from collections.abc import AsyncIterator

import pytest

from handlers.world import World
from storage import certificates, product_moves
from storage.database import Transaction
from storage.products import Certificate, Product
from tests.handlers.desk_cast import farmer, forge
from tests.handlers.dossier_cast import dossier, standing
from tests.handlers.product_cast import CERTIFICATE, rated
from tests.handlers.results_cast import council, good, send, sheet_of
from tests.harness import Running, running
from tests.storage.at_once import until_it_waits_for


@pytest.fixture
async def shared(postgres_url: str, world: World) -> AsyncIterator[Running]:
    """A bot on PostgreSQL, where other processes may write too."""
    async with running(postgres_url, world) as bot:
        yield bot


async def elsewhere(tx: Transaction, bot: Running, product: Product, number: str) -> None:
    """Another process writes a certificate down, and has not ended its transaction yet."""
    edition = bot.service.world.editions.of(product.edition)
    paper = Certificate(number, CERTIFICATE.issued, CERTIFICATE.expires)
    await certificates.lock(tx)
    by = product.person_id
    assert await product_moves.certify(tx, product, edition, paper, by, bot.clock()) is not None


@pytest.mark.postgres
async def test_a_number_that_is_typed_twice_at_once_is_written_once(shared: Running) -> None:
    bot = shared
    lan, chi = await farmer(bot), await council(bot)
    first = (await rated(bot, await dossier(bot, lan, stage="rating"), chi)).product
    tea = await dossier(bot, lan, product="Chè dây", stage="rating")
    second = (await rated(bot, tea, chi)).product
    await forge(chi, f"o:p.cert:{second.id}:{second.revision}")
    await chi.say("7/GCN")
    await chi.say("29/2/2024")
    await chi.tap("Bỏ qua", "giấy có giá trị đến")
    async with bot.db.transaction() as tx:
        await elsewhere(tx, bot, first, "7/GCN")
        await chi.press("Ghi giấy chứng nhận")
        await until_it_waits_for(tx)
    await chi.wait(f"đã cấp cho {first.code}")
    assert await standing(bot, second) == second


@pytest.mark.postgres
async def test_a_list_with_a_number_that_is_written_meanwhile_is_not_recorded(
    shared: Running,
) -> None:
    bot = shared
    lan, chi = await farmer(bot), await council(bot)
    first = (await rated(bot, await dossier(bot, lan, stage="rating"), chi)).product
    second = await dossier(bot, lan, product="Chè dây", stage="rating")
    await send(bot, chi, sheet_of(good(second.code, 7)), "1 mới")
    async with bot.db.transaction() as tx:
        await elsewhere(tx, bot, first, "7/GCN")
        await chi.press("Ghi 1 kết quả")
        await until_it_waits_for(tx)
    await chi.wait(first.code)
    assert await standing(bot, second) == second
