"""News for officers: an idea has arrived in their area."""

from collections.abc import Sequence

from handlers.officer import desk
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Voice, clip
from programme.roles import Level
from storage import ideas, officers, people
from storage.ideas import Idea
from storage.people import PersonId

DAY = 24 * 60 * 60 * 1000
MOST_A_DAY = 5


async def idea_arrived(
    turn: Turn, idea: Idea, *, again: bool = False, writer: PersonId | None = None
) -> bool:
    """Tell the officers nearest to an idea that it waits for them: those of its commune, or where
    none of them can be reached those of the former district, or of the province.

    `again` says that she had withdrawn it and sends it again as it was; `writer` is the officer who
    wrote it down for her, and so knows.

    False if nobody could be told; the idea stands in the queue all the same. Of one idea an officer
    has at most one piece of news waiting, and hears at most `MOST_A_DAY` times in 24 hours.
    """

    def say(voice: Voice) -> Screen:
        values = {
            "product": clip(idea.product, 60),
            "name": clip(idea.contact_name or "–", 40),
            "place": desk.place(turn, idea.commune),
        }
        if idea.revision == 1:
            text = voice.gettext("💡 A new idea: <b>{product}</b>, from {name}, {place}.", **values)
        elif again:
            text = voice.gettext(
                "💡 {name}, {place}, has sent this idea again: <b>{product}</b>.", **values
            )
        elif idea.reason is not None:
            text = voice.gettext(
                "💡 <b>{product}</b> has been completed and sent again by {name}, {place}.",
                **values,
            )
        else:
            text = voice.gettext(
                "💡 <b>{product}</b> has been changed by {name}, {place}.", **values
            )
        rows = [
            [Button(voice.plain("Open it"), f"o:see:{idea.id}")],
            [desk.queue_button(voice)],
        ]
        return Screen(text, rows)

    # Who sends an idea again and again must not drown the other news of an officer.
    sent = await ideas.sent_since(turn.tx, idea.id, turn.now - DAY)
    for level in (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE):
        near = await _officers(turn, level, idea)
        if sent > MOST_A_DAY:
            told = [bool(await people.chats(turn.tx, officer)) for officer in near]
        else:
            told = [
                officer == writer or await turn.tell(officer, say, latest=f"news:{idea.id}")
                for officer in near
            ]
        if any(told):
            return True
    return False


async def _officers(turn: Turn, level: Level, idea: Idea) -> Sequence[PersonId]:
    """The officers of a level whose area covers an idea's commune, each once."""
    found = await officers.at_level(
        turn.tx, level, idea.commune if level is Level.COMMUNE else None
    )
    contains = turn.world.territory.contains
    return list(dict.fromkeys(o.person_id for o in found if contains(o.role.unit, idea.commune)))
