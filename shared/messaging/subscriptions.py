"""Which handler takes which event: `on = Subscriptions()`, then `@on(ProductSubmitted)`."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from shared.events.event import Event, Topic
from shared.messaging.cloudevents import Envelope
from shared.messaging.transaction import Transaction

E = TypeVar("E", bound=Event)
Handler = Callable[[Sequence[E], Transaction], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Call:
    """Events of one type for one call of their handler, in order, each with its envelope."""

    event: type[Event]
    heard: list[tuple[Event, Envelope]]


class Subscriptions:
    """The handlers of one service, one for each type of event."""

    def __init__(self) -> None:
        self._handlers: dict[type[Event], Handler[Any]] = {}
        self._by_type: dict[str, type[Event]] = {}

    def __call__(self, event: type[E]) -> Callable[[Handler[E]], Handler[E]]:
        """Register a handler. Raises ValueError for a second one of the same event."""

        def register(handler: Handler[E]) -> Handler[E]:
            if event in self._handlers:
                raise ValueError(f"{event.__name__} has a handler already")
            self._handlers[event] = handler
            self._by_type[event.type] = event
            return handler

        return register

    @property
    def topics(self) -> list[Topic]:
        """The topics to read, each once."""
        return list(dict.fromkeys(event.topic for event in self._handlers))

    def find(self, type: str) -> type[Event] | None:
        """The event of this wire name, if it is listened to."""
        return self._by_type.get(type)

    async def call(self, call: Call, tx: Transaction) -> None:
        """Run the handler for these events; what it announces is caused by them."""
        tx.hear(call.heard)
        await self._handlers[call.event]([event for event, _ in call.heard], tx)


def cut(heard: Sequence[tuple[Event, Envelope]]) -> list[Call]:
    """Gather events into as few calls as keep, for every key, the order in which they came.

    An event joins the last call of its type unless its key has been in a later call since.
    """
    if len({type(event) for event, _ in heard}) == 1:
        return [Call(type(heard[0][0]), list(heard))]
    calls: list[Call] = []
    last_of_type: dict[type[Event], int] = {}
    last_of_key: dict[tuple[str, str], int] = {}
    for event, envelope in heard:
        kind, key = type(event), (event.topic.name, event.key)
        place = last_of_type.get(kind, -1)
        if place < max(last_of_key.get(key, 0), 0) or place == -1:
            calls.append(Call(kind, []))
            place = last_of_type[kind] = len(calls) - 1
        calls[place].heard.append((event, envelope))
        last_of_key[key] = place
    return calls
