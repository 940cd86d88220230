"""Where a self-check begins: what she has begun before, and which set her product belongs to."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.menu import back_button, leave
from handlers.screen import Button, Screen
from handlers.selfcheck import questions, words
from handlers.selfcheck.opened import LONGEST_TYPED, Opened, hold, open_up, rules
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from programme import selfcheck
from programme.criteria import CriteriaSet
from programme.ideas import GROUPS, State, label_of
from programme.text import clean, fold
from storage import ideas, products, selfchecks
from storage.ideas import Idea
from storage.products import Product
from storage.selfchecks import Check

PAGE = 6
OFFERED = 3
"""Ideas of her own that are offered to be checked."""
IN_A_ROW = 5
ONE_EACH = 5
"""Up to so many sets have a button each with the name; more have their numbers."""
LONGEST_BUTTON = 26


async def home(turn: Turn, page: int = 0) -> None:
    """What she has checked and begun; the choice of a product for who has nothing yet."""
    leave(turn)
    voice = turn.voice
    hers = await selfchecks.of_person(turn.tx, turn.person.id)
    every = [of for check in hers if (of := open_up(turn.world, check)) is not None]
    if not every:
        await new(turn)
        return
    begun = [of for of in every if of.check.done_at is None]
    every = [*begun, *(of for of in every if of.check.done_at is not None)]
    page = min(page, (len(every) - 1) // PAGE)
    shown = every[page * PAGE : (page + 1) * PAGE]
    alone = len(begun) == 1
    rows = [[Button(_label(voice, of, alone=alone), f"k:go:{of.check.id}")] for of in shown]
    rows += words.pager(voice, page, -(-len(every) // PAGE), "k:home")
    rows += [[Button(voice.plain("Begin a new check"), "k:new")], [back_button(voice)]]
    if begun:
        text = voice.gettext(
            "⭐ You have begun to count the stars of “{name}”. Shall we go on?",
            name=begun[0].title(voice),
        )
    else:
        text = voice.gettext("⭐ Here is what you have counted. Which one would you like to see?")
    done = [line for of in shown if (line := _line(voice, of)) is not None]
    turn.show(Screen(lines(text, *(("", *done) if done else ())), rows))


def _label(voice: Voice, of: Opened, *, alone: bool) -> str:
    """A check's button; `alone` if it is the only one begun, which the text names."""
    if of.check.done_at is not None:
        return of.title(voice, LONGEST_BUTTON)
    place, count = _progress(of)
    if alone or len(of.title(voice)) > LONGEST_BUTTON // 2:
        return voice.plain("Go on: question {place}/{of}", place=place, of=count)
    return voice.plain("{name}: question {place}/{of}", name=of.title(voice), place=place, of=count)


def _progress(of: Opened) -> tuple[int, int]:
    """Where she stopped, as the question itself counts."""
    ask = of.step or selfcheck.first_open(of.one, of.check.replies)
    return (ask.place, ask.of) if ask else (0, 0)


def _line(voice: Voice, of: Opened) -> Html | None:
    if of.check.done_at is None:
        return None
    return voice.gettext(
        "{name}: {standing}", name=of.title(voice), standing=words.standing(voice, of.check)
    )


# --- which product, which set ------------------------------------------------------------------


async def new(turn: Turn) -> None:
    """Ask for the product."""
    check = await _blank(turn)
    if check is not None:
        await ask_product(turn, check)


async def _blank(
    turn: Turn, *, name: str | None = None, idea: Idea | None = None, product: Product | None = None
) -> Check | None:
    """Begin a check without a set; None, and a word about it, where there are no criteria."""
    criteria = rules(turn.world, turn.at)
    if criteria is None:
        text = turn.voice.gettext("There are no criteria to count by yet.")
        turn.show(Screen(text, [[back_button(turn.voice)]]))
        return None
    leave(turn)
    check = Check(
        0,
        turn.person.id,
        criteria.edition.key,
        name=name,
        idea_id=idea.id if idea else product.idea_id if product else None,
        product_id=product.id if product else None,
    )
    return await selfchecks.begin(turn.tx, check, turn.now)


async def ask_product(turn: Turn, check: Check, note: Html | None = None) -> None:
    """Let her type the product or choose its group."""
    voice = turn.voice
    criteria = turn.world.criteria[check.edition]
    await hold(turn, check)
    sent = await ideas.of_person(turn.tx, turn.person.id, 0, PAGE)
    own = [one for one in sent if one.state is not State.WITHDRAWN][:OFFERED]
    rows = [[Button(f"💡 {clip(one.product, LONGEST_BUTTON)}", f"k:idea:{one.id}")] for one in own]
    rows += [
        [
            Button(
                voice.plain(label_of(GROUPS, group.key)),
                f"k:group:{check.id}:{group.key}",
            )
        ]
        for group in criteria.edition.groups
        if criteria.in_group(group.key)
    ]
    text = lines(
        *((note, "") if note else ()),
        voice.gettext("⭐ <b>How many stars could it get?</b> Answer some questions and see."),
        "",
        voice.gettext(
            "Which product is it? Type its name, for example: honey. Or choose its kind below."
        ),
    )
    turn.show(Screen(text, [*rows, [back_button(voice)]]))


async def show_group(turn: Turn, check: Check, group: str) -> bool:
    """The sets of a group. False for a group that there is not."""
    criteria = turn.world.criteria[check.edition]
    sets = criteria.in_group(group)
    if len(sets) == 1:
        await begin(turn, check, sets[0])
        return True
    if sets:
        await hold(turn, check)
        said = turn.voice.gettext("⭐ Which of these is it?")
        turn.show(_sets(turn.voice, check, said, sets))
    return bool(sets)


