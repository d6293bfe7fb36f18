"""A service made for the campaign: it writes down what it hears, with nothing that would keep it from doing so twice.

Each entry is announced again, so that what a handler announces is put to the test with what it does.
"""

import os
from collections.abc import Sequence
from typing import ClassVar

from shared.events import catalog, registration
from shared.events.event import Event, Topic
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import Transaction
from shared.service import Chapters, Service, run

ENTRIES = Topic("gerai.ledger.entry.v1")

TABLES = """
CREATE TABLE entries (
    id bigint GENERATED ALWAYS AS IDENTITY, source text, event_id text, type text, topic text, key text,
    sequence bigint, entered_at timestamptz DEFAULT clock_timestamp()
);
CREATE TABLE broken (key text, fault text);
"""
"""What of `broken` keys is heard fails, and fails again, until the key is taken out."""
ALL = "*"
"""As a broken key: whatever is heard."""


class Entered(Event):
    """Something that was heard has been written down."""

    type: ClassVar[str] = "gerai.ledger.entered.v1"
    topic: ClassVar[Topic] = ENTRIES

    of: str
    entered: str

    @property
    def key(self) -> str:
        return self.of


def heard(hears: str) -> list[type[Event]]:
    """Which events it hears: those of `registration` that are about businesses and products, or `all` but personal."""
    if hears == "all":
        return [event for event in catalog.INTERNAL if not event.topic.personal]
    wanted = (registration.BUSINESSES, registration.PRODUCTS)
    return [event for event in catalog.INTERNAL if event.topic in wanted]


async def write_down(events: Sequence[Event], tx: Transaction) -> None:
    """An entry for each; for all of them it fails where one's key is broken."""
    heard = [(envelope, event) for event, envelope in tx.heard]
    await tx.connection.executemany(
        "INSERT INTO entries (source, event_id, type, topic, key, sequence) VALUES ($1, $2, $3, $4, $5, $6)",
        [(each.source, each.id, each.type, event.topic.name, event.key, each.sequence) for each, event in heard],
    )
    await tx.publish(*(Entered(city=event.city, of=event.key, entered=each.id) for each, event in heard))
    keys = [event.key for event in events]
    if await tx.connection.fetchval("SELECT EXISTS (SELECT FROM broken WHERE key = ANY ($1))", [*keys, ALL]):
        raise RuntimeError("a key is broken")


on = Subscriptions()
for event in heard(os.environ.get("LEDGER_HEARS", "registration")):
    on(event)(write_down)


if __name__ == "__main__":
    run(Service("ledger", announces=(ENTRIES,), open=lambda: Chapters(on=on)))
