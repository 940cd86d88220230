"""An edition of a year to come, made for tests: other days, one more stage, another threshold."""

from importlib import resources

from programme.edition_files import collect, load_editions, parse_edition
from programme.editions import Edition, Editions

OF_73_POINTS = dict.fromkeys(("1.2", "3.2", "3.3", "4.2", "4.3", "7", "9", "12"), 0) | {
    "5.3": 1,
    "10": 1,
}
"""Answers about honey (set 4) that leave 73 points where all others are the best: four stars in
2026 and three in 2027, with nothing that holds back four."""

LAB = """
[[stages]]
key = "lab"
holders = ["province"]
working_days = 7
next = ["rating"]
back = ["check"]
ends = ["not_rated"]
name = { vi = "Kiểm nghiệm mẫu", en = "Samples tested" }
office = { vi = "Trung tâm Kiểm nghiệm", en = "Testing centre" }
now = { vi = "Mẫu của bà con đang được kiểm nghiệm.", en = "Your samples are being tested." }
"""


def text_2027() -> str:
    """The file: that of 2026 as a province's officer would correct it."""
    text = (resources.files("programme") / "data" / "edition-2026.toml").read_text("utf-8")
    for old, new in (
        ('key = "2026"', 'key = "2027"'),
        ("from = 2026-05-22", "from = 2027-01-01"),
        ("26/2026/QĐ-TTg", "5/2027/QĐ-TTg"),
        ('next = ["rating"]', 'next = ["lab"]'),
        ('[[stages]]\nkey = "rating"', LAB + '\n[[stages]]\nkey = "rating"'),
        ('back = ["check"]\nends = ["rated", "not_rated"]', 'back = ["lab"]\nends = ["rated"]'),
        ("month = 4\nday = 30", "month = 5\nday = 20"),
        ("from_points = 70", "from_points = 75"),
        ("months = 36", "months = 24"),
    ):
        if text.count(old) < 1:
            raise LookupError(f"the file of 2026 has no {old!r} any more")
        # The two sources of the comment above the data name the decision too.
        text = text.replace(old, new) if old.startswith("26/") else text.replace(old, new, 1)
    return text


def edition_2027() -> Edition:
    return parse_edition(text_2027(), "edition-2027.toml")


def with_2027() -> Editions:
    """The editions that there are, and that one."""
    return collect([*load_editions().all, edition_2027()])
