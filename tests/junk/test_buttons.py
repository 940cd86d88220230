"""Buttons that are old, pressed twice, another person's, or made up: an answer, and no effect."""

import json
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.sandbox import people as hands
from tests.junk.crowd import (
    CORRECTION,
    DESK,
    OFFICERS,
    REASON,
    SENT,
    Somebody,
    Stand,
    act_all,
    press_on,
    say,
)
from tests.junk.room import texts, toasts
from tests.junk.sending import NUMBER, TIMES, Crowd, Stage
from tests.junk.verdict import answered_press

pytestmark = pytest.mark.many

Pressed = Mapping[Somebody, tuple[int, str]]


def live(crowd: Crowd, one: Somebody) -> Sequence[tuple[int, str]]:
    """The buttons of the newest message that has any."""
    numbers = [number for number, _ in crowd.room.shown[one.id]]
    newest = max(numbers, default=0)
    message = hands.find_chat(crowd.room.telegram, one.id).messages.get(newest)
    if message is None:
        return []
    return [(newest, str(button["callback_data"])) for button in hands.buttons(message)]


def _newest(crowd: Crowd, one: Somebody) -> int:
    """The number of that message, or of one that is gone."""
    return live(crowd, one)[0][0] if live(crowd, one) else NUMBER


async def press(crowd: Crowd, pressed: Pressed, times: int = 1) -> None:
    """Let people press, all at the same time, before the bot answers any of them."""
    crowd.room.listen()
    for one, (number, data) in pressed.items():
        for _ in range(times):
            hands.press_anyway(crowd.room.telegram, one.id, number, data)
    await crowd.room.settle()


def kept(one: Somebody, before: Stand | None, after: Stand | None, data: str) -> None:
    """Nothing that was answered is lost; who only reads elsewhere can go on."""
    if before is not None and before.answers and one.place != CORRECTION:
        assert after is not None, f"{data} threw the form of {one} away"
        assert after.answers == before.answers, f"{data} to {one}"


async def test_old_buttons_are_answered_and_change_nothing(crowd: Crowd) -> None:
    before, ideas = await crowd.stands(), await crowd.ideas()
    now = tuple(f":{idea[0]}:{idea[2]}" for idea in ideas)
    rounds = {
        one: [
            at
            for at in crowd.room.shown[one.id]
            # A button on an idea that has not changed since is not old, wherever it stands.
            if at not in live(crowd, one) and not at[1].endswith(now)
        ]
        for one in crowd.people
    }
    for number in range(max(map(len, rounds.values()))):
        pressed = {one: old[number] for one, old in rounds.items() if number < len(old)}
        await press(crowd, pressed)
        after = await crowd.stands()
        for one, (_, data) in pressed.items():
            answered_press(one, crowd.room.said[one.id], data)
            if data.startswith("f:"):
                assert after.get(one.id) == before.get(one.id), f"{data} moved {one}"
            kept(one, before.get(one.id), after.get(one.id), data)
        assert await crowd.ideas() == ideas
        await crowd.again()


async def test_a_double_tap_is_one_tap(crowd: Crowd) -> None:
    # What farmers do comes to the officers as news, and the other way round.
    await _check_tapped_twice(crowd, [one for one in crowd.people if one.place in OFFICERS])
    await _check_tapped_twice(crowd, [one for one in crowd.people if one.place not in OFFICERS])


async def _check_tapped_twice(crowd: Crowd, people: Sequence[Somebody]) -> None:
    rounds = {one: live(crowd, one) for one in people}
    for number in range(max(map(len, rounds.values()))):
        pressed = {one: buttons[number] for one, buttons in rounds.items() if number < len(buttons)}
        acts = await _acts(crowd)
        await press(crowd, pressed, times=2)
        for one, (_, data) in pressed.items():
            said = crowd.room.said[one.id]
            assert len(toasts(said)) == 2
            new = [call for call in said if call.method.startswith("send") and texts([call])]
            assert len(new) <= 1, f"{data} to {one}: {texts(said)}"
        done = (await _acts(crowd))[len(acts) :]
        assert len(set(done)) == len(done), done
        await crowd.again()


async def _acts(crowd: Crowd) -> list[tuple[object, ...]]:
    rows = await crowd.room.rows("SELECT person_id, action, subject FROM acts ORDER BY id")
    return [(row["person_id"], row["action"], row["subject"]) for row in rows]


def entitled(one: Somebody) -> bool:
    """Whether somebody may act on one of the ideas; the others must not by any button."""
    return one.place in (SENT, CORRECTION, DESK, REASON)


