"""What the log of acts says in words: who did what to what."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from handlers.occasion import Occasion
from handlers.turn import Turn
from handlers.voice import Voice, clip
from locales import N_
from programme.announcements import headline
from programme.ideas import parse_idea_code
from programme.stages import parse_product_code
from storage import act_log, announcements, ideas, products
from storage.acts import THE_BOT, Act

LONGEST_TITLE = 100

DONE: Mapping[str, str] = MappingProxyType(
    {
        "idea.submit": N_("sent the idea"),
        "idea.assist": N_("wrote the idea down for somebody"),
        "idea.assist_correct": N_("corrected the idea for somebody"),
        "idea.edit": N_("corrected the idea"),
        "idea.withdraw": N_("took the idea back"),
        "idea.resend": N_("sent the idea again"),
        "idea.take_up": N_("took the idea up"),
        "idea.put_back": N_("put the idea back"),
        "idea.accept": N_("accepted the idea"),
        "idea.return": N_("sent the idea back to be completed"),
        "question.ask": N_("asked a question"),
        "question.write": N_("wrote on in a question"),
        "question.reopen": N_("opened a question again"),
        "question.take": N_("took care of a question"),
        "question.put_back": N_("put a question back"),
        "question.answer": N_("answered a question"),
        "question.add": N_("added photos to an answer"),
        "question.hand_up": N_("handed a question further up"),
        "question.escalate": N_("carried a question further up: nobody had answered"),
        "question.close": N_("closed a question"),
        "officer.accept": N_("accepted a role"),
        "officer.resign": N_("gave a role up"),
        "role.invite": N_("invited somebody to a role"),
        "role.withdraw": N_("ended a role"),
        "role.revoke": N_("took an invitation back"),
        "person.assist": N_("noted down somebody who has no phone"),
        "person.code": N_("made a code for somebody"),
        "person.claim": N_("took over what was written down"),
        "person.erase": N_("had everything erased"),
        "person.erase_for": N_("erased everything about somebody at her wish"),
        "class.create": N_("planned a class"),
        "class.change": N_("changed a class"),
        "class.cancel": N_("cancelled a class"),
        "class.write": N_("wrote to those of a class"),
        "class.roster": N_("took the roster of a class"),
        "class.check_in": N_("checked somebody in"),
        "class.check_out": N_("took a check-in back"),
        "class.walk_in": N_("checked in somebody who had not signed up"),
        "announcement.create": N_("wrote an announcement"),
        "announcement.change": N_("changed an announcement"),
        "announcement.adopt": N_("took over a colleague's announcement"),
        "announcement.discard": N_("threw an announcement away"),
        "announcement.submit": N_("asked for the release of an announcement"),
        "announcement.schedule": N_("set the time of an announcement"),
        "announcement.start": N_("began to send an announcement"),
        "announcement.finish": N_("had sent an announcement to everybody"),
        "announcement.again": N_("sent an announcement once more"),
        "announcement.release": N_("released an announcement"),
        "announcement.send_back": N_("sent an announcement back to its author"),
        "announcement.pause": N_("paused an announcement"),
        "announcement.resume": N_("let an announcement go on"),
        "announcement.stop": N_("stopped an announcement"),
        "announcement.call_sheet": N_("took the call sheet of an announcement"),
        "announcement.told": N_("told somebody by phone"),
        "announcement.untold": N_("took back that somebody was told by phone"),
        "product.start": N_("opened a dossier"),
        "product.forward": N_("moved a dossier along"),
        "product.back": N_("moved a dossier back"),
        "product.hold": N_("let a dossier rest"),
        "product.resume": N_("went on with a dossier"),
        "product.not_rated": N_("ended a dossier without stars"),
        "product.withdraw": N_("took a dossier out"),
        "product.again": N_("began a dossier again"),
        "product.take_up": N_("took a dossier up"),
        "product.put_back": N_("put a dossier back"),
        "product.hand_over": N_("handed a dossier over"),
        "product.note": N_("noted something in a dossier"),
        "product.visit": N_("set the day of a visit"),
        "product.visit_off": N_("called a visit off"),
        "product.criteria": N_("chose a criteria set"),
        "product.paper": N_("asked for a paper"),
        "product.paper_sent": N_("sent a paper"),
        "product.paper_removed": N_("took the photos of a paper out"),
        "product.paper_seen": N_("looked a paper through"),
        "product.paper_unseen": N_("took back that a paper was seen"),
        "product.form": N_("took a form of the dossier as a file"),
        "product.rating": N_("entered a rating"),
        "product.certificate": N_("entered a certificate"),
        "results.import": N_("entered a council's result list"),
        "targets.set": N_("set the targets"),
        "log.export": N_("took the log as a file"),
        "report.export": N_("took the report as a file"),
    }
)
"""What each action of the log is called; its subject is the person who did it."""


def done(voice: Voice, act: Act) -> str:
    """What was done; an action of another release is shown by its name."""
    label = DONE.get(act.action)
    return act.action if label is None else voice.plain(label)


async def titles(turn: Occasion, found: Iterable[Act]) -> Mapping[str, str]:
    """By what the announcements are called that acts are about, by subject."""
    numbers = {
        int(number)
        for kind, _, number in (act.subject.partition(":") for act in found)
        if kind == "announcement" and number.isdecimal()
    }
    texts = await announcements.texts(turn.tx, numbers)
    return {
        announcements.subject(number): clip(headline(text), LONGEST_TITLE)
        for number, text in texts.items()
    }


def about(turn: Occasion, act: Act, titled: Mapping[str, str]) -> str:
    """What it was done to: a code, a title out of `titled`, a place, or the number by which the log
    knows it."""
    code = act.detail.get("code")
    if code:
        return code
    if act.subject in titled:
        return f"“{titled[act.subject]}”"
    kind, _, number = act.subject.partition(":")
    if kind == "unit":
        return turn.world.territory.full_name(number)
    unit = act.detail.get("unit")
    where = f", {turn.world.territory.full_name(unit)}" if unit else ""
    return f"{turn.voice.plain(KINDS.get(kind, kind))} {number}{where}"


async def subject(turn: Turn, wanted: str) -> str:
    """What a subject of the log ("product:12") is called: its code, or its kind and number."""
    kind, _, number = wanted.partition(":")
    if number.isdecimal() and kind in ("idea", "product"):
        one = ideas.one if kind == "idea" else products.one
        found = await one(turn.tx, int(number))
        if found is not None:
            return found.code
    return f"{turn.voice.plain(KINDS.get(kind, kind))} {number}"


KINDS: Mapping[str, str] = MappingProxyType(
    {
        "idea": N_("Ideas"),
        "product": N_("Dossiers"),
        "question": N_("Questions"),
        "class": N_("Classes"),
        "announcement": N_("Announcements"),
        "person": N_("Persons"),
        "unit": N_("Places"),
    }
)
"""What acts are about, as the filter's buttons say it."""


async def who(turn: Occasion, found: Iterable[Act]) -> Mapping[int, str]:
    """What those who acted are called; who has erased her name is a number."""
    people = {act.person_id for act in found}
    names = await act_log.names(turn.tx, people)
    voice = turn.voice
    shown = {
        int(person): names.get(person) or voice.plain("person {n}", n=person) for person in people
    }
    shown[THE_BOT] = voice.plain("the bot")
    return {person: clip(name, 40) for person, name in shown.items()}


def moment(act: Act) -> datetime:
    """When it was done, in UTC."""
    return datetime.fromtimestamp(act.at / 1000, UTC)


async def subject_of(turn: Turn, typed: str) -> str | None:
    """The subject of a code that was typed: of an idea or of a product; None if there is none."""
    idea_code, product_code = parse_idea_code(typed), parse_product_code(typed)
    if idea_code is not None:
        idea = await ideas.by_code(turn.tx, str(idea_code))
        return None if idea is None else ideas.subject(idea.id)
    if product_code is not None:
        product = await products.by_code(turn.tx, product_code)
        return None if product is None else products.subject(product.id)
    return None
