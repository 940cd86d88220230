"""The catalogues, and the tools that keep them in step with the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from locales import N_, check, load_catalogues, parse_language
from locales.check import find_problems, placeholders, tags_are_closed
from locales.extract import SOURCES
from locales.update import update

CODE = """
def talk(t, n):
    _("Hello, {name}.")
    N_("<b>Done</b>")
    t.ngettext("One idea", "{count} ideas", n)
    t.pgettext("button", "Send")
    # Translators: about the weather
    t.gettext("Rain\\n")
"""
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals={plurals}; plural={rule};\\n"

"""
VIETNAMESE = """\
msgid "Hello, {name}."
msgstr "Chào {name}."

msgid "<b>Done</b>"
msgstr "<b>Xong</b>"

msgid "One idea"
msgid_plural "{count} ideas"
msgstr[0] "{count} ý tưởng"

msgctxt "button"
msgid "Send"
msgstr "Gửi"

msgid "Rain\\n"
msgstr "Mưa\\n"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one conversation, with English kept by the tool and Vietnamese by hand."""
    for folder in SOURCES:
        (tmp_path / folder).mkdir()
    (tmp_path / "handlers" / "talk.py").write_text(CODE)
    update(tmp_path, tmp_path / "locales")
    write_vietnamese(tmp_path, VIETNAMESE)
    return tmp_path


def write_vietnamese(project: Path, body: str, name: str = "messages.po") -> None:
    header = HEADER.format(language="vi", plurals=1, rule="0")
    (project / "locales" / "vi" / "LC_MESSAGES" / name).write_text(header + body)


def problems(project: Path) -> list[str]:
    return find_problems(project, project / "locales")


@pytest.mark.many
def test_every_sentence_of_the_bot_can_be_said_in_every_language() -> None:
    assert find_problems() == []


def test_a_whole_catalogue_has_no_problem(project: Path) -> None:
    assert problems(project) == []


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('"Chào {name}."', '""', "is not translated"),
        ('"Chào {name}."', '"Chào {ten}."', "other {placeholders}"),
        ('"Chào {name}."', '"Chào {name!r}."', "other {placeholders}"),
        ('"Chào {name}."', '"Chào {name}. "', "other blanks"),
        ('"Chào {name}."', '"Chào người dùng {name}."', "“người dùng”"),
        ('"Chào {name}."', '"Cha\u0300o {name}."', "NFC"),
        ('"Chào {name}."', f'"Chào {{name}}{"." * 700}"', "over 700 characters"),
        ('"<b>Xong</b>"', '"Xong"', "other tags"),
        ('"<b>Xong</b>"', '"</b>Xong<b>"', "not closed"),
        ('"{count} ý tưởng"', '"Một ý tưởng"', "other {placeholders}"),
        ('msgstr[0] "{count} ý tưởng"', 'msgstr[0] ""', "is not translated"),
        ('msgid_plural "{count} ideas"', 'msgid_plural "{count} idea"', "plural differs"),
        ('"Mưa\\n"', '"Mưa"', "other blanks"),
        ('msgctxt "button"\n', "", "is missing"),
        ('msgid "Hello', '#, fuzzy\nmsgid "Hello', "is fuzzy"),
        ('msgid "Hello, {name}."', 'msgid "Goodbye, {name}."', "no code says this"),
        ('msgid "Hello, {name}."', 'msgid "Goodbye, {name}."', "is missing"),
        ('msgid "Hello', '#~ msgid "Old"\n#~ msgstr "Cũ"\n\nmsgid "Hello', "is obsolete"),
    ],
)
def test_what_a_catalogue_may_not_have(project: Path, right: str, wrong: str, told: str) -> None:
    assert right in VIETNAMESE
    write_vietnamese(project, VIETNAMESE.replace(right, wrong, 1))
    assert any(told in problem for problem in problems(project)), problems(project)


def test_a_sentence_in_two_files_is_told(project: Path) -> None:
    write_vietnamese(project, 'msgid "Hello, {name}."\nmsgstr "Chào {name}."\n', "zoo.po")
    assert any("two places" in problem for problem in problems(project))


def test_the_code_may_only_use_plain_names_in_braces(project: Path) -> None:
    (project / "handlers" / "talk.py").write_text(CODE + '\n_("{0} <i>left")\n')
    assert any("plain {name}" in problem for problem in problems(project))
    assert any("not closed" in problem for problem in problems(project))


@pytest.mark.parametrize("text", ["{", "{}", "{0}", "{a.b}", "{a!r}", "{a:>3}"])
def test_odd_placeholders_are_found(text: str) -> None:
    assert placeholders(text) is None


