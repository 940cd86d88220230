"""Small things that people type in many ways: none, all, that they do not know, a wish."""

import re
from collections.abc import Collection

from programme.text import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEGATIONS = _words("khong khogn kohng hkong khng khon kong ko k kg hok hong hem")
_NONE = _words("khong chua chang none no nothing not")
# What stands around what is said; nobody means anything by it.
_BEFORE = _words("da vang toi minh em chau con nha ben hien thi van cung i we")
_BEHIND = _words("a nhe nha nhi dau nua lam luon")
_OF_NONE = _words("co gi ca het tat nao cai thu moi trong tay yet at all")
_ALL = _words("het all everybody everyone anybody anyone")
# Without the second word they ask who, or mean "new" or "off" without their diacritics.
_ALL_BEGIN = frozenset(
    ("tat ca", "tat tat", "moi nguoi", "moi doi", "moi hinh", "moi loai", "ai cung")
)
_OF_ALL = _words("ca tat moi nguoi doi tuong hinh thuc loai ai cung duoc deu het of them")
_WISH = _words("toi minh em nha can muon xin mong duoc ho tro giup i need want some")
_LIST_BREAK = re.compile(r"[,;+\n]|\bvà\b|\bva\b|\band\b", re.IGNORECASE)


def gist(typed: str) -> str:
    """What is said, folded, with "không" spelled out where it was shortened, and without the words
    that say who speaks or make it kinder: "dạ em ko biết ạ" is "khong biet"."""
    words = ["khong" if word in _NEGATIONS else word for word in fold(typed).split()]
    start, end = 0, len(words)
    while start < end - 1 and words[start] in _BEFORE:
        start += 1
    while start < end - 1 and words[end - 1] in _BEHIND:
        end -= 1
    return " ".join(words[start:end])


def says_none(typed: str, of: Collection[str] = ()) -> bool:
    """Whether somebody says that she has none at all, and nothing else; `of` are the folded words
    by which she may name what she has none of."""
    first, *rest = gist(typed).split() or [""]
    return first in _NONE and all(word in _OF_NONE or word in of for word in rest)


def says_all(typed: str) -> bool:
    """Whether somebody means all there are, and nothing else: "tất cả", "ai cũng được"."""
    first, *rest = gist(typed).split() or [""]
    if not all(word in _OF_ALL for word in rest):
        return False
    return first in _ALL or " ".join((first, *rest[:1])) in _ALL_BEGIN


def without_wish(typed: str) -> str:
    """What is wanted, without the words that say it is: "cần vốn, xin hỗ trợ tem" is "vốn, tem"."""
    wanted = []
    for part in _LIST_BREAK.split(typed):
        words = part.split()
        while words and fold(words[0]) in _WISH:
            words.pop(0)
        wanted.append(" ".join(words))
    return ", ".join(part for part in wanted if part)
