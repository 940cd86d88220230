"""News for officers: an idea has arrived in their area."""

from collections.abc import Sequence

from handlers.officer import desk
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Voice, clip
from programme.roles import Level
from storage import officers
from storage.ideas import Idea
from storage.people import PersonId


async def idea_arrived(turn: Turn, idea: Idea) -> bool:
    """Tell the officers nearest to an idea that it waits for them: those of its commune, or where
    none of them can be reached those of the former district, or of the province.

    False if nobody could be told; the idea stands in the queue all the same.
    """

    def say(voice: Voice) -> Screen:
        values = {
            "product": clip(idea.product, 60),
            "name": clip(idea.contact_name or "–", 40),
            "place": desk.place(turn, idea.commune),
        }
        if idea.revision == 1:
            text = voice.gettext("💡 A new idea: <b>{product}</b>, from {name}, {place}.", **values)
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

    for level in (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE):
        told = [await turn.tell(officer, say) for officer in await _officers(turn, level, idea)]
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
