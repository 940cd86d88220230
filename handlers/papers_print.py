"""The forms that a producer signs, filled in from what is known of her dossier, as DOCX.

They are in Vietnamese whatever language she reads: the office that takes them does.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from handlers import exports, status_words
from handlers import papers_screens as screens
from handlers.docx_forms import Grid, Line, Part, Print, document_aside
from handlers.exports import Act, Export, Made, Making
from handlers.files import DOCX, File
from handlers.occasion import Occasion
from handlers.papers_known import Entry, Known, known
from handlers.selfcheck import words as check_words
from handlers.sheets import file_name
from handlers.turn import Turn
from handlers.voice import Html, Voice
from locales.formats import format_date_only, format_quantity, local_day
from programme import selfcheck
from programme.checklist import Claim, Need
from programme.contact import show_phone
from programme.criteria import CriteriaSet
from programme.ideas import MATERIAL_SHARES, label_of
from programme.paper_forms import PaperForm, PaperForms
from programme.people import KINDS
from programme.quantity import UNITS
from programme.roles import Role
from storage import people, products
from storage.products import Product

WIDTHS: Mapping[str, tuple[float, ...]] = {
    "papers": (8.0, 3.0, 2.0, 4.0),
    "parts": (11.0, 3.0, 3.0),
    "criteria": (1.6, 8.0, 1.6, 1.5, 4.3),
}
"""Centimetres of the columns; a page has 17."""


async def to_producer(turn: Turn, of: Known, paper: str, target: int) -> bool:
    """Have one of the forms of her dossier made for a producer, who gets her checklist again below
    it; false if the edition has no such form."""
    if _form(turn, of, paper) is None:
        return False
    await exports.ask(turn, FORM, f"{of.product.id}:{target}:{paper}")
    return True


async def _make(making: Making, roles: tuple[Role, ...], given: str) -> Made | None:
    number, target, paper = given.split(":")
    product = await products.one(making.tx, int(number))
    if product is None or product.person_id != making.person.id:
        return None
    of = await known(making, product)
    stars = int(target) if int(target) in of.targets else of.default_target
    file = await _file(making, of, paper, stars)
    if file is None:
        return None
    below = screens.listed(making, of, stars, 0)
    return Made(file, _caption(making.voice, of), screen=below)


FORM = Export("form", None, _make, quick=True, failed=exports.not_made)


async def for_officer(making: Making, product: Product, paper: str) -> Made | None:
    """The same for an officer, who gets what the producer shows to officers; it is logged. Whether
    she may have it is the caller's to check."""
    of = await known(making, product, shown=True)
    file = await _file(making, of, paper, of.default_target)
    if file is None:
        return None
    said = making.voice.gettext("Filled in from what is known: {code}.", code=product.code)
    detail = {"code": product.code, "paper": paper}
    return Made(file, said, (Act("product.form", products.subject(product.id), detail),))


def _caption(voice: Voice, of: Known) -> Html:
    if of.check is None:
        return voice.gettext(
            "Read it through, fill in the dotted lines, print and sign it. Count your stars first, "
            "and I fill in the points too."
        )
    return voice.gettext("Read it through, fill in the dotted lines, print and sign it.")


def _form(turn: Occasion, of: Known, paper: str) -> PaperForm | None:
    forms = turn.world.forms.get(of.edition.key)
    return None if forms is None else forms.of(paper)


async def _file(turn: Occasion, of: Known, paper: str, target: int) -> File | None:
    forms, form = turn.world.forms.get(of.edition.key), _form(turn, of, paper)
    if forms is None or form is None:
        return None
    content = await document_aside(await fill(turn, of, forms, form, target))
    return File(content, file_name(form.file, of.product.code, ending="docx"), DOCX)


async def fill(turn: Occasion, of: Known, forms: PaperForms, form: PaperForm, target: int) -> Print:
    """Fill a form in; what is not known stays dotted."""
    world, product, edition, words = turn.world, of.product, of.edition, forms.words
    voice = world.voice("vi")
    unit = world.territory.unit(product.commune)
    commune, today = str(unit or product.commune), local_day(turn.at)
    values = await _values(turn, of, voice, target)
    basis = words["basis"].format(
        decision=edition.decision.number,
        date=format_date_only(edition.decision.date, "vi"),
        issuer=edition.decision.issuer.vi,
    )
    return Print(
        heads=(words["country"], words["motto"]),
        title=form.title,
        below=(f"({form.number})", basis, words["to"].format(commune=commune)),
        parts=tuple(
            Part(
                section.title,
                None if section.table is None else _grid(voice, of, forms, section.table, target),
                tuple(Line(f.label, values.get(f.value or "")) for f in section.fields),
            )
            for section in form.sections
        ),
        closing=form.closing,
        day=words["day"].format(commune=commune, year=today.year),
        signatures=tuple(zip(form.signers, form.signed, strict=True)),
        footer=words["footer"].format(
            number=form.number, code=product.code, today=format_date_only(today, "vi")
        ),
        made=turn.at,
    )


