"""The dossiers of an officer's area, the most urgent first: all, hers, over the limit, by stage;
narrowed to a commune or a product group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from handlers.menu import back_button, leave
from handlers.officer import acts, desk
from handlers.officer import dossier_desk as at_desk
from handlers.officer import dossier_view as views
from handlers.officer.acts import OfficerAction, anywhere
from handlers.officer.dossier_view import View
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from locales.formats import format_date_only, local_day
from programme.ideas import GROUPS
from programme.roles import Right, Role, having
from programme.stages import OUTCOME_LABELS
from programme.text import fold
from storage import product_lists
from storage.product_lists import Filter, StageTally
from storage.products import Product

PAGE = 6
COMMUNES = 10
"""Communes on one page of those to choose from."""


async def show(turn: Turn) -> None:
    """Show the first page of the dossiers under way."""
    leave(turn)
    roles = having(await acts.roles(turn), Right.READ)
    if not roles:
        turn.show(desk.not_an_officer(turn.voice))
        return
    await _show(turn, roles, View())


async def _show(turn: Turn, roles: Sequence[Role], view: View, page: int = 0) -> None:
    """A page of a view, or the last one where there are fewer by now."""
    voice, whole = turn.voice, desk.communes(turn, roles)
    area, wanted = views.narrow(whole, view), _wanted(turn, view)
    tally = await product_lists.tally(turn.tx, area, turn.person.id, turn.now, wanted.group)
    count = await product_lists.count(turn.tx, area, wanted)
    page = min(page, max(0, (count - 1) // PAGE))
    found = await product_lists.queue(turn.tx, area, wanted, page * PAGE, PAGE)
    ending = _wanted(turn, replace(view, name="ends"))
    where = ", ".join(dict.fromkeys(desk.place(turn, role.unit) for role in roles))
    first = page * PAGE + 1
    text = lines(
        voice.gettext("⭐ <b>Dossiers of {place}</b>", place=clip(where, 100)),
        views.title(turn, view, count),
        "",
        *(_line(turn, number, product, view) for number, product in enumerate(found, first)),
        None if found else views.empty(turn, view),
    )
    rows = [
        [Button(f"{number}. {clip(product.name, 40)}", f"o:p.see:{product.id}")]
        for number, product in enumerate(found, first)
    ]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), view.data(page - 1)))
    if first + PAGE <= count:
        pager.append(Button(voice.plain("Later ▶"), view.data(page + 1)))
    rows += [pager] if pager else []
    rows += _tabs(turn, tally, await product_lists.count(turn.tx, area, ending), view)
    rows += [_narrowing(turn, view, whole)] if found or view.narrowed else []
    rows.append([desk.queue_button(voice), back_button(voice)])
    turn.show(Screen(text, rows))


def _wanted(turn: Turn, view: View) -> Filter:
    return views.wanted(turn, view) or Filter()


def _tabs(turn: Turn, tally: Iterable[StageTally], ending: int, view: View) -> list[list[Button]]:
    rows = list(tally)
    counts = {
        "all": sum(one.open for one in rows),
        "mine": sum(one.mine for one in rows),
        "over": sum(one.over for one in rows),
        "ends": ending,
    }
    tabs = [_tab(turn, replace(view, name=name), n, view) for name, n in counts.items()]
    steps = Button(turn.voice.plain("By step"), view.data(button="o:p.steps"))
    return [tabs[:2], [tabs[2], steps], [tabs[3]]]


def _tab(turn: Turn, to: View, count: int, here: View | None = None) -> Button:
    label = f"{views.name_of(turn, to.name)} ({count})"
    return Button(f"• {label}" if to == here else label, to.data())


def _narrowing(turn: Turn, view: View, area: frozenset[str]) -> list[Button]:
    """The ways to one commune and one product group, and from these back to all."""
    voice, row = turn.voice, list[Button]()
    if view.commune:
        name = clip(desk.place(turn, view.commune), 30)
        row.append(Button(f"✖ {name}", replace(view, commune="").data()))
    elif len(area) > 1:
        row.append(Button(voice.plain("📍 By commune"), view.data(button="o:p.communes")))
    if view.group:
        row.append(Button(f"✖ {_group(turn, view.group)}", replace(view, group="").data()))
    else:
        row.append(Button(voice.plain("🧺 By product group"), view.data(button="o:p.groups")))
    return row


def _group(turn: Turn, key: str) -> str:
    return next((turn.voice.plain(group.label) for group in GROUPS if group.key == key), key)


def _line(turn: Turn, number: int, product: Product, view: View) -> Html:
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
        waiting=_ends(turn, product) if view.name == "ends" else at_desk.waiting(turn, product),
    )


def _ends(turn: Turn, product: Product) -> Html | None:
    """When its certificate ends, and in how many days."""
    paper = product.certificate
    if paper is None:
        return None
    days = (paper.expires - local_day(turn.at)).days
    day = format_date_only(paper.expires, turn.voice.language)
    if days == 0:
        return turn.voice.gettext("its certificate ends today")
    return turn.voice.ngettext(
        "its certificate ends in {n} day, on {day}",
        "its certificate ends in {n} days, on {day}",
        days,
        day=day,
    )


def _given(turn: Turn, roles: Iterable[Role], given: str) -> tuple[View, int]:
    """The view of a button; the first page of all with a word where it is an old or an odd one."""
    found = views.read(turn, given, desk.communes(turn, roles))
    if found is None:
        turn.toast(turn.voice.plain("This button is from an older message."))
    return found or (View(), 0)


async def _page(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    view, page = _given(turn, roles, given)
    await _show(turn, roles, view, page)


async def _by_step(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    """Show how many dossiers are at each stage and how many have ended, each a button."""
    view, _ = _given(turn, roles, given) if given else (View(), 0)
    voice, area = turn.voice, views.narrow(desk.communes(turn, roles), view)
    counts = dict.fromkeys(views.stages(turn), 0)
    group = view.group or None
    for one in await product_lists.tally(turn.tx, area, turn.person.id, turn.now, group):
        counts[one.stage] = counts.get(one.stage, 0) + one.open
    for name in views.ENDED:
        counts[name] = await product_lists.count(
            turn.tx, area, _wanted(turn, replace(view, name=name))
        )
    names = {**views.stages(turn), **{name: views.name_of(turn, name) for name in views.ENDED}}
    buttons = [
        Button(f"{names.get(key, key)} ({count})", replace(view, name=key).data())
        for key, count in counts.items()
        if count
    ]
    text = lines(
        voice.gettext("⭐ <b>Which dossiers would you like to see?</b>"),
        None if buttons else views.empty(turn, replace(view, name="all")),
    )
    rows = [[button] for button in buttons]
    rows += [_narrowing(turn, view, area)] if buttons or view.narrowed else []
    turn.show(Screen(text, [*rows, _back(turn, view)]))


async def _communes(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    """Let an officer choose one of the communes that have such dossiers."""
    view, page = _given(turn, roles, given)
    area = desk.communes(turn, roles)
    counts = await product_lists.by_commune(turn.tx, area, _wanted(turn, view))
    names = {code: desk.place(turn, code) for code in counts}
    ordered = sorted(counts, key=lambda code: (fold(names[code]), code))
    page = min(page, max(0, (len(ordered) - 1) // COMMUNES))
    here = ordered[page * COMMUNES : (page + 1) * COMMUNES]
    pager = []
    if page > 0:
        pager.append(
            Button(turn.voice.plain("◀ Earlier"), view.data(page - 1, button="o:p.communes"))
        )
    if (page + 1) * COMMUNES < len(ordered):
        pager.append(
            Button(turn.voice.plain("Later ▶"), view.data(page + 1, button="o:p.communes"))
        )
    buttons = [
        [Button(f"{names[code]} ({counts[code]})", replace(view, commune=code).data())]
        for code in here
    ]
    _choose(turn, view, sum(counts.values()), [*buttons, pager] if pager else buttons)


async def _groups(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    """Let an officer choose one of the product groups that have such dossiers."""
    view, _ = _given(turn, roles, given)
    area = views.narrow(desk.communes(turn, roles), view)
    counts: Mapping[str, int] = await product_lists.by_group(turn.tx, area, _wanted(turn, view))
    buttons = [
        [
            Button(
                f"{_group(turn, group.key)} ({counts[group.key]})",
                replace(view, group=group.key).data(),
            )
        ]
        for group in GROUPS
        if counts.get(group.key)
    ]
    _choose(turn, view, sum(counts.values()), buttons)


def _choose(turn: Turn, view: View, count: int, buttons: list[list[Button]]) -> None:
    text = lines(
        turn.voice.gettext("⭐ <b>Which dossiers would you like to see?</b>"),
        views.title(turn, view, count),
        None if buttons else views.empty(turn, view),
    )
    turn.show(Screen(text, [*buttons, _back(turn, view)]))


def _back(turn: Turn, view: View) -> list[Button]:
    return [Button(turn.voice.plain("⭐ Dossiers"), view.data()), back_button(turn.voice)]


ACTIONS: tuple[OfficerAction, ...] = (
    anywhere("p.list", Right.READ, _page),
    anywhere("p.steps", Right.READ, _by_step),
    anywhere("p.communes", Right.READ, _communes),
    anywhere("p.groups", Right.READ, _groups),
)
