"""The dossiers of an officer's area, the most urgent first: all, hers, over the limit, by stage."""

import re
from collections.abc import Iterable, Sequence

from handlers.menu import back_button, leave
from handlers.officer import acts, desk
from handlers.officer import dossier_desk as at_desk
from handlers.officer.acts import OfficerAction, anywhere
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from programme.roles import Right, Role, having
from programme.stages import OUTCOME_LABELS, Outcome
from storage import products
from storage.products import Filter, Product, StageTally

PAGE = 6
_PLACE = re.compile(r"([a-z_]{1,20}):([0-9]{1,9})")


async def show(turn: Turn, name: str = "all", page: int = 0) -> None:
    """Show a page of the dossiers, or the last one where there are fewer by now."""
    leave(turn)
    roles = having(await acts.roles(turn), Right.READ)
    if not roles:
        turn.show(desk.not_an_officer(turn.voice))
        return
    await _show(turn, roles, name, page)


async def _show(turn: Turn, roles: Sequence[Role], name: str, page: int) -> None:
    voice, area = turn.voice, desk.communes(turn, roles)
    tally = await products.tally(turn.tx, area, turn.person.id, turn.now)
    wanted = _filter(turn, name)
    if wanted is None:
        turn.toast(voice.plain("This button is from an older message."))
        name, wanted = "all", Filter()
    count = await products.count(turn.tx, area, wanted)
    page = min(page, max(0, (count - 1) // PAGE))
    found = await products.queue(turn.tx, area, wanted, page * PAGE, PAGE)
    where = ", ".join(dict.fromkeys(desk.place(turn, role.unit) for role in roles))
    first = page * PAGE + 1
    text = lines(
        voice.gettext("⭐ <b>Dossiers of {place}</b>", place=clip(where, 100)),
        voice.gettext("{which}: {n}", which=_name_of(turn, name), n=count),
        "",
        *(_line(turn, number, product) for number, product in enumerate(found, first)),
        None if found else _empty(turn, name),
    )
    rows = [
        [Button(f"{number}. {clip(product.name, 40)}", f"o:p.see:{product.id}")]
        for number, product in enumerate(found, first)
    ]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:p.list:{name}:{page - 1}"))
    if first + PAGE <= count:
        pager.append(Button(voice.plain("Later ▶"), f"o:p.list:{name}:{page + 1}"))
    rows += [pager] if pager else []
    rows += _filters(turn, tally, name)
    rows.append([desk.queue_button(voice), back_button(voice)])
    turn.show(Screen(text, rows))


def _filter(turn: Turn, name: str) -> Filter | None:
    """The dossiers that a filter takes; None for one that is not known (any more)."""
    match name:
        case "all":
            return Filter()
        case "mine":
            return Filter(mine=turn.person.id)
        case "over":
            return Filter(over=turn.now)
        case "done":
            return Filter(open=False, outcome=Outcome.RATED)
        case "unrated":
            return Filter(open=False, outcome=Outcome.NOT_RATED)
    return Filter(stage=name) if name in _stages(turn) else None


def _stages(turn: Turn) -> dict[str, str]:
    """All stages by their keys, in the order of the road, as the newest edition calls them."""
    language = turn.voice.language
    return {
        stage.key: stage.name.said_in(language)
        for edition in turn.world.editions.all
        for stage in edition.stages
    }


def _name_of(turn: Turn, name: str) -> str:
    voice = turn.voice
    names = {
        "all": voice.plain("Under way"),
        "mine": voice.plain("In my hands"),
        "over": voice.plain("Over the limit"),
        "done": voice.plain(OUTCOME_LABELS[Outcome.RATED]),
        "unrated": voice.plain(OUTCOME_LABELS[Outcome.NOT_RATED]),
    }
    return names.get(name) or _stages(turn)[name]


def _empty(turn: Turn, name: str) -> Html:
    voice = turn.voice
    match name:
        case "all":
            return voice.gettext("There is none yet. An idea becomes a dossier when you accept it.")
        case "mine":
            return voice.gettext("You have taken up none. Choose one among those under way.")
        case "over":
            return voice.gettext("None is over the limit. Thank you!")
    return voice.gettext("There is none here. Press another button to see the others.")


def _filters(turn: Turn, tally: Iterable[StageTally], here: str) -> list[list[Button]]:
    voice, rows = turn.voice, list(tally)
    counts = {
        "all": sum(one.open for one in rows),
        "mine": sum(one.mine for one in rows),
        "over": sum(one.over for one in rows),
    }
    tabs = [
        _tab(f"{_name_of(turn, name)} ({count})", name, name == here)
        for name, count in counts.items()
    ]
    return [tabs[:2], [*tabs[2:], Button(voice.plain("By step"), "o:p.steps")]]


def _tab(label: str, name: str, here: bool) -> Button:
    return Button(f"• {label}" if here else label, f"o:p.list:{name}:0")


def _line(turn: Turn, number: int, product: Product) -> Html:
    voice = turn.voice
    stage = at_desk.stage_name(voice, turn, product)
    if product.outcome is not None:
        stage = f"{voice.plain(OUTCOME_LABELS[product.outcome])} {'⭐' * (product.stars or 0)}"
    return voice.gettext(
        "{number}. <b>{product}</b>: {stage}, {place}, {waiting}",
        number=number,
        product=clip(product.name, 40),
        stage=stage.strip(),
        place=desk.place(turn, product.commune),
        waiting=at_desk.waiting(turn, product),
    )


async def _page(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    match = _PLACE.fullmatch(given)
    await _show(turn, roles, match[1] if match else "", int(match[2]) if match else 0)


async def _by_step(turn: Turn, roles: tuple[Role, ...], _: str) -> None:
    """Show how many dossiers are at each stage, each a button."""
    voice, area = turn.voice, desk.communes(turn, roles)
    counts = dict.fromkeys(_stages(turn), 0)
    for one in await products.tally(turn.tx, area, turn.person.id, turn.now):
        counts[one.stage] = counts.get(one.stage, 0) + one.open
    ended: dict[Outcome, int] = {}
    for (outcome, _stars), count in (await products.ended(turn.tx, area)).items():
        ended[outcome] = ended.get(outcome, 0) + count
    names = _stages(turn)
    buttons = [
        _tab(f"{names.get(key, key)} ({count})", key, False)
        for key, count in counts.items()
        if count
    ]
    for name, outcome in (("done", Outcome.RATED), ("unrated", Outcome.NOT_RATED)):
        if ended.get(outcome):
            buttons.append(_tab(f"{_name_of(turn, name)} ({ended[outcome]})", name, False))
    text = lines(
        voice.gettext("⭐ <b>Which dossiers would you like to see?</b>"),
        None
        if buttons
        else voice.gettext("There is none yet. An idea becomes a dossier when you accept it."),
    )
    rows = [[button] for button in buttons]
    turn.show(Screen(text, [*rows, [at_desk.queue_button(voice), back_button(voice)]]))


ACTIONS: tuple[OfficerAction, ...] = (
    anywhere("p.list", Right.READ, _page),
    anywhere("p.steps", Right.READ, _by_step),
)
