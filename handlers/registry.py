"""All conversations in one table, in the order in which they are asked."""

from handlers import form, language, membership, menu
from handlers.form_model import Forms
from handlers.help import handlers as help_handlers
from handlers.turn import Handler

FORMS: Forms = {}
"""Every form by its name: a draft knows its form by this."""


def build() -> list[Handler]:
    """The handlers. What comes first wins; what nobody else wants comes last."""
    return [
        *membership.handlers(),
        *form.handlers(FORMS),
        *menu.handlers(),
        *help_handlers(FORMS),
        *language.handlers(FORMS),
    ]
