"""Writing a form as DOCX: A4, Times New Roman 13, ready to print and sign.

What people typed goes in as plain text: no field codes, and nothing that XML cannot carry.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from programme.text import clean

FONT, SIZE, SMALL = "Times New Roman", 13, 11
WIDTH, LEFT, RIGHT, TOP = 21.0, 2.5, 1.5, 1.8
INNER = WIDTH - LEFT - RIGHT
"""Centimetres."""
LONGEST = 2000
"""Characters of one value; longer ones are cut."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line to fill in; without a value it is dotted to the margin."""

    label: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: widths in centimetres, heads, rows. A row of one cell is a heading across."""

    widths: tuple[float, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its table, if any, and its lines."""

    title: str
    grid: Grid | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Print:
    """A form with everything filled in. `day` stands above the signatures, each of which is a
    title and what is written below it."""

    heads: tuple[str, str]
    title: str
    below: tuple[str, ...]
    parts: tuple[Part, ...]
    closing: str
    day: str
    signatures: tuple[tuple[str, str], ...]
    footer: str
    made: datetime


def plain(text: str) -> str:
    """Text as it may stand in a document."""
    shown = _UNWRITABLE.sub("", clean(text, lines=True))
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


async def document_aside(form: Print) -> bytes:
    """`document`, in another thread: a long table holds everybody else up."""
    return await asyncio.to_thread(document, form)


def document(form: Print) -> bytes:
    """Write a form. Nothing in it tells who or what made it but its own text."""
    made = Document()
    _set_up(made, form)
    _said(made, form.heads[0], bold=True, middle=True)
    _said(made, form.heads[1], bold=True, middle=True, underline=True, after=14)
    _said(made, form.title, bold=True, middle=True, size=SIZE + 1, after=4)
    for below in form.below:
        _said(made, below, middle=True, italic=True)
    for part in form.parts:
        _said(made, part.title, bold=True, before=12, after=4, keep=True)
        if part.grid is not None:
            _grid(made, part.grid)
        for line in part.lines:
            _line(made, line)
    _said(made, form.closing, before=12, after=10)
    _signatures(made, form)
    footer = made.sections[0].footer.paragraphs[0]
    _write(footer, form.footer, size=SMALL - 1, italic=True)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: Docx, form: Print) -> None:
    page = made.sections[0]
    page.page_width, page.page_height = Cm(WIDTH), Cm(29.7)
    page.left_margin, page.right_margin = Cm(LEFT), Cm(RIGHT)
    page.top_margin, page.bottom_margin = Cm(TOP), Cm(TOP)
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    facts = made.core_properties
    facts.author = facts.last_modified_by = facts.comments = ""
    facts.title, facts.language = plain(form.title), "vi-VN"
    facts.created = facts.modified = form.made.replace(tzinfo=None)


def _said(
    made: Docx,
    text: str,
    *,
    size: int = SIZE,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
    middle: bool = False,
    before: int = 0,
    after: int = 2,
    keep: bool = False,
) -> None:
    """A paragraph; `before` and `after` are points of space."""
    paragraph = made.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), keep
    if middle:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, text, size=size, bold=bold, italic=italic, underline=underline)


def _write(
    paragraph: Paragraph,
    text: str,
    *,
    size: int = SIZE,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
) -> None:
    run = paragraph.add_run(plain(text))
    run.font.size, run.font.bold = Pt(size), bold
    run.font.italic, run.font.underline = italic, underline


def _line(made: Docx, line: Line) -> None:
    paragraph = made.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_after = Pt(3)
    paragraph.add_run(f"{plain(line.label)}: ")
    if line.value:
        _write(paragraph, line.value, bold=True)
        return
    shape.tab_stops.add_tab_stop(Cm(INNER), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    paragraph.add_run("\t")


def _grid(made: Docx, grid: Grid) -> None:
    table = made.add_table(rows=0, cols=len(grid.widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _columns(table, grid.widths)
    head = table.add_row()
    _row(head.cells, grid.heads, grid.widths, bold=True)
    _mark(head, "w:tblHeader")
    for texts in grid.rows:
        row = table.add_row()
        _mark(row, "w:cantSplit")
        if len(texts) == 1:
            cells = row.cells
            across = cells[0].merge(cells[-1])
            _put(across, texts[0], bold=True)
            across.paragraphs[0].paragraph_format.keep_with_next = True
        else:
            _row(row.cells, texts, grid.widths)
    made.add_paragraph().paragraph_format.space_after = Pt(0)


def _columns(table: Table, widths: Sequence[float]) -> None:
    """Office programs differ in whether they go by the columns' widths or by the cells'."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)


def _mark(row: _Row, mark: str) -> None:
    """Let a row be repeated on each page, or not be broken by its end."""
    row._tr.get_or_add_trPr().append(OxmlElement(mark))


def _row(
    cells: Sequence[_Cell],
    texts: Sequence[str],
    widths: Sequence[float],
    *,
    bold: bool = False,
) -> None:
    for cell, text, width in zip(cells, texts, widths, strict=True):
        cell.width = Cm(width)
        _put(cell, text, bold=bold)


def _put(cell: _Cell, text: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    _write(paragraph, text, size=SMALL, bold=bold)


def _signatures(made: Docx, form: Print) -> None:
    table = made.add_table(rows=1, cols=len(form.signatures))
    # The last one has the day above it, which is long.
    share = INNER / (len(form.signatures) + 0.4)
    widths = [share] * (len(form.signatures) - 1)
    _columns(table, [*widths, INNER - sum(widths)])
    cells = table.rows[0].cells
    for number, (cell, (title, below)) in enumerate(zip(cells, form.signatures, strict=True)):
        # The day stands above who signs last, the producer.
        day = form.day if number + 1 == len(form.signatures) else ""
        paragraph = cell.paragraphs[0]
        _write(paragraph, day, italic=True)
        others = [cell.add_paragraph() for _ in range(2)]
        _write(others[0], title, bold=True)
        _write(others[1], below, size=SMALL, italic=True)
        for one in (paragraph, *others):
            one.alignment = WD_ALIGN_PARAGRAPH.CENTER
            one.paragraph_format.space_after = Pt(0)
            one.paragraph_format.keep_with_next = True
        cell.add_paragraph().paragraph_format.space_after = Pt(60)
