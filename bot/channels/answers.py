"""What a Bot API server's answers mean."""

import json
from collections.abc import Mapping
from typing import Any

from bot.channels import Ending, Outcome


def read_answer(status: int, body: bytes) -> Outcome:
    """What a Bot API server's answer means. What is not in its words comes from in front of it:
    with 5xx it has not acted then, else nobody knows."""
    answer = parse(body)
    if answer is None:
        return Outcome(Ending.RETRY if status >= 500 else Ending.UNKNOWN, code=status)
    if answer["ok"]:
        return Outcome(Ending.SENT, message_id=_message_id(answer.get("result")))
    retry_after = retry_after_of(answer)
    if status == 429 or retry_after is not None:
        return Outcome(Ending.RETRY, retry_after=retry_after or 1.0, code=status)
    if status == 403:
        return Outcome(Ending.BLOCKED, code=status)
    if status in {401, 404, 409} or status >= 500:
        # A wrong token is the operator's to mend; what waits must not be lost meanwhile.
        return Outcome(Ending.RETRY, code=status)
    return Outcome(Ending.REFUSED, code=status)


def parse(body: bytes) -> dict[str, Any] | None:
    """An answer of the Bot API; None if the bytes are none."""
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and isinstance(answer.get("ok"), bool) else None


def retry_after_of(answer: Mapping[str, Any] | None) -> float | None:
    """The seconds to wait that an answer names, if it does."""
    parameters = answer.get("parameters") if answer else None
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(seconds) if isinstance(seconds, int | float) else None


def _message_id(result: object) -> int | None:
    if isinstance(result, list) and result:
        result = result[0]
    if isinstance(result, dict) and isinstance(result.get("message_id"), int):
        return int(result["message_id"])
    return None
