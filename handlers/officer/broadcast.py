"""Announcements by officers: all their buttons and questions in one place."""

from handlers.form_model import Form
from handlers.officer import (
    broadcast_audience,
    broadcast_calls,
    broadcast_change,
    broadcast_corrected,
    broadcast_edit,
    broadcast_release,
    broadcast_run,
    broadcast_send,
    broadcast_sheet,
    broadcast_write,
)
from handlers.officer.acts import OfficerAction

ACTIONS: tuple[OfficerAction, ...] = (
    *broadcast_write.ACTIONS,
    *broadcast_edit.ACTIONS,
    *broadcast_change.ACTIONS,
    *broadcast_corrected.ACTIONS,
    *broadcast_audience.ACTIONS,
    *broadcast_send.ACTIONS,
    *broadcast_release.ACTIONS,
    *broadcast_run.ACTIONS,
    *broadcast_calls.ACTIONS,
    *broadcast_sheet.ACTIONS,
)

FORMS: tuple[Form, ...] = (
    *broadcast_write.FORMS,
    *broadcast_edit.FORMS,
    *broadcast_audience.FORMS,
    *broadcast_send.FORMS,
    *broadcast_release.FORMS,
)
