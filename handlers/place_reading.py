"""Which place a typed answer means: one to choose from those that it may be."""

from handlers.asked import AskBack, Asked, Got, Problem, Reading
from handlers.fields import Place
from handlers.voice import Html, clip, html, lines
from programme.text import best_choice, clean, fold
from programme.units import Territory, Unit

MOST_PLACES = 6
LONGEST_QUERY = 80


def read_place(kind: Place, typed: str, asked: Asked) -> Reading:
    """The units that a name may mean, to choose from; "2" chooses among those shown."""
    # What names a place in a list has two words at most; only then is the list made again.
    if isinstance(asked.pending, str) and len(fold(typed).split()) <= 2:
        shown = asked.territory.search(asked.pending, MOST_PLACES, asked.near, kind.levels)
        # No names: what is typed in words may be another place, looked for anew.
        code = best_choice(typed, {candidate.unit.code: () for candidate in shown})
        if code is not None:
            return Got(code)
    query = clean(typed)[:LONGEST_QUERY]
    voice = asked.voice
    wider = asked.territory.search(query, 2 * MOST_PLACES, asked.near, (*kind.levels, "province"))
    found = [one for one in wider if one.unit.level in kind.levels][:MOST_PLACES]
    if wider and wider[0].score > max((one.score for one in found), default=0.0):
        return Problem(
            voice.gettext(
                "{place} is too wide. Please type the commune too, for example “Sơn Động, Bắc "
                "Giang”.",
                place=wider[0].old_name or str(wider[0].unit),
            )
        )
    if not found:
        return Problem(
            voice.gettext("I find no place of this name. Please type your commune and province.")
        )
    rows = []
    for number, candidate in enumerate(found, start=1):
        name = html(clip(asked.territory.full_name(candidate.unit.code), 60))
        old = candidate.old_name
        was = "" if old is None else voice.gettext("(was {old})", old=clip(old, 40))
        rows.append(Html(f"{number}. {name} {was}".rstrip()))
    return AskBack(
        lines(voice.gettext(kind.which), *rows),
        query,
        tuple(
            (candidate.unit.code, f"{number}. {_short(asked.territory, candidate.unit)}")
            for number, candidate in enumerate(found, start=1)
        ),
    )


def _short(territory: Territory, unit: Unit) -> str:
    """A commune for a button: "xã Sơn Động, Bắc Ninh"; names recur from province to province."""
    province = territory.province_of(unit.code)
    return str(unit) if province in (None, unit) else f"{unit}, {province.name}"
