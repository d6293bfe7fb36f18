"""Brings records from Kafka to the consumer, by FastStream, beginning where the database says."""

import asyncio
from collections.abc import Awaitable, Sequence
from functools import partial
from typing import Any

import asyncpg
import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord
from aiokafka.structs import TopicPartition
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

from shared import crash_points, database, metrics
from shared.crash_points import CrashPoint
from shared.messaging import broker, position
from shared.messaging.client import Client, FetchFailed, Suspicion, unless_it_fails
from shared.messaging.consumer import Consumer
from shared.settings import Settings

log = structlog.get_logger()

SASL = {"SCRAM-SHA-512": SASLScram512, "SCRAM-SHA-256": SASLScram256, "PLAIN": SASLPlaintext}

AWAY = (*broker.AWAY, *database.LOST, asyncpg.PostgresError, FetchFailed)
"""What waiting mends: the membership is begun anew."""


class Worker:
    """One member of a service's consumer group."""

    def __init__(self, settings: Settings, consumer: Consumer) -> None:
        self.settings = settings
        self.consumer = consumer
        self.following: dict[TopicPartition, int] = {}
        """The next offset to handle of each assigned partition."""
        self.log_id = ""
        """The cluster whose log is being read."""
        self.sought = False
        """Whether what is assigned begins where the database says; before that nothing is taken."""
        self._failure: asyncio.Future[None] | None = None
        self._suspicion = Suspicion()
        self._doubted: dict[TopicPartition, int] = {}
        """Where partitions began that should have begun elsewhere, and are read once more."""

    @property
    def client(self) -> AIOKafkaConsumer:
        """Aiokafka's consumer behind the subscriber."""
        return self._subscriber.consumer

    async def run(self) -> None:
        """Consume until cancelled; wait for the broker to be there. Raises what no waiting can mend."""
        while True:
            try:
                await self._consume()
            except AWAY as away:
                log.warning("worker begins again", reason=type(away).__name__)
            await asyncio.sleep(1)

    async def _consume(self) -> None:
        await self._wait_for_topics()
        self._failure = asyncio.get_running_loop().create_future()
        kafka = KafkaBroker(
            self.settings.kafka_bootstrap_servers.split(","),  # FastStream takes a text for one address
            security=_security(self.settings),
            logger=None,
            apply_types=False,
            allow_auto_create_topics=False,
            metadata_max_age_ms=10_000,  # how soon a topic that was lost and declared anew is read again
        )
        self._subscriber = subscriber = kafka.subscriber(
            *(topic.name for topic in self.consumer.subscriptions.topics),
            group_id=self.consumer.reader,
            batch=True,
            max_records=self.settings.batch_records,
            batch_timeout_ms=20,
            auto_offset_reset="earliest",
            session_timeout_ms=int(1000 * self.settings.group_session_seconds),
            heartbeat_interval_ms=int(300 * self.settings.group_session_seconds),
            max_poll_interval_ms=300_000,
            ack_policy=AckPolicy.MANUAL,
            parser=_parse,
            decoder=_decode,
            listener=Seek(self),
        )
        subscriber(self._take)
        beside = [asyncio.create_task(work) for work in (self._measure(), self._commit())]
        try:
            await kafka.connect()
            told = kafka.config.broker_config
            told.builder = partial(Client, self._suspicion, self.fail, **told.builder.keywords)  # type: ignore[attr-defined]
            await kafka.start()
            await self._failure
        finally:
            for task in beside:
                task.cancel()
            self.leave()
            await _end(subscriber.stop())  # the broker alone would leave a member that was still joining in the group
            await _end(kafka.stop())

    async def _wait_for_topics(self) -> None:
        """A subscription to a topic that is not there yet would be told of it only minutes later."""
        wanted, told = {topic.name for topic in self.consumer.subscriptions.topics}, set[str]()
        while True:
            async with broker.admin(self.settings) as admin:
                missing = wanted - set(await admin.list_topics())
            if not missing:
                return
            if missing != told:
                log.warning("worker waits for topics", missing=sorted(missing))
                told = missing
            await asyncio.sleep(0.5)

    async def _take(self, records: Sequence[ConsumerRecord]) -> None:
        """Handle a batch. If that raises, nothing more may be taken, or the batch would be skipped.

        What was fetched before the seek is let go: the seek goes back to it, if it is wanted.
        """
        if not self.sought:
            return
        records = await self._in_sequence(records)
        await unless_it_fails(self.consumer.consume(records, self.log_id), self.fail)
        handled = position.following(records)
        self.following |= {place: handled[place] for place in self.following if place in handled}
        crash_points.reach(CrashPoint.BEFORE_OFFSETS)

    async def _in_sequence(self, records: Sequence[ConsumerRecord]) -> Sequence[ConsumerRecord]:
        """Those that follow what was handled. A partition that begins elsewhere is read once more from where it should.

        If it begins there again, so it is on the broker: compaction, retention and transactions leave gaps, and a log
        that was cut or made anew goes back, and our position with it.
        """
        following, begins = self.following, dict[TopicPartition, int]()
        for record in records:
            begins.setdefault(_place(record), record.offset)
        odd = {place: at for place, at in begins.items() if at != following.get(place, at)}
        again = {place: at for place, at in odd.items() if self._doubted.get(place) != at}
        for place in again:
            self.client.seek(place, following[place])
        self._doubted = {place: at for place, at in self._doubted.items() if place not in begins} | again
        for place in odd.keys() - again.keys():
            await self._believe(place, following[place], odd[place])
        return [record for record in records if _place(record) not in again] if again else records

    async def _believe(self, place: TopicPartition, wanted: int, found: int) -> None:
        metrics.GAPS.labels(place.topic).inc()
        log.info("offsets missing", topic=place.topic, partition=place.partition, wanted=wanted, found=found)
        if found < wanted:
            await self.consumer.forget_positions([(place.topic, place.partition)])

    def fail(self, failure: BaseException) -> None:
        """End this membership; `run` decides whether to begin another."""
        self.sought = False
        if self._failure and not self._failure.done():
            self._failure.set_exception(failure)

    async def _commit(self) -> None:
        """Tell Kafka what is handled, at most once a second, for those who watch the lag; it decides nothing."""
        committed: dict[TopicPartition, int] = {}
        while True:
            await asyncio.sleep(1)
            handled = dict(self.following)
            try:
                if handled and handled != committed:
                    await self.client.commit(handled)
                    committed = handled
            except broker.AWAY as away:
                log.info("offsets not committed", reason=type(away).__name__)

    def leave(self) -> None:
        """Nothing is assigned any more: take nothing until the next seek, and leave the lag to whoever reads on."""
        self.following, self._doubted, self.sought = {}, {}, False
        metrics.LAG.clear()

    async def _measure(self) -> None:
        """Show, every second, how much is not handled yet; also while nothing is."""
        while True:
            for place in self.following.keys() & self.client.assignment() if self.following else ():
                behind = (self.client.highwater(place) or 0) - self.following[place]
                metrics.LAG.labels(place.topic, place.partition).set(max(0, behind))
            await asyncio.sleep(1)


