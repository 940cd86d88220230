"""Telegram's HTML: what it becomes, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.sandbox.formatting import formatted
from bot.channels.sandbox.html import parse
from bot.channels.sandbox.shapes import Refused, utf16_length


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("thường", "thường", []),
        ("<b>đậm</b>", "đậm", [("bold", 0, 3)]),
        ("<STRONG>x</STRONG>", "x", [("bold", 0, 1)]),
        ("🌾<i>x</i>", "🌾x", [("italic", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<u>a</u><s>b</s><del>c</del>", "abc",
         [("underline", 0, 1), ("strikethrough", 1, 1), ("strikethrough", 2, 1)]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab",
         [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<code>a &lt; b</code>", "a < b", [("code", 0, 5)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("&lt;&gt;&amp;&quot;&#39;&#x27;", "<>&\"''", []),
        ("<b></b>x", "x", []),
    ],
)  # fmt: skip
def test_tags_become_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    plain, found = parse(source)
    assert plain == text
    assert [(one["type"], one["offset"], one["length"]) for one in found] == entities


def test_links_and_code_carry_their_details() -> None:
    source = (
        '<a href="https://a.vn/?x=1&amp;y=2">x</a><pre><code class="language-py">y</code></pre>'
    )
    _, (link, block) = parse(source)
    assert link["url"] == "https://a.vn/?x=1&y=2"
    assert (block["type"], block["language"]) == ("pre", "py")


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>x", 'can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", "unmatched end tag"),
        ("x</b>", "unexpected end tag"),
        ("<p>x</p>", 'unsupported start tag "p"'),
        ("<span>x</span>", "unsupported start tag"),
        ("<a>x</a>", "unsupported start tag"),
        ("a & b", 'character "&" must be escaped'),
        ("a < b", 'character "<" must be escaped'),
        ("a > b", 'character ">" must be escaped'),
        ("&nbsp;", "unsupported entity"),
        ("&#0;", "unsupported entity"),
        ("&#xD800;", "unsupported entity"),
        ("<code><b>x</b></code>", "may not be nested"),
        ("<b><code>x</code></b>", "may not be nested"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "nested tag"),
        ("<b =>x</b>", "malformed start tag"),
        ("ạ<p>", "at byte offset 3"),
    ],
)
def test_anything_else_is_refused(source: str, complaint: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse(source)
    assert refusal.value.description.startswith("Bad Request: can't parse entities: ")
    assert complaint in refusal.value.description


def test_space_is_trimmed_and_entities_follow() -> None:
    params = {"text": "  <b> đậm </b>\n", "parse_mode": "HTML"}
    assert formatted(params, "text", "entities") == (
        "đậm",
        [{"type": "bold", "offset": 0, "length": 3}],
    )


def test_telegram_finds_entities_by_itself() -> None:
    text = "🌾 /menu và/hoặc https://ocop.vn. a@b.vn @ocop_bot #ocop <x"
    plain, entities = formatted({"text": text}, "text", "entities")
    units = plain.encode("utf-16-le")
    found = {}
    for entity in entities:
        start, length = entity["offset"], entity["length"]
        assert isinstance(start, int)
        assert isinstance(length, int)
        found[entity["type"]] = units[2 * start : 2 * (start + length)].decode("utf-16-le")
    assert found == {
        "bot_command": "/menu",
        "url": "https://ocop.vn",
        "email": "a@b.vn",
        "mention": "@ocop_bot",
        "hashtag": "#ocop",
    }


def test_nothing_is_found_in_code() -> None:
    _, entities = formatted({"text": "<code>/menu</code>", "parse_mode": "HTML"}, "text", "")
    assert [one["type"] for one in entities] == ["code"]


@given(st.text(st.characters(codec="utf-8")))
def test_escaped_text_comes_out_as_it_went_in(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    plain, entities = parse(f"<b>{escaped}</b>")
    assert plain == text
    assert [one["length"] for one in entities] == ([utf16_length(text)] if text else [])


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        plain, _ = parse(text)
    except Refused:
        return
    assert utf16_length(plain) == len(plain.encode("utf-16-le")) // 2
