"""The large files that officers can ask for, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers.officer import broadcast_sheet, classes_roster, log_file, report, results_reading
from handlers.officer.exports import Export

EXPORTS: Mapping[str, Export] = MappingProxyType(
    {
        export.name: export
        for export in (
            *(broadcast_sheet.SHEET, classes_roster.SHEET, log_file.FILE, report.SHEET),
            *results_reading.EXPORTS,
        )
    }
)
