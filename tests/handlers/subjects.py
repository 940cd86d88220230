"""One of each thing that officers act on, made inside xã Sơn Động, for the test of permissions."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from programme.roles import Level
from storage import invitations
from tests.handlers.announce_cast import draft
from tests.handlers.ask_cast import ask
from tests.handlers.claim_cast import write_down
from tests.handlers.class_cast import plan
from tests.handlers.desk_cast import DAY, SON_DONG, farmer, file_idea, officer, person_of
from tests.handlers.dossier_cast import dossier
from tests.harness import Running

SECRET = "Ba kích bí mật"
"""What stands in each of them and nobody outside may read."""


async def an_idea(bot: Running) -> int:
    return (await file_idea(bot, await farmer(bot), product=SECRET, photos=1)).id


async def a_question(bot: Running) -> int:
    return (await ask(bot, await farmer(bot), SECRET)).id


async def an_assisted_person(bot: Running) -> int:
    return (await write_down(bot, await officer(bot, "Chi"), SECRET)).person_id


async def an_announcement(bot: Running) -> int:
    return (await draft(bot, await officer(bot, "Dũng"), f"{SECRET}: tin nháp")).id


async def a_class(bot: Running) -> int:
    return (await plan(bot, topic=SECRET)).id


async def a_product(bot: Running) -> int:
    return (await dossier(bot, await farmer(bot), product=SECRET)).id


async def a_role(bot: Running) -> int:
    person_id = await person_of(bot, await officer(bot, SECRET))
    async with bot.db.transaction() as tx:
        row = await tx.one("SELECT id FROM officers WHERE person_id = :id", id=person_id)
    assert row is not None
    return int(row["id"])


async def an_invitation(bot: Running) -> int:
    now = bot.clock()
    async with bot.db.transaction() as tx:
        token_hash = invitations.hash_token(bot.service.world.token())
        invitations.create(tx, Level.COMMUNE, SON_DONG, SECRET, token_hash, now, now + DAY)
        found = await invitations.one(tx, token_hash)
    assert found is not None
    return found.number


FACTORIES: Mapping[str, Callable[[Running], Awaitable[int]]] = MappingProxyType(
    {
        "announcement": an_announcement,
        "assisted": an_assisted_person,
        "class": a_class,
        "idea": an_idea,
        "invitation": an_invitation,
        "product": a_product,
        "question": a_question,
        "role": a_role,
    }
)
"""Each makes one of the subject of that name and returns its number."""
