"""What every event is: a small frozen fact about one aggregate of one city."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

MAX_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Topic:
    """A Kafka topic. Its partition count never changes under one name, or keys would move."""

    name: str
    partitions: int = 4
    compacted: bool = False
    """Keeps the last event of each key for ever: a reader that starts late learns the present state."""
    personal: bool = False
    """Carries personal data: nothing parked from it is kept in clear."""


def listed(codes: Sequence[str]) -> str:
    """Codes as a description names them: a, b or c."""
    return f"{', '.join(codes[:-1])} or {codes[-1]}"


class Event(BaseModel, ABC):
    """A fact. The body holds what the business would say; `city` travels in the envelope (`ce_city`)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str]
    topic: ClassVar[Topic]
    erases: ClassVar[bool] = False
    """Written as a tombstone (no value), so that compaction forgets the key."""

    city: str

    @property
    @abstractmethod
    def key(self) -> str:
        """The id of the aggregate that this is a fact about; events of one key stay in order."""

    @property
    def goes_to(self) -> Topic:
        """Where this one is published; only what retailers read has a topic per city and retailer."""
        return self.topic

    @classmethod
    def from_tombstone(cls, key: str, city: str) -> Self:
        """The event behind a record that has no value."""
        raise TypeError(f"{cls.type} is never a tombstone")

    def body(self) -> dict[str, Any]:
        """What goes into the record's value, ready for JSON."""
        return self.model_dump(mode="json", exclude={"city"}, exclude_none=True)
