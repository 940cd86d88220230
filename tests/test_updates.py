"""The made-up updates are ones that python-telegram-bot takes, and every kind is made."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.channels.sandbox.schema import check_type
from tests.updates import UPDATE_KINDS, updates

# The library warns of a type that a later version changes whenever it reads such a field.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


@pytest.mark.parametrize("kind", UPDATE_KINDS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_every_kind_is_an_update(kind: str, data: st.DataObject) -> None:
    made = data.draw(updates(kind))
    check_type(made, "Update", "update")
    read = Update.de_json(json.loads(json.dumps(made)), None)
    assert set(made) == {"update_id", kind}
    # Kinds newer than the library are kept aside as they came.
    assert getattr(read, kind, None) is not None or kind in read.api_kwargs


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=updates("message", users=(5, 6)))
def test_messages_come_from_the_given_people(made: dict[str, object]) -> None:
    message = Update.de_json(json.loads(json.dumps(made)), None).message
    assert message is not None
    if message.chat.type == "private" and message.from_user is not None:
        assert message.from_user.id in {5, 6} or message.chat.id != message.from_user.id
