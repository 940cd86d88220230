"""The forms in an office program: they open, and on the printed page everything is in its place."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from handlers.world import World
from tests.handlers.desk_cast import farmer, files_for, forge
from tests.handlers.dossier_cast import dossier
from tests.handlers.selfcheck_cast import honey_set
from tests.handlers.test_papers_print import NASTY, SAFE, counted
from tests.harness import Running, running

pytestmark = pytest.mark.office
SECONDS = 120


def as_text(office: tuple[Path, Path], folder: Path, documents: dict[str, bytes]) -> dict[str, str]:
    """What documents say once printed, all turned into PDF by one run of LibreOffice."""
    writer, reader = office
    for name, content in documents.items():
        (folder / f"{name}.docx").write_bytes(content)
    command = [str(writer), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder)]
    command += [str(folder / f"{name}.docx") for name in documents]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    found = {}
    for name in documents:
        read = [str(reader), str(folder / f"{name}.pdf"), "-"]
        said = subprocess.run(read, check=True, capture_output=True, timeout=SECONDS)
        found[name] = said.stdout.decode()
    return found


async def made(bot: Running) -> dict[str, bytes]:
    """Both forms of a dossier of which much is known, and one of which next to nothing is."""
    lan, hoa = await farmer(bot), await farmer(bot, "Hoa")
    known = await dossier(bot, lan, product="Mật ong hoa vải")
    await counted(bot, known)
    blank = await dossier(bot, hoa, product=NASTY)
    for phone, product, form in (
        (lan, known, "form1"),
        (lan, known, "form2"),
        (hoa, blank, "form2"),
    ):
        await forge(phone, f"e:form:{product.id}:0:{form}")
        await bot.calm()
    first, second = await files_for(bot, lan)
    [third] = await files_for(bot, hoa)
    return {"first": first, "second": second, "third": third}


async def test_forms_open_and_print_with_every_value(
    office: tuple[Path, Path], tmp_path: Path, world: World
) -> None:
    async with running(f"sqlite:///{tmp_path / 'ocop.db'}", world) as bot:
        documents = await made(bot)
        one = honey_set(bot)
    texts = await asyncio.to_thread(as_text, office, tmp_path, documents)
    first, second, third = (" ".join(text.split()) for text in texts.values())
    for word in (
        *("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "(Mẫu 01)"),
        *("ĐĂNG KÝ ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP", "Quyết định số 26/2026/QĐ-TTg"),
        *("Kính gửi: Ủy ban nhân dân xã Sơn Động", "Tên chủ thể: Nguyễn Thị Lan"),
        *("Loại hình: Hợp tác xã", "Điện thoại: 0912 345 678", "Tên sản phẩm: Mật ong hoa vải"),
        *("Xã, phường: xã Sơn Động, thành phố Bắc Ninh", "Nhóm sản phẩm: Thực phẩm"),
        *("Bộ tiêu chí: 4. Mật ong", "Sản lượng một năm: 1.500 kg", "Hạng sao đăng ký: 5 sao"),
        *("Điểm đặc biệt của sản phẩm: Trồng dưới tán rừng", "Chủ thể", "Người nhận hồ sơ"),
        *("Giấy đăng ký kinh doanh", "phải có", "Năm mẫu sản phẩm", "ngày ..... tháng ....."),
    ):
        assert word in first, word
    assert "Thôn, số nhà: ......" in first
    assert "Mẫu 02" in second
    assert "Hạng sao tự chấm (ước tính): 5 sao" in second
    for section in one.sections:
        for criterion in section.criteria:
            assert f"{criterion.id} " in second
    assert "Cộng" in second
    assert "Nuôi, trồng ở đâu: Từ ba phần tư trở lên" in second
    assert "Từ ba phần tư trở lên" not in third
    assert SAFE.partition(" <w")[0] in third
    assert "Hạng sao tự chấm (ước tính): ......" in third
