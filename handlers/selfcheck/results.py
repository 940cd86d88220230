"""What a self-check comes to: the result, the way to the next star, papers, all answers."""

from collections.abc import Sequence
from dataclasses import replace

from handlers import exports, form
from handlers.exports import Export, Made, Making
from handlers.files import PNG, File
from handlers.menu import back_button
from handlers.occasion import Occasion
from handlers.screen import Button, Screen
from handlers.selfcheck import picture, words
from handlers.selfcheck.opened import Opened, mine, open_up
from handlers.status_words import stars
from handlers.turn import Turn
from handlers.voice import Html, Voice, lines
from programme import selfcheck
from programme.roles import Role
from storage import products, selfchecks
from storage.products import Product
from storage.selfchecks import Check

CERTIFIED_FROM = 3
"""Stars from which there is a certificate (QĐ 26/2026/QĐ-TTg, Article 3)."""
MOST_REASONS = 2


async def finish(turn: Turn, of: Opened, *, again: bool = False) -> None:
    """Note down what it came to, and show it: below its picture, unless only an answer changed."""
    check = of.check
    rating = of.rating
    done = replace(check, step="", points=rating.total, stars=rating.rated, done_at=turn.now)
    of = of.now(selfchecks.save(turn.tx, done, turn.now))
    form.leave(turn)
    if again:
        turn.show(await screen(turn, of))
        return
    said = turn.voice.gettext("⭐ That was the last question. Here is what it comes to.")
    turn.show(Screen(said))
    exports.put(turn.post, PICTURE, turn.person.id, (turn.channel, turn.chat_id), str(of.check.id))


async def send_picture(turn: Turn, of: Opened) -> None:
    """Have the picture of a result made, which comes with the result again below it."""
    await exports.ask(turn, PICTURE, str(of.check.id))


async def _make(making: Making, roles: tuple[Role, ...], given: str) -> Made | None:
    check = await mine(making, int(given))
    of = None if check is None else open_up(making.world, check)
    if of is None:
        return None
    name = "tu-cham-sao.png" if making.voice.language == "vi" else "star-check.png"
    content = await picture.draw_aside(making.voice, of, making.now)
    return Made(File(content, name, PNG), screen=await screen(making, of))


PICTURE = Export("check", None, _make, quick=True, failed=exports.not_made)


async def product_of(turn: Occasion, check: Check) -> Product | None:
    """The product that a check is about, once there is one."""
    if check.product_id is not None:
        return await products.one(turn.tx, check.product_id)
    return None if check.idea_id is None else await products.by_idea(turn.tx, check.idea_id)


async def earlier(turn: Occasion, check: Check) -> Check | None:
    """The finished check of the same thing before this one."""
    hers = await selfchecks.of_person(turn.tx, check.person_id)
    before = [
        one
        for one in hers
        if one.done_at is not None
        and one.id < check.id
        and (one.edition, one.criteria_set) == (check.edition, check.criteria_set)
        and (one.name == check.name or (one.idea_id and one.idea_id == check.idea_id))
    ]
    return max(before, key=lambda one: one.id, default=None)


async def screen(turn: Occasion, of: Opened, intro: Html | None = None) -> Screen:
    """The result in one screen, compared with the last time and with the council's."""
    voice = turn.voice
    beside = [
        words.last_time(turn, voice, await earlier(turn, of.check)),
        words.council(voice, await product_of(turn, of.check)),
    ]
    return in_one(voice, of, [line for line in beside if line is not None], intro)


def in_one(voice: Voice, of: Opened, beside: Sequence[Html], intro: Html | None = None) -> Screen:
    """The same with what to compare it with in `beside`; of the reasons as many are in words as
    fit, the others stand on the page of the next steps."""
    most = MOST_REASONS
    text = _text(voice, of, beside, intro, most)
    while len(text) > words.MOST and most:
        most -= 1
        text = _text(voice, of, beside, intro, most)
    return Screen(text, _buttons(voice, of))


def _text(voice: Voice, of: Opened, beside: Sequence[Html], intro: Html | None, most: int) -> Html:
    return lines(
        *((intro, "") if intro else ()),
        voice.gettext("⭐ <b>{name}</b>", name=of.title(voice)),
        verdict(voice, of),
        *words.in_parts(of, voice),
        *beside,
        "",
        *reasons(voice, of, most),
        "",
        words.source(voice, of),
        voice.gettext("The council decides."),
    )


