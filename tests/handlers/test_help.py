"""Help: that it speaks about the place where the person is."""

import pytest

from handlers import registry
from handlers.fields import Day, Kind
from handlers.help import how_to_answer
from tests.handlers.cast import known, officer, rows
from tests.harness import Running


async def test_at_the_menu_it_names_what_works(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/trogiup")
    assert "Tôi giúp được gì" in phone.text
    for name in ("/ytuong", "/taphuan", "/thongbao", "/hoicanbo", "/chamdiem"):
        assert name in phone.text
    assert len(phone.text) < 700


async def test_before_consent_it_says_what_consent_is_about(bot: Running) -> None:
    phone = await known(bot, None, consent=False)
    await phone.say("/help")
    assert "Vì sao tôi hỏi bà con" in phone.text
    assert "👍 Xem và đồng ý" in phone.buttons()


async def test_officers_get_the_officers_help(bot: Running) -> None:
    phone = await officer(bot)
    await phone.say("/trogiup")
    assert "/hangdoi" in phone.text
    assert len(phone.text) < 700


async def test_in_a_form_it_explains_the_question_and_leads_back_to_it(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/ytuong")
    question = phone.text
    await phone.say("/trogiup")
    assert "Gõ vài chữ" in phone.text
    assert "Để sau" in phone.text
    await phone.tap("Về câu đang hỏi")
    # Where the idea goes was said above the question, once.
    assert phone.text == question[question.index("💡") :]


async def test_after_help_the_next_words_still_answer_the_question(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/ytuong")
    await phone.say("/trogiup")
    await phone.say("Rượu ba kích tím")
    found = await rows(bot, "SELECT data, open FROM drafts")
    assert [row["open"] for row in found] == [1]
    assert "Rượu ba kích tím" in found[0]["data"]


KINDS: list[Kind] = [step.kind for form in registry.FORMS.values() for step in form.steps]


@pytest.mark.parametrize("kind", [*{type(kind): kind for kind in KINDS}.values(), Day()])
def test_every_kind_of_question_is_explained(kind: Kind) -> None:
    assert how_to_answer(kind).endswith(".")
