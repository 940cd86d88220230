"""What words are put together from, on whatever occasion somebody is told something."""

from datetime import datetime
from typing import Protocol

from handlers.voice import Voice
from handlers.world import World
from storage.database import Transaction
from storage.people import Person


class Occasion(Protocol):
    """An update that is answered (`Turn`), or a file that is made (`Making`)."""

    @property
    def tx(self) -> Transaction: ...

    @property
    def world(self) -> World: ...

    @property
    def person(self) -> Person:
        """Who reads it."""

    @property
    def voice(self) -> Voice:
        """How to speak to the one who reads it."""

    @property
    def at(self) -> datetime:
        """Now, as an aware datetime in UTC."""
