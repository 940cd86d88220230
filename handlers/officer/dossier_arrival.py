"""Dossiers that have come to another level: its officers hear of them, in one message for all that
came at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from handlers import status_words as words
from handlers.officer import desk
from handlers.officer.dossier_desk import queue_button
from handlers.post import Post
from handlers.screen import Button, Screen
from handlers.voice import Voice, clip
from programme.roles import Level, Right, Role, entitled
from storage import officers
from storage.people import PersonId
from storage.products import Product


async def tell_level(post: Post, by: PersonId, moved: Iterable[tuple[Product, Product]]) -> None:
    """Tell the officers at whose level dossiers have arrived, those of their area: each product as
    it was and as it is now. Not who brought them there, and nobody of her own."""
    arrived = [now for was, now in moved if now.holder != was.holder and now.outcome is None]
    told: dict[PersonId, dict[int, Product]] = defaultdict(dict)
    for holder in dict.fromkeys(one.holder for one in arrived):
        near: dict[str, list[Product]] = defaultdict(list)
        for one in arrived:
            if one.holder == holder:
                near[one.commune].append(one)
        for person_id, role in await _at(post, holder):
            for one in _within(post, role, near):
                if person_id not in (by, one.person_id):
                    told[person_id][one.id] = one
    for person_id, found in told.items():
        await _tell(post, person_id, list(found.values()))


async def _at(post: Post, holder: str) -> list[tuple[PersonId, Role]]:
    """Who works at a level: its officers, and the secretariat of its council."""
    level_of = post.world.territory.unit
    levels = (*([Level(holder)] if holder in list(Level) else []), Level.SECRETARY)
    return [
        (one.person_id, one.role)
        for level in levels
        for one in await officers.at_level(post.tx, level)
        if (unit := level_of(one.role.unit)) is not None and unit.level == holder
    ]


def _within(post: Post, role: Role, near: Mapping[str, Sequence[Product]]) -> list[Product]:
    covers = post.world.territory.covers
    return [
        one
        for commune, found in near.items()
        if entitled(covers, [role], Right.WORK_DOSSIER, commune)
        for one in found
    ]


async def _tell(post: Post, person_id: PersonId, found: Sequence[Product]) -> None:
    def one(voice: Voice) -> Screen:
        [now] = found
        text = voice.gettext(
            "⭐ A dossier has come to you: <b>{product}</b>, {place}. Step: {stage}.",
            product=clip(now.name, 60),
            place=desk.place(post, now.commune),
            stage=words.stage_name(voice, post.world, now, now.stage),
        )
        return Screen(text, [[Button(voice.plain("Open it"), f"o:p.see:{now.id}")]])

    def many(voice: Voice) -> Screen:
        text = voice.ngettext(
            "⭐ {n} dossier has come to you from a council's result list.",
            "⭐ {n} dossiers have come to you from a council's result list.",
            len(found),
        )
        return Screen(text, [[queue_button(voice)]])

    if len(found) == 1:
        await post.tell(person_id, one, latest=f"dossier:{found[0].id}")
    else:
        await post.tell(person_id, many)