async def test_buttons_of_others_change_nothing(crowd: Crowd) -> None:
    before, ideas = await crowd.stands(), await crowd.ideas()
    people = [one for one in crowd.people if one.language == "vi" and not entitled(one)]
    most = len(crowd.seen)
    # Each of the buttons meets two of the people.
    for turn in range(2 * most // len(people)):
        data_of = {
            one: crowd.seen[(turn * len(people) + 7 * place) % most]
            for place, one in enumerate(people)
        }
        others = [one for one in people if data_of[one] not in _ever_shown(crowd, one)]
        await press(crowd, {one: (_newest(crowd, one), data_of[one]) for one in others})
        after = await crowd.stands()
        for one in others:
            data = data_of[one]
            answered_press(one, crowd.room.said[one.id], data)
            if data.startswith(("f:", "i:", "o:")) and not data.startswith("o:q:"):
                assert after.get(one.id) == before.get(one.id), f"{data} moved {one}"
            kept(one, before.get(one.id), after.get(one.id), data)
        assert await crowd.ideas() == ideas
        await crowd.again()


def _ever_shown(crowd: Crowd, one: Somebody) -> set[str]:
    return {data for _, data in crowd.room.shown[one.id]}


_NUMBERS = st.sampled_from(
    (
        *("0", "-1", "1", "00", "007", "2147483648", "9223372036854775808", "9" * 18, "9" * 40),
        *("١", "²", "1e3", "0x1", " 1", "1\n", "+1", "1.0", "None", "NaN", "%s", "{}", "'"),
    )
)
_PARTS = st.one_of(
    _NUMBERS,
    st.sampled_from(
        ("", "send", "!send", "!drop", "!cancel", "@product", "review", "=", "+", "yes")
    ),
    st.text(st.characters(codec="utf-8"), max_size=8),
)


@st.composite
def forged(draw: st.DrawFn, known: Sequence[str]) -> str:
    """Data like that of real buttons, with some of its parts changed."""
    parts = draw(st.sampled_from(known)).split(":")
    first = draw(st.integers(0, 1))
    for place in draw(st.sets(st.integers(first, len(parts) - 1), max_size=2)):
        parts[place] = draw(_PARTS)
    parts += draw(st.lists(_PARTS, max_size=1))
    data = ":".join(parts) + draw(st.sampled_from(("", "", "", "\n", "\x00", ":", "x" * 64)))
    return data.encode()[:64].decode(errors="ignore")


def test_made_up_buttons_change_nothing(stage: Stage) -> None:
    @settings(max_examples=60 * TIMES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(made=forged(stage.crowd.seen))
    def each(made: str) -> None:
        stage.runner.run(_check_made_up(stage.crowd, made))

    each()


async def _check_made_up(crowd: Crowd, made: str) -> None:
    before, ideas = await crowd.stands(), await crowd.ideas()
    hers = await _on_screen(crowd)
    people = [
        one
        for one in crowd.people
        if one.language == "vi"
        and not entitled(one)
        and not made.startswith(hers.get(one.id, "none"))
    ]
    try:
        await press(crowd, {one: (_newest(crowd, one), made) for one in people})
        after = await crowd.stands()
        for one in crowd.people:
            if one not in people:
                assert after.get(one.id) == before.get(one.id), f"{made!r} moved {one}"
                continue
            answered_press(one, crowd.room.said[one.id], made)
            kept(one, before.get(one.id), after.get(one.id), made)
            if made.startswith("f:"):
                assert after.get(one.id) == before.get(one.id), f"{made!r} moved {one}"
        assert await crowd.ideas() == ideas
    finally:
        await crowd.again()


async def _on_screen(crowd: Crowd) -> dict[int, str]:
    """With what the data of the buttons of each one's question begins."""
    rows = await crowd.room.rows(
        "SELECT d.id, d.data, c.chat_id FROM drafts d JOIN chats c USING (person_id)"
    )
    return {int(r["chat_id"]): f"f:{r['id']}:{json.loads(r['data'])['step']}:" for r in rows}


async def test_an_old_button_begins_no_idea_over_a_newer_one(crowd: Crowd) -> None:
    crowd.people = [one for one in crowd.people if one.place == "group"]
    twice_asked = [say("/ytuong"), say("/ytuong")]
    sure = [press_on("m:idea:new"), press_on("m:idea:drop")]
    began_anew = [*twice_asked, *sure, say("Chè xanh")]
    await act_all(crowd.room, dict.fromkeys(crowd.people, began_anew))
    for one in crowd.people:
        for begins in ("m:idea:new", "m:idea:drop"):
            old = min(at for at in crowd.room.shown[one.id] if at[1].startswith(begins))
            await press(crowd, {one: old})
            answered_press(one, crowd.room.said[one.id], "an old button")
            assert (await crowd.stands())[one.id].answers == {"product": "Chè xanh"}


async def test_what_was_corrected_is_kept_when_it_is_opened_again(crowd: Crowd) -> None:
    crowd.people = [one for one in crowd.people if one.place == CORRECTION]
    changes = [press_on("@product"), say("Rượu mới"), say("/trangthai"), press_on("i:edit:")]
    await act_all(crowd.room, dict.fromkeys(crowd.people, changes))
    for one in crowd.people:
        stand = (await crowd.stands())[one.id]
        assert (stand.step, stand.answers["product"], stand.open) == ("review", "Rượu mới", True)


async def test_a_reason_is_kept_when_the_idea_is_opened_again(crowd: Crowd) -> None:
    crowd.people = [one for one in crowd.people if one.place == REASON]
    wrote = [say("Gửi thêm ảnh nhãn."), say("/hangdoi"), press_on("o:q:mine"), press_on("o:see:")]
    wrote.append(press_on("o:return:"))
    await act_all(crowd.room, dict.fromkeys(crowd.people, wrote))
    for one in crowd.people:
        stand = (await crowd.stands())[one.id]
        assert (stand.step, stand.answers["reason"]) == ("review", "Gửi thêm ảnh nhãn.")


async def test_a_button_from_before_the_idea_was_put_back_decides_nothing(crowd: Crowd) -> None:
    officers = [one for one in crowd.people if one.place == REASON]
    again = [press_on("o:stay:"), press_on("o:put:"), press_on("o:take:")]
    seen = {one: list(crowd.room.shown[one.id]) for one in officers}
    await act_all(crowd.room, dict.fromkeys(officers, again))
    ideas = await crowd.ideas()
    for one in officers:
        for number, data in seen[one]:
            # The buttons before the last step too: whoever can press may forge.
            for old in (data, data.replace("o:return:", "o:yes:")):
                if old.startswith(("o:put:", "o:return:", "o:yes:", "o:why:", "o:take:")):
                    await press(crowd, {one: (number, old)})
                    answered_press(one, crowd.room.said[one.id], old)
                    assert await crowd.ideas() == ideas, old
