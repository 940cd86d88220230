"""All conversations in one table, in the order in which they are asked."""

from collections.abc import Mapping

from handlers import membership, menu
from handlers.turn import Handler

MODULES = (membership, menu)


def build() -> list[Handler]:
    """The handlers. What comes first wins; what nobody else wants comes last."""
    return [handler for module in MODULES for handler in module.handlers()]