def verdict(voice: Voice, of: Opened) -> Html:
    rating = of.rating
    if rating.rated is None:
        return voice.gettext(
            "Your answers come to <b>{points} of 100 points</b>, but it is not rated yet.",
            points=rating.total,
        )
    return voice.gettext(
        "It could get <b>{stars}</b> now: {points} of 100 points.",
        stars=stars(voice, rating.rated),
        points=rating.total,
    )


def reasons(voice: Voice, of: Opened, most: int) -> list[Html]:
    """What holds it back: what ends the rating, else the minimums of the next star and the points
    that lack; at most so many of each in words, the rest counted."""
    rating, plan = of.rating, of.plan
    stops = words.stops(voice, of)
    if stops:
        head = voice.gettext("To be put right before anybody rates it:")
        return [head, *_listed(voice, stops, most)]
    said: list[Html] = []
    repairs = words.repairs(voice, of)
    if repairs:
        said += [voice.gettext("Before filing:"), *_listed(voice, repairs, most)]
    if plan is None:
        return [*said, voice.gettext("There is no star above that. Well done!")]
    missing = words.missing(of)
    level = stars(voice, plan.target)
    if rating.stars_by_points > rating.stars:
        said.append(voice.gettext("The points suffice for {stars}, but it needs:", stars=level))
    elif missing:
        said.append(
            voice.ngettext(
                "For {stars} it needs {n} more point, and:",
                "For {stars} it needs {n} more points, and:",
                plan.lacking,
                stars=level,
            )
        )
    else:
        said.append(
            voice.ngettext(
                "For {stars} it needs {n} more point.",
                "For {stars} it needs {n} more points.",
                plan.lacking,
                stars=level,
            )
        )
    said += _listed(voice, [words.minimum(voice, c, plan.target) for c in missing], most)
    if rating.stars < CERTIFIED_FROM:
        said.append(voice.gettext("There is a certificate from 3 stars on."))
    return said


def _listed(voice: Voice, what: Sequence[str], most: int) -> list[Html]:
    """The first of some lines; how many more there are."""
    shown = [Html("• ") + line for line in what[:most]]
    left = len(what) - len(shown)
    if left and shown:
        shown.append(voice.ngettext("• and {n} more thing", "• and {n} more things", left))
    elif left:
        shown.append(voice.ngettext("• {n} thing", "• {n} things", left))
    return shown


def _buttons(voice: Voice, of: Opened) -> list[list[Button]]:
    check = of.check
    rows = []
    plan = of.plan
    if plan is not None:
        label = voice.plain("What to do for {stars}", stars=stars(voice, plan.target))
        rows.append([Button(label, f"k:steps:{check.id}:0")])
    rows.append(
        [
            Button(voice.plain("Which papers"), f"k:papers:{check.id}:0"),
            Button(voice.plain("What to ask"), f"k:look:{check.id}:0"),
        ]
    )
    rows.append([Button(voice.plain("See and change answers"), f"k:list:{check.id}:A:0")])
    if check.shown:
        rows.append([Button(voice.plain("Hide it from officers"), f"k:hide:{check.id}")])
    else:
        rows.append([Button(voice.plain("Show it to officers"), f"k:show:{check.id}")])
    rows.append(
        [
            Button(voice.plain("Picture"), f"k:pic:{check.id}"),
            Button(voice.plain("Check again"), f"k:again:{check.id}"),
        ]
    )
    rows.append([Button(voice.plain("All my checks"), "k:home"), back_button(voice)])
    return rows


def result_button(voice: Voice, of: Opened) -> Button:
    """The way back to the result."""
    return Button(voice.plain("‹ Result"), f"k:res:{of.check.id}")


def put_away(turn: Turn, of: Opened) -> None:
    """Take a check off the screen; all answers stay."""
    form.leave(turn)
    voice, asks = turn.voice, selfcheck.asked(of.one, of.check.replies)
    count = sum(ask.key in of.check.replies for ask in asks)
    text = voice.ngettext(
        "⭐ I keep your {n} answer of {of} for “{name}”. To go on, open the star check again.",
        "⭐ I keep your {n} answers of {of} for “{name}”. To go on, open the star check again.",
        count,
        of=len(asks),
        name=of.title(voice),
    )
    go_on = Button(voice.plain("Go on with this check"), f"k:go:{of.check.id}")
    drop = Button(voice.plain("Throw this check away"), f"k:drop:{of.check.id}")
    turn.show(Screen(text, [[go_on], [drop], [back_button(voice)]]))
