"""All that officers do with classes, for the registry."""

from handlers.form import Form
from handlers.officer import (
    classes,
    classes_door,
    classes_edit,
    classes_figures,
    classes_roster,
    classes_seats,
    classes_walk_in,
    classes_write,
)
from handlers.officer.acts import OfficerAction

FORMS: tuple[Form, ...] = (*classes_edit.FORMS, classes_walk_in.FORM, classes_write.FORM)

ACTIONS: tuple[OfficerAction, ...] = (
    *classes.ACTIONS,
    *classes_edit.ACTIONS,
    *classes_seats.ACTIONS,
    *classes_roster.ACTIONS,
    *classes_door.ACTIONS,
    *classes_walk_in.ACTIONS,
    *classes_write.ACTIONS,
    *classes_figures.ACTIONS,
)
