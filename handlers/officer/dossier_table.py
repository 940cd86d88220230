"""Every button and every form of officers' dossiers and ratings, for the registry."""

from handlers.form_model import Form
from handlers.officer import (
    dossier,
    dossier_forms,
    dossier_hand,
    dossier_log,
    dossier_papers,
    dossier_queue,
    rating,
    rating_certificate,
    results,
)
from handlers.officer.acts import OfficerAction

ACTIONS: tuple[OfficerAction, ...] = (
    *dossier_queue.ACTIONS,
    *dossier.ACTIONS,
    *dossier_log.ACTIONS,
    *dossier_hand.ACTIONS,
    *dossier_papers.ACTIONS,
    *rating.ACTIONS,
    *results.ACTIONS,
)

FORMS: tuple[Form, ...] = (
    *dossier_forms.FORMS,
    *rating.FORMS.values(),
    rating_certificate.CERTIFICATE,
)
