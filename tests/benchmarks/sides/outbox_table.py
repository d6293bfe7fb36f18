"""The table of faststream-outbox, as its publisher and its relay see it."""

import os

from faststream_outbox import OutboxBroker, make_outbox_table  # type: ignore[import-not-found]
from sqlalchemy import MetaData  # type: ignore[import-not-found]
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine  # type: ignore[import-not-found]

QUEUE = "submissions"
TUNED = bool(os.environ.get("BENCH_TUNED"))

metadata = MetaData()
table = make_outbox_table(metadata, table_name="fs_outbox")


def connect() -> tuple[AsyncEngine, OutboxBroker]:
    """An engine with connections enough for the tuned relay's workers, and the broker on it."""
    dsn = os.environ["BENCH_DSN"].replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(dsn, pool_size=40)
    return engine, OutboxBroker(engine, outbox_table=table, logger=None, apply_types=False)
