"""The page's files: nothing from outside, nothing missing, the same words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.channels.sandbox.page_api import PAGE

LANGUAGES = ("vi", "en")
SCRIPTS = sorted(PAGE.glob("*.js"))
TEXTS = [PAGE / "index.html", *sorted(PAGE.glob("*.css")), *SCRIPTS, *sorted(PAGE.glob("*.svg"))]
ENTRY = re.compile(r'^  (?P<key>\w+):\s*"(?P<words>.*)",$', re.MULTILINE)
# Ways to turn text into markup or code. The page shows what strangers typed, so it uses none.
UNSAFE = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextual"
)
# What may be named without being fetched: a namespace, the links and examples that people follow.
NAMED = ("http://www.w3.org/2000/svg", "https://${text}")
# Refusals that the page cannot bring about.
FOR_PROGRAMS = {
    "A press needs the message and the button's data.",
    "A place needs a latitude and a longitude.",
    "A phone cannot do that.",
    "A file comes as a multipart form.",
    "A file is sent as one of: {', '.join(sorted(media.KINDS))}.",
    "The form is broken.",
    "There is no such file.",
    "The body is not JSON.",
}
HOOKS = (
    *("phone-${person.id}", "message-list", "message", "inline-button", "reply-button"),
    *("composer", "send", "attach", "attach-${name}-input", "share-contact", "command-menu"),
    *("start", "start-over", "add-phone", "person-picker", "toast", "alert"),
)


def words(language: str) -> dict[str, str]:
    """A dictionary of the page, as it stands in its module."""
    source = (PAGE / f"{language}.js").read_text()
    found = {match["key"]: match["words"] for match in ENTRY.finditer(source)}
    # Entries only: a line the pattern cannot read would hide its key from every check below.
    assert len(found) == len(re.findall(r"^  \w+:", source, re.MULTILINE))
    return found


def name_of(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_nothing_comes_from_outside(path: Path) -> None:
    source = path.read_text()
    for name in NAMED:
        source = source.replace(name, "")
    assert not re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s\"'`)]*", source)
    assert "@import" not in source


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_every_file_that_is_named_exists(path: Path) -> None:
    source = path.read_text()
    imports = re.findall(r'from "\./([^"]+)"', source)
    addresses = re.findall(r'"/page/([^"]+)"', source)
    pictures = re.findall(r'url\("?([^")]+)"?\)', source)
    missing = [name for name in (*imports, *addresses, *pictures) if not (PAGE / name).is_file()]
    assert not missing


def test_every_file_is_used() -> None:
    sources = "\n".join(path.read_text() for path in TEXTS)
    unused = [path.name for path in PAGE.iterdir() if f"/{path.name}" not in sources]
    assert [name for name in unused if f'url("{name}")' not in sources] == ["index.html"]


def test_the_policy_needs_no_exception() -> None:
    index = (PAGE / "index.html").read_text()
    assert not re.search(r"<style|\bstyle=|\son\w+=", index)
    assert re.findall(r"<script([^>]*)>(.*?)</script>", index, re.DOTALL) == [
        (' type="module" src="/page/app.js"', "")
    ]


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_text_never_becomes_markup(path: Path) -> None:
    assert not UNSAFE.findall(path.read_text())


def test_both_languages_say_the_same_things() -> None:
    vietnamese, english = (words(language) for language in LANGUAGES)
    assert vietnamese.keys() == english.keys()
    for key, sentence in vietnamese.items():
        holes = sorted(re.findall(r"{\w+}", sentence))
        assert holes == sorted(re.findall(r"{\w+}", english[key])), key


def test_every_sentence_is_known_and_needed() -> None:
    code = "\n".join(path.read_text() for path in SCRIPTS if path.stem not in LANGUAGES)
    known = set(words("vi"))
    asked = set(re.findall(r'\bt\(\s*"(\w+)"', code))
    quoted = set(re.findall(r'"(\w+)"', code))
    assert asked <= known
    # A role's name is looked up as role_<role>, a refusal by its sentence: never quoted whole.
    looked_up = ("role_", "refused_")
    assert {key for key in known - quoted if not key.startswith(looked_up)} == set()


def test_every_refusal_that_a_person_can_meet_is_known() -> None:
    """Else the Vietnamese page would show it in English. The others only a program can meet."""
    rooms = ("people.py", "page_api.py", "guard.py")
    source = "\n".join(PAGE.with_name(name).read_text() for name in rooms)
    said = set(
        re.findall(r'(?:Refused\(40[034]|_not_possible\(|^    raise )[^"\n]*"([^"]+)"', source)
    )
    known = {text for key, text in words("en").items() if key.startswith("refused_")}
    assert known <= said
    assert said - known == FOR_PROGRAMS


def test_the_farmers_sentences_are_short() -> None:
    for key, sentence in words("vi").items():
        for part in re.split(r"[.?!]\s", sentence):
            assert len(part.split()) <= 20, (key, part)


def test_the_hooks_that_browser_tests_hold_on_to() -> None:
    code = "\n".join(path.read_text() for path in (PAGE / "index.html", *SCRIPTS))
    code = code.replace('testid: "', 'data-testid="').replace('"data-testid": ', "data-testid=")
    gone = [
        hook for hook in HOOKS if not re.search(rf"data-testid=[\"'`]{re.escape(hook)}[\"'`]", code)
    ]
    assert not gone


@pytest.mark.parametrize("path", [*SCRIPTS, *sorted(PAGE.glob("*.css"))], ids=name_of)
def test_a_module_stays_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 350
