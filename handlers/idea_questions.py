"""The questions of a product idea, and the idea that their answers make."""

from handlers.fields import (
    Amount,
    Answers,
    Contact,
    OneOf,
    Photos,
    SeveralOf,
    Step,
    Text,
    TextOrVoice,
    keys_of,
    quantity_of,
)
from handlers.turn import Turn
from locales import N_
from programme.ideas import (
    GROUPS,
    MATERIAL_SHARES,
    MAX_NAME,
    MAX_PHOTOS,
    MAX_TEXT,
    NO_PAPERS,
    PAPERS,
    SUPPORT,
)
from storage.drafts import Answer
from storage.ideas import Idea, NewIdea
from storage.people import PersonId

REVISION = "*revision"
"""Under this key a correction notes which revision of the idea it began with."""

STEPS = (
    Step(
        "product",
        Text(least=2, most=MAX_NAME),
        N_("<b>What is your product called?</b>"),
        N_("Product"),
        N_("purple ba kích wine of Sơn Động"),
    ),
    Step(
        "group",
        OneOf(GROUPS, columns=2),
        N_("<b>What kind of product is it?</b>"),
        N_("Kind"),
    ),
    Step(
        "special",
        TextOrVoice(least=5, most=MAX_TEXT),
        N_("<b>What is special about it?</b> Type a few sentences, or send a voice message."),
        N_("Special"),
        N_("we dry it over firewood, as my grandmother did"),
    ),
    Step(
        "material",
        OneOf(MATERIAL_SHARES),
        N_("<b>How much of the raw material comes from your own area?</b>"),
        N_("Material"),
    ),
    Step(
        "output",
        Amount(),
        N_("<b>How much do you make in a year?</b> Type the number and its unit."),
        N_("Output"),
        N_("1.5 tonnes, or 2,000 bottles"),
    ),
    Step(
        "papers",
        SeveralOf(PAPERS, alone=NO_PAPERS, none=True),
        N_("<b>What do you have already?</b> Press all that you have, then <b>Done</b>."),
        N_("Have already"),
    ),
    Step(
        "support",
        SeveralOf(SUPPORT, page=6, wished=True),
        N_("<b>What help do you need?</b> Press all that you need, then <b>Done</b>."),
        N_("Help needed"),
    ),
    Step(
        "photos",
        Photos(most=MAX_PHOTOS),
        N_("<b>Please send photos of the product</b>, up to five."),
        N_("Photos"),
        optional=True,
        empty=N_("No photo yet? Press <b>Skip</b>."),
    ),
    Step(
        "contact",
        Contact(),
        N_(
            "<b>Whom may the officer call?</b> Press the key below, or type a name and a "
            "phone number."
        ),
        N_("Contact"),
        N_("Nguyễn Thị Lan 0912 345 678"),
    ),
)


def answers_of(idea: Idea, photos: tuple[int, ...]) -> Answers:
    """A filed idea as the answers of its correction."""
    special: Answer = idea.special
    if idea.special_media is not None:
        special = {"voice": str(idea.special_media)}
    contact: Answer = None
    if idea.contact_phone is not None:
        contact = {"name": idea.contact_name or "", "phone": idea.contact_phone}
    return {
        REVISION: idea.revision,
        "product": idea.product,
        "group": idea.product_group,
        "special": special,
        "material": idea.raw_material,
        "output": {"value": format(idea.quantity, "f"), "unit": idea.unit},
        "papers": list(idea.papers),
        "support": list(idea.support),
        "photos": [str(photo) for photo in photos],
        "contact": contact,
    }


def new_idea(turn: Turn, answers: Answers, whose: tuple[PersonId, str] | None = None) -> NewIdea:
    """What a complete draft says; `whose` are the person and the commune it is filed for, where an
    officer writes it down. LookupError if it is not complete."""
    quantity = quantity_of(answers.get("output"))
    contact, special = answers.get("contact"), answers.get("special")
    place = answers.get("place")
    own = place if isinstance(place, str) else turn.person.commune
    person_id, commune = whose or (turn.person.id, own)
    if quantity is None or not isinstance(contact, dict) or commune is None:
        raise LookupError("the answers of an idea are not complete")
    return NewIdea(
        person_id=person_id,
        edition=turn.world.editions.on(turn.at).key,
        commune=commune,
        product=str(answers["product"]),
        product_group=str(answers["group"]),
        raw_material=str(answers["material"]),
        quantity=quantity.value,
        unit=quantity.unit,
        papers=keys_of(answers["papers"]),
        support=keys_of(answers["support"]),
        special=special if isinstance(special, str) else None,
        special_media=int(special["voice"]) if isinstance(special, dict) else None,
        photos=tuple(int(photo) for photo in keys_of(answers.get("photos"))),
        contact_name=contact["name"] or None,
        contact_phone=contact["phone"],
    )
