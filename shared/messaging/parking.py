"""Events that could not be handled: where they stand, and when they are tried again.

A parked event opens a *lane*: every later event of its key goes behind it, so that order holds.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asyncpg import Connection, Record
from cryptography.exceptions import InvalidTag

from shared import crash_points, metrics
from shared.crash_points import CrashPoint
from shared.messaging import inbox
from shared.messaging.cloudevents import Delivery, Undecodable, pack_headers, read_delivery, unpack_headers
from shared.messaging.inbox import Identity
from shared.sealing import Seal

WAITING, BEHIND, STOPPED = "waiting", "behind", "stopped"
"""Will be tried again; follows another of its key; needs a person to decide."""


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and when a parked event is tried again: the pause doubles, with jitter."""

    tries: int
    first: timedelta
    longest: timedelta

    def pause(self, tries: int) -> timedelta:
        """The pause after this many failed tries."""
        doubled: timedelta = self.first * 2 ** min(tries - 1, 30)
        return min(self.longest, doubled) * random.uniform(0.8, 1.2)


@dataclass(frozen=True, slots=True)
class Parked:
    """A parked event as it stands in the table."""

    id: int
    delivery: Delivery
    identity: Identity
    lane: str | None
    state: str
    reason: str
    detail: str
    tries: int
    sealed: bool
    parked_at: datetime


@dataclass(frozen=True, slots=True)
class Parking:
    """The parked events of one reader. The seal closes those of topics that carry personal data."""

    reader: str
    retries: Retries
    personal: Seal | None = None

    def lane(self, delivery: Delivery) -> str | None:
        """What keeps order with this record: its topic and raw key, or nothing."""
        return None if delivery.key is None else f"{delivery.topic}/{inbox.key_text(delivery.key)}"

    async def has_any(self, connection: Connection) -> bool:
        """Whether anything stands parked at all."""
        return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM parked WHERE reader = $1)", self.reader))

    async def list_lanes(self, connection: Connection, lanes: Sequence[str]) -> set[str]:
        """Which of these lanes have an event parked."""
        rows = await connection.fetch(
            "SELECT DISTINCT lane FROM parked WHERE reader = $1 AND lane = ANY ($2::text[])",
            self.reader,
            lanes,
        )
        return {r["lane"] for r in rows}

    async def insert(
        self,
        connection: Connection,
        identity: Identity,
        delivery: Delivery,
        state: str,
        fault: Exception | None,
        *,
        sealed: bool,
    ) -> None:
        """Park one record with its reason, bytes and headers."""
        reason = _reason(fault)
        envelope = delivery.envelope
        await connection.execute(
            """
            INSERT INTO parked (reader, lane, topic, partition, record_offset, source, event_id, type, city,
                                key, headers, value, sealed, state, reason, detail, tries, next_try_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                    clock_timestamp() + $18::interval)
            """,
            self.reader,
            self.lane(delivery),
            delivery.topic,
            delivery.partition,
            delivery.offset,
            *identity,
            envelope and envelope.type,
            envelope and envelope.city,
            delivery.key,
            pack_headers(delivery.headers),
            close(delivery.value, self.reader, self.personal) if sealed else delivery.value,
            sealed,
            state,
            reason,
            "" if sealed else _detail(fault),
            1 if state == WAITING else 0,
            self.retries.pause(1) if state == WAITING else None,
        )
        crash_points.reach(CrashPoint.WHILE_PARKING)
        metrics.PARKED.labels(reason).inc()

    async def list_due(self, connection: Connection, *, limit: int) -> list[int]:
        """The heads of lanes whose time has come; one that waits behind nothing any more is due at once."""
        rows = await connection.fetch(
            """
            SELECT id FROM parked AS p
            WHERE reader = $1
              AND (state = 'behind' OR (state = 'waiting' AND next_try_at <= clock_timestamp()))
              AND NOT EXISTS (SELECT FROM parked AS before
                              WHERE before.reader = p.reader AND before.lane = p.lane AND before.id < p.id)
            ORDER BY id
            LIMIT $2
            """,
            self.reader,
            limit,
        )
        return [r["id"] for r in rows]

    async def lock_lane(self, connection: Connection, head: int, *, limit: int) -> list[Parked]:
        """Hold a lane's head and what follows it, up to one that a person must decide about; nothing if it is no head
        (any more) or somebody else holds it."""
        rows = await connection.fetch(
            f"""
            WITH head AS (
                SELECT id, lane FROM parked AS p
                WHERE id = $1 AND reader = $2 AND state <> 'stopped'
                  AND NOT EXISTS (SELECT FROM parked AS before
                                  WHERE before.reader = p.reader AND before.lane = p.lane AND before.id < p.id)
                FOR UPDATE SKIP LOCKED
            )
            SELECT {COLUMNS} FROM parked
            WHERE reader = $2 AND (id = (SELECT id FROM head) OR lane = (SELECT lane FROM head))
              AND NOT EXISTS (SELECT FROM parked AS stopped
                              WHERE stopped.reader = parked.reader AND stopped.lane = parked.lane
                                AND stopped.id <= parked.id AND stopped.state = 'stopped')
            ORDER BY id
            LIMIT $3
            FOR UPDATE
            """,  # noqa: S608
            head,
            self.reader,
            limit,
        )
        return [self._parked(row) for row in rows]

    async def delete(self, connection: Connection, ids: Sequence[int]) -> None:
        """Take parked events out, in the transaction that handled them."""
        await connection.execute("DELETE FROM parked WHERE id = ANY ($1::bigint[])", ids)

    async def postpone(self, connection: Connection, parked: Parked, fault: Exception) -> None:
        """Note a failed try: again later, or, when no try can help any more, a person decides."""
        tries = parked.tries + 1
        hopeless = isinstance(fault, Undecodable) or tries >= self.retries.tries
        await connection.execute(
            """
            UPDATE parked
            SET state = $2, tries = $3, next_try_at = clock_timestamp() + $4::interval, reason = $5,
                detail = CASE WHEN sealed THEN '' ELSE $6 END
            WHERE id = $1
            """,
            parked.id,
            STOPPED if hopeless else WAITING,
            tries,
            None if hopeless else self.retries.pause(tries),
            _reason(fault),
            _detail(fault),
        )

    def _parked(self, row: Record) -> Parked:
        return read(row, self.reader, self.personal)


