"""One of each thing that officers act on, made inside xã Sơn Động, for the test of permissions."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from tests.handlers.ask_cast import ask
from tests.handlers.desk_cast import farmer, file_idea
from tests.harness import Running

SECRET = "Ba kích bí mật"
"""What stands in each of them and nobody outside may read."""


async def an_idea(bot: Running) -> int:
    return (await file_idea(bot, await farmer(bot), product=SECRET, photos=1)).id


async def a_question(bot: Running) -> int:
    return (await ask(bot, await farmer(bot), SECRET)).id


FACTORIES: Mapping[str, Callable[[Running], Awaitable[int]]] = MappingProxyType(
    {
        "idea": an_idea,
        "question": a_question,
    }
)
"""Each makes one of the subject of that name and returns its number."""
