"""One database transaction of one request or one batch, with all it announces."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

import uuid_utils
from asyncpg import Connection
from asyncpg.pool import Pool
from uuid_utils.compat import uuid7

from shared import crash_points, database
from shared.clock import Clock
from shared.crash_points import CrashPoint
from shared.events.event import Event
from shared.messaging import outbox
from shared.messaging.cloudevents import Envelope


@dataclass
class Transaction:
    """What a handler or a route works with. Nobody but the toolkit commits it."""

    connection: Connection
    now: datetime
    source: str
    notify: bool = True
    correlation_id: str = ""
    traceparent: str = ""
    clock: Clock = field(default_factory=Clock)
    ids: Callable[[], UUID] = uuid7
    heard: Sequence[tuple[Event, Envelope]] = ()
    """The events that are being handled, with their envelopes; none in a request."""
    answer: outbox.Answer | None = None
    """The answer to the request that this is about, where it is kept for whoever repeats that."""
    _announced: list[outbox.Announcement] = field(default_factory=list)
    _causes: "_Causes | None" = None

    def catch_up(self) -> None:
        """It is now, and not when this began: for whoever had to wait for what others were at work on, too. What comes
        second would be dated first."""
        self.now = self.clock.now()

    def hear(self, heard: Sequence[tuple[Event, Envelope]]) -> None:
        """What is handled from now on: it causes what is announced next."""
        self.heard, self._causes = heard, None

    async def publish(self, *announcements: Event | None, cause: Envelope | None = None) -> None:
        """Announce facts if and when this transaction commits; None says that there is nothing to tell.

        What caused them is found among what is being handled, unless it is said.
        """
        self._announced += [self._record(event, cause) for event in announcements if event]

    async def write_outbox(self) -> None:
        """Put what was announced into the outbox, in order, numbered per aggregate, and keep the answer beside it."""
        records, self._announced = self._announced, []
        await outbox.insert(self.connection, records, self.answer, notify=self.notify)

    def _record(self, event: Event, cause: Envelope | None) -> outbox.Announcement:
        id, key = str(uuid_utils.uuid7()), event.key  # made as a text, without Python's UUID, in a third of the time
        cause = cause or self._cause(event, key)
        correlation = (cause.correlation_id or cause.id) if cause else self.correlation_id or id
        envelope = Envelope(
            id=id,
            source=self.source,
            type=event.type,
            subject=key,
            time=self.now,
            correlation_id=correlation,
            causation_id=cause.id if cause else "",
            traceparent=cause.traceparent if cause else self.traceparent,
        )
        return outbox.Announcement(event, envelope)

    def _cause(self, event: Event, key: str) -> Envelope | None:
        """The last handled event of the same key; if there is none, the last that shares an id with it."""
        if not self.heard:
            return None
        self._causes = self._causes or _Causes(self.heard)
        return self._causes.find(event, key)


@asynccontextmanager
async def begin(
    pool: "Pool",
    *,
    source: str,
    clock: Clock,
    cities: frozenset[str] = frozenset(),
    correlation_id: str = "",
    traceparent: str = "",
    notify: bool = True,
) -> AsyncIterator[Transaction]:
    """Open a transaction; on leaving, its announcements go to the outbox and all is committed together."""
    async with database.transaction(pool, cities=cities) as connection:
        tx = Transaction(connection, clock.now(), source, notify, correlation_id, traceparent, clock)
        yield tx
        await tx.write_outbox()
        crash_points.reach(CrashPoint.BEFORE_COMMIT)
    crash_points.reach(CrashPoint.AFTER_COMMIT)


def source_of(service: str) -> str:
    """The CloudEvents source of what a service announces."""
    return f"/gerai/{service}"


class _Causes:
    """Finds which of the handled events caused an announcement; ids are looked at only where no key is the same."""

    def __init__(self, heard: Sequence[tuple[Event, Envelope]]) -> None:
        self._heard = heard
        self._of_key = {envelope.subject or event.key: envelope for event, envelope in heard}

    def find(self, event: Event, key: str) -> Envelope | None:
        return self._of_key.get(key) or self._find_by_id(event)

    def _find_by_id(self, event: Event) -> Envelope | None:
        places = [self._of_id[id] for id in _ids(event) if id in self._of_id]
        return self._heard[max(places)][1] if places else None

    @cached_property
    def _of_id(self) -> dict[UUID, int]:
        return {id: place for place, (event, _) in enumerate(self._heard) for id in _ids(event)}


def _ids(event: Event) -> set[UUID]:
    return {value for value in event.__dict__.values() if isinstance(value, UUID)}