def _sets(voice: Voice, check: Check, said: Html, sets: Sequence[CriteriaSet]) -> Screen:
    names = [one.name.said_in(voice.language) for one in sets]
    listed = [Html(f"{number}. ") + name for number, name in enumerate(names, 1)]
    if len(sets) > ONE_EACH:
        numbers = [
            Button(str(number), f"k:set:{check.id}:{one.number}")
            for number, one in enumerate(sets, 1)
        ]
        rows = [numbers[at : at + IN_A_ROW] for at in range(0, len(numbers), IN_A_ROW)]
    else:
        rows = [
            [Button(f"{number}. {clip(name, LONGEST_BUTTON)}", f"k:set:{check.id}:{one.number}")]
            for number, (one, name) in enumerate(zip(sets, names, strict=True), 1)
        ]
    rows.append(
        [Button(voice.plain("It is none of these"), f"k:groups:{check.id}"), back_button(voice)]
    )
    return Screen(lines(said, "", *listed), rows)


async def of_idea(turn: Turn, idea: Idea) -> None:
    """Begin with an idea; its name proposes the set, its group the others."""
    check = await _blank(turn, name=clip(idea.product, LONGEST_TYPED), idea=idea)
    if check is not None:
        await propose(turn, check, idea.product, idea.product_group)


async def of_product(turn: Turn, product: Product) -> None:
    """Begin with a product; the set that an officer has chosen for it is taken."""
    check = await _blank(turn, name=clip(product.name, LONGEST_TYPED), product=product)
    if check is None:
        return
    known = turn.world.criteria[check.edition].set(product.criteria_set or 0)
    if known is not None and product.edition == check.edition:
        await begin(turn, check, known)
        return
    await propose(turn, check, product.name, product.product_group)


async def propose(turn: Turn, check: Check, name: str, group: str | None = None) -> None:
    """Offer the sets that a product's name may mean, those of its group before others."""
    voice = turn.voice
    criteria = turn.world.criteria[check.edition]
    found = [criteria.set(fit.number) for fit in turn.world.finders[check.edition].find_set(name)]
    sets = [one for one in found if one is not None]
    sets.sort(key=lambda one: group is not None and one.group != group)
    await hold(turn, check)
    if sets:
        said = voice.gettext(
            "⭐ “{name}”: which of these is it?", name=clip(clean(name), LONGEST_TYPED)
        )
        turn.show(_sets(voice, check, said, sets))
    elif group is None or not await show_group(turn, check, group):
        note = voice.gettext(
            "I do not know “{name}” yet. Type another name for it, or choose its kind.",
            name=clip(clean(name), LONGEST_TYPED),
        )
        await ask_product(turn, check, note)


async def typed(turn: Turn, check: Check, text: str) -> None:
    """Take a typed name of a product; one that came with an idea keeps the idea's."""
    name = _spelled(turn, check, clip(clean(text), LONGEST_TYPED))
    if check.idea_id is None and check.product_id is None and name:
        check = selfchecks.save(turn.tx, replace(check, name=name), turn.now)
    await propose(turn, check, text)


def _spelled(turn: Turn, check: Check, name: str) -> str:
    """A name as it is written: with a capital, and with its diacritics if we know the word."""
    if name.isascii():
        finder = turn.world.finders[check.edition]
        same = (fit.word for fit in finder.find_set(name) if fold(fit.word) == fold(name))
        name = next(same, name)
    return name[:1].upper() + name[1:]


async def begin(turn: Turn, check: Check, one: CriteriaSet) -> None:
    """Put the first question of a set."""
    check = replace(check, criteria_set=one.number, step="")
    check = selfchecks.save(turn.tx, check, turn.now)
    of = open_up(turn.world, check)
    if of is None:
        raise LookupError(f"edition {check.edition} has no set {one.number}")
    await questions.go_on(turn, of, questions.opening(turn.voice, of))


async def choose_again(turn: Turn, of: Opened) -> None:
    """Go back from the first question, which has no answer yet, to the choice of the set."""
    check = replace(of.check, criteria_set=None, step="", replies={})
    check = selfchecks.save(turn.tx, check, turn.now)
    await ask_product(turn, check)


async def again(turn: Turn, of: Opened) -> None:
    """Begin anew with the same product; what was counted before stays."""
    old = of.check
    leave(turn)
    check = Check(
        0,
        turn.person.id,
        old.edition,
        old.criteria_set,
        old.name,
        idea_id=old.idea_id,
        product_id=old.product_id,
    )
    check = await selfchecks.begin(turn.tx, check, turn.now)
    of = of.now(check)
    await questions.go_on(turn, of, questions.opening(turn.voice, of))


def sure(voice: Voice, of: Opened) -> Screen:
    """Ask before a check is thrown away."""
    text = voice.gettext(
        "⭐ Throw away this star check of “{name}”? Its answers are gone then.",
        name=of.title(voice),
    )
    rows = [
        [Button(voice.plain("Yes, throw it away"), f"k:gone:{of.check.id}")],
        [Button(voice.plain("No, leave it"), f"k:go:{of.check.id}")],
    ]
    return Screen(text, rows)


async def product_of(turn: Turn, id: int) -> Product | None:
    """A product of the person of this update."""
    product = await products.one(turn.tx, id)
    return product if product is not None and product.person_id == turn.person.id else None


async def idea_of(turn: Turn, id: int) -> Idea | None:
    """An idea of the person of this update."""
    idea = await ideas.one(turn.tx, id)
    return idea if idea is not None and idea.person_id == turn.person.id else None
