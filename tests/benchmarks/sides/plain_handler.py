"""What one would write at first: a FastStream handler for one message, in one transaction, that writes the same rows
as curation's does and commits its offset after each message."""

import asyncio
import json
import os
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
from faststream import AckPolicy, FastStream
from faststream.kafka import KafkaBroker
from pydantic import BaseModel
from uuid_utils.compat import uuid7

from shared.events.curation import CASES, CaseOpened
from shared.messaging import cloudevents
from shared.messaging.cloudevents import Envelope

broker = KafkaBroker(os.environ["BENCH_BOOTSTRAP"], logger=None)
app = FastStream(broker, logger=None)
pools: list[Any] = []


class Submitted(BaseModel):
    """What is needed of a submission; the rest is kept as it came."""

    product_id: UUID
    business_id: UUID
    revision: int


@broker.subscriber(
    os.environ["BENCH_TOPIC"],
    group_id=os.environ["BENCH_GROUP"],
    auto_offset_reset="earliest",
    ack_policy=AckPolicy.NACK_ON_ERROR,
    max_poll_records=500,
)
async def open_case(submitted: Submitted) -> None:
    message = broker.context.get_local("message")  # as a parameter it would cost a thread for each message
    headers, body = message.headers, message.body.decode()
    async with pools[0].acquire() as connection, connection.transaction():
        if not await connection.fetchval(
            """
            INSERT INTO inbox (reader, source, event_id) VALUES ('plain', $1, $2)
            ON CONFLICT DO NOTHING RETURNING true
            """,
            headers["ce_source"],
            headers["ce_id"],
        ):
            return
        known = await connection.fetchval(
            "SELECT revision FROM cases WHERE product_id = $1 FOR UPDATE", submitted.product_id
        )
        if known is not None and known >= submitted.revision:
            return
        await connection.execute(
            """
            INSERT INTO cases (product_id, city, status, revision, business_id, submission, opened_at)
            VALUES ($1, $2, 'open', $3, $4, $5, now())
            ON CONFLICT (product_id) DO UPDATE
            SET status = 'open', revision = excluded.revision, submission = excluded.submission
            """,
            submitted.product_id,
            headers["ce_city"],
            submitted.revision,
            submitted.business_id,
            body,
        )
        await announce(connection, submitted, headers)


async def announce(connection: Any, submitted: Submitted, headers: dict[str, str]) -> None:
    """The outbox row of the case that was opened, numbered."""
    opened = CaseOpened(city=headers["ce_city"], **submitted.model_dump())
    sequence = await connection.fetchval(
        """
        INSERT INTO sequences AS s (topic, key, last) VALUES ($1, $2, 1)
        ON CONFLICT (topic, key) DO UPDATE SET last = s.last + 1 RETURNING last
        """,
        CASES.name,
        opened.key,
    )
    envelope = Envelope(
        id=str(uuid7()),
        source="/plain",
        type=opened.type,
        time=datetime.now(UTC),
        sequence=sequence,
        correlation_id=headers["ce_correlationid"],
        causation_id=headers["ce_id"],
    )
    pairs, value = cloudevents.encode(opened, envelope)
    await connection.execute(
        "INSERT INTO outbox (slot, topic, key, headers, value) VALUES (0, $1, $2, $3, $4)",
        CASES.name,
        opened.key,
        json.dumps([[name, octets.decode()] for name, octets in pairs]),
        value,
    )


@app.on_startup
async def connect() -> None:
    """A pool, as the handler's documentation would have it."""
    pools.append(await asyncpg.create_pool(os.environ["BENCH_DSN"], min_size=1, max_size=10))


if __name__ == "__main__":
    asyncio.run(app.run())
