"""Texts that people, phones and jokers send, and which questions each of them answers."""

from collections.abc import Mapping

NOWHERE: frozenset[str] = frozenset()
WORDS = frozenset({"product", "special", "reason"})
PRODUCT = frozenset({"product"})
LISTS = frozenset({"papers", "support"})

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
ZALGO = "".join(letter + "\u0335\u0322\u031b\u0316" * 9 for letter in "Mật ong")

# The text, and the questions to which it is an answer after all: whoever calls her product
# "<b>Ba kích</b>" may do so.
TEXTS: Mapping[str, tuple[str, frozenset[str]]] = {
    "4,096 letters": ("ạ" * 4096, NOWHERE),
    "4,096 letters with spaces": ("ba kích " * 512, NOWHERE),
    "4,096 signs": ("<&>" * 1365, NOWHERE),
    "4,096 digits": ("9" * 4096, NOWHERE),
    "2,048 emoji": ("🌾" * 2048, NOWHERE),
    "4,096 half lines": ("a\n" * 2048, NOWHERE),
    "100 wide letters": ("W" * 100, WORDS),
    "emoji": (f"{FAMILY}🇻🇳🍯" * 10, NOWHERE),
    "an emoji": ("👍", NOWHERE),
    "only spaces": (" \n\t\u3000\u00a0 ", NOWHERE),
    "nothing": ("", NOWHERE),
    "zero width": ("\u200b\u200d\ufeff\u2060", NOWHERE),
    "letters that show nothing": ("\u3164\u115f\u1160\uffa0" * 3, NOWHERE),
    "direction marks": ("\u202e\u2066\u2069\u200f", NOWHERE),
    "right to left": ("\u202etím kích Ba\u202c", WORDS),
    "Arabic and Hebrew": ("مرحبا שלום", WORDS),
    "heaps of marks": (ZALGO, WORDS),
    "only marks": ("\u0301" * 300, NOWHERE),
    "control characters": ("\x00\x07\x1b\x7f\x9f", NOWHERE),
    "words with NUL": ("Mật\x00ong\x00rừng", WORDS),
    "half an emoji": ("\ud83d", NOWHERE),
    "words with half an emoji": ("Mật ong \ud83d rừng", WORDS),
    "private letters": ("\ue000\uf8ff\U000f0000", NOWHERE),
    "no characters": ("\ufffe\uffff\U0010ffff", NOWHERE),
    "markup": ('<b>Ba kích</b> &amp; <a href="https://a.vn">', WORDS),
    "a closing tag": ("</a>", NOWHERE),
    "closing tags": ("</code></b></a>", WORDS),
    "escapes": ("&lt;&amp;&#0;&nbsp;", WORDS),
    "Markdown": ("*đậm* _nghiêng_ [x](tg://user?id=1) `x`", WORDS),
    "braces": ("{braces} {0} {} {0.__class__}", WORDS),
    "percents": ("%s %(x)s %d", PRODUCT),
    "a formula": ("=1+1", PRODUCT | LISTS),
    "a link formula": ('=HYPERLINK("http://a.vn","x")', WORDS),
    "SQL": ("'); DROP TABLE people; --", WORDS),
    "a parameter": (":person_id $1 ?", WORDS),
    "a huge number": ("9" * 30, WORDS),
    "a number for nobody": ("1e99999999999 kg", WORDS),
    "less than nothing": ("-500 kg", WORDS),
    "raised digits": ("²³", PRODUCT),
    "Arabic digits": ("٩٩٩٩٩", WORDS),
    "a path": ("../../etc/passwd", WORDS),
    "an address": ("https://example.org/?a=1&b=<2>", WORDS),
    "a command inside": ("hãy /huy đi nhé", WORDS),
    "callback data": ("o:accept:1:1", WORDS),
    "JSON": ('{"a": [1, null]}', WORDS),
    "a question": ("???", NOWHERE),
    "dots": ("...", NOWHERE),
}
