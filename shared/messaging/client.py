"""aiokafka's consumer, for which a fetch that fails is the end: it has gone past records then that it gave nobody."""

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord
from aiokafka.structs import TopicPartition

from shared import metrics
from shared.messaging import batches

log = structlog.get_logger()

WAIT_MS = 500
"""How long to wait for records; FastStream's own time for that is its pause, too, after it has waited in vain."""
PAUSE = 30
"""Seconds until a partition is read again that could not be read: each try that fails costs the group a rebalance."""

T = TypeVar("T")
Fail = Callable[[BaseException], None]
Places = Collection[TopicPartition]
Records = dict[TopicPartition, list[ConsumerRecord]]

batches.go_on_at_bad_names()


class FetchFailed(Exception):
    """What the broker gave, or refused, cannot be read."""


@dataclass(frozen=True)
class Suspicion:
    """The partitions at which a fetch may have failed. One that gives records is above suspicion."""

    suspected: set[TopicPartition] = field(default_factory=set)
    """It was one of them: each is read alone, until that is known."""
    convicted: dict[TopicPartition, float] = field(default_factory=dict)
    """It was these, which are left alone until then, so that they hold up no other."""

    def __bool__(self) -> bool:
        return bool(self.suspected or self.convicted)

    def in_order(self, assigned: Places) -> Iterator[Places]:
        """The assigned partitions, in groups that are read one after another."""
        yield from ([place] for place in self.suspected.intersection(assigned))
        yield set(assigned) - self.suspected - self.convicted.keys()
        now = time.monotonic()
        yield from ([place] for place in assigned if self.convicted.get(place, now) < now)

    def fall_on(self, places: Places) -> None:
        """A fetch of these failed."""
        if len(places) == 1:
            self.convicted.update(dict.fromkeys(places, time.monotonic() + PAUSE))
        self.suspected.update(places)
        self.suspected.difference_update(self.convicted)

    def lift(self, places: Places) -> None:
        """These gave records."""
        for place in places:
            self.suspected.discard(place)
            self.convicted.pop(place, None)


class Client(AIOKafkaConsumer):  # type: ignore[misc]
    """The consumer of one membership. What it suspects it leaves to the next."""

    def __init__(self, suspicion: Suspicion, fail: Fail, **told: Any) -> None:
        super().__init__(**told)
        self._suspicion, self._fail_membership = suspicion, fail
        self._reading: Places = ()

    async def getmany(self, *_: TopicPartition, timeout_ms: int = 0, max_records: int | None = None) -> Records:
        """What there is; a failure ends the membership."""
        return await unless_it_fails(self._read(max_records), self._fail)

    async def _read(self, max_records: int | None) -> Records:
        wait = 0 if self._suspicion else WAIT_MS
        for places in filter(None, self._suspicion.in_order(self.assignment())):
            self._reading = places
            records: Records = await super().getmany(*places, timeout_ms=wait, max_records=max_records)
            if records:
                self._suspicion.lift(records)
                return records
        return {}

    def _fail(self, failure: BaseException) -> None:
        reason, among = type(failure).__name__, [f"{place.topic}[{place.partition}]" for place in self._reading]
        metrics.FETCH_FAILURES.labels(reason).inc()
        log.error("fetch failed", reason=reason, among=among, exc_info=failure)
        self._suspicion.fall_on(self._reading)
        self._fail_membership(FetchFailed(reason))


async def unless_it_fails(work: Coroutine[Any, Any, T], fail: Fail) -> T:
    """What the work gives. When it fails that is told, and nothing follows: whoever waits here waits to be stopped."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task})
    finally:
        task.cancel()  # when we are stopped, the work is, too; when it is done, this does nothing
    if task.cancelled():
        fail(TimeoutError("the work was cancelled"))
    elif failure := task.exception():
        fail(failure)
    else:
        return task.result()
    await asyncio.Event().wait()
    raise AssertionError("nobody sets that event")