async def count(connection: Connection, reader: str) -> dict[str, int]:
    """How many of a reader's stand in each state."""
    rows = await connection.fetch("SELECT state, count(*) AS n FROM parked WHERE reader = $1 GROUP BY state", reader)
    return {WAITING: 0, BEHIND: 0, STOPPED: 0} | {r["state"]: r["n"] for r in rows}


COLUMNS = """id, topic, partition, record_offset, key, headers, value, sealed,
             source, event_id, lane, state, reason, detail, tries, parked_at"""


def read(row: Record, reader: str, personal: Seal | None) -> Parked:
    """A parked event out of its COLUMNS."""
    kept = {n: row[n] for n in ("id", "lane", "state", "reason", "detail", "tries", "sealed", "parked_at")}
    return Parked(delivery=_delivery(row, reader, personal), identity=(row["source"], row["event_id"]), **kept)


def _delivery(row: Record, reader: str, personal: Seal | None) -> Delivery:
    """The record as it came; what cannot be opened is unreadable, so that people are told of it and may drop it."""
    came = row["topic"], row["partition"], row["record_offset"], row["key"], unpack_headers(row["headers"])
    if not row["sealed"] or row["value"] is None:
        return read_delivery(*came, row["value"])
    try:
        return read_delivery(*came, _open(row["value"], reader, personal))
    except Undecodable as unreadable:
        return read_delivery(*came, None)._replace(unreadable=unreadable)


def close(value: bytes | None, reader: str, personal: Seal | None) -> bytes | None:
    """Seal a value that holds personal data. Raises ValueError without a key."""
    if personal is None:
        raise ValueError("PARKED_KEY is not set, and personal data is never parked in clear.")
    return value if value is None else personal.close(value, reader)


def _open(sealed: bytes, reader: str, personal: Seal | None) -> bytes:
    """The clear value. Raises Undecodable without the key that it was sealed with."""
    if personal is None:
        raise Undecodable("sealed", "PARKED_KEY is not set.")
    try:
        return personal.open(sealed, reader)
    except InvalidTag as other:
        raise Undecodable("sealed", "It was sealed with another PARKED_KEY.") from other


def _reason(fault: Exception | None) -> str:
    """A fixed code, for metrics and people."""
    if fault is None:
        return "behind-another"
    return fault.reason if isinstance(fault, Undecodable) else "failed"


def _detail(fault: Exception | None) -> str:
    """What went wrong, in full; PostgreSQL stores no NUL in a text, so one is shown with its escape."""
    text = "" if fault is None else f"{type(fault).__name__}: {fault}"
    return text.encode("utf-8", "backslashreplace").decode()[:2000].replace("\0", "\\0")