class Seek(ConsumerRebalanceListener):  # type: ignore[misc]
    """Begins each newly assigned partition where the database says."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Take nothing until the next seek; what is under way commits or not, and inbox and positions settle it."""
        self._worker.leave()
        if revoked:  # not before the first join, where aiokafka says it of nothing
            crash_points.reach(CrashPoint.WHILE_REVOKED)

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Seek. aiokafka would swallow a failure and read on from Kafka's own offsets, so it ends the membership."""
        metrics.REBALANCES.inc()
        try:
            await self._seek(assigned)
        except Exception as failure:  # noqa: BLE001 — whatever it is, aiokafka would read on in spite of it
            self._worker.fail(failure)

    async def _seek(self, assigned: set[TopicPartition]) -> None:
        worker, settings = self._worker, self._worker.settings
        await database.wait_until_it_answers(worker.consumer.pool)
        worker.log_id = await broker.cluster_id(settings)
        known = await worker.consumer.positions(worker.log_id, [(place.topic, place.partition) for place in assigned])
        ends = await broker.end_offsets(settings, list(assigned))
        at = {place: known.get((place.topic, place.partition), 0) for place in assigned}
        if beyond := [place for place in assigned if at[place] > ends[place]]:
            await worker.consumer.forget_positions([(place.topic, place.partition) for place in beyond])
            at |= dict.fromkeys(beyond, 0)
        crash_points.reach(CrashPoint.WHILE_ASSIGNED)
        for place in assigned:
            worker.client.seek(place, at[place])
        worker.following, worker.sought = at, True


async def _end(stopping: Awaitable[None]) -> None:
    """See the end of a client. That aiokafka cancels work of its own then is no word to us."""
    try:
        await stopping
    except asyncio.CancelledError:
        if (ours := asyncio.current_task()) and ours.cancelling():
            raise


def _place(record: ConsumerRecord) -> TopicPartition:
    return TopicPartition(record.topic, record.partition)


def _security(settings: Settings) -> BaseSecurity:
    """What `broker.connection` says, in FastStream's words."""
    told = broker.connection(settings)
    context = told["ssl_context"]
    if not settings.kafka_username:
        return BaseSecurity(context)
    return SASL[settings.kafka_sasl_mechanism](settings.kafka_username, told["sasl_plain_password"], context)


async def _parse(records: tuple[ConsumerRecord, ...], original: Any) -> KafkaMessage:
    """The batch as it came: FastStream's own parser gives up on a header that is null or not UTF-8."""
    return KafkaMessage(body=records, raw_message=records, headers={}, consumer=None)  # type: ignore[arg-type]


async def _decode(message: KafkaMessage) -> Any:
    return message.raw_message
