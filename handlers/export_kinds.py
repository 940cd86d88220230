"""The files that people can ask for, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers import papers_print, status_card, training_files
from handlers.exports import Export
from handlers.officer import (
    broadcast_release,
    broadcast_send,
    broadcast_sheet,
    classes_roster,
    dossier_papers,
    log_file,
    report,
    results_reading,
)
from handlers.selfcheck import results

EXPORTS: Mapping[str, Export] = MappingProxyType(
    {
        export.name: export
        for export in (
            broadcast_release.COUNT,
            broadcast_send.COUNT,
            broadcast_sheet.SHEET,
            classes_roster.SHEET,
            dossier_papers.FORM,
            log_file.FILE,
            papers_print.FORM,
            report.PICTURE,
            report.SHEET,
            results.PICTURE,
            status_card.CARD,
            training_files.CALENDAR,
            training_files.CODES,
            *results_reading.EXPORTS,
        )
    }
)
