"""A service made for the toolkit's tests: it writes down what it hears, in the order in which it heard it."""

import os
from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from shared.events.event import Event, Topic
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import Transaction
from shared.service import Chapters, Service, run

NOTES = Topic(os.environ.get("PROBE_TOPIC", "gerai.probe.note.v1"))
DUE = os.environ.get("PROBE_DUE", "")
"""The note that the clock announces, if any."""

TABLES = """
CREATE TABLE effects (id bigint GENERATED ALWAYS AS IDENTITY, note_id uuid, number integer, kind text);
CREATE TABLE broken (note_id uuid, number integer);
"""


class Noted(Event):
    """Something was noted."""

    type: ClassVar[str] = "gerai.probe.noted.v1"
    topic: ClassVar[Topic] = NOTES

    note_id: UUID
    number: int
    text: str = ""

    @property
    def key(self) -> str:
        return str(self.note_id)


class Struck(Noted):
    """A note was struck out: another type on the same key."""

    type: ClassVar[str] = "gerai.probe.struck.v1"


on = Subscriptions()


@on(Noted)
async def write_down(notes: Sequence[Noted], tx: Transaction) -> None:
    await _write(notes, tx, "noted")


@on(Struck)
async def strike_out(notes: Sequence[Struck], tx: Transaction) -> None:
    await _write(notes, tx, "struck")


async def _write(notes: Sequence[Noted], tx: Transaction, kind: str) -> None:
    rows = [(note.note_id, note.number, kind) for note in notes]
    await tx.connection.executemany("INSERT INTO effects (note_id, number, kind) VALUES ($1, $2, $3)", rows)
    broken = await tx.connection.fetchval(
        "SELECT count(*) FROM broken WHERE (note_id, number) IN (SELECT * FROM unnest($1::uuid[], $2::integer[]))",
        [note.note_id for note in notes],
        [note.number for note in notes],
    )
    if broken:
        raise RuntimeError("this note cannot be written down")


async def announce_what_is_due(tx: Transaction) -> None:
    await tx.publish(Noted(city="ambon", note_id=UUID(DUE), number=0))


if __name__ == "__main__":
    due = [announce_what_is_due] if DUE else []
    run(Service(os.environ.get("PROBE_READER", "probe"), announces=(NOTES,), open=lambda: Chapters(on=on, due=due)))
