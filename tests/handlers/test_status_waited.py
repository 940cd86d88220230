"""Where a dossier waits for its producer, she finds the way to what is wanted."""

from programme.stages import Kind, Move
from tests.handlers.desk_cast import farmer, officer
from tests.handlers.product_cast import begun, moved
from tests.handlers.test_status_news import told
from tests.harness import Running


async def test_who_is_waited_for_can_answer_there(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    done = await moved(bot, product, an, Move(Kind.HOLD, "review"), reason="Chờ ảnh nhãn mới.")
    assert await told(bot, done)
    await lan.wait("đang chờ bà con")
    assert "💬 Hỏi cán bộ" in lan.buttons()
    await lan.tap("Giấy tờ của hồ sơ", "Giấy tờ")
    # A photo that comes without a word is told where it belongs.
    await lan.send_photo()
    await lan.wait("Ảnh giấy tờ thì gửi ở mục Giấy tờ của hồ sơ")