def test_doubled_braces_are_text() -> None:
    assert placeholders("{{a}} {b}") == frozenset({"b"})


def test_tags_close_innermost_first() -> None:
    assert tags_are_closed("<b>a <i>b</i></b>")
    assert not tags_are_closed("<b>a <i>b</b></i>")
    assert not tags_are_closed("a</b>")


def test_update_adds_what_is_new_and_drops_what_is_gone(project: Path) -> None:
    code = CODE.replace("Hello", "Welcome")
    (project / "handlers" / "talk.py").write_text(code)
    waiting = update(project, project / "locales")
    assert waiting == {"vi": 1, "en": 0}
    vietnamese = (project / "locales/vi/LC_MESSAGES/messages.po").read_text()
    assert "Hello" not in vietnamese
    assert 'msgid "Welcome, {name}."\nmsgstr ""\n' in vietnamese
    assert '"{count} ý tưởng"' in vietnamese
    assert "#. about the weather" in vietnamese
    assert [line for line in problems(project) if "Welcome" not in line] == []


def test_a_second_update_changes_nothing(project: Path) -> None:
    update(project, project / "locales")
    files = sorted((project / "locales").rglob("*.po"))
    before = [file.read_bytes() for file in files]
    update(project, project / "locales")
    assert [file.read_bytes() for file in files] == before


def test_a_sentence_stays_in_the_file_a_person_put_it_in(project: Path) -> None:
    first, rest = VIETNAMESE.split("\n\n", 1)
    write_vietnamese(project, rest)
    write_vietnamese(project, first + "\n", "greetings.po")
    update(project, project / "locales")
    folder = project / "locales/vi/LC_MESSAGES"
    assert "Hello" in (folder / "greetings.po").read_text()
    assert "Hello" not in (folder / "messages.po").read_text()
    assert problems(project) == []


def test_loaded_catalogues_speak(project: Path) -> None:
    write_vietnamese(project, VIETNAMESE.split("\n\n", 1)[1])
    write_vietnamese(project, VIETNAMESE.split("\n\n", 1)[0] + "\n", "greetings.po")
    catalogues = load_catalogues(project / "locales")
    vietnamese, english = catalogues["vi"], catalogues["en"]
    assert vietnamese.gettext("Hello, {name}.") == "Chào {name}."
    assert vietnamese.gettext("<b>Done</b>") == "<b>Xong</b>"
    assert vietnamese.pgettext("button", "Send") == "Gửi"
    assert vietnamese.ngettext("One idea", "{count} ideas", 1) == "{count} ý tưởng"
    assert english.ngettext("One idea", "{count} ideas", 1) == "One idea"
    assert english.ngettext("One idea", "{count} ideas", 2) == "{count} ideas"
    assert vietnamese.gettext("Unknown") == "Unknown"


@pytest.mark.many
def test_an_officer_is_addressed_as_one() -> None:
    catalogues = load_catalogues()
    to_officers = catalogues["vi-officer"]
    assert "Xin chào anh/chị!" in to_officers.gettext("Hello!")
    sent = to_officers.ngettext("📄 You have sent {n} idea.", "📄 You have sent {n} ideas.", 2)
    assert sent == "📄 Anh/chị đã gửi {n} ý tưởng."
    # Who is told, and who sends, are the producers still.
    for sentence in (
        "Done. I have told the farmer.",
        "Then <b>{accept}</b>, or <b>{back}</b> with a reason: the producer reads it at once.",
        "<b>For:</b> {area}",
    ):
        said = to_officers.gettext(sentence)
        assert "bà con" in said.lower()
        assert said == catalogues["vi"].gettext(sentence)
    # To a producer nothing changes.
    assert catalogues["vi"].gettext("Hello!") == "Xin chào bà con!"


def test_the_check_prints_its_findings_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "find_problems", lambda: ["one", "two"])
    assert check.main() == 1
    assert capsys.readouterr().out == "one\ntwo\n"
    monkeypatch.setattr(check, "find_problems", list)
    assert check.main() == 0


def test_a_plural_has_as_many_forms_as_the_language(project: Path) -> None:
    path = project / "locales/en/LC_MESSAGES/messages.po"
    path.write_text(path.read_text().replace('msgstr[1] "{count} ideas"\n', ""))
    assert any(line.startswith("en/") for line in problems(project)), problems(project)


def test_a_marked_sentence_is_itself() -> None:
    assert N_("Hello") == "Hello"


@pytest.mark.parametrize(
    ("code", "language"),
    [("vi", "vi"), ("en", "en"), ("en-GB", "en"), ("EN", "en"), ("fr", "vi"), (None, "vi")],
)
def test_the_language_of_a_code(code: str | None, language: str) -> None:
    assert parse_language(code) == language
