"""What kinds of producers there are. QĐ 26/2026/QĐ-TTg, Article 2 says who may apply."""

from programme.ideas import Choice
from programme.text import N_

KINDS = (
    Choice("household", N_("Business household")),
    Choice("farm", N_("Farm")),
    Choice("group", N_("Cooperative group")),
    Choice("cooperative", N_("Cooperative")),
    Choice("enterprise", N_("Small or medium company")),
)
"""The kinds; labels are msgids, keys are kept with the person."""

_OF_SEVERAL = frozenset({"group", "cooperative", "enterprise"})


def sends_several(kind: str | None) -> bool:
    """Say whether a producer of this kind may sign up several people by name for a class."""
    return kind in _OF_SEVERAL
