"""All conversations in one table, in the order in which they are asked."""

from handlers import (
    corrections,
    erase,
    form,
    freetext,
    idea,
    language,
    membership,
    menu,
    mine,
    mydata,
    start,
)
from handlers.form_model import Form, Forms
from handlers.help import handlers as help_handlers
from handlers.officer import acts, desk_menu, invitation, queue, returning, review
from handlers.officer.acts import OfficerAction
from handlers.turn import Handler

ALL_FORMS: tuple[Form, ...] = (
    start.FORM,
    start.ACCESS,
    idea.FORM,
    idea.CORRECTION,
    returning.FORM,
    *corrections.FORMS.values(),
)

FORMS: Forms = {form.name: form for form in ALL_FORMS}
"""Every form by its name: a draft knows its form by this."""

OFFICER_ACTIONS: tuple[OfficerAction, ...] = (
    *queue.ACTIONS,
    *review.ACTIONS,
)
"""Every button of officers. What is not here does nothing."""


def build() -> list[Handler]:
    """The handlers. What comes first wins; what nobody else wants comes last."""
    return [
        *freetext.first(),
        *membership.handlers(),
        *form.handlers(FORMS),
        *start.handlers(FORMS),
        *menu.handlers(),
        *idea.handlers(FORMS),
        *mine.handlers(),
        *mydata.handlers(FORMS),
        *corrections.handlers(),
        *erase.handlers(),
        *help_handlers(FORMS),
        *language.handlers(FORMS),
        *invitation.handlers(),
        *queue.handlers(),
        *desk_menu.handlers(),
        acts.handler(OFFICER_ACTIONS),
        *freetext.handlers(FORMS),
    ]
