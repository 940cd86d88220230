"""All conversations in one table, in the order in which they are asked."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers import (
    ask,
    ask_follow,
    claim,
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
    news,
    news_search,
    papers,
    start,
    status,
    training,
    training_feedback,
    training_files,
    training_join,
)
from handlers.form_model import Form, Forms
from handlers.help import handlers as help_handlers
from handlers.officer import (
    acts,
    answers,
    assisted,
    assisted_again,
    assisted_list,
    broadcast,
    classes_door,
    classes_table,
    desk_menu,
    dossier_table,
    invitation,
    log,
    log_file,
    queue,
    report,
    returning,
    review,
    roles,
    roles_invite,
    roles_open,
    targets,
)
from handlers.officer import selfcheck as officer_selfcheck
from handlers.officer.acts import OfficerAction
from handlers.selfcheck import presses as selfcheck_presses
from handlers.start import Link
from handlers.turn import Handler, Turn

ALL_FORMS: tuple[Form, ...] = (
    start.FORM,
    start.ACCESS,
    idea.FORM,
    idea.CORRECTION,
    returning.FORM,
    *corrections.FORMS.values(),
    *ask.FORMS,
    *training_join.FORMS,
    training_feedback.FORM,
    answers.FORM,
    assisted.FORM,
    *assisted_again.FORMS,
    roles.FIND,
    roles_invite.FORM,
    log.BY_CODE,
    claim.FORM,
    news_search.FORM,
    *broadcast.FORMS,
    *classes_table.FORMS,
    targets.FORM,
    *dossier_table.FORMS,
)

FORMS: Forms = {form.name: form for form in ALL_FORMS}
"""Every form by its name: a draft knows its form by this."""

OFFICER_ACTIONS: tuple[OfficerAction, ...] = (
    *queue.ACTIONS,
    *review.ACTIONS,
    *answers.ACTIONS,
    *assisted.ACTIONS,
    *assisted_again.ACTIONS,
    *roles.ACTIONS,
    *roles_invite.ACTIONS,
    *roles_open.ACTIONS,
    *log.ACTIONS,
    *log_file.ACTIONS,
    *broadcast.ACTIONS,
    *classes_table.ACTIONS,
    *report.ACTIONS,
    *targets.ACTIONS,
    *dossier_table.ACTIONS,
    *officer_selfcheck.ACTIONS,
)
"""Every button of officers. What is not here does nothing."""


LINKS: Mapping[str, Link] = MappingProxyType(
    {
        invitation.LINK: invitation.accept,
        assisted_list.LINK: claim.by_code,
        training_files.CHECK_IN: classes_door.by_token,
    }
)
"""What follows a link `?start=<prefix><token>`, by its prefix."""


async def _stop(turn: Turn) -> bool:
    """Put away what is on the screen that is no form."""
    return await selfcheck_presses.stop(turn) or await papers.stop(turn)


def build() -> list[Handler]:
    """The handlers. What comes first wins; what nobody else wants comes last."""
    return [
        *freetext.first(),
        *membership.handlers(),
        *form.handlers(FORMS, _stop),
        *start.handlers(FORMS, LINKS),
        *menu.handlers(),
        *idea.handlers(FORMS),
        *status.handlers(),
        *mine.handlers(),
        *selfcheck_presses.handlers(),
        *papers.handlers(),
        *ask.handlers(),
        *ask_follow.handlers(),
        *claim.handlers(),
        *training.handlers(),
        *news.handlers(),
        *mydata.handlers(FORMS),
        *corrections.handlers(),
        *erase.handlers(),
        *help_handlers(FORMS),
        *language.handlers(FORMS),
        *invitation.handlers(),
        *queue.handlers(),
        *desk_menu.handlers(),
        *report.handlers(),
        acts.handler(OFFICER_ACTIONS),
        *freetext.handlers(FORMS),
    ]
