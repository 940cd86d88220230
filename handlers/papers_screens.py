"""The papers of a dossier as its producer sees them: the checklist, one paper, what can be done."""

from collections.abc import Sequence
from itertools import groupby

from handlers import status_words as words
from handlers.menu import back_button
from handlers.occasion import Occasion
from handlers.papers_known import Entry, Known
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, html, lines
from programme.checklist import Claim, Need
from storage.product_papers import PaperState

PAGE = 5
MOST_FILES = 4
"""Photos of one paper."""
LONGEST_NAME = 40
LONGEST_PAPER = 62


def sign(entry: Entry) -> str:
    """Where a paper stands, in one sign."""
    state = entry.state
    if state.seen_at is not None:
        return "✅"
    if state.missing:
        return "⏳"
    if state.files:
        return "📷"
    return "🔸" if entry.claim is Claim.HAS else "▫️"


def paper_name(voice: Voice, of: Known, state: PaperState, most: int = LONGEST_PAPER) -> str:
    return clip(words.paper_name(voice, of.edition, state.paper, state.label), most)


def listed(turn: Occasion, of: Known, target: int, page: int, intro: Html | None = None) -> Screen:
    """The checklist for so many stars, some papers a page."""
    voice, product = turn.voice, of.product
    entries = of.entries(target)
    page = min(page, (len(entries) - 1) // PAGE)
    first = page * PAGE
    shown = list(enumerate(entries[first : first + PAGE], first + 1))
    said: list[Html] = []
    for heading, group in groupby(shown, key=lambda one: _heading(voice, one[1], target)):
        said.append(heading)
        for number, entry in group:
            said.append(Html(f"{number}. {sign(entry)} ") + paper_name(voice, of, entry.state))
    text = lines(
        *((intro, "") if intro else ()),
        voice.gettext(
            "⭐ <b>Papers for “{product}”</b>", product=words.name(product, LONGEST_NAME)
        ),
        _count(voice, entries, target),
        "",
        *said,
        "",
        voice.gettext("✅ seen by an officer · 📷 sent · ⏳ an officer waits · 🔸 you have it"),
        voice.gettext("Press a number to see a paper or to send a photo of it."),
    )
    return Screen(text, _list_buttons(voice, of, entries, target, page))


def _heading(voice: Voice, entry: Entry, target: int) -> Html:
    if entry.item is None:
        return voice.gettext("<b>An officer asked for:</b>")
    match entry.item.need:
        case Need.MUST:
            return voice.gettext("<b>Every dossier needs:</b>")
        case Need.STARS:
            level = words.stars(voice, target)
            return voice.gettext("<b>Needed for {stars}:</b>", stars=level)
        case Need.HELP:
            return voice.gettext("<b>Helps to more points:</b>")


def _count(voice: Voice, entries: Sequence[Entry], target: int) -> Html:
    needed = [entry for entry in entries if entry.needed]
    there = sum(entry.there for entry in needed)
    if not target:
        return voice.gettext("You have {n} of {of} papers.", n=there, of=len(needed))
    return voice.gettext(
        "For {stars} you have {n} of {of} papers.",
        stars=words.stars(voice, target),
        n=there,
        of=len(needed),
    )


def _list_buttons(
    voice: Voice, of: Known, entries: Sequence[Entry], target: int, page: int
) -> list[list[Button]]:
    number = of.product.id
    shown = entries[page * PAGE : (page + 1) * PAGE]
    rows = [
        [
            Button(str(at), f"e:one:{number}:{target}:{entry.key}")
            for at, entry in enumerate(shown, page * PAGE + 1)
        ]
    ]
    pager = []
    if page > 0:
        before = f"e:list:{number}:{target}:{page - 1}"
        pager.append(Button(voice.plain("◀ Previous page"), before))
    if (page + 1) * PAGE < len(entries):
        pager.append(Button(voice.plain("Next page ▶"), f"e:list:{number}:{target}:{page + 1}"))
    levels = [
        Button(
            f"{'✓ ' if level == target else ''}{words.stars(voice, level)}",
            f"e:list:{number}:{level}:0",
        )
        for level in of.targets
    ]
    forms = [
        Button(
            voice.plain("{form} (Word)", form=form.number), f"e:form:{number}:{target}:{form.paper}"
        )
        for form in of.forms
    ]
    check = []
    if of.rules is None and of.rated_by_criteria and of.product.outcome is None:
        check.append(Button(voice.plain("⭐ Count my stars"), f"k:prod:{number}"))
    back = [Button(voice.plain("Back to the product"), f"p:see:{number}")]
    every = (*rows, pager, levels, check, forms, back, [back_button(voice)])
    return [row for row in every if row]


# --- one paper ---------------------------------------------------------------------------------


def one(turn: Turn, of: Known, entry: Entry, target: int, intro: Html | None = None) -> Screen:
    """One paper: what is known of it, and how its photo is sent."""
    voice, product, state = turn.voice, of.product, entry.state
    text = lines(
        *((intro, "") if intro else ()),
        voice.gettext("⭐ <b>{paper}</b>", paper=paper_name(voice, of, state, 100)),
        voice.gettext("For “{product}”.", product=words.name(product, LONGEST_NAME)),
        "",
        _why(voice, entry, target),
        *standing(voice, entry),
        proves(voice, of, entry),
        "",
        *_how(turn, of, entry),
    )
    return Screen(text, _one_buttons(turn, of, entry, target))


def _why(voice: Voice, entry: Entry, target: int) -> Html:
    if entry.item is None:
        return voice.gettext("An officer asked you for it.")
    match entry.item.need:
        case Need.MUST:
            return voice.gettext("Every dossier needs it.")
        case Need.STARS:
            return voice.gettext("It is needed for {stars}.", stars=words.stars(voice, target))
        case Need.HELP:
            return voice.gettext("It helps to more points; you can do without it.")


def standing(voice: Voice, entry: Entry) -> list[Html]:
    """What is known of a paper, for its producer."""
    state, said = entry.state, []
    if state.files:
        said.append(
            voice.ngettext(
                "You have sent {n} photo.", "You have sent {n} photos.", len(state.files)
            )
        )
    if state.seen_at is not None:
        said.append(voice.gettext("An officer has seen it."))
    elif state.missing:
        said.append(voice.gettext("An officer waits for it."))
    if said:
        return said
    match entry.claim:
        case Claim.HAS:
            return [voice.gettext("You said that you have it.")]
        case Claim.COUNTED:
            return [voice.gettext("Your star check counts on it: have it at hand.")]
        case Claim.LACKS:
            return [voice.gettext("You said that you do not have it yet.")]
        case Claim.UNKNOWN:
            return [voice.gettext("I do not know yet whether you have it.")]


def proves(voice: Voice, of: Known, entry: Entry) -> Html | None:
    """For which criteria officers look at a paper."""
    if entry.item is None or not entry.item.proves or of.rules is None:
        return None
    return voice.gettext(
        "Officers look at it for criteria {criteria} (Decision {decision}, set {number}).",
        criteria=", ".join(entry.item.proves),
        decision=of.edition.decision.number,
        number=of.rules.one.number,
    )


def takes_photos(turn: Turn, of: Known) -> bool:
    """Whether photos of papers can be sent now."""
    return of.product.outcome is None and bool(turn.person.consent)


def _how(turn: Turn, of: Known, entry: Entry) -> list[Html]:
    voice = turn.voice
    if of.product.outcome is not None:
        return [voice.gettext("This dossier is closed: nothing can be sent to it now.")]
    if not turn.person.consent:
        return [
            voice.gettext(
                "To send a photo, you first agree that I keep what you send. Press <b>See and "
                "agree</b>, then come back here."
            )
        ]
    warning = voice.gettext("Never send a photo of your identity card: nobody here needs it.")
    if len(entry.state.files) >= MOST_FILES:
        return [too_many(voice), warning]
    return [
        voice.gettext(
            "<b>Take a photo of each page, all four corners in it, and send it here.</b> A PDF "
            "file will do too."
        ),
        warning,
    ]


def too_many(voice: Voice) -> Html:
    return voice.gettext(
        "I keep {n} photos of a paper, and they are there. To send others, press <b>Replace the "
        "photos</b>.",
        n=MOST_FILES,
    )


def _one_buttons(turn: Turn, of: Known, entry: Entry, target: int) -> list[list[Button]]:
    voice, number, state = turn.voice, of.product.id, entry.state
    at = f"{number}:{target}:{entry.key}"
    rows = []
    if state.files:
        rows.append([Button(voice.plain("See what I sent"), f"e:see:{at}")])
    if state.files and takes_photos(turn, of):
        rows.append(
            [
                Button(voice.plain("Replace the photos"), f"e:new:{at}"),
                Button(voice.plain("Take them out"), f"e:out:{at}"),
            ]
        )
    if not turn.person.consent and of.product.outcome is None:
        rows.append([Button(voice.plain("👍 See and agree"), "d:agree")])
    form = next((form for form in of.forms if form.paper == entry.key), None)
    if form is not None:
        label = voice.plain("{form} (Word)", form=form.number)
        rows.append([Button(label, f"e:form:{at}")])
    back = Button(
        voice.plain("‹ All papers"), f"e:list:{number}:{target}:{_page(of, entry, target)}"
    )
    return [*rows, [back], [back_button(voice)]]


def _page(of: Known, entry: Entry, target: int) -> int:
    """The page of the checklist on which a paper stands."""
    keys = [one.key for one in of.entries(target)]
    return keys.index(entry.key) // PAGE if entry.key in keys else 0


def replacing(turn: Turn, of: Known, entry: Entry, target: int) -> Screen:
    """Ask for the photos that take the place of those that are there."""
    voice = turn.voice
    text = lines(
        voice.gettext("⭐ <b>{paper}</b>", paper=paper_name(voice, of, entry.state, 100)),
        "",
        voice.gettext("Send the new photo here. What you sent before stays until it has come."),
        voice.gettext("Never send a photo of your identity card: nobody here needs it."),
    )
    keep = Button(voice.plain("No, leave it"), f"e:one:{of.product.id}:{target}:{entry.key}")
    return Screen(text, [[keep], [back_button(voice)]])


def removing(turn: Turn, of: Known, entry: Entry, target: int) -> Screen:
    """Ask before photos are taken out."""
    voice, product = turn.voice, of.product
    text = voice.ngettext(
        "⭐ Take {n} photo of “{paper}” out of the dossier? I delete it.",
        "⭐ Take {n} photos of “{paper}” out of the dossier? I delete them.",
        len(entry.state.files),
        paper=html(paper_name(voice, of, entry.state, 100)),
    )
    at = f"{product.id}:{target}:{entry.key}"
    rows = [
        [Button(voice.plain("Yes, take them out"), f"e:gone:{at}:{product.revision}")],
        [Button(voice.plain("No, leave it"), f"e:one:{at}")],
    ]
    return Screen(text, rows)
