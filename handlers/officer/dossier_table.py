"""Every button and every form of officers' dossiers and ratings, for the registry."""

from handlers.form_model import Form
from handlers.officer import (
    dossier,
    dossier_criteria,
    dossier_forms,
    dossier_hand,
    dossier_log,
    dossier_papers,
    dossier_queue,
    dossier_visit,
    rating,
    rating_certificate,
    results,
)
from handlers.officer.acts import OfficerAction

ACTIONS: tuple[OfficerAction, ...] = (
    *dossier_queue.ACTIONS,
    *dossier.ACTIONS,
    *dossier_log.ACTIONS,
    *dossier_visit.ACTIONS,
    *dossier_hand.ACTIONS,
    *dossier_papers.ACTIONS,
    *dossier_criteria.ACTIONS,
    *rating.ACTIONS,
    *results.ACTIONS,
)

FORMS: tuple[Form, ...] = (
    *dossier_forms.FORMS,
    dossier_visit.VISIT,
    *rating.FORMS.values(),
    rating_certificate.CERTIFICATE,
)