async def _values(turn: Occasion, of: Known, voice: Voice, target: int) -> Mapping[str, str | None]:
    """What is known, by the names of programme.paper_forms.VALUES."""
    product, idea = of.product, of.idea
    person = await people.one(turn.tx, product.person_id)
    name = (idea and idea.contact_name) or (person and person.name)
    phone = (idea and idea.contact_phone) or (person and person.phone)
    group = next((g.name.vi for g in of.edition.groups if g.key == product.product_group), None)
    rating = of.check.rating if of.check else None
    done = of.check.check.done_at if of.check else None
    day = None if done is None else local_day(datetime.fromtimestamp(done / 1000, UTC))
    return {
        "producer": name or None,
        "kind": voice.plain(label_of(KINDS, person.kind)) if person and person.kind else None,
        "place": turn.world.territory.full_name(product.commune),
        "phone": show_phone(phone) if phone else None,
        "product": product.name,
        "code": product.code,
        "group": group,
        "set": f"{of.rules.one.number}. {of.rules.one.name.vi}" if of.rules else None,
        "material": voice.plain(label_of(MATERIAL_SHARES, idea.raw_material)) if idea else None,
        "output": format_quantity(idea.quantity, voice.plain(UNITS[idea.unit].label), "vi")
        if idea and idea.unit in UNITS
        else None,
        "special": idea.special if idea else None,
        "target": status_words.stars(voice, target) if target else None,
        "stars": status_words.stars(voice, rating.rated) if rating and rating.rated else None,
        "checked": format_date_only(day, "vi") if day else None,
    }


def _grid(voice: Voice, of: Known, forms: PaperForms, table: str, target: int) -> Grid:
    rows: list[tuple[str, ...]] = []
    match table:
        case "papers":
            rows = [_paper(voice, of, forms, entry, target) for entry in of.entries(target)]
        case "parts":
            rows = _parts(of, forms)
        case "criteria" if of.rules is not None:
            rows = _criteria(voice, of, of.rules.one)
    return Grid(WIDTHS[table], forms.columns[table], tuple(rows))


def _paper(
    voice: Voice, of: Known, forms: PaperForms, entry: Entry, target: int
) -> tuple[str, ...]:
    words, state = forms.words, entry.state
    need = ""
    if entry.item is None or entry.item.need is Need.MUST:
        need = words["needed"]
    elif entry.item.need is Need.STARS:
        need = words["for_stars"].format(stars=target)
    seen = words["seen"] if state.seen_at is not None else ""
    note = ", ".join(said for said in (words["photo"] if state.files else "", seen) if said)
    there = bool(note) or entry.claim is Claim.HAS
    name = screens.paper_name(voice, of, state, 200)
    return name, need, words["yes"] if there else "", note


def _parts(of: Known, forms: PaperForms) -> list[tuple[str, ...]]:
    rating = of.check.rating if of.check else None
    rows = [
        (
            f"{part.key}. {part.name.vi}",
            str(part.most),
            str(rating.points.get(part.key, 0)) if rating else "",
        )
        for part in of.edition.parts
    ]
    most = sum(part.most for part in of.edition.parts)
    return [*rows, (forms.words["total"], str(most), str(rating.total) if rating else "")]


def _criteria(voice: Voice, of: Known, one: CriteriaSet) -> list[tuple[str, ...]]:
    """Every criterion by its number with the answer, its points and what proves it."""
    replies = of.check.check.replies if of.check else {}
    asks = {ask.key: ask for ask in selfcheck.asked(one, replies)}
    rows: list[tuple[str, ...]] = []
    for section in one.sections:
        rows.append((f"{section.id}. {section.name.vi} ({section.max})",))
        for criterion in section.criteria:
            answer, points = "", ""
            if criterion.id in replies and criterion.id in asks:
                answer = check_words.says(voice, asks[criterion.id], replies[criterion.id])
                points = str(criterion.worth(selfcheck.chosen(one, criterion, replies)))
            topic = criterion.question.topic.vi
            known_papers = of.rules.criteria.papers if of.rules else {}
            proofs = [
                known_papers[key].name.vi
                for key in criterion.question.papers
                if key in known_papers
            ]
            rows.append(
                (
                    criterion.id,
                    f"{topic}: {answer}" if answer else topic,
                    str(criterion.max),
                    points,
                    "; ".join(proofs),
                )
            )
    return rows
